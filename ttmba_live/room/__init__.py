"""Rooms as values: surfaces, presets, what geometry makes of them. Knows no sound and no head."""

from ttmba_live.room._acoustics import Acoustics, acoustics
from ttmba_live.room._air import air_db
from ttmba_live.room._bands import BANDS, MIDDLE
from ttmba_live.room._images import Mirrors, entering, images, inside, mirrors, visible
from ttmba_live.room._materials import MATERIALS
from ttmba_live.room._presets import NONE, PRESETS, Preset
from ttmba_live.room._room import (
    DECAYS,
    LEVELS,
    NO_ROOM,
    PREDELAYS,
    SIZES,
    Impulse,
    Room,
    changed,
    from_json,
    named,
    to_json,
)

__all__ = [
    "BANDS",
    "DECAYS",
    "LEVELS",
    "MATERIALS",
    "MIDDLE",
    "NONE",
    "NO_ROOM",
    "PREDELAYS",
    "PRESETS",
    "SIZES",
    "Acoustics",
    "Impulse",
    "Mirrors",
    "Preset",
    "Room",
    "acoustics",
    "air_db",
    "changed",
    "entering",
    "from_json",
    "images",
    "inside",
    "mirrors",
    "named",
    "to_json",
    "visible",
]
