"""Recipes for fire and sparks. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import (
    Wave,
    arrivals,
    clock,
    crackle,
    curve,
    drift,
    high_pass,
    impulses,
    noise,
    place,
    ring,
    spaced,
    stroke,
)


def fire(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A fluttering roar and hiss, crackling in clusters, with a pop now and then."""
    big = 1.7 ** (tilt.weight + tilt.size)
    roar = noise(frames, rng, (40, -8), (90, 0), (250, -4), (700, -17), (3000, -34))
    hiss = noise(frames, rng, (1000, -30), (4000, -3), (8000, 0), (14000, -9))
    flutter = 1.0 + 0.35 * drift(frames, rng, 6.0) + 0.3 * drift(frames, rng, 0.8)
    out = 0.06 * big * roar * flutter + 0.008 * hiss * flutter
    lively = np.clip(0.5 + 0.8 * drift(frames, rng, 1.1), 0.02, 1.0)
    for hz in np.geomspace(1300.0, 7500.0, 7):
        sparks = arrivals(frames, rng, 11.0)
        sparks = sparks[rng.random(len(sparks)) < lively[sparks]]
        heights = np.minimum(rng.lognormal(-1.9, 1.1, len(sparks)), 1.6)
        out += ring(impulses(frames, sparks, heights), hz * rng.uniform(0.85, 1.2), 1.8 / hz)
    pops = arrivals(frames, rng, 1.3)
    for hz in (430.0, 960.0, 2100.0):
        out += ring(impulses(frames, pops, rng.uniform(0.2, 0.7, len(pops))), hz, 0.003)
    return out


def inferno(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A house on fire or a burner at full blast: a deep roar that flutters, timber cracking."""
    flutter = 1.0 + 0.4 * drift(frames, rng, 9.0) + 0.3 * drift(frames, rng, 1.0)
    roar = noise(
        frames,
        rng,
        (25, -6),
        (60 * 0.8**tilt.size, 0),
        (180, -3),
        (500, -9),
        (1500, -18),
        (6000, -30),
    )
    cracks = crackle(frames, rng, 14.0 * 1.5**tilt.weight, (400.0, 2400.0), heights=1.2, cycles=3.0)
    return roar * flutter + 1.6 * cracks


def match(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A head drawn along the box, a flare that hisses, a small flame."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.2 * 0.7**tilt.speed, 0.08):
        size = int(2.6 * RATE)
        t = clock(size)
        scratch = noise(size, rng, (800, -16), (3500, 0), (9000, -3), (16000, -14))
        scratch *= (t < 0.22) * np.minimum(t / 0.05, 1.0) * (1.0 + 0.7 * drift(size, rng, 150.0))
        flare = noise(size, rng, (150, -5), (600, 0), (3000, -4), (9000, -12))
        flare *= stroke(t - 0.21, 0.03, 0.28)
        flame = noise(size, rng, (60, 0), (250, -3), (900, -18)) * stroke(t - 0.4, 0.3, 1.2)
        sparks = crackle(size, rng, 30.0, (3000.0, 9000.0), np.exp(-t / 0.6))
        place(out, int(at), 0.55 * scratch + flare + 0.12 * flame * 1.5**tilt.size + 0.5 * sparks)
    return out


def sparks(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A loose wire: fits of snapping arcs, each a burst at twice the mains' rate."""
    fits = np.clip(2.2 * drift(frames, rng, 1.6 * 1.4**tilt.speed) - 0.2, 0.0, 1.0)
    gate = (0.5 + 0.5 * np.sin(2.0 * np.pi * 100.0 * clock(frames))) ** 6
    arc = noise(frames, rng, (400, -12), (2500, 0), (6000, 2), (14000, -4)) * gate * fits
    snaps = crackle(frames, rng, 50.0, (1800.0, 7000.0), fits, heights=1.2, cycles=1.0)
    return high_pass(1.2 * arc + 2.0 * snaps, 150.0)


def fuse(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """A fuse or sparkler: a rough hiss full of fine sparks, without a pause."""
    rough = np.clip(0.75 + 0.5 * drift(frames, rng, 30.0), 0.1, 1.3)
    hiss = noise(frames, rng, (1500, -22), (4000, -4), (7000 * 0.8**tilt.size, 0), (14000, -2))
    return 0.35 * hiss * rough + crackle(
        frames, rng, 260.0, (2500.0, 11000.0), heights=1.3, cycles=1.0
    )


def whoomp(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Gas or petrol catching: a soft deep puff that spreads, flames after it."""
    out = np.zeros(frames)
    for at in spaced(frames, rng, 3.0 * 0.7**tilt.speed, 0.1):
        size = int(2.6 * RATE)
        t = clock(size)
        low = noise(size, rng, (25, -4), (55, 0), (150, -6), (500, -22)) * stroke(t, 0.09, 0.22)
        wide = noise(size, rng, (100, -6), (400, 0), (1800, -8), (7000, -22))
        wide *= curve(t, (0, 0), (0.16, 1), (0.7, 0.25), (2.6, 0)) * (
            1.0 + 0.5 * drift(size, rng, 14.0)
        )
        place(out, int(at), 1.2 * 1.2**tilt.size * low + 0.6 * wide)
    return out


RECIPES = {
    "fire": Recipe(fire),
    "inferno": Recipe(inferno),
    "match": Recipe(match, struck=True),
    "sparks": Recipe(sparks),
    "fuse": Recipe(fuse),
    "ignition": Recipe(whoomp, struck=True),
}
