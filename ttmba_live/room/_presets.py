"""Rooms by name: a table. Knows materials by name; computes nothing.

Surfaces stand as front, back, left, right, floor, ceiling. Places without walls all around have a
decay of their own, since no law of closed rooms holds there, and a weaker late part.
"""

from __future__ import annotations

from dataclasses import dataclass

Six = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Preset:
    """A room that has a name."""

    about: str
    size: tuple[float, float, float]
    """Metres: from front to back, from left to right, from floor to ceiling."""
    surfaces: Six
    decay: float = 0.0
    """Seconds at middle frequencies; 0 is what geometry and surfaces make."""
    late_db: float = 0.0


def _around(walls: str, floor: str, ceiling: str) -> Six:
    return walls, walls, walls, walls, floor, ceiling


NONE = "none"
"""No room at all: the renderer alone."""

PRESETS: dict[str, Preset] = {
    # A control room as EBU Tech. 3276 wants it (1998): 38 square metres, its ratios, reflections
    # within 15 ms 10 dB below the direct sound at 1 to 8 kHz, decay 0.25 s (V / 100 m3)^(1/3).
    "studio": Preset(
        "a control room", (6.8, 5.6, 3.4),
        _around("deep absorber", "thick carpet", "deep absorber"), decay=0.27,
    ),
    "living room": Preset(
        "a furnished room", (6.2, 4.7, 2.6),
        ("plaster", "furnished", "glass", "furnished", "carpet", "plaster"),
    ),
    "bathroom": Preset(
        "small and tiled", (3.1, 2.3, 2.5), _around("tiles", "tiles", "plaster"), decay=1.3,
    ),
    "kitchen": Preset(
        "hard, with cupboards", (4.6, 3.4, 2.6), _around("wood panel", "tiles", "plaster"),
    ),
    "office": Preset(
        "carpet and a suspended ceiling", (9.0, 6.5, 2.8), _around("plaster", "carpet", "absorber"),
    ),
    "hall": Preset(
        "a concert hall with seats", (42.0, 23.0, 17.0),
        ("wood panel", "wood panel", "plaster", "plaster", "seats", "plaster"), decay=1.9,
    ),
    "theatre": Preset(
        "seats and curtains", (24.0, 18.0, 11.0),
        ("curtain", "furnished", "wood panel", "wood panel", "seats", "plaster"),
    ),
    "station": Preset(
        "a large hard hall", (90.0, 40.0, 18.0), _around("stone", "stone", "glass"), decay=4.0,
    ),
    "church": Preset(
        "stone, with pews", (38.0, 17.0, 14.0), _around("stone", "seats", "plaster"), decay=3.4,
    ),
    "cathedral": Preset(
        "high and stone", (90.0, 32.0, 27.0), _around("stone", "stone", "stone"), decay=7.0,
    ),
    "cave": Preset(
        "bare rock", (24.0, 13.0, 8.0), _around("rock", "rock", "rock"), decay=3.2,
    ),
    "cellar": Preset(
        "low and brick", (8.0, 5.0, 2.3), _around("brick", "concrete", "brick"), decay=1.1,
    ),
    "stairwell": Preset(
        "high and narrow", (5.5, 3.2, 13.0), _around("concrete", "concrete", "concrete"),
        decay=2.6,
    ),
    "garage": Preset(
        "low and concrete", (45.0, 28.0, 2.7), _around("concrete", "concrete", "concrete"),
        decay=2.4,
    ),
    "tunnel": Preset(
        "open at both ends", (120.0, 6.5, 5.0),
        ("open", "open", "concrete", "concrete", "concrete", "concrete"), decay=3.0,
    ),
    "car": Preset(
        "seats and glass", (2.4, 1.5, 1.2),
        ("glass", "furnished", "glass", "glass", "carpet", "furnished"),
    ),
    "street": Preset(
        "between house fronts", (120.0, 16.0, 20.0),
        ("open", "open", "brick", "glass", "concrete", "open"), decay=1.4, late_db=-6.0,
    ),
    "courtyard": Preset(
        "walls around, open above", (18.0, 14.0, 16.0),
        ("brick", "brick", "brick", "brick", "stone", "open"), decay=1.5, late_db=-3.0,
    ),
    "forest": Preset(
        "trunks and leaves", (60.0, 60.0, 20.0),
        ("leaves", "leaves", "leaves", "leaves", "soil", "open"), decay=1.6, late_db=-8.0,
    ),
    "field": Preset(
        "grass under the sky", (200.0, 200.0, 60.0),
        ("open", "open", "open", "open", "grass", "open"), decay=0.3, late_db=-30.0,
    ),
    "snow": Preset(
        "snow under the sky", (200.0, 200.0, 60.0),
        ("open", "open", "open", "open", "snow", "open"), decay=0.2, late_db=-40.0,
    ),
    "mountains": Preset(
        "a valley that answers", (200.0, 160.0, 120.0),
        ("rock", "rock", "rock", "rock", "grass", "open"), decay=3.5, late_db=-6.0,
    ),
}  # fmt: skip
"""Every room but `NONE`."""
