"""A soft limiter for the mix; it does nothing at all until the mix nears full scale."""

from __future__ import annotations

import math

import numpy as np

from ttmba_live.audio import RATE, Samples, to_db

_CEILING = 0.97
_KNEE = 0.89
_ATTACK = 32
"""Frames in which the gain comes down; what gets past it is bent by the soft knee."""

_RELEASE = 0.2
"""Seconds."""

_FLOOR = 1e-6
"""Under that a quotient of float32 samples says nothing."""


class Limiter:
    """Holds its gain between hops. Thread: render; ``held_db`` may be read by any.

    ``held_db`` is the most that it has held the mix down, in dB; 0 while it has done nothing.
    """

    def __init__(self, hop: int) -> None:
        """Start at unit gain."""
        self.gain = 1.0
        self.held_db = 0.0
        self._release = 1.0 - math.exp(-hop / (RATE * _RELEASE))

    def __call__(self, block: Samples) -> Samples:
        """Return (frames, 2) below full scale; the block itself if it is far from it."""
        peak = float(np.abs(block).max(initial=0.0))
        if self.gain == 1.0 and peak <= _KNEE:
            return block
        wanted = min(1.0, _KNEE / peak) if peak > 0.0 else 1.0
        ramp = np.empty(len(block), np.float32)
        if wanted < self.gain:
            attack = min(_ATTACK, len(block))
            ramp[:attack] = np.linspace(self.gain, wanted, attack)
            ramp[attack:] = wanted
            self.gain = wanted
            self.held_db = max(self.held_db, -to_db(wanted))
        else:
            to = self.gain + (wanted - self.gain) * self._release
            to = 1.0 if to > 0.9999 else to
            ramp[:] = np.linspace(self.gain, to, len(block))
            self.gain = to
        return _soft_knee(block * ramp[:, None])


def gain_between(before: Samples, after: Samples, silent: float) -> Samples:
    """What was done to each sample (frames, 2): ``after`` is the product; ``silent`` where 0 was.

    Parts whose sum was ``before`` add up to ``after`` when each is multiplied by it.
    """
    gain = np.full_like(before, silent)
    np.divide(after, before, out=gain, where=np.abs(before) > _FLOOR)
    return gain


def _soft_knee(block: Samples) -> Samples:
    """Leave what is under the knee alone and bend the rest towards the ceiling."""
    size = np.abs(block)
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((size - _KNEE) / room)
    return np.where(size <= _KNEE, block, np.copysign(bent, block)).astype(np.float32)
