"""Ways straight towards the listener, away, up and down. Knows one place and no route."""

from __future__ import annotations

import math

from ttmba_live.geometry import Position
from ttmba_live.text import _shapes as shapes
from ttmba_live.text._lexicon import Kind
from ttmba_live.text._motion import Motion
from ttmba_live.text._places import Places

FAR = 60.0
"""Metres at which something that comes from far away begins."""


def radial(
    here: Position, motion: Motion, places: Places, kind: Kind, seconds: float
) -> list[shapes.Row]:
    """Straight towards the listener or away, at the height that the thing has nearby."""
    told = places.standing().elevation is not None or places.elevation is not None
    steep = math.sin(math.radians(here.elevation if told else kind.elevation))
    height = min(here.distance, kind.distance) * steep
    if "approach" in motion.kinds:
        near_ear = any((s.distance or 9.0) < 1.0 for s in places.stops)
        begins = [places.distance, *(s.distance for s in places.stops if s.role == "from")]
        far = places.far or any(metres is not None and metres > 4.0 for metres in begins)
        first = (
            here.distance
            if far and not near_ear
            else max(10.0, 4.0 * max(here.distance, kind.distance))
        )
        last = max(min(max(1.0, 0.1 * first), 0.4 * first), 1.1 * abs(height))
        ends = [s.distance for s in places.stops if s.distance is not None and s.distance < first]
        last = min([last, *ends])
        if places.near:
            last = min(last, here.distance, places.distance or kind.least())
    else:
        first, last = here.distance, max(20.0, 5.0 * here.distance)
        if places.far and places.distance is None:
            first = kind.distance
    if motion.radial is not None:
        first, last = motion.radial
    metres = [first + (last - first) * n / 4.0 for n in range(5)]
    if {"recede", "approach"} <= motion.kinds or motion.returns:
        metres += metres[-2::-1]
    return [
        (
            round(seconds * n / (len(metres) - 1), 3),
            here.azimuth,
            round(math.degrees(math.asin(max(-1.0, min(1.0, height / m)))), 1),
            round(m, 2),
        )
        for n, m in enumerate(metres)
    ]
