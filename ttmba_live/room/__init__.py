"""Rooms as values: surfaces, presets, what geometry makes of them. Knows no sound and no head.

What computes is loaded when it is first asked for: who only names rooms, as the process that reads
texts does, needs no numpy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ttmba_live.room._bands import BANDS, MIDDLE
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

if TYPE_CHECKING:
    from ttmba_live.room._acoustics import Acoustics, acoustics
    from ttmba_live.room._air import air_db
    from ttmba_live.room._images import Mirrors, entering, images, inside, mirrors, visible

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

_COMPUTING = dict.fromkeys(("Acoustics", "acoustics"), "_acoustics") | {"air_db": "_air"}
_COMPUTING |= dict.fromkeys(
    ("Mirrors", "entering", "images", "inside", "mirrors", "visible"), "_images"
)


def __getattr__(name: str) -> Any:
    """Load what computes."""
    if name in _COMPUTING:
        return getattr(import_module(f"{__name__}.{_COMPUTING[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
