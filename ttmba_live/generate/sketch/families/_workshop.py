"""Recipes for the workshop: hammers and gears. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    bout,
    clock,
    low_pass,
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

TWO_STROKE = ((190.0, 0.008, 1.0), (420.0, 0.005, 0.9), (950.0, 0.0025, 0.7), (2100.0, 0.0012, 0.5))


def hammer(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A nail driven home: five or six blows, each a little higher, then the next nail."""
    out = np.zeros(frames)
    body = BODIES["metal" if tilt.material == "metal" else "wood"]
    count = (tilt.strokes, tilt.strokes) if tilt.strokes else (5, 6)
    gap = 0.42 * 0.7**tilt.speed
    onsets = bout(frames, rng, count, (0.95 * gap, 1.05 * gap), (0.5, 0.9))
    onsets = told(onsets, frames, tilt.strokes)
    for number, at in enumerate(onsets):
        rise = 1.0 + 0.06 * (number % 6)
        place(out, int(at), 1.2 * struck(body.at(235.0 * 0.8**tilt.size, 1.3), rng, 1.5))
        place(out, int(at), 0.4 * struck(BODIES["metal"].at(2350.0 * rise, 0.1), rng, 1.2))
    return room(out, rng, 0.6, 0.3)


def anvil(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A smith: one blow on the iron, a lighter bounce on the anvil, bright and ringing."""
    out = np.zeros(frames)
    ring_ = struck(BODIES["metal"].at(1650.0 * 0.8**tilt.size, 2.6), rng, 1.4)
    for at in spaced(frames, rng, 0.95 * 0.7**tilt.speed, 0.03):
        place(out, int(at), ring_)
        place(out, int(at) + int(0.3 * 0.7**tilt.speed * RATE), 0.4 * ring_)
    return room(out, rng, 0.9, 0.25)


def jackhammer(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Twenty-one blows a second on stone, driven by air, in bursts."""
    rate = 21.0 * 1.25**tilt.speed * 0.85**tilt.size
    t = clock(frames)
    works = (np.mod(t / 4.6, 1.0) < 0.8).astype(np.float64)
    out = np.zeros(frames)
    blow = struck(BODIES["stone"].at(620.0), rng, 1.2)[:4000]
    size = int(0.09 * RATE)
    thump = np.sin(2 * np.pi * 85.0 * clock(size)) * stroke(clock(size), 0.001, 0.03)
    steel = 0.35 * struck(BODIES["metal"].at(1350.0, 0.12), rng, 1.2)
    for at in spaced(frames, rng, 1.0 / rate, 0.01):
        if works[at]:
            for grain in (blow, thump, steel):
                place(out, int(at), grain * rng.uniform(0.8, 1.0))
    air = noise(frames, rng, (300, -8), (1500, 0), (5000, -3), (12000, -14))
    return out + 0.12 * air * low_pass(works, 12.0)


def ratchet(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A pawl over teeth, wound by hand: runs of 14 clicks a second with a grip between."""
    out = np.zeros(frames)
    click = struck(BODIES["metal"].at(2100.0 * 0.8**tilt.size, 0.07), rng, 1.2)
    wood = 0.5 * struck(BODIES["wood"].at(650.0 * 0.8**tilt.size), rng)
    for at in bout(frames, rng, (8, 10), (0.064 * 0.75**tilt.speed, 0.074), (0.25, 0.35)):
        place(out, int(at), click * rng.uniform(0.7, 1.0))
        place(out, int(at), wood)
    return out


def gears(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A clockwork of wheels: a dry grind whose teeth mesh 46 times a second."""
    rate = 46.0 * 1.3**tilt.speed * 0.8**tilt.size
    turns = phase(rate * (1.0 + 0.03 * np.sin(2 * np.pi * 0.9 * clock(frames))))
    at = np.flatnonzero(np.diff(np.floor(turns / (2 * np.pi)), prepend=-1.0)).astype(np.int64)
    out = np.zeros(frames)
    strew(
        out,
        rng,
        at,
        [0.6 * struck(BODIES["metal"].at(hz, 0.04), rng) for hz in (900, 1150, 1500)],
        0.7,
    )
    return out + 0.1 * noise(frames, rng, (200, -6), (700, 0), (2500, -10)) * (
        1 + 0.6 * np.cos(turns)
    )


RECIPES = {
    "hammer": Recipe(hammer, struck=True),
    "anvil": Recipe(anvil, struck=True),
    "jackhammer": Recipe(jackhammer),
    "ratchet": Recipe(ratchet, struck=True),
    "gears": Recipe(gears),
}
