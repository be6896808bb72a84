"""How fast to read what another clock writes, so that its delay stays what it is. Knows no sound.

Both sides' clocks are filtered (`_clock`); a proportional and integral loop steers by what the
delay is off (F. Adriaensen, "Controlling adaptive resampling", Linux Audio Conference 2012).
"""

from __future__ import annotations

import math

from ttmba_live.drift._clock import Clock

_SETTLE = 2.0
"""Seconds until the clocks are known well enough to look at a delay, and that it is averaged."""

_DRIFTED = 64.0
"""Frames that a delay must move before two clocks count as two."""

_MOST = 1000e-6
"""The most that is steered: 1.7 cents. Crystals are within 200e-6; what is more is a step."""

_BAND = 0.02
"""Hertz of the loop's bandwidth in the end: what is quicker is the calls' jitter, not followed."""

_WIDEST = 0.1
"""Hertz of it at first, while the other clock is not yet known."""


class Steering:
    """Frames of a source for each frame read. All of it belongs to the reader's thread.

    As long as the delay stays, the step is exactly that of the rates: two streams of one device
    share a clock and are not resampled.
    """

    def __init__(self, source: float, reader: float) -> None:
        """Between two rates."""
        self.nominal = source / reader
        self.steers = self.nominal != 1.0
        self.drift = 0.0
        """By how much the source's clock is faster, of one."""
        self._source_rate, self._rate = source, reader
        self._own = Clock(reader)
        self._given = 0
        self._since: float | None = None
        self._target: float | None = None
        self._summed = self._count = 0.0
        self._marked = 0.0
        self._steered_for = 0.0

    def restart(self) -> None:
        """The delay is another one from now on: learn it again. What is known of rates is kept."""
        self._since = self._target = None
        self._summed = self._count = 0.0

    def moved(self, frames: float) -> None:
        """The reader left out so many frames on purpose: its delay is that much less."""
        if self._target is None:
            self.restart()
        else:
            self._target -= frames

    def pause(self) -> None:
        """Nobody reads for a while."""
        self._own, self._given = Clock(self._rate), 0

    def tick(self, count: int, now: float) -> None:
        """At ``now``, more or less, ``count`` frames are asked for."""
        self._own.tick(self._given, now)
        self._given += count

    def step(
        self, source: Clock, position: float, count: int, least: float = 0.0
    ) -> tuple[float, int]:
        """After `tick`: how those frames are read from a position on.

        Two clocks need a delay of ``least`` frames: their calls come in every order.

        Returns:
            frames of the source for each; and how many are to be jumped over first, a few once,
            when two clocks prove to be two.
        """
        due = self._own.line[1] if self._own.line else 0.0
        delay = source.at(due) - position
        if self._target is None:
            self._learn(delay, due)
            return self._step(0.0), 0
        off = delay - self._target
        if self.steers:
            return self._steered(off, count / self._rate), 0
        return self.nominal, self._judged(off, due, least)

    def _learn(self, delay: float, due: float) -> None:
        if self._since is None:
            self._since = due
        age = due - self._since
        if age > _SETTLE:
            self._summed += delay
            self._count += 1.0
        if age > 2.0 * _SETTLE and self._count:
            self._target = self._summed / self._count
            self._marked = due - 0.5 * _SETTLE

    def _judged(self, off: float, due: float, least: float) -> int:
        """See whether a delay that has moved has drifted, or was moved once."""
        if abs(off) < _DRIFTED or self._target is None:
            return 0
        drift = off / ((due - self._marked) * self._source_rate)
        if abs(drift) > _MOST:
            self.restart()
            return 0
        self.steers, self.drift = True, drift
        more = max(0.0, least - self._target)
        self._target += more
        return round(off - more)

    def _steered(self, off: float, seconds: float) -> float:
        self._steered_for += seconds
        turn = 2.0 * math.pi * max(_BAND, min(_WIDEST, 1.0 / self._steered_for))
        late = off / self._source_rate
        self.drift = _bounded(self.drift + turn * turn * late * seconds)
        return self._step(math.sqrt(2.0) * turn * late)

    def _step(self, more: float) -> float:
        return self.nominal * (1.0 + _bounded(self.drift + more)) if self.steers else self.nominal


def _bounded(drift: float) -> float:
    return min(_MOST, max(-_MOST, drift))
