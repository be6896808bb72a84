"""Samples between samples: a windowed sinc in many phases. Knows no clock and no device.

Phases between those of the table are interpolated linearly, which is exact to -100 dB.
"""

from __future__ import annotations

import math

import numpy as np

from ttmba_live.audio import Samples

_TAPS = 64
"""Of the filter: flat to 21 kHz of 48, and 100 dB down from 26 kHz on."""

_PHASES = 512
_BETA = 10.0
_PIECE = 256
"""Frames made at a time; the matrix that makes them grows with their square."""


class Polyphase:
    """Reads at any place and pace. It needs ``reach`` samples on either side."""

    def __init__(self, step: float) -> None:
        """For about so many samples of the source a sample read: over 1 it is a low pass, too."""
        self.reach = _TAPS // 2 * math.ceil(max(1.0, step - 0.01))
        cutoff = 1.0 if step < 1.01 else 1.0 / step
        at = np.arange(1 - self.reach, self.reach + 1)
        away = at - np.arange(_PHASES + 1)[:, None] / _PHASES
        window = np.i0(_BETA * np.sqrt(np.maximum(0.0, 1.0 - (away / self.reach) ** 2)))
        table = np.sinc(cutoff * away) * window
        table /= table.sum(axis=1, keepdims=True)
        self._table = table.astype(np.float32)
        self._slope = np.diff(table, axis=0).astype(np.float32)
        self._at = np.arange(2 * self.reach)

    def span(self, part: float, step: float, count: int) -> int:
        """How many samples `read` needs."""
        return math.floor(part + step * (count - 1)) + 2 * self.reach

    def read(self, samples: Samples, part: float, step: float, count: int) -> Samples:
        """Read ``count`` frames of (frames, channels), one every ``step``.

        The first lies ``part`` (0..1) behind the sample of index ``reach`` - 1.
        """
        out = np.empty((count, samples.shape[1]), np.float32)
        for begin in range(0, count, _PIECE):
            places = part + step * np.arange(begin, min(count, begin + _PIECE))
            whole = np.floor(places).astype(np.intp)
            first = whole[0]
            weights = self._weights(places - whole, whole - first)
            here = samples[first : first + weights.shape[1]]
            np.matmul(weights, here, out=out[begin : begin + len(places)])
        return out

    def _weights(self, parts: Samples, whole: Samples) -> Samples:
        """What each sample gives to each frame (frames, samples)."""
        phase = parts * _PHASES
        row = np.minimum(phase.astype(np.intp), _PHASES - 1)
        taps = self._table[row]
        taps += self._slope[row] * (phase - row).astype(np.float32)[:, None]
        weights = np.zeros((len(parts), int(whole[-1]) + len(self._at)), np.float32)
        weights[np.arange(len(parts))[:, None], whole[:, None] + self._at] = taps
        return weights
