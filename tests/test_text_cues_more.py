"""Cues of strangers: in turn, again, bearings, heights above ground, the ends of ways."""

from __future__ import annotations

import math

import pytest
from ruled import events, one


def starts(text: str) -> list[float]:
    return [event.start for event in events(text)]


def azimuths(text: str) -> list[int]:
    return [round(event.position.azimuth) for event in events(text)]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a voice whispers in turn: front, right, back, left", [0, 1.5, 3, 4.5]),
        ("a bell, a gong and a drum, one after the other", [0, 5, 10]),
        ("bell L. again R. again but louder, centre", [0, 5, 10]),
        ("rumble left. wait. BANG right", [0, 6]),
        ("an owl hoots behind me, answered by another owl far to the left", [0, 5]),
        ("A fan hums for 4 s, stops, and two seconds later a door slams.", [0, 6]),
        ("thunder rear, dont start before 5s", [5]),
    ],
)
def test_what_follows_what(text: str, at: list[float]) -> None:
    assert starts(text) == at


@pytest.mark.parametrize(
    ("text", "angles"),
    [
        ("drum 90 L, bell 45R", [90, -45]),
        ("bell 45 deg L, tom 180", [45, 180]),
        ("cloche à 11h", [30]), ("Vogel auf 10 Uhr", [60]), ("sino às três horas", [-90]),
        ("Eine Uhr tickt rechts", [-90]),
        ("un bambino ride a sinistra vicino alla porta", [90]),
        ("Zwei Hunde bellen, einer links, der andere rechts", [90, -90]),
        ("Две птицы поют: одна слева, другая справа", [90, -90]),
        ("twee vogels zingen: een links, de andere rechts", [90, -90]),
        ("whispers in the left ear, then in both ears", [90, 90, -90]),
    ],
)  # fmt: skip
def test_where_each_is(text: str, angles: list[int]) -> None:
    assert azimuths(text) == angles


def test_a_number_after_a_thing_is_no_angle_where_no_degrees_are_told() -> None:
    assert azimuths("footsteps 2 left") == [90]
    assert one("a tom 180").position.azimuth == 0


@pytest.mark.parametrize(
    ("text", "side", "thing"),
    [
        ("iemand klopt links op het raam", 90, "window"),
        ("jemand klopft rechts an die Tür", -90, "door"),
        ("quelqu'un frappe à gauche à la porte", 90, "door"),
        ("alguien golpea a la izquierda en la ventana", 90, "window"),
        ("qualcuno bussa a destra alla finestra", -90, "window"),
        ("кто-то стучит слева в окно", 90, "window"),
    ],
)
def test_what_is_acted_on_is_no_sound_of_its_own(text: str, side: float, thing: str) -> None:
    event = one(text)
    assert (event.sound, event.position.azimuth) == (f"someone knocking {thing}", side)


@pytest.mark.parametrize(
    "text",
    [
        "a bagpipe plays, five metres above the ground and ten metres away",
        "eine Glocke fünf Meter über dem Boden, zehn Meter entfernt",
    ],
)
def test_a_height_above_the_ground_is_no_distance(text: str) -> None:
    place = one(text).position
    assert place.distance == 10
    assert place.elevation == pytest.approx(math.degrees(math.asin(3.4 / 10)), abs=0.1)


def test_what_ends_a_way_is_heard_where_it_ended() -> None:
    ball, crash = events("A bowling ball rolls away and crashes into the pins.")
    assert ball.trajectory is not None
    assert crash.start == ball.start + ball.duration
    assert crash.position.distance == pytest.approx(ball.trajectory.positions[-1].distance)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("a helicopter approaches from behind and passes overhead", 180, 0),
        ("um helicóptero aproxima-se por trás e passa por cima de mim", 180, 0),
        ("a truck goes by L2R", 90, -90),
        ("a ferry drifts from the right to the left over the course of thirty seconds", -90, 90),
        ("a bottle rolls from above left to below right", 90, -90),
        ("horses begin on the right, gallop past in front and end on the left", -90, 90),
    ],
)
def test_ways_go_from_side_to_side(text: str, first: float, last: float) -> None:
    way = one(text).trajectory
    assert way is not None
    ends = (way.positions[0].azimuth, way.positions[-1].azimuth)
    assert all(abs(a - b) < 30 for a, b in zip(ends, (first, last), strict=True))


def test_only_after_no_tells_what_is_wanted() -> None:
    assert one("no music pls just rain left").sound == "rain falling"
    assert one("keine Musik, nur Regen links").position.azimuth == 90


def test_the_sound_of_a_thing_that_grows_is_that_thing() -> None:
    event = one("A busker plays accordion, the music growing louder as I walk up to it.")
    assert "accordion" in event.sound
    assert event.trajectory is not None
    assert event.trajectory.positions[-1].distance < event.position.distance
