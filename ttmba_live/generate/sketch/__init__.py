"""Everyday sounds sketched by synthesis alone: seeded, instant, no weights."""

from ttmba_live.generate.sketch._palette import FAMILIES, RECIPES
from ttmba_live.generate.sketch._sketch import Sketch

__all__ = ["FAMILIES", "RECIPES", "Sketch"]
