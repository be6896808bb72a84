"""Kinds of sentence: names with hyphens, what happens next, sides by turns, clean words."""

from __future__ import annotations

import pytest

from ttmba_live.scene import Event
from ttmba_live.text._tables import LANGUAGES, table
from ttmba_live.text.rules import Rules

RULES = Rules()


def events(text: str) -> tuple[Event, ...]:
    return RULES.plan(text).events


def sounds(text: str) -> list[str]:
    return [event.sound for event in events(text)]


def starts(text: str) -> list[float]:
    return [event.start for event in events(text)]


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("a wind-up toy on the right", "wind-up toy whirring"),
        ("a pop-up toaster pops on my left", "pop-up toaster popping"),
        ("merry-go-round left", "merry-go-round music"),
        ("a jack-in-the-box behind me", "jack-in-the-box springing"),
        ("a roll-up door rattles left", "roll-up door rattling"),
        ("back-left hi-hat", "hi-hat hit"), ("door-slam left", "door slam"),
    ],
)  # fmt: skip
def test_a_name_with_hyphens_is_one_still_thing(text: str, sound: str):
    (event,) = events(text)
    assert (event.sound, event.trajectory) == (sound, None)


def test_a_hyphen_still_parts_a_thing_from_its_side():
    rain, wind = events("rain-left, wind-right")
    assert (rain.position.azimuth, wind.position.azimuth) == (90, -90)
    (truck,) = events("a slow-moving truck from the left")
    assert truck.trajectory is not None


@pytest.mark.parametrize(
    "text",
    ["A phone rings. A door opens. A man coughs.", "A phone rings, a door opens, and a man coughs.",
     "Das Telefon klingelt. Die Tür knallt. Eine Katze miaut. Glas zerbricht."],
)  # fmt: skip
def test_what_happens_at_one_moment_comes_in_the_order_told(text: str):
    first, *later = [e for e in events(text) if "cat" not in e.sound]
    assert first.start == 0
    assert all(b.start > a.start for a, b in zip([first, *later], later, strict=False))


@pytest.mark.parametrize(
    "text",
    ["Rain falls. Traffic hums. A dog barks.", "A door opens and a bell rings.",
     "a bell left, a gong right, a drum behind"],
)  # fmt: skip
def test_beds_and_what_is_listed_begin_together(text: str):
    assert set(starts(text)) == {0}


def test_a_bed_begins_at_once_and_what_happens_waits_for_what_happened():
    rain, door, glass = events("Rain falls. A door slams. Glass breaks.")
    assert (rain.start, door.start) == (0, 0)
    assert glass.start == door.duration


def test_what_a_thing_does_elsewhere_is_its_next_event():
    whistle, burst, crackle = events(
        "A rocket whistles upward on the left, explodes high above, and crackles faintly."
    )
    assert whistle.trajectory is not None
    assert [e.sound for e in (burst, crackle)] == ["rocket exploding", "rocket crackling"]
    assert whistle.start < burst.start < crackle.start
    assert burst.position.elevation > 40
    assert crackle.gain_db < burst.gain_db


def test_circles_end_before_a_thing_leaves():
    circle, leave = events("A bee circles my head twice, then flies off to the left.")
    assert leave.start == circle.duration
    assert leave.trajectory is not None
    assert leave.trajectory.positions[-1].distance > 5 * leave.position.distance


def test_a_way_may_rest():
    (van,) = events("jet in from L, hovers 4 s C, out R")
    assert van.trajectory is not None
    rows = zip(van.trajectory.times, van.trajectory.positions, strict=True)
    still = [time for time, place in rows if place == min(
        van.trajectory.positions, key=lambda p: p.distance)]  # fmt: skip
    assert max(still) - min(still) == pytest.approx(4)


@pytest.mark.parametrize(
    "text",
    ["clap left, right, left, right", "left, right, left, right claps", "claps L R L R",
     "Klatschen links, rechts, links, rechts"],
)  # fmt: skip
def test_sides_by_turns_are_heard_one_after_the_other(text: str):
    made = events(text)
    assert [event.position.azimuth for event in made] == [90, -90, 90, -90]
    assert [event.start for event in made] == [0, 1.5, 3, 4.5]


def test_four_corners_are_no_turns():
    text = "whispering in the front left, front right, back left and back right corners"
    assert starts(text) == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("A radio plays behind me and is turned off after ten seconds.", 10),
     ("A phone rings on the left and is picked up after four seconds.", 4),
     ("A siren wails and stops after six seconds.", 6)],
)  # fmt: skip
def test_what_is_switched_off_ends(text: str, seconds: float):
    (event,) = events(text)
    assert (event.start, event.duration) == (0, seconds)


@pytest.mark.parametrize(
    ("text", "times"),
    [("After the bell, a gong.", [0, 5]), ("a bell ends on a gong", [0, 5]),
     ("A pencil scribbles, pauses for three seconds, and continues.", [0, 8]),
     ("a drum, joined after six seconds by a flute", [0, 6]), ("drum, 3s l8r flute", [0, 3]),
     ("an owl calls left and another replies on the right after 4 seconds", [0, 4])],
)  # fmt: skip
def test_what_comes_after_what(text: str, times: list[float]):
    assert starts(text) == times


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("a cannon fires two streets away", 60, 200), ("drums at long range", 8, 200),
     ("a flute at close range", 0.1, 1.5), ("a drill just above the listener's face", 0.1, 1),
     ("a cart rolls past at arm's length", 0.5, 3), ("bell .25m C", 0.25, 0.25),
     ("whispering R .5m", 0.5, 0.5)],
)  # fmt: skip
def test_how_far(text: str, low: float, high: float):
    (event,) = events(text)
    assert low <= event.position.distance <= high


def test_the_same_place_is_the_place_before():
    slam, click = events("door slam back L. 2s later: lock click same place")
    assert click.position.azimuth == slam.position.azimuth == 135


@pytest.mark.parametrize(
    ("text", "azimuth"),
    [("door U/S R", 45), ("bell behind u", 180), ("bees bhnd ur head", 180),
     ("1) flute far L 2) bell R 3) drum C", 0), ("sfx 3 drum L, sfx 4 bell R", -90)],
)  # fmt: skip
def test_what_is_typed_in_a_hurry(text: str, azimuth: float):
    assert events(text)[-1].position.azimuth == azimuth


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("rain starts to fall everywhere", ["rain falling"]),
        ("a cat sits above the door, purring", ["cat purring"]),
        ("wolf 1 far L wolf 2 far R", ["wolf howling", "wolf howling"]),
        ("phone ring SR desk", ["phone ring"]),
        ("thud floor R", ["thud"]), ("a fly buzzes near me", ["fly buzzing"]),
        ("a woman laughs in the right corner of a room", ["woman laughing"]),
        ("Schritte nähern sich bis an mein Ohr", ["footsteps walking"]),
        ("des pas s'approchent jusqu'à mon oreille", ["footsteps walking"]),
        ("un violín en el piso de arriba", ["violin playing"]),
        ("un pianoforte al piano di sopra", ["piano playing"]),
        ("пианино этажом выше", ["piano playing"]),
        ("一只蜜蜂绕着我的头转两圈", ["bee buzzing"]),
    ],
)  # fmt: skip
def test_no_place_or_time_is_left_in_the_words_of_a_sound(text: str, clean: list[str]):
    assert sounds(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "A train comes from the left, passes in front of me and moves off to the right in 15 s.",
        "Ein Zug kommt von links, fährt vor mir vorbei und entfernt sich nach rechts in 15 s.",
        "Un treno arriva da sinistra, passa davanti a me e si allontana verso destra in 15 s.",
        "Un tren llega por la izquierda, pasa delante de mí y se aleja a la derecha en 15 s.",
    ],
)  # fmt: skip
def test_one_thing_on_one_way_is_one_event(text: str):
    (train,) = events(text)
    assert (train.start, train.duration) == (0, 15)
    assert train.trajectory is not None
    ends = train.trajectory.positions[0].azimuth, train.trajectory.positions[-1].azimuth
    assert ends[0] > 45 > -45 > ends[1]


@pytest.mark.parametrize(
    ("text", "sound"),
    [("Die Tür knallt links.", "door slamming"), ("As crianças riem à esquerda.", "laughing"),
     ("No teto anda um gato.", "cat"), ("conga az=-45 el=30", "conga beating")],
)  # fmt: skip
def test_small_words_of_a_language_are_not_read_as_english(text: str, sound: str):
    (event,) = events(text)
    assert sound in event.sound
    assert event.trajectory is None
    assert event.position.elevation == 30 or "az" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_readings_are_decided_by_the_order_of_the_table(language: str):
    """Sets of words have no order that is the same in every process."""
    known = table(language)
    words = [form for by_form in known.patterns.values() for form in by_form]
    lines = [pattern.line for pattern in known.starting("*", words)]
    assert lines == sorted(set(lines))
    assert len(lines) > 50
