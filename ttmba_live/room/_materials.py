"""What surfaces swallow, by octave: a table of materials. Knows no room.

Random-incidence absorption coefficients of published tables, rounded (M. Vorländer,
"Auralization", 2008, annex; H. Kuttruff, "Room Acoustics", 2009; for snow, grass and leaves, what
outdoor measurements have found).
"""

from __future__ import annotations

from ttmba_live.room._bands import Octaves, alike, octaves

MATERIALS: dict[str, Octaves] = {
    "concrete": octaves(0.01, 0.01, 0.02, 0.02, 0.02, 0.03, 0.04),
    "brick": octaves(0.02, 0.03, 0.03, 0.04, 0.05, 0.07, 0.08),
    "rock": octaves(0.03, 0.03, 0.04, 0.05, 0.05, 0.06, 0.07),
    "stone": octaves(0.02, 0.02, 0.03, 0.03, 0.04, 0.05, 0.05),
    "tiles": octaves(0.01, 0.01, 0.01, 0.02, 0.02, 0.02, 0.03),
    "plaster": octaves(0.14, 0.10, 0.06, 0.05, 0.05, 0.05, 0.05),
    "glass": octaves(0.28, 0.18, 0.11, 0.07, 0.04, 0.03, 0.03),
    "wood floor": octaves(0.12, 0.10, 0.08, 0.07, 0.07, 0.07, 0.07),
    "wood panel": octaves(0.30, 0.22, 0.15, 0.11, 0.09, 0.08, 0.08),
    "metal": octaves(0.05, 0.04, 0.03, 0.03, 0.03, 0.03, 0.03),
    "carpet": octaves(0.08, 0.16, 0.28, 0.40, 0.50, 0.58, 0.62),
    "thick carpet": octaves(0.08, 0.24, 0.57, 0.69, 0.71, 0.73, 0.73),
    "curtain": octaves(0.10, 0.25, 0.45, 0.60, 0.66, 0.66, 0.66),
    "furnished": octaves(0.16, 0.20, 0.26, 0.32, 0.36, 0.38, 0.40),
    "absorber": octaves(0.25, 0.55, 0.80, 0.90, 0.92, 0.92, 0.92),
    "deep absorber": octaves(0.84, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95),
    "seats": octaves(0.30, 0.42, 0.52, 0.60, 0.62, 0.60, 0.58),
    "soil": octaves(0.15, 0.25, 0.38, 0.50, 0.58, 0.62, 0.66),
    "grass": octaves(0.11, 0.26, 0.60, 0.69, 0.80, 0.88, 0.92),
    "snow": octaves(0.45, 0.75, 0.90, 0.95, 0.95, 0.95, 0.95),
    "leaves": octaves(0.40, 0.55, 0.70, 0.80, 0.85, 0.90, 0.92),
    "open": alike(1.0),
}
"""Shares of the energy that are not thrown back."""
