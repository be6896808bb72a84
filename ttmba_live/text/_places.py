"""Where, read from a clause: sides, angles, clock and compass, heights, distances. No movement."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from ttmba_live.text import _place_words as w
from ttmba_live.text._numbers import scale, value
from ttmba_live.text._scan import Scan


@dataclass(frozen=True, slots=True)
class Side:
    """One word of direction: at which character, front and left as -1..1.

    It may be a goal ("to the left") or an origin ("from the left").
    """

    at: int
    front: float
    left: float
    goal: bool = False
    origin: bool = False


@dataclass(slots=True)
class Places:
    """What a clause says of place: degrees and metres, None where it says nothing."""

    sides: list[Side] = field(default_factory=list)
    azimuth: float | None = None
    elevation: float | None = None
    distance: float | None = None
    far: bool = False
    around: bool = False
    notes: list[str] = field(default_factory=list)

    def said(self) -> bool:
        """Whether there is any word of place."""
        numbers = (self.azimuth, self.elevation, self.distance)
        return bool(self.sides or self.far or self.around) or any(n is not None for n in numbers)


def read(scan: Scan) -> Places:
    """Take all words of place out of a clause."""
    places = Places()
    scan.take_all(w.NOT_A_SIDE)
    scan.take_all(w.HEADING)
    _numbers(scan, places)
    _body(scan, places)
    if upper := w.UPPER.search(scan.text):
        places.elevation = 35.0 if upper[1] else -35.0
    for pattern, side, elevation, distance in w.SPOT_PATTERNS:
        match = scan.take(pattern)
        if match is None:
            continue
        places.far = places.far or match.group().startswith("far")
        if side is not None:
            places.sides.append(Side(match.start(), *side))
        if places.elevation is None:
            places.elevation = elevation
        if places.distance is None:
            places.distance = distance
    for pattern, metres in w.NEAR_PATTERNS:
        if scan.take(pattern) is not None and places.distance is None:
            places.distance = metres
    places.far = bool(scan.take_all(w.FAR)) or places.far
    _horizontal(scan, places)
    places.around = bool(scan.take_all(w.AROUND))
    places.sides.sort(key=lambda side: side.at)
    return places


def _numbers(scan: Scan, places: Places) -> None:
    for pattern, name in (
        (w.AZIMUTH, "azimuth"),
        (w.ELEVATION, "elevation"),
        (w.DISTANCE, "distance"),
        (w.AZIMUTH_AFTER, "azimuth"),
        (w.ELEVATION_AFTER, "elevation"),
    ):
        match = scan.take(pattern) if getattr(places, name) is None else None
        if match is not None:
            setattr(places, name, value(match["n"]))
    for match in scan.take_all(w.DEGREES):
        number, side = value(match["n"]), match["side"] or ""
        if side.startswith(("up", "above", "hi", "do", "be", "lo")) and side != "behind":
            places.elevation = number if side.startswith(("up", "above", "hi")) else -number
        elif side == "behind":
            places.azimuth = 180.0 - number if number < 90.0 else number
        else:
            places.azimuth = -number if side == "right" else number
            if not side:
                places.notes.append(f"{number:g} degrees taken to the left, as no side is named")
    if (match := scan.take(w.CLOCK)) is not None:
        places.azimuth = -30.0 * value(match["n"])
    if (match := scan.take(w.LENGTH)) is not None and places.distance is None:
        places.distance = abs(value(match["n"])) * scale(match["u"])


def _body(scan: Scan, places: Places) -> None:
    for match in scan.take_all(w.CLOSE_SIDE):
        left = 1.0 if match["side"] == "left" else -1.0
        back = -0.7 if match["how"] == "behind" else 0.0
        places.sides.append(Side(match.start(), back, left))
        elevation, distance = w.PARTS[match["part"]]
        places.elevation = elevation if places.elevation is None else places.elevation
        places.distance = distance if places.distance is None else places.distance


def _horizontal(scan: Scan, places: Places) -> None:
    for match in scan.take_all(w.HORIZONTAL):
        words = [word for word in match.group("a", "b", "c", "d", "e") if word]
        front = sum(w.NAMED[word][0] for word in words)
        left = sum(w.NAMED[word][1] for word in words)
        _add(places, match, front, left)
    for match in scan.take_all(w.SAGITTAL):
        _add(places, match, 1.0 if match["f"] else -1.0, 0.0)
    for match in scan.take_all(w.COMPASS):
        words = [word for word in (match["a"], match["b"]) if word]
        front = sum(w.NAMED[word][0] for word in words)
        left = sum(w.NAMED[word][1] for word in words)
        origin = match.group().startswith("from")
        places.sides.append(Side(match.start(), front, left, origin=origin))


def _add(places: Places, match: re.Match[str], front: float, left: float) -> None:
    share = 0.5 if match["slight"] else 1.0
    origin = re.search(r"\bfrom\b", match.group()) is not None
    goal = match["to"] is not None
    places.sides.append(Side(match.start(), share * front, share * left, goal, origin))


def azimuth_of(sides: list[Side]) -> float | None:
    """Where words of direction point together, in degrees; None if they say nothing.

    >>> azimuth_of([Side(0, -1.0, 0.0), Side(9, 0.0, 1.0)])
    135.0
    """
    if not sides:
        return None
    front, left = sum(side.front for side in sides), sum(side.left for side in sides)
    if math.hypot(front, left) < 1e-9:
        return 0.0
    return math.degrees(math.atan2(left, front))
