"""Cues of strangers: strokes that are counted, what follows, ends told first, other languages."""

from __future__ import annotations

import pytest
from ruled import RULES, events, one


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("the clock strikes four", "clock striking four times"),
        ("a clock strikes midnight on the right", "clock striking twelve times"),
        ("a phone rings. After 4 rings it stops.", "phone ringing four times"),
        ("a phone rings on the left and stops after three rings", "phone ringing three times"),
        ("L'horloge sonne quatre coups.", "clock striking four times"),
    ],
)  # fmt: skip
def test_strokes_are_counted(text: str, sound: str):
    assert one(text).sound == sound


def test_strokes_with_a_distance_in_time_are_one_event_each():
    assert [e.start for e in events("the clock strikes four, three seconds apart")] == [0, 3, 6, 9]


def test_what_comes_after_strokes_waits_for_them():
    knocks, door = events("After three knocks, the door opens behind me")
    assert (knocks.sound, door.position.azimuth) == ("three knocks", 180)
    assert door.start == knocks.duration


@pytest.mark.parametrize(
    ("text", "nearer"),
    [
        ("footsteps follow the player", True),
        ("steps follow me, always behind, getting closer", True),
        ("a growl follows the listener, keeping its distance", False),
        ("steps follow me at 3 m", False), ("За мной следуют шаги.", True),
    ],
)  # fmt: skip
def test_what_follows_the_listener_is_behind(text: str, nearer: bool):
    event = one(text)
    assert abs(event.position.azimuth) == 180
    assert (event.trajectory is not None) == nearer


def test_what_builds_and_holds_stops_at_once():
    event = one("a bass drone builds over 10 s, holds 5 s, stops")
    assert event.duration == 15
    assert event.envelope is not None
    assert event.envelope.levels[-1] == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("stop the rain after 10 s", 10), ("turn off the radio after 5 s", 5),
        ("kill the siren at 6s", 6), ("Stoppe den Regen nach zehn Sekunden.", 10),
        ("Arrête la pluie après dix secondes.", 10), ("十秒后停止下雨。", 10),
        ("gong behind, let it ring 8s", 8),
    ],
)  # fmt: skip
def test_an_end_that_is_told_first_is_how_long_it_sounds(text: str, seconds: float):
    event = one(text)
    assert (event.start, event.duration) == (0, seconds)


def test_bells_in_each_ear_are_at_the_ears():
    both = events("a bell in each ear")
    assert [e.position.azimuth for e in both] == [90, -90]
    assert all(0.2 <= e.position.distance <= 0.5 for e in both)


@pytest.mark.parametrize(
    "text", ["wasp L -> R (via behind) in 6s", "a wasp flies from left [via the back] to right"]
)
def test_brackets_do_not_part_a_way(text: str):
    event = one(text)
    assert event.trajectory is not None
    assert event.position.azimuth > 60
    assert min(abs(abs(p.azimuth) - 180) for p in event.trajectory.positions) < 20
    assert event.trajectory.positions[-1].azimuth < -60


def test_a_height_after_two_sides_is_both_sides():
    assert [round(e.position.elevation) for e in events("crickets L&R, low")] == [-30, -30]


def test_what_is_said_of_an_earlier_sound_makes_no_new_one():
    dog, cat = events("A dog and a cat. The dog is on the left, the cat behind me.")
    assert (dog.position.azimuth, cat.position.azimuth) == (90, 180)


def test_what_ends_a_sound_is_heard():
    bark, whistle = events("A dog barks on the left until a whistle blows behind me.")
    assert whistle.start == bark.duration


def test_a_fader_moves_what_was_named():
    event = one("rain left. After 8 s fade the rain out over 4 s.")
    assert event.duration == 12
    assert event.envelope is not None
    assert (event.envelope.times[0], event.envelope.levels[-1]) == (8, -60)


@pytest.mark.parametrize(
    "text",
    [
        "bark on the left, then meow behind me", "duck L, moo B", "whoosh L, thunk B",
        "cock-a-doodle-doo left, then clip-clop behind", "zither left, steelpan behind",
        "pots and pans left, rhythm and blues behind",
    ],
)  # fmt: skip
def test_sounds_are_known_by_their_own_names(text: str):
    plan = RULES.plan(text)
    first, second = plan.events
    assert abs(first.position.azimuth - 90) < 30
    assert abs(second.position.azimuth) == 180
    assert not [note for note in plan.notes if "nothing is known" in note]


@pytest.mark.parametrize(
    "text",
    [
        "Ein Wecker klingelt rechts und wird nach vier Sekunden ausgeschaltet.",
        "Un réveil sonne à droite et on l'éteint au bout de quatre secondes.",
        "Un despertador suena a la derecha y lo apagan a los cuatro segundos.",
        "Una sveglia suona a destra e viene spenta dopo quattro secondi.",
        "Um despertador toca à direita e é desligado após quatro segundos.",
        "Een wekker gaat rechts af en wordt na vier seconden uitgezet.",
        "Справа звонит будильник, и через четыре секунды его выключают.",
        "闹钟在右边响，四秒后被关掉。", "目覚まし時計が右で鳴り、四秒後に止まる。",
    ],
)  # fmt: skip
def test_a_switch_is_an_end_in_every_language(text: str):
    event = one(text)
    assert event.sound == "alarm clock ringing"
    assert (event.position.azimuth, event.duration) == (-90, 4)
