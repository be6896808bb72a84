"""How a source moved while one of its clips sounded, gathered from the scenes of a run.

In bounded memory: see `ttmba_live.session._ways`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ttmba_live.audio import RATE
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Source
from ttmba_live.session._ways import MOST, Point, thinned

_HELD = 0.1
"""Seconds without a move after which the next one counts as a jump from where the source stood."""


@dataclass(slots=True)
class Moves:
    """Places of a source from frame ``start`` on."""

    start: int
    _points: list[Point] = field(default_factory=list)
    _path: Trajectory | None = None

    def see(self, frame: int, source: Source) -> None:
        """The source as it is from ``frame`` on."""
        time = max(0.0, (frame - self.start) / RATE)
        if source.trajectory is not None:
            self._path = source.trajectory
            return
        if self._path is not None:
            self._leave(self._path, time)
        points = self._points
        if points and points[-1][1] == source.position:
            return
        if time == 0.0:
            points.clear()
        elif points and time - points[-1][0] > _HELD:
            points.append((time, points[-1][1]))
        points.append((time, source.position))
        if len(points) > MOST:
            self._points = thinned(points, MOST // 2)

    def _leave(self, path: Trajectory, time: float) -> None:
        """It followed ``path`` until a hand took it."""
        stops = zip(path.times, path.positions, strict=True)
        self._points = [(t, place) for t, place in stops if t < time] + [(time, path.at(time))]
        self._path = None

    def place(self) -> Position:
        """Where it was at first."""
        return self._path.at(0.0) if self._path else self._points[0][1]

    def trajectory(self) -> Trajectory | None:
        """Its way, or None if it stood."""
        if self._path is not None or len(self._points) < 2:
            return self._path
        rows = [(t, p.azimuth, p.elevation, p.distance) for t, p in self._points]
        return Trajectory.checked(rows)
