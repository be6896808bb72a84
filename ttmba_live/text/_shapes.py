"""Forms of movement as rows of a trajectory: lines, circles, swings, rises. Reads no text."""

from __future__ import annotations

import math

from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, Xyz, wrap_degrees

Row = tuple[float, float, float, float]
"""Seconds from the start, azimuth and elevation in degrees, distance in metres."""

_TURN_SECONDS, _SPIRAL_SECONDS = 6.0, 4.0
"""Time of one circle around the head, and of one that goes up or down."""

_LANDING = 30.0
"""Elevation under which a told place is where something lands, not where it falls from."""

HIGH, LOW = 60.0, -45.0
"""Elevations to which something spirals, and to which it sinks."""


def line(points: list[Xyz], seconds: float) -> list[Row]:
    """Straight legs of equal time, each in four pieces so that the distance bends as it should."""
    rows: list[Row] = []
    steps = 4
    legs = len(points) - 1
    for leg in range(legs):
        a, b = points[leg], points[leg + 1]
        for step in range(steps):
            share = step / steps
            there = [p + share * (q - p) for p, q in zip(a, b, strict=True)]
            rows.append(_row(seconds * (leg + share) / legs, there[0], there[1], there[2]))
    rows.append(_row(seconds, *points[-1]))
    return rows


def _row(time: float, x: float, y: float, z: float) -> Row:
    p = Position.from_xyz(x, y, z)
    return (
        round(time, 3),
        round(p.azimuth, 1),
        round(p.elevation, 1),
        round(max(MIN_DISTANCE, min(MAX_DISTANCE, p.distance)), 2),
    )


def held(rows: list[Row], seconds: float) -> list[Row]:
    """A way with a rest at its nearest point."""
    if not seconds or not rows:
        return rows
    nearest = min(range(len(rows)), key=lambda n: rows[n][3])
    return rows[: nearest + 1] + [(t + seconds, a, e, d) for t, a, e, d in rows[nearest:]]


def circle(
    here: Position, last: Position, seconds: float, *, clockwise: bool, turns: float | None = None
) -> list[Row]:
    """Around the listener; height and distance go to those of ``last`` on the way."""
    spiral = here.elevation != last.elevation
    usual = max(2, round(seconds / _SPIRAL_SECONDS)) if spiral else round(seconds / _TURN_SECONDS)
    turns = turns or max(1, usual)
    steps = max(1, round(12 * turns))
    turn = (-360.0 if clockwise else 360.0) * turns / steps
    low, high = (max(-60.0, min(60.0, p.elevation)) for p in (here, last))
    return [
        (
            round(seconds * n / steps, 3),
            wrap_degrees(here.azimuth + turn * n),
            low + (high - low) * n / steps,
            here.distance + (last.distance - here.distance) * n / steps,
        )
        for n in range(steps + 1)
    ]


def arc(start: Position, end: Position, seconds: float, *, clockwise: bool) -> list[Row]:
    """From one place to another around the listener, the way that is said."""
    sweep = (
        (start.azimuth - end.azimuth) % 360.0
        if clockwise
        else (end.azimuth - start.azimuth) % 360.0
    )
    steps = max(2, math.ceil(sweep / 30.0))
    sign = -1.0 if clockwise else 1.0
    return [
        (
            round(seconds * n / steps, 3),
            wrap_degrees(start.azimuth + sign * sweep * n / steps),
            start.elevation + (end.elevation - start.elevation) * n / steps,
            start.distance + (end.distance - start.distance) * n / steps,
        )
        for n in range(steps + 1)
    ]


def nearer_arc(start: float, end: float, base: Position, seconds: float) -> list[Row]:
    """From one azimuth to another the shorter way round, as high and far as ``base``."""
    first, last = (Position(azimuth, base.elevation, base.distance) for azimuth in (start, end))
    return arc(first, last, seconds, clockwise=wrap_degrees(end - start) < 0.0)


def returned(rows: list[Row]) -> list[Row]:
    """There and back in the same time."""
    end = rows[-1][0]
    there = [(t / 2.0, *rest) for t, *rest in rows]
    back = [(end - t, *rest) for t, *rest in reversed(there[:-1])]
    return [*there, *back]  # type: ignore[list-item]


def swing(here: Position, seconds: float) -> list[Row]:
    halves = max(2, round(seconds / 2.0))
    return [
        (round(seconds * n / halves, 3), here.azimuth + (30.0 if n % 2 == 0 else -30.0),
         here.elevation, here.distance)
        for n in range(halves + 1)
    ]  # fmt: skip


def sinking(here: Position, seconds: float) -> list[Row]:
    """From where it is, or from the listener's height, to below it."""
    high, low = max(here.elevation, 0.0), min(here.elevation, LOW)
    return [
        (0.0, here.azimuth, high, here.distance),
        (seconds, here.azimuth, low, here.distance),
    ]


def vertical(here: Position, seconds: float, *, up: bool, told: bool) -> list[Row]:
    """Up into the sky, or down to the ground; what falls from far up comes down nearby.

    ``told`` says that words tell how high: what lands there lands no lower.
    """
    high = max(here.elevation, 65.0)
    near, far = here.distance, 2.0 * here.distance
    if up:
        low = min(here.elevation, 0.0)
        return [(0.0, here.azimuth, low, near), (seconds, here.azimuth, high, far)]
    low = min(here.elevation, -30.0) if near <= 10.0 else 0.0
    low = here.elevation if told and here.elevation < _LANDING else low
    down = near if near <= 10.0 else max(10.0, 0.3 * near)
    return [(0.0, here.azimuth, high, near), (seconds, here.azimuth, low, down)]
