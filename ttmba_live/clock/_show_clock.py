"""Where a show is at each frame of the mixer, from what others say of it. Knows no wire.

Reports jitter, stall and get lost, and their clock is not that of the device that plays. A line is
laid through them, from show time to frames, that follows slowly; what lies far off it is a jump
once the next report agrees.
"""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.audio import RATE

_JUMP = 0.06 * RATE
"""Frames off the line at which a report is no jitter."""

_SLOWEST = 0.01
"""The least weight of a new report: some seconds of reports are averaged."""

_STEEPEST = 0.02
"""How much faster or slower than ours another clock may be, at the speed that it says it has."""

_OTHER = 0.01
"""A share of its speed by which it is another."""

_ASTRAY = 0.004 * RATE
"""Frames off the line, on average over `_SOME` reports, at which a tempo is not what it was."""

_SOME, _ANEW = 8, 12
"""Reports of that average; and as how many a line counts that has to turn."""


@dataclass(slots=True)
class _Line:
    """Show time in frames over the mixer's frames; a growing, then a fading memory (alpha-beta)."""

    at: float
    """A frame of the mixer's."""
    value: float
    slope: float = 1.0
    count: int = 0
    speed: float = 1.0
    """What the slope is about."""
    astray: float = 0.0
    """How far off reports are on average."""

    def of(self, frame: float) -> float:
        return self.value + self.slope * (frame - self.at)

    def frame_of(self, value: float) -> float:
        return self.at + (value - self.value) / self.slope

    def take(self, frame: float, value: float) -> None:
        """Lean towards a report."""
        n, passed = self.count, frame - self.at
        error = value - self.of(frame)
        alpha = max(2.0 * (2 * n + 1) / ((n + 1) * (n + 2)), _SLOWEST)
        beta = max(6.0 / ((n + 1) * (n + 2)), _SLOWEST**2 / 2.0) if n else 0.0
        self.value, self.at = self.of(frame) + min(1.0, alpha) * error, frame
        if passed > 0:
            slope = self.slope + beta * error / passed
            low, high = self.speed * (1.0 - _STEEPEST), self.speed * (1.0 + _STEEPEST)
            self.slope = min(max(slope, low), high)
        self.count += 1

    def turn(self, error: float, speed: float) -> None:
        """Take on another speed, and follow quickly one that drifts: a beat's, not a crystal's."""
        self.astray += (error - self.astray) / _SOME
        if abs(speed - self.speed) > _OTHER * self.speed:
            self.slope *= speed / self.speed
            self.speed, self.count = speed, min(self.count, _ANEW)
        if abs(self.astray) > _ASTRAY:
            self.count, self.astray = min(self.count, _ANEW), 0.0


class ShowClock:
    """All in seconds of the show and frames of the mixer; frames never run back."""

    def __init__(self, freewheel: float) -> None:
        """Stand at zero; after ``freewheel`` seconds without a report it stands again."""
        self.rolling = False
        self.turn = 0
        """Grows whenever it begins, stops or jumps: what has begun is no longer where it was."""
        self._freewheel = freewheel * RATE
        self._line = _Line(0.0, 0.0)
        self._place = 0.0
        self._heard: float | None = None
        """The frame of the last report that fitted; None if it runs by itself."""
        self._odd: tuple[float, float] | None = None
        self._fits = 0

    def at(self, frame: float) -> float:
        """Where the show is at a frame, in seconds."""
        return self._line.of(frame) / RATE if self.rolling else self._place

    def frame_of(self, seconds: float) -> float:
        """The frame at which a rolling show is there."""
        return self._line.frame_of(seconds * RATE)

    def play(self, frame: float) -> None:
        """Begin to run from where it stands."""
        if not self.rolling:
            self._start(frame, self._place)

    def stop(self, frame: float) -> None:
        """Stand still where it is."""
        if self.rolling:
            self._place, self.rolling = self.at(frame), False
            self.turn += 1
        self._odd, self._fits = None, 0

    def locate(self, seconds: float, frame: float) -> None:
        """Be elsewhere, running or not."""
        if self.rolling:
            self._start(frame, seconds, heard=self._heard is not None, speed=self._line.speed)
        self._place = seconds
        self._odd, self._fits = None, 0

    def begin(self, seconds: float, frame: float, speed: float | None = None) -> None:
        """Another clock says that it runs from there on, and is to be followed."""
        self._start(frame, seconds, heard=True, speed=speed)

    def report(self, seconds: float, frame: float, speed: float | None = None) -> None:
        """Another clock says that it was there at a frame.

        ``speed`` is how fast its beats go against those the show was made for, if it has beats.
        """
        if self.rolling:
            self._follow(seconds, frame, speed)
        else:
            self._chase(seconds, frame, speed)

    def look(self, frame: float) -> None:
        """Stand still once no word has come for too long."""
        if self.rolling and self._heard is not None and frame - self._heard > self._freewheel:
            self.stop(frame)

    def _start(
        self, frame: float, seconds: float, *, heard: bool = False, speed: float | None = None
    ) -> None:
        self.rolling, self._heard = True, frame if heard else None
        self._line = _Line(frame, seconds * RATE, speed or 1.0, speed=speed or 1.0)
        self._odd, self._fits = None, 0
        self.turn += 1

    def _follow(self, seconds: float, frame: float, speed: float | None) -> None:
        value, line = seconds * RATE, self._line
        error = value - line.of(frame)
        if abs(error) < _JUMP:
            if speed is not None:
                line.turn(error, speed)
            line.take(frame, value)
            self._heard, self._odd = frame, None
            return
        odd, self._odd = self._odd, (seconds, frame)
        if odd is not None and _runs(odd, (seconds, frame), speed):
            self._start(frame, seconds, heard=True, speed=speed)

    def _chase(self, seconds: float, frame: float, speed: float | None) -> None:
        odd, self._odd = self._odd, (seconds, frame)
        self._place = seconds
        self._fits = self._fits + 1 if odd is not None and _runs(odd, self._odd, speed) else 0
        if self._fits >= 2:
            self._start(frame, seconds, heard=True, speed=speed)


def _runs(before: tuple[float, float], now: tuple[float, float], speed: float | None) -> bool:
    """Whether a clock ran, forwards and about as fast as it says, from one report to the next."""
    went, passed = (now[0] - before[0]) * RATE, (now[1] - before[1]) * (speed or 1.0)
    return passed > 0 and abs(went - passed) < _JUMP and went > 0.5 * passed
