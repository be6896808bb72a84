"""What a room's geometry and surfaces make of sound: decay, levels, times. Makes no sound.

Decay times are Eyring's (C. F. Eyring, "Reverberation time in 'dead' rooms", JASA 1930) with the
air's share; levels are Barron's (M. Barron and L.-J. Lee, "Energy relations in concert
auditoriums. I", JASA 1988): all that is later than the direct sound falls a little with distance,
since it began to decay when the sound set out. When the reverberation is mixed is told by volume
and surface (A. Lindau et al., "Perceptual evaluation of model- and signal-based predictors of the
mixing time", JAES 2012).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room._air import air_db
from ttmba_live.room._bands import BANDS, MIDDLE
from ttmba_live.room._room import DECAYS, Room

Floats = NDArray[np.float64]

NEPERS = 6.0 * math.log(10.0)
"""Of energy, in 60 dB."""

_SABINE = 4.0 * NEPERS / SPEED_OF_SOUND
_EAR_HEIGHT, _ALONG, _ACROSS = 1.6, 0.45, 0.47
"""Where the listener begins: metres above the floor, and shares of the length from the back wall
and of the width from the right one. A little off the middle, since twins of a reflection comb."""

_INSIDE = 0.05
"""Metres from a wall: sources that stand nearer or beyond are mirrored as if they stood here."""


@dataclass(frozen=True, slots=True, eq=False)
class Acoustics:
    """A room in numbers.

    Attributes:
        low: the corner (3,) at the back, right and bottom: metres in the world.
        high: the corner at the front, left and top.
        reflections: (6, 8) amplitude that front, back, left, right, floor and ceiling throw
            back, by octave.
        decay: (8,) seconds to -60 dB, by octave.
        middle: seconds, the mean at 500 Hz and 1 kHz.
        volume: cubic metres.
        free_path: metres between two reflections in the mean.
        mixing: seconds after which the reverberation is a mixture.
        predelay: seconds from a sound's arrival to the reverberation's.
        density: energy a second that the reverberation begins with, beside a source's at 1 m.
        within: (2, 3) the corners between which places count as inside, a little off the walls.
    """

    low: Floats
    high: Floats
    reflections: Floats
    decay: Floats
    middle: float
    volume: float
    free_path: float
    mixing: float
    predelay: float
    density: float
    within: Floats

    def late(self, seconds: Floats) -> Floats:
        """Amplitude that is left of the reverberation so long after a sound set out."""
        left: Floats = np.exp(-0.5 * NEPERS * seconds / self.middle)
        return left

    def reverberant(self, metres: float) -> float:
        """Energy of all that is reflected beside the direct sound's at 1 m, Barron's."""
        whole = self.density * self.middle / NEPERS
        return float(whole * math.exp(-NEPERS * metres / (SPEED_OF_SOUND * self.middle)))


@lru_cache(maxsize=64)
def acoustics(room: Room) -> Acoustics:
    """What a room does; the same value for equal rooms."""
    size = np.array(room.size)
    volume = float(size.prod())
    areas = np.repeat(volume / size, 2)  # front, back, left, right, floor, ceiling
    absorbed = np.array(room.absorptions)
    free_path = 4.0 * volume / float(areas.sum())
    decay = _decays(room, volume, areas, absorbed)
    ear = min(_EAR_HEIGHT, 0.45 * size[2])
    low = -np.array([_ALONG * size[0], _ACROSS * size[1], ear])
    mixing = 0.001 * (20.0 * volume / float(areas.sum()) + 12.0)
    told = None if room.predelay is None else room.predelay / 1000.0
    high = low + size
    margin = np.minimum(_INSIDE, 0.25 * (high - low))
    return Acoustics(
        low,
        high,
        np.sqrt(1.0 - absorbed),
        decay,
        float(decay[list(MIDDLE)].mean()),
        volume,
        free_path,
        mixing,
        room.order * free_path / SPEED_OF_SOUND if told is None else told,
        16.0 * math.pi * NEPERS / (_SABINE * volume),
        np.stack([low + margin, high - margin]),
    )


def _decays(room: Room, volume: float, areas: Floats, absorbed: Floats) -> Floats:
    """Decay times (8,) by octave: Eyring's, or as asked for at middle frequencies.

    What is asked for is the surfaces' doing, all octaves in proportion; air stays air.
    """
    mean = np.minimum((areas[:, None] * absorbed).sum(axis=0) / areas.sum(), 0.9999)
    surfaces = np.maximum(-float(areas.sum()) * np.log1p(-mean), 1e-9)
    air = 4.0 * air_db(np.array(BANDS)) / (10.0 * math.log10(math.e)) * volume
    middle = list(MIDDLE)

    def times(share: float) -> Floats:
        found: Floats = _SABINE * volume / (share * surfaces + air)
        return found

    share = 1.0
    if room.decay:
        low, high = -12.0, 12.0
        for _ in range(60):
            share = math.exp(0.5 * (low + high))
            longer = float(times(share)[middle].mean()) > room.decay
            low, high = (math.log(share), high) if longer else (low, math.log(share))
    return np.clip(times(share), *DECAYS)
