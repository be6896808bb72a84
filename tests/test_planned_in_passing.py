"""What strangers say beside their sounds: lists of angles, letters, what is of all, arrivals."""

from __future__ import annotations

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def planned(text):
    return RULES.plan(text).events


def test_a_list_of_angles_has_one_unit():
    birds = planned("four birds, one each at 45, 135, 225 and 315 degrees")
    assert [event.position.azimuth for event in birds] == [45.0, 135.0, -135.0, -45.0]


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [
        ("a piano 20 degrees to the right of centre", -20.0),
        ("a piano 20 degrees left of center", 20.0),
        ("ein Klavier halb links", 45.0),
    ],
)
def test_angles_beside_the_centre(text, azimuth):
    (event,) = planned(text)
    assert event.position.azimuth == azimuth


def test_what_has_a_letter_is_what_its_brackets_say():
    glass, scream = planned(
        "Sound event A (glass breaking) occurs at 3 s, 75 degrees right. "
        "Sound event B (a woman screaming) occurs at 5 s, on the left."
    )
    assert (glass.sound, glass.start, glass.position.azimuth) == ("glass breaking", 3.0, -75.0)
    assert (scream.sound, scream.start, scream.position.azimuth) == ("woman screaming", 5.0, 90.0)


def test_a_time_after_a_sound_is_that_sounds():
    cat, phone = planned("a cat meows, from 1 to 3 s, and a phone rings behind, from 5 to 9 s")
    assert (cat.start, cat.duration) == (1.0, 2.0)
    assert (phone.start, phone.duration) == (5.0, 4.0)


def test_what_is_said_of_all():
    drums = planned("snare at 10 o'clock, hi-hat at 2 o'clock, drum at 6. All together, 20 s.")
    assert [event.duration for event in drums] == [20.0, 20.0, 20.0]
    assert [event.position.azimuth for event in drums] == [60.0, -60.0, 180.0]
    lasting = planned("un tambor a la izquierda, una flauta. Cada sonido dura cuatro segundos.")
    assert [event.duration for event in lasting] == [4.0, 4.0]


def test_it_stops_is_said_of_what_came():
    tram, doors = planned(
        "A tram comes from your right. It stops in front of you and the doors hiss."
    )
    assert tram.trajectory is not None
    assert tram.trajectory.positions[-1].azimuth == pytest.approx(0.0, abs=1.0)
    assert doors.start >= tram.duration


@pytest.mark.parametrize(
    "text",
    [
        "a fire on the left, and behind, thirty metres away, a train whistles",
        "Слева трещит костёр, а сзади, метрах в тридцати, гудит паровоз",
        "A la izquierda una hoguera y, detrás, a treinta metros, un tren",
    ],
)
def test_a_place_and_a_distance_before_their_sound(text):
    fire, train = planned(text)
    assert fire.position.azimuth == 90.0
    assert fire.position.distance < 10.0
    assert abs(train.position.azimuth) == 180.0
    assert train.position.distance == 30.0


def test_what_lasts_through_all_lasts_as_long_as_what_is_repeated():
    *horns, water = planned("Foghorn every ten seconds. Water laps beneath us throughout.")
    assert water.start + water.duration >= horns[-1].start + horns[-1].duration


def test_people_are_heard_by_themselves_where_they_make_a_sound():
    car, people = planned("a car drives off to the left as people chatter behind me")
    assert "chatter" in people.sound
    assert "people" not in car.sound
    (steps,) = planned("gravel crunches as people walk by")
    assert "gravel" in steps.sound


def test_the_same_once_more():
    left, right = planned("wind chimes on the left, then the same on the right")
    assert left.sound == right.sound
    assert right.start > left.start
    assert (left.position.azimuth, right.position.azimuth) == (90.0, -90.0)


@pytest.mark.parametrize("turns", ["three counterclockwise turns", "three full anticlockwise laps"])
def test_counted_turns_with_their_way_round(turns):
    (event,) = planned(f"a mosquito makes {turns} around my head in nine seconds")
    assert event.sound == "mosquito buzzing"
    first, second = event.trajectory.positions[:2]
    assert second.azimuth > first.azimuth
    assert event.duration == 9.0


@pytest.mark.parametrize(
    "text",
    [
        "Someone claps five times. After the last clap a crowd cheers.",
        "A dog barks on the left. When the dog is done, a crowd cheers.",
        "A hammer beats on the left. As soon as the hammering is over, a crowd cheers.",
    ],
)
def test_what_was_named_is_over(text):
    before, cheers = planned(text)
    assert "crowd" in cheers.sound
    assert cheers.start == pytest.approx(before.start + before.duration)


def test_places_of_two_words():
    (projector,) = planned("a projector hums above and behind you")
    assert projector.trajectory is None
    assert abs(projector.position.azimuth) == 180.0
    assert projector.position.elevation > 20.0
    (heart,) = planned("a heartbeat inside me")
    assert heart.position.distance < 0.5


def test_who_takes_off_is_no_verb():
    gate, crows = planned(
        "A gate groans in front. Crows take off on the left and fly to the right."
    )
    assert "crow" in crows.sound
    assert "crow" not in gate.sound
    assert crows.position.azimuth > 30.0


def test_laughter_spills_and_light_does_not():
    assert "laughter" in planned("laughter spills out for five seconds")[0].sound
    (dog,) = planned("light spills from the door, a dog barks")
    assert dog.sound == "dog barking"
