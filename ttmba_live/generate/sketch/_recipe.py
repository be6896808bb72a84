"""What a recipe is. Knows none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ttmba_live.generate.sketch._tilt import Tilt
from ttmba_live.generate.sketch.kit import Wave

Make = Callable[[int, np.random.Generator, Tilt], Wave]
"""(frames, rng, tilt) -> (frames,) of sound at any level."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one sound is made."""

    make: Make
    struck: bool = False
    """Begins with a stroke that no fade may blunt."""
    layers: bool = False
    """Two of it sound at once ("two dogs"); otherwise a count is one of strokes."""
    goes: bool = False
    """It travels: "passing" lets it rise, bend in pitch and fade."""
