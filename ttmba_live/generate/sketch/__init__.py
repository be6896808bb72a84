"""Everyday sounds sketched by synthesis alone: seeded, instant, no weights."""

from ttmba_live.generate.sketch._sketch import RECIPES, Sketch

__all__ = ["RECIPES", "Sketch"]
