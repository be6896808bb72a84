"""The late part of a measured response, convolved while it plays. Knows no head and no source.

The response is cut where the room's mixture begins; what is earlier is the image sources' to
make. Its energy then is that of the room's reverberation, whatever the file's level. Of one
channel two unlike ones are made: a sign for every few milliseconds leaves level and decay alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.room import Acoustics, Impulse

Spectra = NDArray[np.complex64]

_PIECES = 16
"""Partitions of a hop; what is later is convolved in partitions of as many hops."""

LONGEST = 12 * RATE
"""Frames of a response that are used."""

_SWELL = 240
"""Frames in which the late part comes in."""


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """A measured response, prepared for a room and a hop.

    Attributes:
        gain: what makes it as loud as the room's reverberation.
        for_ears: whether its two channels are ears'.
        frames: its length.
        near: (2, parts, hop + 1) spectra of its first `_PIECES` hops.
        far: of what is later, in parts of as many hops; None if it is shorter.
    """

    gain: float
    for_ears: bool
    frames: int
    near: Spectra
    far: Spectra | None

    @classmethod
    def of(cls, room: Acoustics, impulse: Impulse, hop: int) -> Response:
        """Cut a response for a room."""
        wet = _late(room, impulse)
        energy = float((wet.astype(np.float64) ** 2).sum()) / 2.0
        first = _PIECES * hop  # what comes later may wait until a block is full
        return cls(
            math.sqrt(room.reverberant(0.0) / energy),
            impulse.samples.shape[1] == 2,
            len(wet),
            _spectra(wet[:first], hop),
            _spectra(wet[first:], first) if len(wet) > first else None,
        )


class Measured:
    """A convolution in two layers: hops, and blocks of `_PIECES` hops."""

    earliest = 0

    def __init__(self, response: Response, hop: int) -> None:
        """Begin in silence."""
        self.gain, self.for_ears = response.gain, response.for_ears
        self._response = response
        self._near = _Layer(response.near)
        self._far = None if response.far is None else _Layer(response.far)
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

    def twin(self) -> Measured:
        """See `Late.twin`."""
        return Measured(self._response, self._hop)

    def tail(self) -> int:
        """See `Late.tail`."""
        return self._response.frames + 2 * _PIECES * self._hop


class _Layer:
    """Partitions of one size: a ring of what came in, and a product with each."""

    def __init__(self, spectra: Spectra) -> None:
        self._spectra, self._ring = spectra, np.zeros_like(spectra)
        self._rest = np.zeros((2, spectra.shape[2] - 1), np.float32)
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


def _spectra(wet: Samples, size: int) -> Spectra:
    """Partitions of a response (frames, 2): (2, parts, size + 1)."""
    parts = max(1, -(-len(wet) // size))
    cut = np.zeros((parts * size, 2), np.float32)
    cut[: len(wet)] = wet
    found: Spectra = fft.rfft(cut.T.reshape(2, parts, size), n=2 * size).astype(np.complex64)
    return found


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
