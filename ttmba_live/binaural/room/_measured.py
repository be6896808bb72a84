"""The late part of a measured response, convolved while it plays. Knows no head and no source.

The response is cut where the room's mixture begins; what is earlier is the image sources' to
make. Its energy then is that of the room's reverberation, whatever the file's level. Of one
channel two unlike ones are made: a sign for every few milliseconds leaves level and decay alone.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from ttmba_live.audio import RATE, Samples
from ttmba_live.room import Acoustics, Impulse

_PIECES = 16
"""Partitions of a hop; what is later is convolved in partitions of as many hops."""

LONGEST = 12 * RATE
"""Frames of a response that are used."""

_SWELL = 240
"""Frames in which the late part comes in."""


class Measured:
    """A convolution in two layers: hops, and blocks of `_PIECES` hops."""

    earliest = 0

    def __init__(self, room: Acoustics, impulse: Impulse, hop: int) -> None:
        """Take a response for a hop."""
        wet = _late(room, impulse)
        self.for_ears = impulse.samples.shape[1] == 2
        energy = float((wet.astype(np.float64) ** 2).sum()) / 2.0
        self.gain = math.sqrt(room.reverberant(0.0) / energy)
        self._frames = len(wet)
        first = _PIECES * hop  # what comes later may wait until a block is full
        self._near = _Layer(wet[:first], hop)
        self._far = _Layer(wet[first:], _PIECES * hop) if len(wet) > first else None
        self._hop, self._at = hop, 0
        self._gathered = np.zeros((2, _PIECES * hop), np.float32)
        self._ready = np.zeros((2, _PIECES * hop), np.float32)

    def step(self, sent: Samples) -> Samples:
        """See `Late.step`."""
        out = self._near.step(sent)
        if self._far is None:
            return out
        here = slice(self._at * self._hop, (self._at + 1) * self._hop)
        out = out + self._ready[:, here]
        self._gathered[:, here] = sent
        self._at += 1
        if self._at == _PIECES:
            self._ready, self._at = self._far.step(self._gathered), 0
        return out

    def tail(self) -> int:
        """See `Late.tail`."""
        return self._frames + 2 * _PIECES * self._hop


class _Layer:
    """Partitions of one size: a ring of what came in, and a product with each."""

    def __init__(self, wet: Samples, size: int) -> None:
        parts = max(1, -(-len(wet) // size))
        cut = np.zeros((parts * size, 2), np.float32)
        cut[: len(wet)] = wet
        blocks = cut.T.reshape(2, parts, size)
        self._spectra: NDArray[np.complex64] = fft.rfft(blocks, n=2 * size).astype(np.complex64)
        self._ring = np.zeros((2, parts, size + 1), np.complex64)
        self._rest = np.zeros((2, size), np.float32)
        self._now = 0

    def step(self, block: Samples) -> Samples:
        parts, size = self._ring.shape[1], block.shape[1]
        self._ring[:, self._now] = fft.rfft(block, n=2 * size)
        past = (self._now - np.arange(parts)) % parts
        whole = fft.irfft(np.einsum("cpf,cpf->cf", self._ring[:, past], self._spectra), n=2 * size)
        out = (whole[:, :size] + self._rest).astype(np.float32)
        self._rest = whole[:, size:].astype(np.float32)
        self._now = (self._now + 1) % parts
        return out


def _late(room: Acoustics, impulse: Impulse) -> Samples:
    """What comes after the mixture has begun (frames, 2)."""
    begin = impulse.direct + round(room.mixing * RATE)
    wet = impulse.samples[begin : begin + LONGEST].astype(np.float32)
    if len(wet) <= _SWELL:
        wet = np.zeros((_SWELL + 1, impulse.samples.shape[1]), np.float32)
        wet[-1] = 1e-6  # nothing is left so late
    wet = wet.copy()
    wet[:_SWELL] *= (np.sin(0.5 * np.pi * np.arange(_SWELL) / _SWELL) ** 2)[:, None]
    if wet.shape[1] == 2:
        return wet
    return np.concatenate([wet, wet * _signs(len(wet))[:, None]], axis=1)


def _signs(frames: int) -> Samples:
    """Signs (frames,) that turn smoothly every few milliseconds, by chance."""
    chance = np.random.default_rng(11)
    step = RATE // 300
    points = chance.choice([-1.0, 1.0], frames // step + 2)
    at = np.arange(frames) / step
    share = np.clip((at % 1.0 - 0.9) * 10.0, 0.0, 1.0)
    first = at.astype(int)
    between: Samples = points[first] + (points[first + 1] - points[first]) * share
    return between.astype(np.float32)
