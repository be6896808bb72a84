"""An event's envelope as gains of its frames. Knows numbers; knows no clip and no place.

What is heard goes through a smooth window of `SMOOTH` seconds, so that a step does not click. The
gain of a frame depends on its number alone: blocks of any size join without a seam.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.scene import Envelope

_BOX = 127
"""Frames, odd; three such boxes one after the other make the window."""

_REACH = 3 * (_BOX // 2)
"""Frames by which the window reaches to either side."""

SMOOTH = (2 * _REACH + 1) / RATE
"""Seconds that a step takes: 8 ms."""

_AT_ONCE = 1 << 15
"""Frames of a long clip that are worked on together."""

_PER_DB = math.log(10.0) / 20.0


class Fader:
    """One envelope, ready to be asked for any frames in any order: it has no state."""

    def __init__(self, envelope: Envelope) -> None:
        """Take an envelope."""
        self._times = np.asarray(envelope.times) * RATE
        self._logs = np.asarray(envelope.levels) * _PER_DB

    def apply(self, samples: Samples) -> Samples:
        """A whole clip (frames,) that begins at the event's start, in its envelope."""
        out = np.empty_like(samples)
        for first in range(0, len(samples), _AT_ONCE):
            some = samples[first : first + _AT_ONCE]
            out[first : first + len(some)] = some * self.gains(first, len(some))
        return out

    def gains(self, first: int, frames: int) -> Samples:
        """Linear gains (frames,) from frame ``first`` after the event's start on."""
        early, late = first - _REACH, first + frames + _REACH
        if np.searchsorted(self._times, early) == np.searchsorted(self._times, late, "right"):
            return self._straight(first, frames)
        gains = np.exp(self._at(np.arange(early, late)))
        for _ in range(3):
            sums = np.concatenate([np.zeros(1), np.cumsum(gains)])
            gains = (sums[_BOX:] - sums[:-_BOX]) / _BOX
        return gains.astype(np.float32)

    def _straight(self, first: int, frames: int) -> Samples:
        """Gains where no point is near: one exponential, and what the window makes of it."""
        start, end = self._at(np.array([first, first + frames]))
        slope = (end - start) / frames
        if slope == 0.0:
            return np.full(frames, math.exp(start), np.float32)
        widened = (math.sinh(0.5 * slope * _BOX) / (_BOX * math.sinh(0.5 * slope))) ** 3
        gains: Samples = (widened * np.exp(start + slope * np.arange(frames))).astype(np.float32)
        return gains

    def _at(self, frames: NDArray[np.int64]) -> NDArray[np.float64]:
        """Logarithms of gains at some frames; at a step, what follows."""
        after = np.searchsorted(self._times, frames, "right")
        before = np.maximum(after - 1, 0)
        after = np.minimum(after, len(self._times) - 1)
        span = self._times[after] - self._times[before]
        past = frames - self._times[before]
        share = np.divide(past, span, out=np.zeros(len(frames)), where=span > 0.0)
        rise = self._logs[after] - self._logs[before]
        found: NDArray[np.float64] = self._logs[before] + np.clip(share, 0.0, 1.0) * rise
        return found
