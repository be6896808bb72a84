"""From a table of calls to recipes: what animals and people share. Knows no kind."""

from __future__ import annotations

import numpy as np

from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tables import entries
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import Utterance, Wave, uttered


def voiced(utterance: Utterance) -> Recipe:
    """Make a recipe of an utterance."""

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        return uttered(frames, rng, tilt, utterance)

    return Recipe(make, struck=True, layers=True)


def throats(name: str) -> dict[str, Recipe]:
    """Recipes of a table of calls."""
    return {kind: voiced(one) for kind, one in entries(f"calls_{name}", Utterance).items()}
