"""The words that tilt a recipe: heavy or light, near or far. Knows no recipe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tilt:
    """How the recipe is played; each -1, 0 or 1, distance 0 or 1."""

    weight: int = 0
    size: int = 0
    speed: int = 0
    distance: int = 0


TILTS: dict[str, tuple[str, int]] = {
    **dict.fromkeys(("heavy", "strong", "loud", "hard", "violent", "stormy"), ("weight", 1)),
    **dict.fromkeys(("pouring", "roaring", "raging", "torrential"), ("weight", 1)),
    **dict.fromkeys(("light", "soft", "gentle", "quiet", "faint", "calm"), ("weight", -1)),
    **dict.fromkeys(("large", "big", "huge", "giant", "deep", "low"), ("size", 1)),
    **dict.fromkeys(("small", "little", "tiny", "high", "young"), ("size", -1)),
    **dict.fromkeys(("fast", "quick", "rapid", "running", "hurried"), ("speed", 1)),
    **dict.fromkeys(("slow", "slowly", "lazy", "idling"), ("speed", -1)),
    **dict.fromkeys(("distant", "far", "faraway", "remote"), ("distance", 1)),
}
"""Word -> (which field, which way)."""


def tilt_of(words: Iterable[str]) -> Tilt:
    """Read the tilt from lower-case words; the first word for a field holds."""
    found: dict[str, int] = {}
    for word in words:
        if word in TILTS:
            field, way = TILTS[word]
            found.setdefault(field, way)
    return Tilt(**found)
