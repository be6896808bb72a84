"""Where a thing stands, with common sense where the words are silent. Moves nothing."""

from __future__ import annotations

from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, wrap_degrees
from ttmba_live.text._lexicon import Kind
from ttmba_live.text._places import Places


def spot(places: Places, kind: Kind) -> Position:
    """Where a thing is, with common sense where the words are silent."""
    whole = places.standing()
    azimuth = places.azimuth if places.azimuth is not None else whole.azimuth
    told = places.elevation if places.elevation is not None else whole.elevation
    elevation = kind.elevation if told is None else told
    distance = places.distance if places.distance is not None else whole.distance
    far = places.far and places.distance is None
    if distance is None or far:
        distance = kind.distance
        if far:
            distance = max(20.0, 2.5 * kind.distance, whole.distance or 0.0)
            elevation = elevation / 2.0 if told is None else elevation
        elif places.near:
            distance = kind.least()
        distance += places.further
    elif told is None and distance > 2.0 * kind.distance:
        elevation *= kind.distance / distance
    if places.near and kind.distance >= 15.0:
        distance = max(distance, kind.least() / 2.0)
    return Position(
        wrap_degrees(azimuth),
        max(-90.0, min(90.0, elevation)),
        max(MIN_DISTANCE, min(MAX_DISTANCE, distance)),
    )


def beside(places: Places, kind: Kind, part: Kind) -> Position:
    """Where a part of a thing is: as high as is usual for it if the words are silent."""
    whole = spot(places, kind)
    if part is kind or places.elevation is not None or places.standing().elevation is not None:
        return whole
    return spot(Places(azimuth=whole.azimuth, distance=whole.distance), part)
