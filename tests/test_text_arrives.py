"""What comes, stops and is got out of, one thing after the other."""

from itertools import pairwise

from ruled import RULES, events

NIGHT = (
    "Night. Crickets all around. An owl hoots somewhere, every 7 seconds, three times. A car"
    " approaches from the left, brakes, stops in front, engine off, door opens, door shuts, steps"
    " come closer."
)


def test_an_arrival_is_told_in_its_order() -> None:
    plan = RULES.plan(NIGHT)
    by_name = {event.sound: event for event in plan.events}
    named = {
        word: next(event for sound, event in by_name.items() if word in sound)
        for word in ("car", "brake", "opening", "shut", "step")
    }
    car, brakes, opens, shuts, steps = named.values()
    assert car.trajectory is not None
    end = car.trajectory.positions[-1]
    assert abs(end.azimuth) < 1.0
    arrived = car.start + car.duration
    assert arrived <= brakes.start <= opens.start
    for one, other in pairwise((opens, shuts, steps)):
        assert other.start >= one.start + one.duration
    for event in (brakes, opens, shuts):
        assert event.position.azimuth == end.azimuth
        assert event.position.distance == end.distance
    assert not any("engine" in sound for sound in by_name)
    assert sum("owl" in event.sound for event in plan.events) == 3


def test_the_doors_of_what_came_are_where_it_is() -> None:
    car, doors = events("A car arrives from the right, engine off, two doors slam.")
    assert doors.position.azimuth == car.position.azimuth == -90.0
    assert doors.start >= car.start + car.duration


def test_what_is_all_around_lasts_as_long_as_the_scene() -> None:
    crickets, *others = events(NIGHT)
    assert "cricket" in crickets.sound
    assert crickets.duration >= max(event.start for event in others)


def test_what_follows_a_way_through_waits_for_it() -> None:
    train, *bells, rain = events(
        "Ein Zug fährt von links nach rechts durch, danach läutet rechts hinten eine Kirchenglocke"
        " fünfmal, alle 3 Sekunden. Dazu leise Regen von oben, 25 Sekunden."
    )
    assert train.trajectory is not None
    assert bells[0].start >= train.start + train.duration
    assert [b.start - a.start for a, b in pairwise(bells)] == [3.0] * 4
    assert max(bell.duration for bell in bells) <= 3.0
    assert rain.duration == 25.0
    assert train.duration < 25.0


def test_a_way_begins_and_ends_as_far_as_is_told() -> None:
    (event,) = events(
        "Helicopter from rear left at 200 m, flies over us in 10 seconds to front right"
    )
    assert event.trajectory is not None
    first, last = event.trajectory.positions[0], event.trajectory.positions[-1]
    assert round(first.distance) == round(last.distance) == 200
    assert min(position.distance for position in event.trajectory.positions) < 100.0
    assert event.duration == 10.0
