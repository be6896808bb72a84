"""The offline rules: what artists write becomes what they meant."""

from __future__ import annotations

import itertools

import pytest
from ruled import RULES, events, one

from ttmba_live.geometry import wrap_degrees


@pytest.mark.parametrize(
    ("words", "azimuth"),
    [
        ("on the left", 90), ("to my right", -90), ("in front of me", 0), ("behind us", 180),
        ("front left", 45), ("in the back right corner", -135), ("at nine o'clock", 90),
        ("at 2 o'clock", -60), ("at 11 o'clock", 30), ("in the north", 0), ("to the east", -90),
        ("to the southwest", 135), ("30 degrees to the left", 30), ("45° right", -45),
        ("120 degrees to the right", -120), ("behind me to the left", 135), ("azimuth -70", -70),
        ("left", 90), ("slightly left in front of me", 26.6), ("behind my right shoulder", -125),
    ],
)  # fmt: skip
def test_sides(words: str, azimuth: float):
    event = one(f"a bell rings {words}")
    assert abs(wrap_degrees(event.position.azimuth - azimuth)) < 1.0
    assert event.sound == "bell ringing"


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("at my feet", -70, -40), ("above me", 40, 60), ("directly overhead", 80, 90),
        ("high up in the sky", 50, 70), ("below us", -60, -30), ("deep below", -90, -60),
        ("at elevation 12", 12, 12), ("30 degrees up", 30, 30), ("at ear level", 0, 0),
        ("in the cellar", -60, -30), ("on the roof", 30, 60),
    ],
)  # fmt: skip
def test_heights(words: str, low: float, high: float):
    assert low <= one(f"a motor hums {words}").position.elevation <= high


@pytest.mark.parametrize(
    ("words", "metres"),
    [
        ("2 m away", 2), ("three metres in front", 3), ("half a metre to the right", 0.5),
        ("10 feet behind me", 3.05), ("a hundred yards away", 91.44), ("50cm away", 0.5),
        ("1.5 m", 1.5), ("2,5 m away", 2.5), ("1 km away", 1000), ("close to my left ear", 0.3),
        ("six inches away", 0.15 + 0.05),
    ],
)  # fmt: skip
def test_distances(words: str, metres: float):
    assert one(f"a voice {words}").position.distance == pytest.approx(metres, abs=0.02)


def test_far_and_close_move_the_usual_distance():
    usual = one("a dog barks").position.distance
    assert one("a dog barks far away").position.distance > 4 * usual
    assert one("a dog barks very close").position.distance < usual / 4


@pytest.mark.parametrize(
    ("text", "start", "duration"),
    [
        ("rain for 20 seconds", 0, 20), ("20 seconds of rain", 0, 20), ("rain, 20 s", 0, 20),
        ("rain for half a minute", 0, 30), ("rain for a minute", 0, 60), ("rain for 1:30", 0, 90),
        ("rain for two and a half minutes", 0, 150), ("rain at second six", 6, None),
        ("after five seconds rain", 5, None), ("rain at 2.5 s for 3 s", 2.5, 3),
        ("rain starting at second ten", 10, None), ("rain from 4 s until 9 s", 4, 5),
        ("after a pause of 2 seconds, rain", 2, None), ("rain lasting twelve seconds", 0, 12),
        ("rain, start 1.5, duration 4", 1.5, 4),
        ("silence for three seconds, then rain", 3, None), ("in 5 seconds a rain", 5, None),
    ],
)  # fmt: skip
def test_times(text: str, start: float, duration: float | None):
    event = one(text)
    assert event.start == start
    assert duration is None or event.duration == duration
    assert "rain" in event.sound


def test_then_waits_for_what_was_before():
    first, second = events("a horn for 4 seconds, then a bell")
    assert (first.start, first.duration, second.start) == (0, 4, 4)


def test_later_counts_from_the_event_before():
    starts = [e.start for e in events("At 3 s a bell. Two seconds later a horn. 4 s later a gong.")]
    assert starts == [3, 5, 9]


def test_throughout_lasts_as_long_as_the_rest():
    wind, bell = events("Wind throughout. At 14 seconds a bell for 6 seconds.")
    assert (wind.start, wind.duration) == (0, bell.start + bell.duration)


def test_several_times_make_several_events():
    assert [e.start for e in events("a bell rings at 3 s, 5 s and 8 s")] == [3, 5, 8]


def path(text: str):
    event = one(text)
    assert event.trajectory is not None, text
    return event.trajectory.positions


def test_passing_runs_from_side_to_side_and_is_nearest_in_the_middle():
    walk = path("a car passes from left to right")
    distances = [p.distance for p in walk]
    assert walk[0].azimuth > 45
    assert walk[-1].azimuth < -45
    assert min(distances) == distances[len(distances) // 2] < distances[0] / 2


def test_passing_behind_stays_behind():
    walk = path("a car passes behind me from left to right")
    assert all(abs(p.azimuth) > 90 for p in walk)


def test_overhead_goes_through_the_zenith():
    walk = path("a plane flies overhead from back to front")
    assert max(p.elevation for p in walk) > 80
    assert abs(walk[0].azimuth) == 180
    assert walk[-1].azimuth == 0


def test_approach_and_recede():
    near = path("footsteps approach from behind")
    assert near[-1].distance < near[0].distance / 2
    assert all(abs(p.azimuth) == 180 for p in near)
    away = path("a motorbike drives off to the right")
    assert away[-1].distance > 2 * away[0].distance
    assert away[-1].azimuth == -90


def test_circles_turn_the_way_that_is_said():
    def turn(text: str) -> float:
        walk = path(text)
        steps = itertools.pairwise(walk)
        return sum(wrap_degrees(b.azimuth - a.azimuth) for a, b in steps)

    assert turn("a bee circles my head") == pytest.approx(360)
    assert turn("a bee circles my head clockwise") == pytest.approx(-360)
    assert turn("a bee circles me counterclockwise for 12 s") == pytest.approx(720)


def test_rising_and_falling():
    assert path("a rocket shoots up")[-1].elevation > path("a rocket shoots up")[0].elevation + 30
    falls = path("a stone falls down from above")
    assert falls[-1].elevation < falls[0].elevation - 30


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("a dog barks on the left", "dog barking"),
        ("The dogs bark, far away", "dogs barking"),
        ("I hear a woman singing softly behind me", "woman singing"),
        ("There is a phone ringing at two o'clock", "phone ringing"),
        ("a dog", "dog barking"),
        ("cats on the left", "cats meowing"),
        ("loud rain on a tin roof above us for 9 s", "rain on tin roof"),
        ("a heavy wooden door slams", "heavy wooden door slamming"),
    ],
)
def test_the_sound_is_a_clean_prompt(text: str, sound: str):
    assert one(text).sound == sound


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a dog and a cat on the left", 2), ("rain, wind and thunder", 3),
        ("a dog barks and runs away", 1), ("a huge, heavy door slams", 1),
        ("Two dogs bark, one on the left, the other on the right", 2),
        ("Doors slam: left, right, behind", 3), ("We stand in a forest. An owl hoots.", 1),
        ("a bell, then again at 4 s", 2), ("a bell on the left and on the right", 2),
        ("rain on the left (wind on the right)", 2),
        ("1. rain on the left 2. wind on the right", 2), ("a saw moves back and forth", 1),
    ],
)  # fmt: skip
def test_how_many_events(text: str, count: int):
    assert len(events(text)) == count


def test_a_shared_place_is_shared():
    dog, cat = events("a dog and a cat on the left")
    assert dog.position.azimuth == cat.position.azimuth == 90


def test_loudness():
    assert one("a quiet bell").gain_db < 0 < one("a loud bell").gain_db


def test_sounds_without_a_place_do_not_hide_each_other():
    azimuths = [e.position.azimuth for e in events("a typewriter, a telephone, a fan")]
    assert len(set(azimuths)) == 3


def test_common_sense_by_kind():
    where = {word: one(word).position for word in ("dog", "plane", "footsteps", "whisper")}
    assert where["dog"].elevation < 0 < where["plane"].elevation
    assert where["footsteps"].elevation < where["dog"].elevation
    assert where["whisper"].distance < where["dog"].distance < where["plane"].distance


def test_an_unknown_thing_is_told():
    plan = RULES.plan("a flurgelhorp on the left")
    assert plan.events[0].position.azimuth == 90
    assert "flurgelhorp" in plan.notes[0]
    assert RULES.plan("a dog on the left").notes == ()


def test_what_is_all_around_is_spread_unless_it_moves():
    assert one("rain all around me").spread == 180.0
    assert one("a crowd murmurs everywhere").spread == 180.0
    bee = one("a bee flies around my head")
    assert (bee.spread, bee.trajectory is not None) == (0.0, True)
    assert one("rain on the left").spread == 0.0


def test_howling_to_the_left_stands_there_and_flying_to_the_left_goes_there():
    wolf = one("a wolf howls far to the left")
    assert (wolf.position.azimuth, wolf.trajectory) == (90.0, None)
    assert one("a plane flies to the left").trajectory is not None


def test_a_way_between_angles_keeps_the_distance_that_is_told():
    car = one("a car drives from 60 degrees left to 60 degrees right at 4 m")
    places = car.trajectory.positions
    assert {round(p.distance, 2) for p in places} == {4.0}
    assert [round(p.azimuth) for p in (places[0], places[-1])] == [60, -60]


def test_a_room_that_is_named_is_understood():
    assert not RULES.plan("In a cathedral: a bell rings").notes
    assert RULES.plan("At grandma's: a bell rings").notes
