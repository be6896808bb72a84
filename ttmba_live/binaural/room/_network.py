"""A feedback delay network: the late reverberation. Knows numbers; knows no head and no source.

J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", AES
1991: lines of prime lengths, after each a filter that takes what the decay takes in that time, and
a unitary matrix (Hadamard's) that hands everything on to all. The matrix keeps energy, every
filter's gain is below 1, so whatever is in the network only gets less. Two inputs and two outputs
go to and come from all lines by orthogonal patterns: the outputs resemble each other as little as
two places in a diffuse field that are far apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural.room._attenuation import SECTIONS, attenuation
from ttmba_live.binaural.room._lengths import LINES, LONGEST, line_lengths
from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.room import Acoustics

_RING = LONGEST + 1
_SPREAD = 1.0 / math.sqrt(LINES)


class Lines(NamedTuple):
    """What is in the network."""

    rings: Array  # (LINES, _RING)
    kept: Array  # (SECTIONS, 2, LINES) of the filters


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What makes a network sound as a room does.

    Attributes:
        lengths: (LINES,) frames of its lines.
        filters: (SECTIONS, 5, LINES), what each line loses.
        patterns: (4, LINES) of two inputs and two outputs.
        gain: what makes its outputs as loud as the room's reverberation of a source at 1 m.
        decay: seconds of the slowest octave.
    """

    lengths: NDArray[np.int64]
    filters: Samples
    patterns: Samples
    gain: float
    decay: float


@lru_cache(maxsize=64)
def designed(room: Acoustics) -> Design:
    """The network of a room."""
    lengths = line_lengths(room)
    # What comes out at once has the energy of what went in over all frames of the lines.
    gain = math.sqrt(room.density / RATE * float(lengths.sum()))
    filters = attenuation(lengths, room.decay).astype(np.float32)
    return Design(lengths, filters, _patterns(), gain, float(room.decay.max()))


@dataclass(slots=True)
class Network:
    """A network and what is in it; a `ttmba_live.binaural.room.Late`. `step` is its only way on."""

    design: Design
    lines: Lines
    now: int = 0

    @classmethod
    def of(cls, room: Acoustics) -> Network:
        """An empty network that sounds as a room does."""
        rings = np.zeros((LINES, _RING), np.float32)
        return cls(designed(room), Lines(rings, np.zeros((SECTIONS, 2, LINES), np.float32)))

    @property
    def gain(self) -> float:
        """See `Late`."""
        return self.design.gain

    @property
    def for_ears(self) -> bool:
        """See `Late`: its outputs are those of a diffuse field."""
        return False

    def tail(self) -> int:
        """Frames until what is in the network has lost 90 dB."""
        return math.ceil(1.5 * self.design.decay * RATE) + LONGEST

    @property
    def earliest(self) -> int:
        """Frames from an input to the first output."""
        return int(self.design.lengths.min())

    def step(self, sent: Samples) -> Samples:
        """Take (2, hop), give (2, hop)."""
        out, plan = np.empty_like(sent), self.design
        parts = plan.lengths, plan.filters, plan.patterns
        circulate(self.lines, parts, self.now, np.ascontiguousarray(sent, np.float32), out)
        self.now = (self.now + sent.shape[1]) & (_RING - 1)
        return out

    def energy(self) -> float:
        """The sum of squares of what is in the lines."""
        back = np.arange(1, LONGEST + 1)
        total = 0.0
        for ring, length in zip(self.lines.rings, self.design.lengths, strict=True):
            held = ring[(self.now - back[:length]) & (_RING - 1)].astype(np.float64)
            total += float((held**2).sum())
        return total


def _patterns() -> Samples:
    """Signs of inputs and outputs (4, LINES): the inputs' orthogonal, the outputs' apart."""
    signs = np.where(np.random.default_rng(3).random((3, LINES)) < 0.5, -1.0, 1.0)
    first = signs[0] * _SPREAD * math.sqrt(0.5)
    second = first * np.where(np.arange(LINES) // 2 % 2, -1.0, 1.0)
    odd = np.arange(LINES) % 2
    left, right = signs[1] * (1 - odd), signs[2] * odd
    return np.stack([first, second, *(np.stack([left, right]) / math.sqrt(LINES / 2))]).astype(
        np.float32
    )


@compiled
def circulate(
    lines: Lines, parts: tuple[Array, Array, Array], now: int, sent: Array, out: Array
) -> None:
    """Let the network go on by a hop: ``sent`` (2, H) in, ``out`` (2, H) filled."""
    (rings, kept), (lengths, filters, patterns) = lines, parts
    x = np.empty(LINES, np.float32)
    mask = rings.shape[1] - 1
    spread = np.float32(_SPREAD)
    for n in range(sent.shape[1]):
        at = now + n
        for k in range(LINES):
            x[k] = rings[k, (at - lengths[k]) & mask]
        for s in range(SECTIONS):
            for k in range(LINES):
                y = filters[s, 0, k] * x[k] + kept[s, 0, k]
                kept[s, 0, k] = filters[s, 1, k] * x[k] - filters[s, 3, k] * y + kept[s, 1, k]
                kept[s, 1, k] = filters[s, 2, k] * x[k] - filters[s, 4, k] * y
                x[k] = y
        left, right = np.float32(0.0), np.float32(0.0)
        for k in range(LINES):
            left += patterns[2, k] * x[k]
            right += patterns[3, k] * x[k]
        out[0, n], out[1, n] = left, right
        size = LINES // 2
        while size:
            for k in range(0, LINES, 2 * size):
                for j in range(k, k + size):
                    a, b = x[j], x[j + size]
                    x[j], x[j + size] = a + b, a - b
            size //= 2
        first, second = sent[0, n], sent[1, n]
        for k in range(LINES):
            rings[k, at & mask] = spread * x[k] + patterns[0, k] * first + patterns[1, k] * second
