"""Second thoughts, comparisons and courtesies in prose: words that are no sound of their own."""

from __future__ import annotations

import pytest

from ttmba_live.text.rules import Rules

RULES = Rules()


def planned(text):
    return RULES.plan(text).events


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [
        ("a dog barking on the left no sorry on the right", -90.0),
        ("a dog on the left, no, the right", -90.0),
        ("a dog on my right, wait, no, behind me", 180.0),
        ("a dog left i mean right", -90.0),
    ],
)
def test_a_side_that_is_said_anew(text, azimuth):
    (event,) = planned(text)
    assert event.position.azimuth == azimuth


def test_numbers_that_are_said_anew():
    (clock,) = planned("clock ticking in front at two metres wait no make that three metres")
    assert clock.position.distance == 3.0
    (phone,) = planned("phone buzzing on the right for uh five no eight seconds")
    assert phone.duration == 8.0


@pytest.mark.parametrize(
    "text", ["rain, no thunder", "rain without thunder", "rain, no music left"]
)
def test_what_is_left_out_is_no_second_thought(text):
    (event,) = planned(text)
    assert event.sound == "rain falling"


@pytest.mark.parametrize(
    "text",
    [
        "a dog barks like a seal on the left",
        "a dog on the left, bright as a bell",
        "If it isn't too much trouble: a dog on the left",
        "Good evening. I would love to hear a dog on the left, if I may. Thank you so much!",
        "I've never used anything like this before. A dog on the left. It needn't be very loud.",
        "ein Hund bellt wie ein Wolf links von mir",
    ],
)
def test_comparisons_and_courtesies_make_no_sound(text):
    (event,) = planned(text)
    assert event.sound == "dog barking"
    assert event.position.azimuth == 90.0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("I'd like a bell on the right", "bell"),
        ("I should very much like a bell", "bell"),
        ("it sounds like a bell on the right", "bell"),
        ("something like a bell", "bell"),
        ("rain, thunder as a car passes", "car"),
    ],
)
def test_what_is_wanted_is_no_comparison(text, word):
    assert any(word in event.sound for event in planned(text))


def test_times_from_and_to():
    (rain,) = planned("rain from 2 to 8 seconds")
    assert (rain.start, rain.duration) == (2.0, 6.0)


def test_where_a_circle_begins_is_no_second_sound():
    (steps,) = planned("Footsteps circle me once clockwise, beginning in front of me, over 12 s.")
    assert steps.duration == 12.0
    assert steps.trajectory.positions[0].azimuth == pytest.approx(0.0, abs=1.0)


def test_near_the_end():
    rain, bell = planned("rain for 20 seconds, near the end a bell")
    assert (rain.start, bell.start) == (0.0, 16.0)


@pytest.mark.parametrize(
    "text",
    [
        "une voiture va vers la gauche",
        "Машина проезжает мимо меня справа налево.",
        "a horse gallops from far right to near left",
    ],
)
def test_ways_that_were_places(text):
    (event,) = planned(text)
    ends = [event.trajectory.positions[i].azimuth for i in (0, -1)]
    assert ends[0] < -30.0
    assert ends[1] > 30.0


def test_a_beat_is_a_pause():
    bell, door = planned("A doorbell on the left. Beat. A door slam on the right.")
    assert door.start >= bell.start + bell.duration


def test_what_only_stands_there_is_no_sound():
    sea, gulls = planned("The old lighthouse stood while the sea roared below. Gulls cried above.")
    assert "sea" in sea.sound
    assert "gull" in gulls.sound
    (man,) = planned("a man stood on the left")
    assert man.position.azimuth == 90.0, "nothing else is left"


@pytest.mark.parametrize(
    "text", ["a ball falls from above to the floor", "a box falls from overhead to my feet"]
)
def test_what_falls_from_above(text):
    (event,) = planned(text)
    heights = [event.trajectory.positions[i].elevation for i in (0, -1)]
    assert heights[0] > 30.0
    assert heights[1] < -20.0


def test_the_door_that_was_knocked_on():
    knock, door = planned("someone knocks on the door behind me, then the door creaks open")
    assert abs(knock.position.azimuth) == abs(door.position.azimuth) == 180.0
    assert door.start >= 3.0


@pytest.mark.parametrize(
    ("text", "count"),
    [("three men walk past, no one speaks", 1), ("footsteps come a little closer", 1)],
)
def test_small_words_that_look_like_second_thoughts(text, count):
    events = planned(text)
    assert len(events) == count
    assert not any(event.sound.startswith("one") for event in events)


def test_a_number_is_said_anew_of_the_same_thing_only():
    assert planned("a bell at two metres, no, three metres")[0].position.distance == 3.0
    assert len(planned("seven bells around me, no two alike")) == 7


def test_seconds_as_scores_have_them():
    (bell,) = planned('a bell on the left, 15"')
    assert bell.duration == 15.0


def test_distances_with_one_unit():
    (bird,) = planned("a bird moves from 2 to 8 metres away over 5 seconds")
    ends = [bird.trajectory.positions[i].distance for i in (0, -1)]
    assert ends == pytest.approx([2.0, 8.0])


def test_only_is_no_sound_in_spanish():
    (dog,) = planned("solo un perro a la izquierda, sólo eso")
    assert dog.sound == "dog barking"
