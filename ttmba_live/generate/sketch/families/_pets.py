"""Recipes for dogs and cats. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._throats import throats
from ttmba_live.generate.sketch.kit import (
    Gust,
    Wave,
    clock,
    crackle,
    curve,
    drift,
    formant,
    gusts,
    low_pass,
    noise,
    phase,
    place,
    room,
    saw,
    spaced,
)


def dog(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Bouts of two to four barks, then a pause, never quite even."""
    out = np.zeros(frames)
    pace = 1.35**tilt.speed
    at = 0.0
    while at < frames:
        for _ in range(int(rng.integers(2, 5))):
            place(out, int(at), _bark(rng, tilt))
            at += RATE * rng.uniform(0.32, 0.52) * 1.15**tilt.size / pace
        at += RATE * rng.uniform(0.5, 1.4) / pace
    return room(out, rng, 0.45, 0.18)


def _bark(rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Glottal pulses, rough, that jump up and fall in pitch through a mouth opening and closing."""
    length = rng.uniform(0.15, 0.21) * 1.25**tilt.size
    frames = int(length * RATE)
    share = np.arange(frames) / frames
    base = 300.0 * rng.uniform(0.92, 1.1) * 0.6**tilt.size
    pitch = base * (0.8 + 0.95 * np.exp(-(((share - 0.22) / 0.3) ** 2)) - 0.25 * share)
    pitch *= 1.0 + 0.06 * drift(frames, rng, 90.0)
    turns = phase(pitch) / (2.0 * np.pi)
    saw = 1.0 - 2.0 * np.mod(turns, 1.0) ** 0.45
    breath = noise(frames, rng, (300, -6), (1500, 0), (6000, -10))
    source = saw * (1.0 + 0.3 * drift(frames, rng, 120.0)) + 0.25 * breath
    mouth = 0.82**tilt.size
    opened = np.sin(np.pi * np.clip(share * 1.15, 0.0, 1.0)) ** 0.7
    wide = formant(source, 950.0 * mouth, 220.0) + 0.6 * formant(source, 1750.0 * mouth, 300.0)
    shut = formant(source, 520.0 * mouth, 160.0) + 0.25 * formant(source, 1250.0 * mouth, 300.0)
    voice = opened * wide + (1.0 - opened) * shut + 0.12 * formant(source, 3100.0 * mouth, 600.0)
    envelope = np.minimum(share / 0.07, 1.0) * np.exp(-2.2 * np.maximum(share - 0.35, 0.0))
    closing = np.clip((1.0 - share) / 0.18, 0.0, 1.0)
    return np.asarray(np.tanh(1.6 * voice) * envelope * closing * rng.uniform(0.8, 1.0))


def panting(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A dog out of breath: in and out, four times a second and more."""
    kinds = (
        Gust((0.1, 0.12), ((0, 1500), (1, 1900)), 0.7, ((0, 0), (0.4, 1), (1, 0))),
        Gust((0.11, 0.13), ((0, 900), (1, 700)), 0.8, ((0, 0), (0.3, 0.8), (1, 0))),
    )
    return gusts(frames, rng, tilt, kinds, (0.01, 0.03), 0.15)


def purr(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A larynx that twitches 26 times a second, breathing in and, a little lower, out."""
    breath = 1.25 * 1.2**tilt.size * 0.8**tilt.speed
    share = np.mod(clock(frames) / breath, 2.0)
    level = curve(np.mod(share, 1.0), (0, 0.15), (0.15, 1), (0.85, 0.9), (1, 0.15))
    rate = (
        np.where(share < 1.0, 27.0, 24.0) * 0.85**tilt.size * (1.0 + 0.03 * drift(frames, rng, 4.0))
    )
    pulse = np.maximum(saw(phase(rate), 0.3), 0.0) ** 2
    air = noise(frames, rng, (50, -4), (150, 0), (400, -4), (1200, -14), (4000, -26))
    out = pulse * air + 0.6 * low_pass(pulse - pulse.mean(), 220.0, 2)
    return level * out * np.where(share < 1.0, 1.0, 0.75)


def hissing(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A cat's hiss: breath forced out, bright at first, then falling, between a spit."""
    kind = Gust(
        (0.6, 0.9), ((0, 5200), (0.2, 4600), (1, 2900)), 0.75,
        ((0, 0), (0.05, 1), (0.5, 0.8), (1, 0)), flat=0.12,
    )  # fmt: skip
    return gusts(frames, rng, tilt, (kind,), (0.6, 1.2), 0.2)


def eating(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """An animal at its bowl: jaws that crunch twice a second, lips that smack."""
    out = np.zeros(frames)
    wet = 1.6 if tilt.wet > 0 else 1.0
    for at in spaced(frames, rng, 0.36 * 0.7**tilt.speed, 0.15):
        size = int(0.2 * RATE)
        t = clock(size)
        bite = crackle(size, rng, 320.0, (600.0, 3600.0), np.exp(-t / 0.06), cycles=1.5)
        smack = noise(size, rng, (300, -8), (1100, 0), (3500, -10)) * np.exp(
            -(((t - 0.15) / 0.012) ** 2)
        )
        place(out, int(at), rng.uniform(0.6, 1.0) * bite * 0.9 + 0.16 * wet * smack)
    low = 0.8**tilt.size
    return room(formant(out, 900.0 * low, 900.0) + 0.5 * out, rng, 0.2, 0.1)


RECIPES = {
    "dog": Recipe(dog, struck=True, layers=True),
    "dog pant": Recipe(panting),
    "cat purr": Recipe(purr),
    "cat hiss": Recipe(hissing),
    "animal eating": Recipe(eating, struck=True),
    **throats("pets"),
}
