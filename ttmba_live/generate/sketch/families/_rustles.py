"""Strokes of noise: breath, paper, cloth, brushes, pens. Knows no words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import Gust, Wave, crackle, gusts, low_pass


@dataclass(frozen=True, slots=True)
class Rustle:
    """Gusts by turns, and grains among them."""

    gusts: tuple[Gust, ...]
    pause: tuple[float, float]
    """Seconds from the end of one to the next."""
    density: float = 0.0
    """Grains a second at the height of a gust."""
    hz: tuple[float, float] = (1.0, 2.0)
    """Where the grains ring."""
    soft: float = 1.0
    """Strength of the noise beside the grains."""
    uneven: float = 0.3
    """How much the gusts differ in strength, a share."""


def _recipe(rustle: Rustle) -> Recipe:
    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        wave = gusts(frames, rng, tilt, rustle.gusts, rustle.pause, rustle.uneven)
        if not rustle.density:
            return rustle.soft * wave
        level = np.maximum(low_pass(np.abs(wave), 18.0), 0.0)
        gate = (level / max(float(level.max()), 1e-9)) ** 1.2
        low, high = (0.8**tilt.size * hz for hz in rustle.hz)
        dry = 1.25 if tilt.wet < 0 else 1.0
        grains = crackle(
            frames, rng, rustle.density, (low, high), gate, heights=1.1 * dry, cycles=1.2
        )
        return rustle.soft * wave + grains

    return Recipe(make)


def rustles(name: str) -> dict[str, Recipe]:
    """Recipes of a table of rustles."""
    return {kind: _recipe(one) for kind, one in entries(name, Rustle).items()}
