"""What may be demanded of an event in the evaluation set, and whether it holds. Plans nothing.

Sides: ``left right front behind front-left front-right back-left back-right``. Heights: ``above
high level below``. Distances (of a moving sound, the nearest; for ``far`` the farthest): ``near
close far``. Numbers: ``az= el= dist= start= dur=``, each a number (give or take a quarter) or a
range ``lo..hi``. Movements: ``still moves left>right right>left front>back back>front approach
recede circle over rise fall``. Loudness: ``soft loud``. Order: ``after:N`` starts later than the
prompt's event N, ``with:N`` starts with it, ``through`` lasts to the end of the scene.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.geometry import Position, wrap_degrees
from ttmba_live.scene import Event

_SIDES = {
    "left": (90, 70), "right": (-90, 70), "front": (0, 35), "behind": (180, 45),
    "front-left": (45, 35), "front-right": (-45, 35), "back-left": (135, 35),
    "back-right": (-135, 35),
}  # fmt: skip
"""Middle and half width in degrees of azimuth."""

_HEIGHTS = {"above": (15, 90), "high": (40, 90), "level": (-15, 15), "below": (-90, -5)}
_TOLERANCE = 0.25


@dataclass(frozen=True, slots=True)
class Around:
    """The events that the prompt's expectations were matched to; None where there is none."""

    matched: Sequence[Event | None]
    events: Sequence[Event]


def holds(name: str, event: Event, around: Around) -> bool:
    """Whether an attribute holds; raises `InvalidInput` for a name that does not exist."""
    if name in _SIDES:
        middle, width = _SIDES[name]
        return abs(wrap_degrees(event.position.azimuth - middle)) <= width
    if name in _HEIGHTS:
        low, high = _HEIGHTS[name]
        return low <= event.position.elevation <= high
    if "=" in name:
        return _number_holds(name, event)
    if ":" in name:
        return _order_holds(name, event, around)
    if name == "through":
        end = max(e.start + e.duration for e in around.events)
        return event.start + event.duration >= end - 0.5
    if name in _SHAPES:
        return _SHAPES[name](_path(event))
    if name in _PLAIN:
        return _PLAIN[name](event)
    known = [*_SIDES, *_HEIGHTS, *_SHAPES, *_PLAIN]
    raise InvalidInput(f"unknown attribute {name!r}{did_you_mean(name, known)}")


def _path(event: Event) -> list[Position]:
    return list(event.trajectory.positions) if event.trajectory else [event.position]


def _near(limit: float) -> Callable[[Event], bool]:
    return lambda event: min(p.distance for p in _path(event)) <= limit


_PLAIN: dict[str, Callable[[Event], bool]] = {
    "near": _near(1.0),
    "close": _near(3.0),
    "far": lambda event: max(p.distance for p in _path(event)) >= 15.0,
    "soft": lambda event: event.gain_db < 0.0,
    "loud": lambda event: event.gain_db > 0.0,
}


def _moves(path: list[Position]) -> bool:
    first = path[0]
    return any(
        abs(wrap_degrees(p.azimuth - first.azimuth)) > 10.0
        or abs(p.elevation - first.elevation) > 10.0
        or not 0.8 < (p.distance + 0.1) / (first.distance + 0.1) < 1.25
        for p in path
    )


def _across(first: str, last: str) -> Callable[[list[Position]], bool]:
    def crosses(path: list[Position]) -> bool:
        ends = [(path[0], _SIDES[first][0]), (path[-1], _SIDES[last][0])]
        return all(abs(wrap_degrees(p.azimuth - middle)) <= 75.0 for p, middle in ends)

    return crosses


def _turned(path: list[Position]) -> float:
    turns = (wrap_degrees(b.azimuth - a.azimuth) for a, b in itertools.pairwise(path))
    return abs(sum(turns))


_SHAPES: dict[str, Callable[[list[Position]], bool]] = {
    "moves": _moves,
    "still": lambda path: not _moves(path),
    "left>right": _across("left", "right"),
    "right>left": _across("right", "left"),
    "front>back": _across("front", "behind"),
    "back>front": _across("behind", "front"),
    "approach": lambda path: path[-1].distance < 0.6 * path[0].distance,
    "recede": lambda path: path[0].distance < 0.6 * path[-1].distance,
    "circle": lambda path: _turned(path) >= 300.0,
    "over": lambda path: _moves(path) and max(p.elevation for p in path) >= 45.0,
    "rise": lambda path: path[-1].elevation - path[0].elevation >= 15.0,
    "fall": lambda path: path[-1].elevation - path[0].elevation <= -15.0,
}


def _number_holds(name: str, event: Event) -> bool:
    key, _, wanted = name.partition("=")
    values = {
        "az": event.position.azimuth, "el": event.position.elevation, "start": event.start,
        "dist": event.position.distance, "dur": event.duration,
    }  # fmt: skip
    if key not in values:
        raise InvalidInput(f"unknown attribute {name!r}{did_you_mean(key, values)}")
    low, _, high = wanted.partition("..")
    try:
        bounds = float(low), float(high or low)
    except ValueError:
        raise InvalidInput(f"attribute {name!r} needs a number or lo..hi") from None
    slack = 1e-6 if high else _TOLERANCE
    return bounds[0] - slack <= values[key] <= bounds[1] + slack


def _order_holds(name: str, event: Event, around: Around) -> bool:
    key, _, number = name.partition(":")
    if key not in ("after", "with") or not number.isdigit():
        raise InvalidInput(f"unknown attribute {name!r}; there are after:N and with:N")
    if not 1 <= int(number) <= len(around.matched):
        raise InvalidInput(f"attribute {name!r} names no event of its prompt")
    other = around.matched[int(number) - 1]
    if other is None:
        return False
    if key == "with":
        return math.isclose(event.start, other.start, abs_tol=0.5)
    return event.start > other.start
