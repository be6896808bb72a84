"""Recipes for mouths that eat, drink and kiss. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._people import clap
from ttmba_live.generate.sketch.kit import (
    Wave,
    bubble,
    bubbles,
    clock,
    crackle,
    curve,
    drift,
    formant,
    noise,
    phase,
    place,
    saw,
    spaced,
    stroke,
)


def chewing(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Someone eats: soft crunches 1.5 times a second that grow duller, mouth noises."""
    out = np.zeros(frames)
    gap = 0.62 * 0.7**tilt.speed
    for number, at in enumerate(spaced(frames, rng, gap, 0.08)):
        size = int(0.4 * RATE)
        t = clock(size)
        crisp = 0.75 ** (number % 7) * (1.6 if tilt.wet < 0 else 1.0)
        crunch = crackle(size, rng, 260.0, (900.0, 5000.0), np.exp(-t / 0.11), cycles=1.3)
        mush = noise(size, rng, (120, -4), (400, 0), (1200, -8), (4000, -20)) * stroke(
            t - 0.05, 0.06, 0.06
        )
        place(out, int(at), crisp * crunch + 0.35 * mush)
    return out


def sip(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A sip drawn in with a flutter, then a gulp: two low knocks of the throat."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.7 * 0.7**tilt.speed, 0.1):
        size = int(0.6 * RATE)
        t = clock(size)
        draw = noise(size, rng, (700, -14), (2200, 0), (4200, -2), (9000, -16))
        draw *= curve(t, (0, 0), (0.3, 1), (0.4, 0)) * (1.0 + 0.9 * drift(size, rng, 40.0))
        place(out, int(at), 0.5 * draw)
        for late, hz in ((0.55, 210.0), (0.72, 290.0)):
            gulp = bubble(hz * 0.8**tilt.size, 7.0)
            place(out, int(at + late * RATE), 0.9 * gulp)
    return out


def gargle(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A held vowel broken by bubbles 20 times a second."""
    voice = saw(phase(150.0 * 0.75**tilt.size * (1.0 + 0.03 * drift(frames, rng, 3.0))), 0.5)
    flap = np.maximum(
        np.sin(phase(21.0 * 1.2**tilt.speed * (1.0 + 0.3 * drift(frames, rng, 6.0)))), 0.0
    )
    wet = bubbles(frames, rng, 110.0, (350.0, 1300.0))
    breath = np.clip(4.0 * np.sin(2 * np.pi * clock(frames) / 2.6) + 3.0, 0.0, 1.0)
    throat = formant(voice, 620.0, 200.0) + 0.4 * formant(voice, 1100.0, 260.0)
    return breath * (throat * flap * 1.4 + 0.5 * wet)


def kiss(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Lips that part: a squeak of suction that ends in a smack."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 1.2 * 0.65**tilt.speed, 0.12):
        size = int(0.16 * RATE)
        t = clock(size)
        squeak = np.sin(phase(curve(t, (0, 1500), (0.1, 2600), (0.16, 3200)) * 0.85**tilt.size))
        suck = noise(size, rng, (900, -12), (2600, 0), (6000, -8)) * curve(
            t, (0, 0), (0.1, 0.6), (0.12, 0)
        )
        smack = clap(rng, 1700.0)[: int(0.03 * RATE)]
        place(out, int(at), 0.4 * suck + 0.18 * squeak * curve(t, (0, 0), (0.1, 1), (0.12, 0)))
        place(out, int(at) + int(0.115 * RATE), 0.9 * smack)
    return out


RECIPES = {
    "chewing": Recipe(chewing, struck=True),
    "drinking": Recipe(sip),
    "gargle": Recipe(gargle),
    "kiss": Recipe(kiss),
}
