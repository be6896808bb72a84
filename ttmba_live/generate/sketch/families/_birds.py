"""Recipes for birds. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._throats import throats
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    clock,
    noise,
    phase,
    place,
    room,
    spaced,
    struck,
)


def birds(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Three birds, each with its own few syllables, answering one another over quiet leaves."""
    out = np.zeros(frames)
    for bird in range(3):
        lowest = rng.uniform(2300.0, 4300.0) * 0.75**tilt.size
        syllables = [_syllable(rng, lowest, tilt) for _ in range(3)]
        loudness = (1.0, 0.55, 0.35)[bird]
        at = 0.0 if bird == 0 else RATE * rng.uniform(0.3, 1.6)
        while at < frames:
            at = _phrase(out, at, syllables, rng, loudness)
            at += RATE * rng.uniform(0.6, 2.2) / 1.4**tilt.speed
    leaves = noise(frames, rng, (300, -20), (2000, -4), (5000, 0), (12000, -10))
    return room(out, rng, 0.7, 0.3) + 0.004 * leaves


def _phrase(
    out: Wave, at: float, syllables: list[Wave], rng: np.random.Generator, loudness: float
) -> float:
    """Sing a few syllables, often repeated; return the frame after the last."""
    for _ in range(int(rng.integers(1, 4))):
        syllable = syllables[int(rng.integers(len(syllables)))]
        gap = rng.uniform(0.02, 0.07) * RATE
        for _ in range(int(rng.integers(1, 5))):
            place(out, int(at), loudness * rng.uniform(0.8, 1.0) * syllable)
            at += len(syllable) + gap
    return at


def _syllable(rng: np.random.Generator, lowest: float, tilt: Tilt) -> Wave:
    """A whistle of 35 to 150 ms whose pitch sweeps, bends or warbles."""
    frames = int(rng.uniform(0.035, 0.15) * RATE / 1.3**tilt.speed)
    share = np.arange(frames) / frames
    sweep = rng.uniform(-0.7, 0.7) * share + rng.uniform(-0.5, 0.5) * np.sin(np.pi * share)
    warble = rng.choice([0.0, 0.0, 0.12]) * np.sin(rng.uniform(150.0, 280.0) * clock(frames))
    turns = phase(np.minimum(lowest * 2.0 ** (0.3 + sweep + warble), 8500.0))
    voice = np.sin(turns) + 0.06 * np.sin(2.0 * turns)
    return np.asarray(voice * np.sin(np.pi * share) ** 0.6)


def woodpecker(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Rolls of sixteen strokes at 20 a second on a hollow trunk."""
    out = np.zeros(frames)
    knock = struck(BODIES["wood"].at(880.0 * 0.8**tilt.size * rng.uniform(0.95, 1.05)), rng)
    for start in spaced(frames, rng, 2.1, 0.15):
        for stroke in range(int(rng.integers(14, 19))):
            late = stroke * 0.049 * 0.985**stroke / 1.25**tilt.speed
            place(
                out, int(start + late * RATE), knock * (1.0 - 0.035 * stroke) * rng.uniform(0.85, 1)
            )
    return room(out, rng, 1.1, 0.35)


def wings(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Flapping: soft low claps of air, eight a second for a pigeon, that quicken and rest."""
    out = np.zeros(frames)
    rate = 8.0 * 1.4**tilt.speed * 0.6**tilt.size
    for start in spaced(frames, rng, 2.6, 0.1):
        for beat in range(int(rng.integers(10, 15))):
            size = int(0.09 * RATE)
            t = clock(size)
            air = noise(size, rng, (80, -4), (260, 0), (900, -6), (3500, -14), (9000, -26))
            flap = air * np.exp(-(((t - 0.03) / 0.014) ** 2))
            place(
                out,
                int(start + (beat + rng.normal(0, 0.04)) / rate * RATE),
                flap * rng.uniform(0.6, 1),
            )
    return out


RECIPES = {
    "birds": Recipe(birds, struck=True),
    **throats("birds"),
    "woodpecker": Recipe(woodpecker, struck=True),
    "wings": Recipe(wings, struck=True, layers=True),
}
