"""Recipes for bars that play a tune. Knows no words; loudness is set afterwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Wave,
    fm,
    melody,
    noise,
    phase,
    place,
    room,
)

PENTATONIC = (0, 2, 4, 7, 9)


@dataclass(frozen=True, slots=True)
class Bar:
    """Bars that are struck: Chowning's pair for each."""

    tonic: float
    """Hz"""
    beat: float
    """Seconds from note to note."""
    seconds: float
    ratio: float
    index: float
    decay: float


def _tune(frames: int, rng: np.random.Generator, tilt: Tilt, bar: Bar) -> Wave:
    """A little melody on bars."""
    out = np.zeros(frames)
    steps = melody(rng, PENTATONIC, int(frames / RATE / bar.beat) + 2)
    pace = bar.beat * 0.7**tilt.speed
    for number, step in enumerate(np.resize(steps, int(frames / RATE / pace) + 1)):
        hz = bar.tonic * 0.8**tilt.size * 2.0 ** (step / 12.0)
        note = fm(hz, bar.seconds, bar.ratio, bar.index, bar.decay)
        place(out, int(number * pace * RATE), note * rng.uniform(0.7, 1.0))
    return out


def music_box(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A comb plucked by pins: tiny, high, a click before each note."""
    out = _tune(frames, rng, tilt, Bar(1047.0, 0.24, 0.9, 5.4, 0.35, 0.3))
    return room(out + 0.002 * noise(frames, rng, (500, 0), (2000, -6)), rng, 0.4, 0.15)


def glockenspiel(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Steel bars."""
    return room(_tune(frames, rng, tilt, Bar(1568.0, 0.34, 1.5, 2.756, 1.1, 0.55)), rng, 0.8, 0.12)


def xylophone(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Wooden bars: the third harmonic, gone in a fifth of a second."""
    return room(_tune(frames, rng, tilt, Bar(523.0, 0.2, 0.5, 3.0, 1.6, 0.09)), rng, 0.5, 0.12)


def vibraphone(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Metal bars over tubes whose fans beat five times a second."""
    out = _tune(frames, rng, tilt, Bar(349.0, 0.48, 2.2, 4.0, 0.5, 0.95))
    return room(out * (0.72 + 0.28 * np.sin(phase(np.full(frames, 5.2)))), rng, 0.9, 0.15)


RECIPES = {
    "music box": Recipe(music_box, struck=True),
    "glockenspiel": Recipe(glockenspiel, struck=True),
    "xylophone": Recipe(xylophone, struck=True),
    "vibraphone": Recipe(vibraphone, struck=True),
}
