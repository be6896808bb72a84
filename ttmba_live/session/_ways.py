"""Keeps the ways of a run's sounds within a bound, however long they moved. Knows no sound.

The timeline has every move; these are for scene files and projects. A way that has too many places
loses those that the places beside them say best.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ttmba_live.geometry import MIN_DISTANCE, Position, Trajectory
from ttmba_live.session._tracks import Played

MOST = 4096
"""Places of one way: three minutes of a hand that moves it 20 times a second stay as they are."""

_ALL = 1 << 18
"""Places of all ways of a run: some 64 MiB, and as much again while they are written."""

_LEAST = 8
"""Places that every way keeps, however many there are: as much as its event takes anyway."""

Point = tuple[float, Position]
"""Seconds from a clip's start, and a place."""


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most ``most`` (2 or more) of a way's points, the first and the last among them."""
    kept = np.arange(len(points))
    rows = np.array([(time, *p.direction, p.distance) for time, p in points])
    while len(kept) > most:
        middle = kept[1:-1:2]  # between two that stay, so that each is judged by what remains
        errors = _errors(rows[kept[: 2 * len(middle) : 2]], rows[middle], rows[kept[2::2]])
        go = min(len(kept) - most, (len(middle) + 1) // 2)
        worst = np.argsort(errors, kind="stable")[:go]
        kept = np.delete(kept, 1 + 2 * worst)
    return [points[number] for number in kept.tolist()]


def _errors(
    before: NDArray[np.float64], rows: NDArray[np.float64], after: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far rows (n, 5) of time, direction and distance are off the lines between others (n, 5).

    Turns in radians and shares of the distance, added up.
    """
    span = after[:, 0] - before[:, 0]
    share = (rows[:, 0] - before[:, 0]) / np.where(span > 0.0, span, 1.0)
    line = before + share[:, None] * (after - before)
    long = np.maximum(np.linalg.norm(line[:, 1:4], axis=1), 1e-9)
    cosine = (line[:, 1:4] * rows[:, 1:4]).sum(axis=1) / long
    turn = np.arccos(np.clip(cosine, -1.0, 1.0))
    off = np.abs(line[:, 4] - rows[:, 4]) / np.maximum(rows[:, 4], MIN_DISTANCE)
    return np.asarray(turn + off)


@dataclass(slots=True)
class Ways:
    """How many places the ways that have ended keep: fewer, the more there are."""

    most: int = MOST
    _places: int = 0

    def add(self, played: list[Played], one: Played) -> None:
        """Append what has ended; thin the ways of all, if they are too many."""
        played.append(self._cut(one))
        self._places += _places(played[-1])
        while self._places > _ALL and self.most > _LEAST:
            self.most //= 2
            played[:] = map(self._cut, played)
            self._places = sum(map(_places, played))

    def _cut(self, one: Played) -> Played:
        way = one.event.trajectory
        if way is None or len(way.times) <= self.most:
            return one
        points = thinned(list(zip(way.times, way.positions, strict=True)), self.most)
        times, places = zip(*points, strict=True)
        return replace(one, event=replace(one.event, trajectory=Trajectory(times, places)))


def _places(one: Played) -> int:
    way = one.event.trajectory
    return 0 if way is None else len(way.times)
