"""Recipes for the kitchen: frying, opening, stirring. Knows no words."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    arrivals,
    bubbles,
    clock,
    crackle,
    drift,
    noise,
    phase,
    place,
    room,
    spaced,
    strew,
    stroke,
    struck,
    told,
)


def frying(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Fat in a pan: a dense even sizzle, spitting now and then."""
    sizzle = noise(
        frames, rng, (1500, -26), (4000, -6), (7500 * 0.9**tilt.size, 0), (12000, -3), (17000, -12)
    )
    out = 0.16 * sizzle * (1.0 + 0.35 * drift(frames, rng, 18.0))
    out += crackle(frames, rng, 500.0 * 1.5**tilt.weight, (2500.0, 9000.0), heights=0.7)
    return out + 1.6 * crackle(frames, rng, 5.0, (1200.0, 4000.0), heights=0.6, cycles=3.0)


def popcorn(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Kernels that burst against a lid: dull pops, thicker and thinner again."""
    share = np.mod(clock(frames) / 9.0 + 0.25, 1.0)
    at = arrivals(frames, rng, 13.0 * 1.4**tilt.speed)
    at = at[rng.random(len(at)) < np.sin(np.pi * share[at])]
    pops = [
        struck(BODIES["plastic"].at(hz * 0.8**tilt.size, 0.8), rng) for hz in (380, 460, 560, 700)
    ]
    out = np.zeros(frames)
    strew(out, rng, at, pops, 0.5)
    strew(out, rng, at + 3000, [0.2 * struck(BODIES["metal"].at(700.0, 0.2), rng)], 0.8)
    return out + 0.012 * noise(frames, rng, (2000, -10), (6000, 0))


def cork(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A cork drawn: a squeak, then the hollow pop of the neck; foam after it."""
    out = np.zeros(frames)
    onsets = spaced(frames, rng, 2.4 * 0.7**tilt.speed, 0.06)
    for at in told(onsets, frames, tilt.strokes):
        t = clock(int(0.12 * RATE))
        hz = 520.0 * 0.75**tilt.size
        pop = np.sin(2 * np.pi * hz * (t + 0.6 * t * t)) * stroke(t, 0.0006, 0.018)
        burst = noise(len(t), rng, (300, -6), (900, 0), (3000, -6), (9000, -18)) * stroke(
            t, 0.0004, 0.007
        )
        place(out, int(at), 1.2 * pop + 0.7 * burst)
        size = int(1.3 * RATE)
        foam = crackle(size, rng, 1200.0, (5000.0, 12000.0), np.exp(-clock(size) / 0.45))
        place(out, int(at) + int(0.05 * RATE), 0.12 * foam)
    return room(out, rng, 0.35, 0.2)


def can(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A ring pull: a metal crack, a hiss that dies within half a second, fizz."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 2.3 * 0.75**tilt.speed, 0.06):
        size = int(1.6 * RATE)
        t = clock(size)
        hiss = noise(size, rng, (1500, -20), (5000, -2), (9000, 0), (15000, -6)) * stroke(
            t - 0.02, 0.004, 0.13
        )
        fizz = crackle(size, rng, 900.0, (6000.0, 14000.0), np.exp(-t / 0.6))
        place(out, int(at), 0.9 * hiss + 0.35 * fizz)
        place(
            out, int(at), 0.8 * struck(BODIES["metal"].at(1500.0 * 0.85**tilt.size, 0.08), rng, 1.3)
        )
        place(out, int(at) + int(0.2 * RATE), 0.5 * struck(BODIES["metal"].at(900.0, 0.07), rng))
    return out


def stirring(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A spoon that goes round in a cup, touching it three times a second."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 0.3 * 0.7**tilt.speed, 0.12):
        hz = 2050.0 * 0.8**tilt.size * rng.uniform(0.97, 1.05)
        place(out, int(at), struck(BODIES["ceramic"].at(hz, 0.9), rng, 1.1) * rng.uniform(0.4, 1.0))
    swirl = noise(frames, rng, (400, -14), (1300, 0), (3500, -8), (9000, -24))
    swirl *= 0.5 + 0.5 * np.sin(phase(np.full(frames, 1.6)))
    return out + 0.03 * swirl + 0.15 * bubbles(frames, rng, 12.0, (500.0, 1200.0))


RECIPES = {
    "frying": Recipe(frying),
    "popcorn": Recipe(popcorn),
    "cork pop": Recipe(cork, struck=True),
    "can opening": Recipe(can, struck=True),
    "stirring": Recipe(stirring, struck=True),
}
