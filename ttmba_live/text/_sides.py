"""Whether numbers agree with the words they come with, and the turn that makes them agree.

Models know where behind left is and then get its sign wrong; words come first in an answer, so
that they decide. Only sides are judged: left and right, front and back, above and below.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from ttmba_live.geometry import Position, wrap_degrees

_WORD = re.compile(r"[a-z]+")

_SIDES = {
    "left": ("left", "leftward", "leftwards"),
    "right": ("right", "rightward", "rightwards"),
    "front": ("front", "ahead", "forward"),
    "back": ("behind", "back", "rear"),
    "up": ("above", "over", "overhead", "up", "high"),
    "down": ("below", "under", "beneath", "underfoot", "down", "floor"),
}
_MEANING = {word: side for side, words in _SIDES.items() for word in words}
_EXACTLY = frozenset(("right", "straight", "just", "directly"))
"""Words that may stand before another one: "right behind" is no side."""

_AFTER_EXACTLY = frozenset(
    ("behind", "above", "over", "overhead", "below", "under", "beneath", "in", "ahead", "at",
     "next", "beside", "by", "here", "there", "on", "up")
)  # fmt: skip
_CLEAR = 5.0
"""Degrees off the middle from which a side is another side."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Mirrors of a place: left and right, front and back, above and below."""

    sideways: bool
    lengthways: bool
    upright: bool

    def apply(self, place: Position) -> Position:
        """The place in the mirror."""
        azimuth = 180.0 - place.azimuth if self.lengthways else place.azimuth
        azimuth = -azimuth if self.sideways else azimuth
        elevation = -place.elevation if self.upright else place.elevation
        return Position(wrap_degrees(azimuth), elevation, place.distance)


def turned(place: Position, where: str) -> Turn | None:
    """The turn that brings a place to where words say it is; None if it needs none."""
    sides = _sides_of(where)
    azimuth = place.azimuth
    off_middle = min(abs(azimuth), 180.0 - abs(azimuth))
    aside = off_middle > _CLEAR and abs(place.elevation) < 90.0
    to_front = abs(abs(azimuth) - 90.0) > _CLEAR
    turn = Turn(
        aside and _contradicts(sides, "left", "right", azimuth > 0.0),
        to_front and _contradicts(sides, "front", "back", abs(azimuth) < 90.0),
        abs(place.elevation) > _CLEAR and _contradicts(sides, "up", "down", place.elevation > 0.0),
    )
    return turn if turn.sideways or turn.lengthways or turn.upright else None


def _contradicts(sides: set[str], one: str, other: str, first: bool) -> bool:
    """Whether words name one of two sides alone, and the place is on the other."""
    if (one in sides) == (other in sides):
        return False
    return (one in sides) != first


def _sides_of(where: str) -> set[str]:
    words = _WORD.findall(where[:200].lower())
    found = set()
    for word, after in itertools.zip_longest(words, words[1:], fillvalue=""):
        if word in _EXACTLY and after in _AFTER_EXACTLY:
            continue
        if word in _MEANING:
            found.add(_MEANING[word])
    return found
