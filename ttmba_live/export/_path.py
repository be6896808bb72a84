"""Where an object was, hop by hop, as few blocks as say it. Knows numbers and no file.

Renderers of ADM run straight from block to block, some in places and some in loudspeakers' gains,
so a block turns by `_SPAN` at most and each place of the hops between is within `_OFF` of its line.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator

import numpy as np

from ttmba_live.binaural import Floats
from ttmba_live.daw import AdmBlock
from ttmba_live.geometry import MIN_DISTANCE, Position

REFERENCE = 1.0
"""Metres: the radius of ADM's sphere, at which the level of a source is its own."""

_JUMP = math.cos(math.radians(10.0))
"""A source that turns by more within a hop was put there."""

_SPAN = math.cos(math.radians(5.0))
_OFF = math.cos(math.radians(0.5))
_CLOSE = 0.02
"""Of the distance, in reference spheres."""

_LEVEL = 0.0115
"""Of the level: 0.1 dB."""

_QUIET = 1e-4
"""Differences of levels that nobody hears: -80 dB."""

_MOST = 256
"""Hops that one block may sum up while something moves."""

_COLUMNS = 6


class Path:
    """The blocks of one object, made as it goes."""

    def __init__(self) -> None:
        """Begin without a place."""
        self._blocks = array("d")
        self._end = 0
        self._anchor: Floats | None = None
        self._ends: list[int] = []
        self._points: list[Floats] = []

    def see(self, end: int, xyz: Floats, gain: float) -> None:
        """It is at ``xyz`` (3,) metres and that loud, ``end`` frames after its start."""
        point = _point(xyz, gain)
        if self._anchor is None:
            self._add(end, point)
            return
        last = self._points[-1] if self._points else self._anchor
        if float(point[:3] @ last[:3]) < _JUMP:
            start = self._ends[-1] if self._ends else self._end
            self._flush()
            self._add(end, point, jump=end - start)
            return
        if self._points and np.array_equal(point, last) and np.array_equal(point, self._anchor):
            self._ends[-1] = end
            return
        if self._points and not self._straight(end, point):
            self._flush()
        self._ends.append(end)
        self._points.append(point)

    def finish(self) -> None:
        """It sounds no more."""
        self._flush()

    def scale(self, factor: float) -> None:
        """Make all of it louder."""
        levels = np.frombuffer(self._blocks).reshape(-1, _COLUMNS)[:, 4]
        levels *= factor

    def __iter__(self) -> Iterator[AdmBlock]:
        """The blocks; they touch."""
        for at in range(0, len(self._blocks), _COLUMNS):
            end, azimuth, elevation, distance, level, jump = self._blocks[at : at + _COLUMNS]
            fade = int(jump) if jump > 0.0 else None
            yield AdmBlock(int(end), azimuth, elevation, distance, level, fade)

    def _straight(self, end: int, point: Floats) -> bool:
        """Whether a line from the last block's end to ``point`` says all that was on the way."""
        anchor = self._anchor
        if anchor is None or len(self._points) >= _MOST or anchor[:3] @ point[:3] < _SPAN:
            return False
        share = (np.array(self._ends) - self._end) / (end - self._end)
        line = anchor + share[:, None] * (point - anchor)
        there = np.array(self._points)
        cosine = (line[:, :3] * there[:, :3]).sum(axis=1) / np.linalg.norm(line[:, :3], axis=1)
        off = np.abs(line[:, 3:] - there[:, 3:])
        near = (off[:, 0] <= _CLOSE) & (off[:, 1] <= _LEVEL * there[:, 4] + _QUIET)
        return bool(((cosine >= _OFF) & near).all())

    def _flush(self) -> None:
        if self._points:
            self._add(self._ends[-1], self._points[-1])

    def _add(self, end: int, point: Floats, jump: int = 0) -> None:
        place = Position.from_xyz(*point[:3])
        self._blocks.extend((end, place.azimuth, place.elevation, point[3], point[4], jump))
        self._anchor, self._end = point, end
        self._ends.clear()
        self._points.clear()


def _point(xyz: Floats, gain: float) -> Floats:
    """Direction (3), distance in reference spheres, and level with the distance's law."""
    metres = float(np.linalg.norm(xyz))
    direction = xyz / metres if metres > 1e-9 else np.array([1.0, 0.0, 0.0])
    level = gain * REFERENCE / max(metres, MIN_DISTANCE)
    return np.array([*direction, min(1.0, metres / REFERENCE), level])
