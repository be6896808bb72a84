"""From a table of calls to recipes: what animals and people share. Knows no kind."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from ttmba_live.generate.sketch._recipe import Recipe
from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import Bouts, Call, Wave, calls


@dataclass(frozen=True, slots=True)
class Utterance:
    """Calls that follow one another, and how."""

    calls: tuple[Call, ...]
    bouts: Bouts = field(default_factory=Bouts)
    hall: tuple[float, float] = (0.5, 0.15)


def voiced(utterance: Utterance) -> Recipe:
    """Make a recipe of an utterance."""

    def make(frames: int, rng: np.random.Generator, tilt: Tilt) -> Wave:
        return calls(frames, rng, tilt, utterance.calls, utterance.bouts, utterance.hall)

    return Recipe(make, struck=True, layers=True)
