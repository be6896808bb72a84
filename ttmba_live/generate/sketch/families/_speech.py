"""Recipes for speech without words. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Wave,
    clock,
    drift,
    low_pass,
    noise,
    phase,
    room,
    saw,
    shaped,
)

VOWELS = (
    (730, 1090, 2440),
    (270, 2290, 3010),
    (530, 1840, 2480),
    (570, 840, 2410),
    (300, 870, 2240),
    (660, 1720, 2410),
)
"""Formants of men's vowels in Hz (Peterson and Barney)."""


def _talk(frames: int, rng: np.random.Generator, tilt: Tilt, base: float, rate: float) -> Wave:
    """Syllables without meaning: vowels that glide, breaks for breath, a melody that falls."""
    count = int(frames / RATE * rate) + 3
    steps = np.arange(count) / rate
    at = np.cumsum(rng.uniform(0.7, 1.3, count)) / rate
    speaking = np.repeat(rng.random(count // 6 + 2) < 0.99, 6)[:count].astype(float)
    speaking[:: int(rng.integers(8, 12))] = 0.0
    vowels = np.array(VOWELS)[rng.integers(0, len(VOWELS), count)] * (base / 120.0) ** 0.24
    fall = base * (1.12 - 0.25 * np.mod(steps / 2.6, 1.0)) * rng.uniform(0.9, 1.12, count)
    t = clock(frames)
    hz = (
        np.interp(t, at, fall)
        * 0.8**tilt.size
        * 1.1**tilt.mood
        * (1.0 + 0.01 * drift(frames, rng, 25.0))
    )
    beat = np.interp(t, at, np.arange(count, dtype=float))
    level = np.maximum(np.sin(np.pi * np.mod(beat, 1.0)), 0.0) ** 0.8 * np.interp(t, at, speaking)
    consonant = np.mod(beat, 1.0) < 0.16
    source = saw(phase(hz), 0.5) * level
    hiss = noise(frames, rng, (1500, -24), (3500, -2), (6000, 0), (11000, -8))
    strong = np.interp(t, at, (rng.random(count) < 0.45).astype(float)) * np.interp(t, at, speaking)

    def mouth(seconds: Wave, f: Wave) -> Wave:
        total = np.full((len(seconds), f.shape[1]), 0.003)
        glides = np.interp(seconds[:, 0], at, np.arange(count, dtype=float))
        whole = np.minimum(glides.astype(int), count - 2)
        share = np.clip((glides - whole - 0.1) / 0.35, 0.0, 1.0).reshape(-1, 1)
        for number, (width, strength) in enumerate(((110, 1.0), (150, 0.6), (260, 0.3))):
            middle = (
                vowels[whole, number, None] * (1 - share) + vowels[whole + 1, number, None] * share
            )
            total += strength / np.sqrt(1.0 + ((f - middle) * (2.0 / width)) ** 2)
        return total / (1.0 + (f / 4200.0) ** 4)

    return np.asarray(shaped(source, mouth) + 0.035 * hiss * low_pass(consonant * strong, 40.0))


def speech(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """One voice at four and a half syllables a second; size makes it a man's or a child's."""
    return room(_talk(frames, rng, tilt, 125.0, 4.5 * 1.25**tilt.speed), rng, 0.35, 0.12)


def woman(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A woman's voice."""
    return room(_talk(frames, rng, tilt, 215.0, 4.8 * 1.25**tilt.speed), rng, 0.35, 0.12)


def child(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A child's voice."""
    return room(_talk(frames, rng, tilt, 310.0, 3.9 * 1.25**tilt.speed), rng, 0.35, 0.12)


def whisper(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Syllables of breath alone: no pitch, only formants and esses."""
    rate = 4.2 * 1.3**tilt.speed
    beat = phase(rate * (1.0 + 0.25 * drift(frames, rng, 2.0))) / (2.0 * np.pi)
    level = np.maximum(np.sin(np.pi * np.mod(beat, 1.0)), 0.0) * (np.mod(beat, 9.0) < 7.6)
    air = noise(frames, rng, (500, -14), (1500, 0), (3500, -3), (9000, -12)) * level
    count = int(frames / RATE * rate) + 4
    tracks = np.array(VOWELS)[rng.integers(0, len(VOWELS), count)] * 1.1

    def mouth(seconds: Wave, hz: Wave) -> Wave:
        total = np.full((len(seconds), hz.shape[1]), 0.08)
        for number, strength in enumerate((0.5, 1.0, 0.8)):
            middle = np.interp(seconds[:, 0] * rate, np.arange(count), tracks[:, number]).reshape(
                -1, 1
            )
            total += strength / np.sqrt(1.0 + ((hz - middle) / 110.0) ** 2)
        return total

    esses = noise(frames, rng, (3500, -30), (6000, 0), (9000, -2)) * (
        np.mod(beat + 0.2, 1.0) < 0.15
    )
    return shaped(air, mouth) + 0.1 * esses * (np.mod(beat, 3.0) < 1.0)


RECIPES = {
    "speech": Recipe(speech, layers=True),
    "woman speaking": Recipe(woman, layers=True),
    "child speaking": Recipe(child, layers=True),
    "whisper": Recipe(whisper),
}
