"""Where things are: positions, head orientation, trajectories. Knows no sound and no OSC.

Frame: listener at the origin, metres, x front, y left, z up, right-handed (as SOFA, ADM and
AmbiX). Azimuth in degrees, 0 front, +90 left; elevation + up; distance in metres. Head: yaw +
left, pitch + up, roll + right ear down.
"""

from __future__ import annotations

import bisect
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput

SPEED_OF_SOUND = 343.0
"""Metres per second."""

MIN_DISTANCE = 0.2
"""Metres; nearer sources sound as if they were here."""

LIFTED = 0.1
"""Metres: nearer to the head's centre, sources pass over its top, so that a way through the head
has no jump from ear to ear. The network's poses and the field baked from it must agree on it."""

MAX_DISTANCE = 10_000.0
"""Metres; more than this is taken for a mistake."""

Xyz = tuple[float, float, float]
"""Metres: front, left, up."""

Quaternion = tuple[float, float, float, float]
"""(w, x, y, z), unit length."""

IDENTITY: Quaternion = (1.0, 0.0, 0.0, 0.0)


def wrap_degrees(angle: float) -> float:
    """Bring an angle into (-180, 180].

    >>> wrap_degrees(270.0)
    -90.0
    """
    wrapped = math.fmod(angle, 360.0)
    if wrapped > 180.0:
        return wrapped - 360.0
    return wrapped + 360.0 if wrapped <= -180.0 else wrapped


def finite(name: str, value: float) -> float:
    """Return ``value`` as a float, or raise `InvalidInput` if it is no finite number."""
    try:
        if math.isfinite(value):
            return float(value)
    except OverflowError:
        raise InvalidInput(f"{name} has far too many digits") from None
    raise InvalidInput(f"{name} must be a finite number, not {value}")


@dataclass(frozen=True, slots=True)
class Position:
    """A place around the listener: degrees, degrees, metres.

    Made by `checked` at the edges, so that azimuth is in (-180, 180], elevation in -90..90 and
    distance in 0..`MAX_DISTANCE` everywhere inside.
    """

    azimuth: float = 0.0
    elevation: float = 0.0
    distance: float = 1.0

    @classmethod
    def checked(cls, azimuth: float, elevation: float, distance: float) -> Position:
        """Wrap the azimuth; raise `InvalidInput` if a number is out of range or not finite."""
        azimuth = wrap_degrees(finite("azimuth", azimuth))
        if not -90.0 <= finite("elevation", elevation) <= 90.0:
            raise InvalidInput(f"elevation must lie in -90..90 degrees, not {elevation:g}")
        if not 0.0 <= finite("distance", distance) <= MAX_DISTANCE:
            raise InvalidInput(f"distance must lie in 0..{MAX_DISTANCE:g} m, not {distance:g}")
        return cls(azimuth, float(elevation), float(distance))

    @classmethod
    def from_xyz(cls, x: float, y: float, z: float) -> Position:
        """Turn metres (front, left, up) into a position; the origin faces front."""
        finite("x", x), finite("y", y), finite("z", z)
        flat = math.hypot(x, y)
        azimuth = math.degrees(math.atan2(y, x)) if flat > 0.0 else 0.0
        elevation = math.degrees(math.atan2(z, flat)) if flat > 0.0 or z != 0.0 else 0.0
        return cls.checked(azimuth, elevation, math.hypot(flat, z))

    @property
    def xyz(self) -> Xyz:
        """Metres: front, left, up."""
        x, y, z = self.direction
        return self.distance * x, self.distance * y, self.distance * z

    @property
    def direction(self) -> Xyz:
        """The unit vector towards the position."""
        a, e = math.radians(self.azimuth), math.radians(self.elevation)
        return math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)


def shorter_arc(start: Position, end: Position, share: float) -> Position:
    """Go ``share`` (0..1) of the way: direction along the great circle, distance linearly.

    Exactly opposite directions turn around the vertical axis, by way of the left.
    """
    distance = start.distance + share * (end.distance - start.distance)
    a, b = start.direction, end.direction
    dot = max(-1.0, min(1.0, _dot(a, b)))
    angle = math.acos(dot)
    if angle < 1e-6:
        nearer = end if share >= 0.5 else start
        return Position(nearer.azimuth, nearer.elevation, distance)
    if angle > math.pi - 1e-6:
        azimuth = wrap_degrees(start.azimuth + 180.0 * share)
        elevation = start.elevation + share * (end.elevation - start.elevation)
        return Position(azimuth, elevation, distance)
    near, far = math.sin((1.0 - share) * angle), math.sin(share * angle)
    x, y, z = (near * p + far * q for p, q in zip(a, b, strict=True))
    there = Position.from_xyz(x, y, z)
    return Position(there.azimuth, there.elevation, distance)


def _dot(a: Xyz, b: Xyz) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


_Row = tuple[float, float, float, float]
_TURN_STEP = 15.0
"""Degrees between the points that a turn is made of."""

_MAX_TURNS = 1000


def _turned(before: _Row, after: _Row) -> Iterator[_Row]:
    """The row ``after``, with points on the way there if that is a turn or more."""
    (time, azimuth, *rest), (end, goal, *others) = before, after
    turn = goal - azimuth
    if abs(turn) > 360.0 * _MAX_TURNS:
        raise InvalidInput(f"a trajectory turns {_MAX_TURNS} times at most from point to point")
    count = math.ceil(abs(turn) / _TURN_STEP) if abs(turn) >= 360.0 and end > time else 1
    for number in range(1, count):
        share = number / count
        elevation, distance = (a + share * (b - a) for a, b in zip(rest, others, strict=True))
        yield time + share * (end - time), azimuth + share * turn, elevation, distance
    yield after


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Positions over time; seconds from the event's start, straight between, held outside.

    Two points at the same time make a jump.
    """

    times: tuple[float, ...]
    positions: tuple[Position, ...]

    @classmethod
    def checked(cls, points: list[tuple[float, float, float, float]]) -> Trajectory:
        """Take ``(time, azimuth, elevation, distance)`` rows; raise `InvalidInput` on bad ones.

        Azimuths that differ by 360 degrees or more from one row to the next are turns, as many as
        were written and the way round that was written: 0, then 360 goes round once, to the left.
        """
        if not points:
            raise InvalidInput("a trajectory needs at least one point")
        times = tuple(finite("trajectory time", row[0]) for row in points)
        if times[0] < 0.0 or any(b < a for a, b in itertools.pairwise(times)):
            raise InvalidInput("trajectory times must not be negative or run backwards")
        for row in points:
            Position.checked(*row[1:])
        rows = [points[0], *(row for pair in itertools.pairwise(points) for row in _turned(*pair))]
        places = tuple(Position.checked(*row[1:]) for row in rows)
        return cls(tuple(float(row[0]) for row in rows), places)

    def at(self, time: float) -> Position:
        """Where the source is, ``time`` seconds after its start."""
        after = bisect.bisect_right(self.times, time)
        if after == 0:
            return self.positions[0]
        if after == len(self.times):
            return self.positions[-1]
        start, end = self.times[after - 1], self.times[after]
        share = (time - start) / (end - start)
        return shorter_arc(self.positions[after - 1], self.positions[after], share)


def quaternion_from_ypr(yaw: float, pitch: float, roll: float) -> Quaternion:
    """Head orientation from degrees: yaw + left, pitch + up, roll + right ear down.

    q = Rz(yaw) Ry(-pitch) Rx(roll), the order of ADM-OSC's ``/adm/lis/ypr``.
    """
    half = [math.radians(finite("angle", a)) / 2.0 for a in (yaw, -pitch, roll)]
    (cz, cy, cx), (sz, sy, sx) = [math.cos(h) for h in half], [math.sin(h) for h in half]
    return (
        cz * cy * cx + sz * sy * sx,
        cz * cy * sx - sz * sy * cx,
        cz * sy * cx + sz * cy * sx,
        sz * cy * cx - cz * sy * sx,
    )


def ypr_from_quaternion(q: Quaternion) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees; the inverse of `quaternion_from_ypr`."""
    w, x, y, z = q
    yaw = math.atan2(2.0 * (w * z + x * y), 1.0 - 2.0 * (y * y + z * z))
    pitch = -math.asin(max(-1.0, min(1.0, 2.0 * (w * y - x * z))))
    roll = math.atan2(2.0 * (w * x + y * z), 1.0 - 2.0 * (x * x + y * y))
    return math.degrees(yaw), math.degrees(pitch), math.degrees(roll)


def normalized(w: float, x: float, y: float, z: float) -> Quaternion:
    """A unit quaternion; raise `InvalidInput` if there is no direction in it."""
    length = math.hypot(*(finite("quaternion", v) for v in (w, x, y, z)))
    if not 1e-6 < length < 1e6:
        raise InvalidInput("a quaternion needs a length near one")
    return w / length, x / length, y / length, z / length


def conjugate(q: Quaternion) -> Quaternion:
    """The opposite turn."""
    return q[0], -q[1], -q[2], -q[3]


def multiplied(a: Quaternion, b: Quaternion) -> Quaternion:
    """The Hamilton product: the turn ``a``, and within its frame the turn ``b``."""
    (aw, ax, ay, az), (bw, bx, by, bz) = a, b
    return (
        aw * bw - ax * bx - ay * by - az * bz,
        aw * bx + ax * bw + ay * bz - az * by,
        aw * by - ax * bz + ay * bw + az * bx,
        aw * bz + ax * by - ay * bx + az * bw,
    )


def rotation_matrix(q: Quaternion) -> tuple[Xyz, Xyz, Xyz]:
    """Rows of the matrix that turns head coordinates into world coordinates."""
    w, x, y, z = q
    return (
        (1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
        (2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
        (2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
    )
