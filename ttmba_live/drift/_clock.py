"""When frames were due, from the times at which a device said that they had come. Knows no sound.

A delay-locked loop of second order (F. Adriaensen, "Using a DLL to filter time", Linux Audio
Conference 2005), for calls that bring any number of frames.
"""

from __future__ import annotations

import math

_FINAL = 0.02
"""Hertz of the loop's bandwidth once it has listened for a while."""

_WIDEST = 1.0
"""Hertz at first."""

_AGE = 0.25
"""The bandwidth is this by the age in seconds: what a straight line through all so far weighs."""

_LOST = 0.25
"""Seconds that a call may be off; more is another beginning."""

Line = tuple[float, float, float]
"""Frames, the seconds at which they were due, and seconds a frame."""


class Clock:
    """One device's. `tick` belongs to its thread; ``line`` is replaced and read by any."""

    def __init__(self, rate: float) -> None:
        """Of a device that claims so many frames a second."""
        self.line: Line | None = None
        self._rate = rate
        self._began = 0.0

    def tick(self, total: int, now: float) -> None:
        """At ``now``, more or less, ``total`` frames had gone by."""
        line = self.line
        if line is None:
            self.line, self._began = (total, now, 1.0 / self._rate), now
            return
        frames, due, pace = line
        passed = total - frames
        due += passed * pace
        late = now - due
        if abs(late) > _LOST:
            self.line, self._began = (total, now, 1.0 / self._rate), now
        elif passed > 0:
            age = max(due - self._began, 1e-3)
            band = min(_WIDEST, max(_FINAL, _AGE / age))
            turn = min(2.0 * math.pi * band * passed / self._rate, 0.5)
            pace += turn * turn * late / passed
            self.line = (total, due + math.sqrt(2.0) * turn * late, pace)

    def at(self, now: float) -> float:
        """Frames that have gone by at a time; no thread's in particular."""
        if self.line is None:
            return 0.0
        frames, due, pace = self.line
        return frames + (now - due) / pace
