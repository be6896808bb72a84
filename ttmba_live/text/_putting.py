"""Where words put a sound that is there. Knows how a planner reads places; knows no sound."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.text._extent import GOING, Extent
from ttmba_live.text._forms import Words
from ttmba_live.text._plan import Plan

_NOBODY = "liveina"
"""A noun that no planner knows: the source stands for itself, whatever it is."""
_TO = re.compile(
    r"(?:(?:go|goes|move|come|run|walk|fly|drive|jump|drift|wander|be|is) )?"
    r"(?:back |over |all the way |straight )*"
    r"(?:(?:in|on)?to|towards?) (?P<rest>(?:the |my )?(?P<first>.*))"
)
_SIDES = ("left", "right", "front", "back", "rear", "side", "centre", "center", "middle")
_HERE = re.compile(
    r"\b(?:front|ahead|cent(?:er|re)|middle|before|vorne?|mitte|devant|milieu|delante|frente|davanti"
    r"|centro|voor|midden|впереди|вперёд)\b|前|中央"
)


@dataclass(frozen=True, slots=True)
class Put:
    """A way to where words put a sound, and what of it they did not tell.

    ``spread`` is in degrees, if it is to be all around.
    """

    path: Trajectory
    keeps_distance: bool
    keeps_direction: bool
    spread: float = 0.0


def put_by(where: str, of: Words, extent: Extent, plan: Callable[[str], Plan]) -> Put | None:
    """Where words put something, read by the planner as if it were a new sound; None if nowhere."""
    seconds = extent.takes
    long = f" for {seconds:g} seconds" if seconds else ""
    long += f" every {extent.every:g} seconds" if extent.every else ""
    verb = of.placing if of.place.fullmatch(where) else ""
    try:
        alone = plan(_NOBODY).events[0].position
        told = plan(" ".join(f"{_NOBODY} {verb} {_place(where)}{long}".split()))
    except InvalidInput:
        return None
    if not all(_NOBODY in event.sound for event in told.events):
        return None
    way = _way([event.position for event in told.events], told.events[0].trajectory, seconds)
    begins, ends = way.positions[0], way.positions[-1]
    same = (begins.azimuth, begins.elevation) == (alone.azimuth, alone.elevation)
    spread = told.events[0].spread
    return Put(
        way,
        keeps_distance=bool(spread) or ends.distance == begins.distance == alone.distance,
        keeps_direction=bool(spread) or (same and not _HERE.search(where)),
        spread=spread,
    )


def says_where(sound: str, plan: Callable[[str], Plan]) -> bool:
    """Whether words of a new sound tell its place or way: it is not where the sound alone would be.

    Raises `InvalidInput` as the planner does.
    """
    return any(
        event.trajectory is not None or event.position != plan(event.sound).events[0].position
        for event in plan(sound).events
    )


def _place(where: str) -> str:
    """A place as one says it of a sound: "to my left" is where it will be, "on my left".

    >>> _place("to the left"), _place("from left to right"), _place("back to 30 degrees right")
    ('on the left', 'from left to right', '30 degrees right')
    """
    match = _TO.fullmatch(where)
    if match is None:
        return where
    side = match["first"].split(" ")[0].rstrip(",") in _SIDES and match["rest"] != match["first"]
    return f"on {match['rest']}" if side else match["rest"]


def _way(places: list[Position], path: Trajectory | None, seconds: float | None) -> Trajectory:
    """One way: the path if there is one, else through all places, as long as was told."""
    if path is not None:
        return path
    leg = GOING if seconds is None else seconds / len(places)
    return Trajectory(tuple(leg * number for number in range(1, len(places) + 1)), tuple(places))
