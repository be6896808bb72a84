"""A feedback delay network, one state: the late reverberation. Knows numbers; no head, no source.

J.-M. Jot and A. Chaigne, "Digital delay networks for designing artificial reverberators", AES
1991: lines of prime lengths, after each a filter that takes what the decay takes in that time, and
a unitary matrix (Hadamard's) that hands everything on to all. The matrix keeps energy, every
filter's gain is below 1, so whatever is in the network only gets less. Allpasses before the lines
make many pulses of one (M. R. Schroeder, 1962). Before the matrix pairs of lines are turned into
each other, each pair at its own slow rate: no resonance stands still (S. J. Schlecht and
E. A. P. Habets, "Time-varying feedback matrices in feedback delay networks and their application
in artificial reverberation", JASA 2015); that keeps energy, too. Two inputs and two outputs
go to and come from all lines by orthogonal patterns: the outputs resemble each other as little as
two places in a diffuse field that are far apart. So do more outputs, for loudspeakers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural.room._attenuation import attenuation
from ttmba_live.binaural.room._circulating import (
    DIFFUSION,
    RING,
    SPREAD,
    Lines,
    circulate,
    working_room,
)
from ttmba_live.binaural.room._lengths import (
    LINES,
    LONGEST,
    diffuser_lengths,
    line_lengths,
)
from ttmba_live.room import Acoustics

_TURNS = (0.4, 2.0)
"""Turns a second of the slowest and the fastest pair of lines."""


@dataclass(frozen=True, slots=True, eq=False)
class Design:
    """What makes a network sound as a room does.

    Attributes:
        lengths: (LINES,) frames of its lines.
        diffusers: (2, DIFFUSERS) frames of the allpasses before them.
        filters: (SECTIONS, 5, LINES), what each line loses.
        patterns: (2 + signals, LINES) of two inputs and the outputs.
        gain: what makes its outputs as loud as the room's reverberation of a source at 1 m.
        decay: seconds of the slowest octave.
    """

    lengths: NDArray[np.int64]
    diffusers: NDArray[np.int64]
    filters: Samples
    patterns: Samples
    gain: float
    decay: float


@lru_cache(maxsize=64)
def designed(room: Acoustics, signals: int = 2) -> Design:
    """The network of a room, with so many outputs; soon there if that of two is known."""
    if signals != 2:
        return replace(designed(room), patterns=_patterns(signals))
    lengths = line_lengths(room)
    # What comes out at once has the energy of what went in over all frames of the lines.
    gain = math.sqrt(room.density / RATE * float(lengths.sum()))
    filters = attenuation(lengths, room.decay).astype(np.float32)
    slowest = float(room.decay.max())
    patterns = _patterns(2)
    return Design(lengths, diffuser_lengths(lengths), filters, patterns, gain, slowest)


@dataclass(slots=True)
class Network:
    """A network and what is in it; a `ttmba_live.binaural.room.Late`. `step` is its only way on."""

    design: Design
    lines: Lines
    gain: float
    """See `Late`."""
    sooner: int = 0
    """Frames behind the lines' beginnings at which inputs come in: outputs are so much sooner."""
    now: int = 0

    @classmethod
    def of(cls, room: Acoustics, signals: int = 2, wanted: float = math.inf) -> Network:
        """An empty network that sounds as a room does, in so many unlike signals.

        Its first outputs come no later than ``wanted`` frames after an input, but a frame at least.
        """
        design = designed(room, signals)
        shortest = int(design.lengths.min())
        sooner = int(np.clip(np.ceil(shortest - wanted), 0, shortest - 1))
        gain = design.gain * float(room.late(np.array(-sooner / RATE)))
        return cls(design, Lines.empty(), gain, sooner)

    def twin(self) -> Network:
        """See `Late.twin`."""
        lines = Lines.empty()._replace(turned=self.lines.turned.copy())
        return Network(self.design, lines, self.gain, self.sooner, self.now)

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
        return int(self.design.lengths.min()) - self.sooner

    def step(self, sent: Samples) -> Samples:
        """Take (2, hop), give (signals, hop)."""
        plan = self.design
        out = np.empty((len(plan.patterns) - 2, sent.shape[1]), np.float32)
        parts = plan.lengths, plan.diffusers, plan.filters, plan.patterns, _turning()
        given = np.ascontiguousarray(sent, np.float32)
        circulate(self.lines, parts, (self.now, self.sooner), working_room(), given, out)
        self.now = (self.now + sent.shape[1]) & (RING - 1)
        return out

    def energy(self) -> float:
        """The sum of squares of what is in lines and allpasses: what can still come out."""
        before = self.lines.spread.reshape(-1, RING)
        total = _held(self.lines.rings, self.design.lengths, self.now)
        inputs = _held(before, self.design.diffusers.reshape(-1), self.now)
        return total + (1.0 - DIFFUSION**2) * inputs


@cache
def _turning() -> NDArray[np.float64]:
    """Cosines and sines (2, LINES / 2) of what pairs turn by in a frame, half of them backwards."""
    rates = np.geomspace(*_TURNS, LINES // 2)[np.random.default_rng(6).permutation(LINES // 2)]
    angles = 2.0 * np.pi / RATE * rates * (1.0 - 2.0 * (np.arange(LINES // 2) % 2))
    return np.stack([np.cos(angles), np.sin(angles)])


def _held(rings: Samples, lengths: NDArray[np.int64], now: int) -> float:
    """The sum of squares of the last frames of rings."""
    back = np.arange(1, LONGEST + 1)
    parts = [
        ring[(now - back[:length]) & (RING - 1)].astype(np.float64)
        for ring, length in zip(rings, lengths, strict=True)
    ]
    return float(sum((part**2).sum() for part in parts))


def _patterns(signals: int) -> Samples:
    """Signs of inputs and outputs (2 + signals, LINES): the inputs' orthogonal.

    Two outputs have lines of their own. More share all lines by orthogonal rows, as far as there
    are so many lines; what is more than that is nearly orthogonal.
    """
    signs = np.where(np.random.default_rng(3).random((3, LINES)) < 0.5, -1.0, 1.0)
    first = signs[0] * SPREAD * math.sqrt(0.5)
    second = first * np.where(np.arange(LINES) // 2 % 2, -1.0, 1.0)
    if signals == 2:
        odd = np.arange(LINES) % 2
        apart = np.stack([signs[1] * (1 - odd), signs[2] * odd]) / math.sqrt(LINES / 2)
        return np.stack([first, second, *apart]).astype(np.float32)
    rows = _hadamard() * SPREAD
    turns = np.where(
        np.random.default_rng(4).random((-(-signals // LINES), LINES)) < 0.5, -1.0, 1.0
    )
    shared = np.concatenate([rows * turn for turn in turns])[:signals]
    return np.stack([first, second, *shared]).astype(np.float32)


def _hadamard() -> NDArray[np.float64]:
    """Signs (LINES, LINES) whose rows are orthogonal."""
    number = np.arange(LINES)
    signs = np.ones((LINES, LINES))
    for bit in range(LINES.bit_length()):
        signs *= 1.0 - 2.0 * ((number[:, None] & number) >> bit & 1)
    return signs
