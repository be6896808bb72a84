"""Recipes for farm animals. Knows no words; loudness is set afterwards."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.families._throats import throats
from ttmba_live.generate.sketch.kit import (
    BODIES,
    Wave,
    place,
    room,
    strew,
    struck,
)


def hooves(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Four feet on the road: clip-clop in a trot, three beats when fast, one by one slow."""
    gaits = {
        1: (0.42, (0.0, 0.13, 0.24)),
        0: (0.62, (0.0, 0.05, 0.31, 0.36)),
        -1: (1.1, (0, 0.27, 0.55, 0.8)),
    }
    period, feet = gaits[tilt.speed]
    material = tilt.material or "stone"
    low = 0.8**tilt.size
    pair = [
        struck(
            BODIES["wood"].at(hz * low, 0.8), rng, 1.2 if material in {"stone", "metal"} else 0.6
        )
        for hz in (620.0, 780.0, 560.0, 700.0)
    ]
    out = np.zeros(frames)
    for round_start in np.arange(0.0, frames / RATE, period):
        for foot, late in enumerate(feet):
            at = int((round_start + late + rng.normal(0.0, 0.006)) * RATE)
            place(out, at, pair[foot % 4] * rng.uniform(0.7, 1.0))
    return room(out, rng, 0.4, 0.15)


def herd(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Hooves without number: a stampede's rumble of single thuds."""
    thuds = [struck(BODIES["cloth"].at(hz * 0.8**tilt.size, 1.6), rng) for hz in (70, 95, 120, 150)]
    clops = [struck(BODIES["wood"].at(hz), rng) for hz in (480.0, 620.0)]
    out = np.zeros(frames)
    rate = 55.0 * 1.4**tilt.speed
    strew(out, rng, rng.integers(0, frames, int(rate * frames / RATE)), thuds, 0.8)
    strew(
        out, rng, rng.integers(0, frames, int(rate * frames / RATE)), [0.25 * c for c in clops], 0.8
    )
    return out


RECIPES = {
    **throats("farm"),
    "horse hooves": Recipe(hooves, struck=True, goes=True),
    "stampede": Recipe(herd, goes=True),
}
