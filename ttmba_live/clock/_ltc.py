"""Linear time code from samples (SMPTE ST 12-1): biphase mark, both ways, at any level.

Knows no device and no clock. A frame has 80 bits; a bit lasts from one change of sign to the next,
and a one has another change in its middle.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.clock._timecode import RATES, FrameRate, Timecode
from ttmba_live.errors import InvalidInput

_BITS = 80
_FORWARD = 0b1011111111111100
"""The last 16 bits of a frame, the first of them lowest: 0011 1111 1111 1101 as they come."""
_BACKWARD = 0b0011111111111101
_FRAME = (1 << _BITS) - 1
_QUIET = 1e-3
"""Peak below which nothing is read: -60 dBFS."""
_FALL = 0.5 ** (1.0 / 10)
"""What is left of the remembered peak after a block."""
_SHORTEST, _LONGEST = RATE / (_BITS * 30) / 1.6, RATE / (_BITS * 24) * 1.6
"""Samples of a bit that may be one."""


@dataclass(frozen=True, slots=True)
class Read:
    """A frame of the code has just gone by: where the show is then, and how long ago that was."""

    seconds: float
    ago: int
    """Samples from then to the end of what was fed."""
    rate: FrameRate
    backwards: bool


class LtcReader:
    """One channel's. State is what was last heard; a new reader begins anew."""

    def __init__(self) -> None:
        self._peak = 0.0
        self._sign = 1.0
        self._fed = 0
        self._changed = 0
        self._bit = RATE / (_BITS * 27.0)
        self._half = 0
        self._bits = 0
        self._count = 0
        self._since = 0
        self._last: Timecode | None = None

    def feed(self, samples: Samples) -> list[Read]:
        """What some more samples (frames,) say."""
        found: list[Read] = []
        for change in self._changes(samples):
            at = self._fed + change
            read = self._interval(at - self._changed, at)
            self._changed = at
            if read is not None:
                found.append(read)
        self._fed += len(samples)
        return [Read(r.seconds, self._fed - r.ago, r.rate, r.backwards) for r in found]

    def _changes(self, samples: Samples) -> list[int]:
        """Where the sign changes; what is small against the peak has none."""
        if not len(samples):
            return []
        samples = np.nan_to_num(samples, posinf=0.0, neginf=0.0)
        self._peak = max(float(np.abs(samples).max()), self._peak * _FALL)
        if self._peak < _QUIET:
            return []
        large = np.abs(samples) > 0.3 * self._peak
        where = np.where(large, np.arange(1, len(samples) + 1), 0)
        latest = np.maximum.accumulate(where)
        signs = np.where(latest > 0, np.sign(samples[latest - 1]), self._sign)
        before = np.concatenate([[self._sign], signs[:-1]])
        self._sign = float(signs[-1])
        return np.flatnonzero(signs != before).tolist()

    def _interval(self, samples: int, at: int) -> Read | None:
        """Take the samples between two changes for a bit or half of one."""
        if samples > 1.5 * self._bit or samples < 0.3 * self._bit:
            self._lose(samples)
            return None
        if samples > 0.75 * self._bit:
            if self._half:
                self._lose(samples)  # half a one, and then a whole bit: out of step
                return None
            return self._take(0, samples, at)
        if not self._half:
            self._half = samples
            return None
        whole, self._half = self._half + samples, 0
        return self._take(1, whole, at)

    def _lose(self, samples: int) -> None:
        """Begin anew, with a length of bits that fits what was heard."""
        self._half = self._count = 0
        self._last = None
        if _SHORTEST < samples < _LONGEST:
            self._bit = float(samples)

    def _take(self, bit: int, samples: int, at: int) -> Read | None:
        self._bit = min(max(self._bit + 0.1 * (samples - self._bit), _SHORTEST), _LONGEST)
        self._bits = (self._bits >> 1) | (bit << (_BITS - 1))
        self._count += 1
        if self._count < _BITS:
            return None
        if self._bits >> (_BITS - 16) == _FORWARD:
            return self._frame(self._bits, at, backwards=False)
        if self._bits & 0xFFFF == _BACKWARD:
            return self._frame(int(f"{self._bits:080b}"[::-1], 2), at, backwards=True)
        return None

    def _frame(self, bits: int, at: int, *, backwards: bool) -> Read | None:
        """A whole frame; it counts if it follows the one before."""
        length, self._since, self._count = at - self._since, at, 0
        code, before = _code(bits, length), self._last
        self._last = code
        if code is None or before is None or code.rate != before.rate:
            return None
        if code.number - before.number != (-1 if backwards else 1):
            return None
        # Forwards its end is where the next begins; backwards its beginning is reached.
        number = code.number + (0 if backwards else 1)
        return Read(float(number / code.rate.per_second), at, code.rate, backwards)


def _code(bits: int, length: int) -> Timecode | None:
    def digits(units: int, tens: int, width: int) -> int:
        low, high = bits >> units & 15, bits >> tens & (1 << width) - 1
        return 10 * high + low if low < 10 else 99

    try:
        return Timecode.checked(
            digits(48, 56, 2), digits(32, 40, 3), digits(16, 24, 3), digits(0, 8, 2),
            _rate(length, drop=bool(bits >> 10 & 1)),
        )  # fmt: skip
    except InvalidInput:
        return None  # noise that looked like a frame


def _rate(length: int, *, drop: bool) -> FrameRate:
    """The rate whose frames are nearest to so many samples."""
    if drop:
        return RATES["29.97df"]
    others = [rate for rate in RATES.values() if not rate.drop]
    return min(others, key=lambda rate: abs(length - RATE / rate.per_second))
