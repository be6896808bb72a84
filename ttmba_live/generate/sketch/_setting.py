"""What the prompt says of any sound's place and state: far, wet, in a cave, going by.

Knows no recipe; a recipe hears of the rest by its `Tilt`.
"""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import Wave, bubbles, high_pass, low_pass, passing, room

_AT = {"passing": 0.5, "coming": 1.0, "going": 0.0}
_MOST_LAYERS = 3
_SILENT = 1e-3
_LATER = 6 * RATE


def played(recipe: Recipe, frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Run a recipe for ``frames`` as the prompt has it: how many, how they go, where they are."""
    wave = _made(recipe, frames, rng, tilt)
    if recipe.layers:
        for _ in range(min(tilt.count, _MOST_LAYERS) - 1):
            other = _made(recipe, frames, rng, tilt)
            wave = wave + 0.8 * np.roll(other, int(rng.integers(0, max(frames // 3, 1))))
    if tilt.size:  # a big thing radiates its low sound better, whatever it is
        brighter = 0.5 if tilt.size < 0 else -0.35
        wave = wave + brighter * high_pass(wave, 1000.0, 1)
    if tilt.wet:
        wave = _wet(wave, rng) if tilt.wet > 0 else _dry(wave)
    if tilt.weight:
        wave = wave + 0.45 * tilt.weight * high_pass(wave, 1800.0, 1)
    if tilt.distance > 0:
        wave = low_pass(wave, 2200.0)
        wave = wave if tilt.dry else room(wave, rng, 1.4, 0.7)
    elif tilt.distance < 0:
        wave = wave + 0.9 * high_pass(wave, 3000.0, 1)
    return room(wave, rng, 2.6, 1.0) if tilt.space else wave


def _made(recipe: Recipe, frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
    """Run it once; if nothing sounds within so short a time, from where it begins to."""
    if recipe.goes and tilt.motion:
        long = frames + max(RATE, frames // 8)
        wave = passing(recipe.make(long, rng, tilt), frames, at=_AT[tilt.motion])
    else:
        wave = recipe.make(frames, rng, tilt)
    if float(np.abs(wave).max()) >= _SILENT:
        return wave
    wave = recipe.make(frames + _LATER, rng, tilt)
    loud = np.flatnonzero(np.abs(wave[:_LATER]) > 0.1 * np.abs(wave).max())
    start = int(loud[0]) if len(loud) else _LATER
    return wave[start : start + frames]


def _wet(wave: Wave, rng: np.random.Generator) -> Wave:
    """Water that splashes along with the sound."""
    level = np.maximum(low_pass(np.abs(wave), 10.0), 0.0)
    loudest = max(float(level.max()), 1e-9)
    drops = bubbles(len(wave), rng, 160.0, (450.0, 2600.0), level / loudest)
    return wave + 0.9 * loudest * drops


def _dry(wave: Wave) -> Wave:
    """Damped: what rings on dies sooner."""
    level = np.maximum(low_pass(np.abs(wave), 25.0), 0.0)
    return wave * np.sqrt(level / max(float(level.max()), 1e-9))
