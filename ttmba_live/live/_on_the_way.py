"""How a sound that is on its way goes on: faster, the other way round, nearer than it would have.

Places and times only; knows no scene and moves nothing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from ttmba_live.geometry import Position, Trajectory, shorter_arc, wrap_degrees

_ROUND = 350.0
"""Degrees of turn from which a way counts as going round."""
_POINT = 15.0
"""Degrees between the points of a turn that goes on."""
_STEP = 0.1
"""Seconds between the points of a way that becomes another."""
_MOST = 4096
"""Points that a turn goes on by, and those of a way that becomes another."""
_FASTEST = 3600.0
"""Degrees a second at which something goes round at most."""


@dataclass(frozen=True, slots=True)
class Going:
    """A way, and for how many seconds a sound has been on it."""

    way: Trajectory
    gone: float = 0.0

    @property
    def left(self) -> float:
        """Seconds to the way's end."""
        return self.way.times[-1] - self.gone

    @property
    def rest(self) -> Trajectory:
        """What is left of the way, from now on."""
        ahead = [
            (time - self.gone, place)
            for time, place in zip(self.way.times, self.way.positions, strict=True)
            if time > self.gone
        ]
        return _way([(0.0, self.way.at(self.gone)), *ahead])


def paced(going: Going, times: float) -> Trajectory:
    """The rest of a way, so many times as fast; one that goes round does so as long as it would."""
    rest, turn = going.rest, _turn(going.way)
    rate = turn / (going.way.times[-1] - going.way.times[0] or 1.0)
    round_ = abs(turn) >= _ROUND
    if round_ and times > 1.0:
        times = max(1.0, min(times, _FASTEST / abs(rate)))
    faster = Trajectory(tuple(time / times for time in rest.times), rest.positions)
    seconds = min(going.left - faster.times[-1], _MOST * _POINT / abs(times * rate or 1.0))
    if seconds <= 0.0 or not round_:
        return faster
    angle = times * seconds * rate
    count, last = math.ceil(abs(angle) / _POINT), faster.positions[-1]
    shares = [number / count for number in range(1, count + 1)]
    more = [(faster.times[-1] + share * seconds, _turned(last, share * angle)) for share in shares]
    return _way([*zip(faster.times, faster.positions, strict=True), *more])


def turned_round(going: Going, sense: float = 0.0) -> Trajectory:
    """The way back to where it began; one that goes round, goes on the other way round.

    ``sense`` is the way round that is wanted, + to the left: one that has it goes on as it is.
    """
    turn = _turn(going.way)
    if abs(turn) < _ROUND:
        return _backwards(going)
    if going.left <= 0.0:
        going = Going(going.way)
    if sense * turn > 0.0:
        return going.rest
    rest, now = going.rest, going.way.at(going.gone).azimuth
    mirrored = [_turned(place, 2.0 * (now - place.azimuth)) for place in rest.positions]
    return Trajectory(rest.times, tuple(mirrored))


def becoming(going: Going, change: Callable[[Position], Position], seconds: float) -> Trajectory:
    """The rest of a way, on which every place is changed; after ``seconds`` wholly so."""
    rest, step = going.rest, max(_STEP, seconds / _MOST)
    first = [step * number for number in range(int(seconds / step) + 1)]
    points = []
    for time in sorted({*rest.times, *first, seconds}):
        place = rest.at(time)
        share = min(1.0, time / seconds) if seconds else 1.0
        points.append((time, shorter_arc(place, change(place), share)))
    return _way(points)


def rejoining(going: Going, now: Position, seconds: float) -> Trajectory:
    """Back onto the rest of a way, from where the sound is, in some seconds."""
    rest = going.rest
    ahead = zip(rest.times, rest.positions, strict=True)
    later = [(time, place) for time, place in ahead if time > seconds]
    return _way([(0.0, now), (seconds, rest.at(seconds)), *later])


def _backwards(going: Going) -> Trajectory:
    """From where it is to its beginning, as fast as it came."""
    behind = [
        (going.gone - time, place)
        for time, place in zip(going.way.times, going.way.positions, strict=True)
        if time < going.gone
    ]
    return _way([(0.0, going.way.at(going.gone)), *reversed(behind)])


def _turn(way: Trajectory) -> float:
    """Degrees by which a way goes round, + to the left."""
    azimuths = [place.azimuth for place in way.positions]
    return sum(wrap_degrees(b - a) for a, b in itertools.pairwise(azimuths))


def _turned(place: Position, degrees: float) -> Position:
    return replace(place, azimuth=wrap_degrees(place.azimuth + degrees))


def _way(points: list[tuple[float, Position]]) -> Trajectory:
    times, places = zip(*points, strict=True)
    return Trajectory(times, places)
