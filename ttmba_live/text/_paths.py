"""Places and movements in words become positions and trajectories. Reads no text."""

from __future__ import annotations

import math

from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, Trajectory, Xyz, wrap_degrees
from ttmba_live.text import _shapes as shapes
from ttmba_live.text._lexicon import Kind
from ttmba_live.text._moves import Moves, Way
from ttmba_live.text._places import Places, Side, azimuth_of

_FAR = 60.0
"""Metres at which something that comes from far away begins."""


def spot(places: Places, kind: Kind) -> Position:
    """Where a thing is, with common sense where the words are silent."""
    azimuth = places.azimuth if places.azimuth is not None else azimuth_of(places.sides)
    elevation = kind.elevation if places.elevation is None else places.elevation
    distance = places.distance
    if distance is None:
        distance = max(20.0, 2.5 * kind.distance) if places.far else kind.distance
        if places.far and elevation == kind.elevation:
            elevation /= 2.0
    elif places.elevation is None and distance > 2.0 * kind.distance:
        elevation *= kind.distance / distance
    return Position(
        wrap_degrees(azimuth or 0.0),
        max(-90.0, min(90.0, elevation)),
        max(MIN_DISTANCE, min(MAX_DISTANCE, distance)),
    )


def path(moves: Moves, places: Places, kind: Kind, seconds: float) -> Trajectory | None:
    """The trajectory of an event that lasts ``seconds``; None if it stays where it is."""
    if not moves.said():
        return None
    rows = _rows(moves, places, kind, seconds)
    return Trajectory.checked(rows) if rows else None


def _rows(moves: Moves, places: Places, kind: Kind, seconds: float) -> list[shapes.Row]:
    here = spot(places, kind)
    ends = _ends(moves, places)
    if ends is not None:
        return _between(*ends, moves, places, kind, seconds)
    kinds = moves.kinds
    if "circle" in kinds:
        first = here.distance
        near = kind.distance if places.far else 0.3 * first
        last = near if "approach" in kinds else first
        return shapes.circle(here, last, seconds, moves.clockwise)
    if "over" in kinds:
        return _between((1, 0, 0), (-1, 0, 0), moves, places, kind, seconds)
    if "swing" in kinds:
        return shapes.swing(here, seconds)
    if kinds & {"rise", "fall"} and not kinds & {"approach", "pass"}:
        return shapes.vertical(here, seconds, up="rise" in kinds)
    if kinds & {"approach", "recede"}:
        return _radial(here, moves, places, kind, seconds)
    if "pass" in kinds:
        return _passing(here, moves, places, kind, seconds)
    return []


def _groups(moves: Moves, places: Places) -> list[list[Side]]:
    """Words of direction that belong together: a verb of motion or a goal parts them."""
    groups: list[list[Side]] = []
    for side in places.sides:
        before = groups[-1][-1] if groups else None
        parted = before is not None and any(before.at < mark < side.at for mark in moves.marks)
        if before is None or parted or side.goal or before.goal:
            groups.append([])
        groups[-1].append(side)
    return groups


def _ends(moves: Moves, places: Places) -> tuple[Way, Way] | None:
    if moves.start is not None and moves.end is not None:
        return moves.start, moves.end
    if "circle" in moves.kinds or "swing" in moves.kinds:
        return None
    groups = _groups(moves, places)
    ways = [_way(azimuth_of(group) or 0.0) for group in groups]
    if len(ways) >= 2 and _angle(ways[0], ways[-1]) > 50.0:
        return ways[0], ways[-1]
    crossing = moves.kinds & {"pass", "over", "go"} and not moves.kinds & {"approach", "recede"}
    if len(ways) == 1 and groups[0][0].origin and crossing:
        return ways[0], (-ways[0][0], -ways[0][1], 0.0)
    if len(ways) == 1 and groups[0][0].goal and "approach" not in moves.kinds:
        side = ways[0]
        if "recede" in moves.kinds or abs(side[1]) < 0.5:
            return ((1, 0, 0), side) if side[0] < 0.9 else None
        return (-side[0], -side[1], 0), side
    return None


def _way(azimuth: float) -> Way:
    return math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth)), 0.0


def _angle(a: Way, b: Way) -> float:
    dot = sum(p * q for p, q in zip(a, b, strict=True))
    return math.degrees(math.acos(max(-1.0, min(1.0, dot))))


def _between(
    start: Way, end: Way, moves: Moves, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """A straight line past the listener, or over the head."""
    here = spot(Places(elevation=places.elevation, distance=places.distance, far=places.far), kind)
    near = here.distance
    rising = start[2] != end[2]
    if rising:
        flat = _way(azimuth_of(places.sides) or 0.0)
        ways = [tuple(0.6 * f + w for f, w in zip(flat, way, strict=True)) for way in (start, end)]
        points = [(near * w[0], near * w[1], near * w[2]) for w in ways]
        return shapes.line(points, seconds)
    along = min(abs(start[0]), abs(end[0])) > 0.7 and (places.elevation or 0.0) >= 45.0
    over = "over" in moves.kinds or along
    height = near * math.sin(math.radians(here.elevation))
    flat_near = max(0.15, near * math.cos(math.radians(here.elevation)))
    if over:
        height, flat_near = max(height, 0.7 * near), 0.0
    span = 2.0 * max(flat_near, abs(height) * 0.7)
    first, last = span, span
    if "approach" in moves.kinds or (places.far and places.distance is None):
        first = max(span, min(_FAR, 5.0 * near))
    if "recede" in moves.kinds:
        last = max(span, min(_FAR, 5.0 * near))
    middle = _middle(start, places)
    points = [
        (first * start[0], first * start[1], height),
        (flat_near * middle[0], flat_near * middle[1], height),
        (last * end[0], last * end[1], height),
    ]
    if _angle(start, end) < 160.0 and not over:
        points = [points[0], points[2]]
    elif not over:
        points[0] = _shifted(points[0], points[1])
        points[2] = _shifted(points[2], points[1])
    if moves.returns:
        points += points[-2::-1]
    return shapes.line(points, seconds)


def _shifted(point: Xyz, by: Xyz) -> Xyz:
    return point[0] + by[0], point[1] + by[1], point[2]


def _middle(start: Way, places: Places) -> Way:
    """The nearest point's direction: as told, else in front, or right for front and back."""
    told = azimuth_of(
        [s for s in places.sides if abs(s.front * start[0] + s.left * start[1]) < 0.5]
    )
    across = (-start[1], start[0], 0.0)
    if told is not None:
        way = _way(told)
        side = way[0] * across[0] + way[1] * across[1]
    else:
        side = across[0] if abs(across[0]) > 0.1 else -across[1]
    sign = 1.0 if side >= 0.0 else -1.0
    return sign * across[0], sign * across[1], 0.0


def _radial(
    here: Position, moves: Moves, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """Straight towards the listener or away, at the height that the thing has nearby."""
    steep = math.sin(
        math.radians(here.elevation if places.elevation is not None else kind.elevation)
    )
    height = min(here.distance, kind.distance) * steep
    if "approach" in moves.kinds:
        told = places.distance is not None and places.distance > 4.0
        first = here.distance if told or places.far else max(10.0, 4.0 * here.distance)
        last = max(min(max(1.0, 0.1 * first), 0.4 * first), 1.1 * abs(height))
    else:
        first, last = here.distance, max(20.0, 5.0 * here.distance)
    metres = [first + (last - first) * n / 4.0 for n in range(5)]
    if {"recede", "approach"} <= moves.kinds:
        metres += metres[-2::-1]
    return [
        (
            round(seconds * n / (len(metres) - 1), 3),
            here.azimuth,
            round(math.degrees(math.asin(max(-1.0, min(1.0, height / m)))), 1),
            round(m, 2),
        )
        for n, m in enumerate(metres)
    ]


def _passing(
    here: Position, moves: Moves, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """Nothing but "passes": along the side that is named, else from left to right."""
    groups = _groups(moves, places)
    side = azimuth_of(groups[0]) if groups else None
    if side is None or abs(math.sin(math.radians(side))) < 0.3:
        return _between((0, 1, 0), (0, -1, 0), moves, places, kind, seconds)
    x, y, z = here.xyz
    reach = 1.4 * abs(y)
    return shapes.line([(x + reach, y, z), (x, y, z), (x - reach, y, z)], seconds)
