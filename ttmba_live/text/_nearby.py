"""Where words put a sound by others that are there: next to one, behind one, between two.

Places and angles only; who is meant is asked of others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import (
    MAX_DISTANCE,
    MIN_DISTANCE,
    Position,
    Trajectory,
    shorter_arc,
    wrap_degrees,
)
from ttmba_live.text._extent import Extent
from ttmba_live.text._forms import Words, forms
from ttmba_live.text._present import Meant, Present
from ttmba_live.text._putting import Put

_APART = 15.0
"""Degrees between a sound and one that is next to it."""
_ASIDE = 30.0
"""Degrees between a sound and one to the left of it, or above it."""
_BEHIND, _BEFORE = 1.5, 0.6
"""How much farther away what is behind another is, and what is in front of it."""
_TWO = 2
_OPPOSITE = 179.0

Refer = Callable[[str], Meant | None]
"""Whom words mean, of those that are there."""


def put_near(
    where: str,
    of: Words,
    extent: Extent,
    there: Sequence[Present],
    who: Sequence[str],
    refer: Refer,
) -> Put | None:
    """A way to where words put ``who`` by others; None if they name no such place.

    Raises `InvalidInput` for what is between others than two.
    """
    for pattern, means in of.near:
        match = pattern.fullmatch(where)
        if match is None:
            continue
        named = [words for words in match.groupdict().values() if words]
        others = [found for words in named if (found := refer(words)) is not None]
        ids = [name for found in others for name in found.ids]
        places = [_place(one) for one in there if one.id in ids and one.id not in who]
        mine = next((_place(one) for one in there if one.id in who), Position(0.0))
        if len(others) == len(named) and means == "between" and len(places) != _TWO:
            raise InvalidInput("'between' takes two others that are there")
        place = _by(means, places, mine) if len(others) == len(named) else None
        if place is not None:
            known = all(one.distance for one in there if one.id in ids)
            way = Trajectory((extent.going,), (place,))
            return Put(way, keeps_distance=not known, keeps_direction=False)
    return None


def newcomers(piece: str) -> Iterator[tuple[str, str, Words]]:
    """What a piece may tell of a new sound by another: its words, its place, and their language.

    >>> [(sound, where) for sound, where, of in newcomers("a cat next to the dog")]
    [('a cat', 'next to the dog')]
    """
    for pattern, of in _sentences():
        if match := pattern.fullmatch(piece):
            yield match["sound"], match["where"].lower(), of


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], Words], ...]:
    found = []
    for of in dict.fromkeys(form.words for form in forms()):
        for pattern, _ in of.near:
            sentence = rf"(?P<sound>.+?),? (?P<where>{pattern.pattern})"
            found.append((re.compile(sentence, re.IGNORECASE), of))
    return tuple(found)


def _place(one: Present) -> Position:
    return Position(one.azimuth, one.elevation, one.distance or 1.0)


def _by(means: str, places: Sequence[Position], mine: Position) -> Position | None:
    """The place that a word means, by one other or between two; None if those are not there."""
    if means == "between":
        return _middle(*places)
    if not places:
        return None
    one = places[0]
    match means:
        case "beside":
            towards = wrap_degrees(mine.azimuth - one.azimuth)
            return _turned(one, _APART if towards >= 0.0 else -_APART)
        case "behind":
            return replace(one, distance=min(MAX_DISTANCE, one.distance * _BEHIND))
        case "before":
            return replace(one, distance=max(MIN_DISTANCE, one.distance * _BEFORE))
        case "above" | "below":
            up = _ASIDE if means == "above" else -_ASIDE
            return replace(one, elevation=max(-90.0, min(90.0, one.elevation + up)))
        case "left" | "right":
            return _turned(one, _ASIDE if means == "left" else -_ASIDE)
        case "across":
            return _turned(one, 180.0)
        case _:
            return one


def _middle(one: Position, other: Position) -> Position:
    """Half-way from one to the other, by the front if they are on opposite sides."""
    across = abs(wrap_degrees(one.azimuth - other.azimuth))
    half = shorter_arc(one, other, 0.5)
    if across < _OPPOSITE:
        return half
    azimuth = min(wrap_degrees(one.azimuth + 90.0), wrap_degrees(one.azimuth - 90.0), key=abs)
    return Position(azimuth, (one.elevation + other.elevation) / 2.0, half.distance)


def _turned(place: Position, degrees: float) -> Position:
    return replace(place, azimuth=wrap_degrees(place.azimuth + degrees))
