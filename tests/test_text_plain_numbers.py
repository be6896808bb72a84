"""Numbers that are an angle alone, frequencies that are no place, deeds that are no thing."""

import pytest
from ruled import RULES, events, one


@pytest.mark.parametrize(
    ("text", "azimuth", "elevation", "distance"),
    [
        ("bell -90", -90.0, None, None),
        ("dog 45", 45.0, None, None),
        ("dog barking 45", 45.0, None, None),
        ("bell -90,20", -90.0, 20.0, None),
        ("bell -90, 20, 3", -90.0, 20.0, 3.0),
        ("bell -90 3m 5s", -90.0, None, 3.0),
        ("Hund 30", 30.0, None, None),
    ],
)
def test_a_bare_number_after_a_lone_sound_is_an_azimuth(
    text: str, azimuth: float, elevation: float | None, distance: float | None
) -> None:
    plan = RULES.plan(text)
    (event,) = plan.events
    assert event.position.azimuth == azimuth
    assert elevation is None or event.position.elevation == elevation
    assert distance is None or event.position.distance == distance
    assert any("azimuth" in note for note in plan.notes)


def test_bare_azimuths_in_a_list_have_a_sign() -> None:
    assert [event.position.azimuth for event in events("dog 45, cat -45")] == [45.0, -45.0]
    assert not any("azimuth" in note for note in RULES.plan("rain 30, dog 20").notes)


def test_other_bare_numbers_are_none() -> None:
    assert one("dog 3").position.azimuth == 0.0
    assert not any("azimuth" in note for note in RULES.plan("A dog barks. Bell 30, cat").notes)


@pytest.mark.parametrize(
    "text",
    [
        "sine sweep from 20 Hz to 20 kHz over 10 seconds in front",
        "a sweep from 20 Hz to 20 kHz in front for 10 s",
        "Sinus von 20 Hz bis 20 kHz vorne, 10 Sekunden",
        "sinus de 20 Hz à 20 kHz devant pendant 10 secondes",
    ],
)
def test_frequencies_are_no_places(text: str) -> None:
    event = one(text)
    assert event.trajectory is None
    assert (event.position.azimuth, event.duration) == (0.0, 10.0)
    assert "from 20 to 20000 hz" in event.sound


def test_a_tone_at_a_frequency_does_not_wait() -> None:
    tone = one("A sine tone at 440 Hz on the left")
    assert (tone.start, tone.position.azimuth) == (0.0, 90.0)
    assert "440 hz" in tone.sound


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Q3 @12s dog L bark x3 every 2s", "bark"),
        ("@12s door L slam x3 every 2s", "slam"),
        ("at 12 s phone L ring x3 every 2s", "ring"),
    ],
)
def test_a_bare_verb_after_a_side_is_what_the_thing_does(text: str, word: str) -> None:
    found = events(text)
    assert [event.start for event in found] == [12.0, 14.0, 16.0]
    assert {event.position.azimuth for event in found} == {90.0}
    assert all(word in event.sound for event in found)


def test_a_verb_with_its_own_side_is_a_sound() -> None:
    assert [event.position.azimuth for event in events("dog L knock R")] == [90.0, -90.0]


def test_a_way_told_in_degrees_begins_and_ends_there():
    text = "a skateboard rolls from 90° right to 90° left in 8 seconds, passing 2 metres in front"
    (event,) = RULES.plan(text).events
    path = event.trajectory.positions
    assert (path[0].azimuth, path[-1].azimuth) == pytest.approx((-90.0, 90.0))
    assert min(place.distance for place in path) == pytest.approx(2.0, abs=0.3)
