"""Places and movements become positions and trajectories, in one pass. Reads no phrases."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

from ttmba_live.geometry import MIN_DISTANCE, Position, Trajectory, Xyz, wrap_degrees
from ttmba_live.text import _shapes as shapes
from ttmba_live.text._lexicon import Kind
from ttmba_live.text._motion import Motion
from ttmba_live.text._places import Places, Stop
from ttmba_live.text._radial import FAR, radial
from ttmba_live.text._spots import spot

_FASTEST = 120.0
"""Metres per second: nothing that is planned moves faster."""


def path(motion: Motion, places: Places, kind: Kind, seconds: float) -> Trajectory | None:
    """The trajectory of an event that lasts ``seconds``; None if it stays where it is."""
    if not motion.said():
        return None
    rows = shapes.held(_rows(motion, places, kind, seconds - motion.rest), motion.rest)
    return Trajectory.checked(rows) if len(rows) > 1 else None


def fastest_seconds(trajectory: Trajectory) -> float:
    """The shortest time in which a way may be gone."""
    points = [p.xyz for p in trajectory.positions]
    return sum(math.dist(a, b) for a, b in itertools.pairwise(points)) / _FASTEST


def _rows(motion: Motion, places: Places, kind: Kind, seconds: float) -> list[shapes.Row]:
    kinds = motion.kinds
    if motion.way:
        return _route(motion, places, kind, seconds)
    here = spot(places, kind)
    if "circle" in kinds:
        return _circling(here, motion, places, kind, seconds)
    if "over" in kinds:
        way = [Stop(0, "from", 1.0), Stop(0, "to", -1.0)]
        return _between(way[0], way[1], motion, places, kind, seconds)
    if "swing" in kinds:
        return shapes.swing(here, seconds)
    if "sink" in kinds and not kinds & {"approach", "pass", "recede"}:
        return shapes.sinking(here, seconds)
    if kinds & {"rise", "fall"} and not kinds & {"approach", "pass"}:
        told = places.elevation is not None or places.standing().elevation is not None
        return shapes.vertical(here, seconds, up="rise" in kinds, told=told)
    if "pass" in kinds and not ("approach" in kinds and places.sided() and "recede" not in kinds):
        return _passing(here, motion, places, kind, seconds)
    if kinds & {"approach", "recede"}:
        return radial(here, motion, places, kind, seconds)
    if motion.turn:
        return _circling(here, motion, places, kind, seconds)
    return []


def _circling(
    here: Position, motion: Motion, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """Around the listener, on a level or up or down in a spiral, and nearer if it comes near."""
    first = max(MIN_DISTANCE, motion.radius or here.distance)
    near = kind.distance if places.far else 0.3 * first
    last = max(MIN_DISTANCE, near if "approach" in motion.kinds else first)
    start = end = here.elevation
    if "rise" in motion.kinds:
        start, end = min(start, 0.0), max(end, shapes.HIGH)
    elif motion.kinds & {"fall", "sink"}:
        start, end = max(start, shapes.HIGH), min(end, shapes.LOW)
    return shapes.circle(
        Position(here.azimuth, start, first),
        Position(here.azimuth, end, last),
        seconds,
        clockwise=motion.turn == "cw",
        turns=motion.turns,
    )


def _unit(stop: Stop, level: float) -> Xyz:
    """The direction of a stop; ``level`` is the elevation of one that tells none."""
    elevation = math.radians(level if stop.elevation is None else stop.elevation)
    azimuth = math.radians(stop.azimuth)
    flat = math.cos(elevation) if stop.sided or stop.elevation is None else 0.35
    return flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation)


def _angle(a: Stop, b: Stop) -> float:
    return abs(wrap_degrees(a.azimuth - b.azimuth))


def _route(motion: Motion, places: Places, kind: Kind, seconds: float) -> list[shapes.Row]:
    way = motion.way
    first, last = way[0], way[-1]
    if motion.turn or motion.via in ("front", "behind"):
        return _round(motion, places, kind, seconds)
    if not (first.sided and last.sided) or first.elevation != last.elevation:
        return _lifted(motion, places, kind, seconds)
    if len(way) == 2:
        return _between(first, last, motion, places, kind, seconds)
    passing = replace(places, far=False) if "pass" in motion.kinds else places
    base = _base(passing, kind)
    by = any(s.role == "via" and s.distance is not None for s in way)
    points = []
    for stop in way:
        x, y, z = _unit(stop, base.elevation)
        metres = stop.distance or base.distance
        if stop in (first, last) and stop.distance is None and by:
            metres = max(metres, kind.distance)
        comes = stop is first and ("approach" in motion.kinds or passing.far != places.far)
        if (comes or (stop is last and "recede" in motion.kinds)) and stop.distance is None:
            metres = max(metres, min(FAR, 4.0 * metres))
        points.append((metres * x, metres * y, metres * z))
    return shapes.line(points, seconds)


def _base(places: Places, kind: Kind) -> Position:
    """How far and how high a way is where the words of its stops are silent."""
    plain = Places(
        elevation=places.elevation, distance=places.distance, far=places.far, near=places.near
    )
    heights = [
        s.elevation for s in places.stops if s.role in ("at", "via") and s.elevation is not None
    ]
    if plain.elevation is None and heights:
        plain.elevation = heights[0]
    metres = [
        s.distance for s in places.stops if s.role in ("at", "via") and s.distance is not None
    ]
    if plain.distance is None and metres:
        plain.distance = metres[0]
    return spot(plain, kind)


def _round(motion: Motion, places: Places, kind: Kind, seconds: float) -> list[shapes.Row]:
    base = _base(places, kind)
    ends = [
        Position(
            s.azimuth,
            base.elevation if s.elevation is None else s.elevation,
            s.distance or base.distance,
        )
        for s in (motion.way[0], motion.way[-1])
    ]
    clockwise = motion.turn == "cw"
    if not motion.turn:
        sweep = (ends[1].azimuth - ends[0].azimuth) % 360.0
        middle = wrap_degrees(ends[0].azimuth + sweep / 2.0)
        fits = abs(middle) <= 90.0 if motion.via == "front" else abs(middle) >= 90.0
        clockwise = not fits
    rows = shapes.arc(ends[0], ends[1], seconds, clockwise=clockwise)
    return shapes.returned(rows) if motion.returns else rows


def _lifted(motion: Motion, places: Places, kind: Kind, seconds: float) -> list[shapes.Row]:
    """A way whose ends differ in height or in distance only."""
    base = _base(places, kind)
    side = next((s for s in (*motion.way, *places.stops) if s.sided), Stop(0, "at", 1.0))
    rows: list[shapes.Row] = []
    way = motion.way
    for n, stop in enumerate(way):
        azimuth = stop.azimuth if stop.sided else places.azimuth or side.azimuth
        elevation = stop.elevation
        if elevation is None:
            others = [s.elevation for s in way if s.elevation is not None]
            elevation = 0.0 if others and max(map(abs, others)) > 20.0 else base.elevation
        metres = stop.distance
        if metres is None:
            metres = 1.0 if stop.role == "to" and way[0].distance else base.distance
        rows.append(
            (seconds * n / (len(way) - 1), azimuth, max(-85.0, min(85.0, elevation)), metres)
        )
    points = [Position(a, e, d).xyz for _, a, e, d in rows]
    straight = abs(wrap_degrees(rows[0][1] - rows[-1][1])) > 20.0
    rows = shapes.line(points, seconds) if straight else rows
    return shapes.returned(rows) if motion.returns else rows


def _between(
    start: Stop, end: Stop, motion: Motion, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """A straight line past the listener, or over the head."""
    base = _base(places, kind)
    most = max(FAR, places.distance or 0.0)
    near = min(base.distance, max(start.distance or most, end.distance or most))
    if _at_one_distance(start, end, motion, places):
        rows = shapes.nearer_arc(start.azimuth, end.azimuth, base, seconds)
        return shapes.returned(rows) if motion.returns else rows
    a, b = _unit(start, 0.0), _unit(end, 0.0)
    steep = max((s.elevation or 0.0 for s in places.stops), default=0.0)
    along = min(abs(a[0]), abs(b[0])) > 0.7 and max(places.elevation or 0.0, steep) >= 45.0
    over = "over" in motion.kinds or motion.via == "over" or along
    height = near * math.sin(math.radians(base.elevation))
    flat = max(0.15, near * math.cos(math.radians(base.elevation)))
    if over:
        height, flat = max(height, 0.7 * near), 0.0
    diagonal = min(abs(a[0]), abs(a[1])) > 0.3
    span = (3.0 if diagonal else 2.0) * max(flat, abs(height) * 0.7)
    first, last = start.distance or span, end.distance or span
    if over and (told := start.distance or end.distance) is not None:
        first, last = (_ground(stop.distance or told, height) for stop in (start, end))
    if "approach" in motion.kinds or (places.far and places.distance is None):
        first = max(first, min(FAR, 5.0 * near))
    if "recede" in motion.kinds:
        last = max(last, min(FAR, 5.0 * near))
    middle = _middle(a, places)
    points = [
        (first * a[0], first * a[1], height),
        (flat * middle[0], flat * middle[1], height),
        (last * b[0], last * b[1], height),
    ]
    if _angle(start, end) < 160.0 and not over:
        points = [points[0], points[2]]
    elif not over and (start.distance is None or end.distance is None):
        for n, stop in ((0, start), (2, end)):
            points[n] = points[n] if _exact(stop) else _shifted(points[n], points[1])
    if motion.returns:
        points += points[-2::-1]
    return shapes.line(points, seconds)


def _ground(metres: float, height: float) -> float:
    """Metres along the ground to what is so far away and so high up."""
    return math.sqrt(max(metres**2 - height**2, 0.0))


def _at_one_distance(start: Stop, end: Stop, motion: Motion, places: Places) -> bool:
    """Whether it stays as far or high as is told: "from 60 degrees left to 60 right, at 4 m"."""
    level = places.distance is not None or places.elevation is not None
    told = level and (start.distance, end.distance) == (None, None)
    return told and _angle(start, end) < 160.0 and motion.kinds <= {"swing"} and not motion.via


def _exact(stop: Stop) -> bool:
    """Whether a stop was told in degrees: no side or corner."""
    return stop.exact or min(stop.azimuth % 45.0, -stop.azimuth % 45.0) > 1.0


def _shifted(point: Xyz, by: Xyz) -> Xyz:
    return point[0] + by[0], point[1] + by[1], point[2]


def _middle(start: Xyz, places: Places) -> Xyz:
    """The nearest point's direction: as told, else in front, or right for front and back."""
    across = (-start[1], start[0], 0.0)
    beside = Stop(0)
    for stop in places.stops:
        if stop.role in ("at", "via") and stop.sided:
            way = math.cos(math.radians(stop.azimuth)), math.sin(math.radians(stop.azimuth))
            if abs(way[0] * start[0] + way[1] * start[1]) < 0.5:
                beside = beside.joined(stop)
    if beside.sided:
        side = across[0] * beside.front + across[1] * beside.left
    else:
        side = across[0] if abs(across[0]) > 0.1 else -across[1]
    sign = 1.0 if side >= 0.0 else -1.0
    return sign * across[0], sign * across[1], 0.0


def _passing(
    here: Position, motion: Motion, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """Nothing but "passes": along the side that is named, else from left to right."""
    if not places.sided() or abs(math.sin(math.radians(here.azimuth))) < 0.3:
        return _between(
            Stop(0, "from", 0.0, 1.0), Stop(0, "to", 0.0, -1.0), motion, places, kind, seconds
        )
    x, y, z = here.xyz
    reach = 1.4 * abs(y)
    if motion.kinds & {"approach", "recede"}:
        reach = max(reach, min(FAR, 4.0 * abs(y)))
    return shapes.line([(x + reach, y, z), (x, y, z), (x - reach, y, z)], seconds)
