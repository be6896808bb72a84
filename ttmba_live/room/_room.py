"""A room as one frozen value, and its notation in files. Knows no sound and no head.

Its walls stand around the place where the listener begins and stay there: front, left and up are
the world's. A room without a preset's name of its own has been changed by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.geometry import finite
from ttmba_live.room._bands import Octaves, alike
from ttmba_live.room._materials import MATERIALS
from ttmba_live.room._presets import NONE, PRESETS, Six

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SIZES, DECAYS, LEVELS = (1.0, 200.0), (0.05, 20.0), (-60.0, 20.0)
PREDELAYS = (0.0, 500.0)
"""Metres, seconds, decibels and milliseconds that a room may have."""

MAX_NAME = 200


@dataclass(frozen=True, slots=True, eq=False)
class Impulse:
    """A measured response whose late part takes the place of the network's.

    ``samples`` are (frames, 1) for a microphone's or (frames, 2) for two ears', at 48 kHz, with
    the direct sound at frame ``direct``.
    """

    samples: NDArray[np.float32]
    direct: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """What surrounds the listener; made by `named` and `changed`, which check.

    Attributes:
        preset: the name that it began with; "none" is no room.
        size: metres from front to back, left to right, floor to ceiling.
        surfaces: materials of front, back, left, right, floor and ceiling.
        absorption: what every surface swallows instead, 0..1; None leaves the materials.
        decay: seconds to -60 dB at middle frequencies; 0 follows from size and surfaces.
        early_db: level of the reflections.
        late_db: level of the reverberation.
        predelay: milliseconds before the reverberation; None follows from the size.
        order: of the reflections, 1 or 2.
        file: name of the measured response, if there is one.
        impulse: that response.
    """

    preset: str = NONE
    size: tuple[float, float, float] = (5.0, 4.0, 3.0)
    surfaces: Six = ("open", "open", "open", "open", "open", "open")
    absorption: float | None = None
    decay: float = 0.0
    early_db: float = 0.0
    late_db: float = 0.0
    predelay: float | None = None
    order: int = 1
    file: str = ""
    impulse: Impulse | None = field(default=None, compare=False, hash=False)

    @property
    def is_none(self) -> bool:
        """Whether there is no room."""
        return self.preset == NONE

    @property
    def absorptions(self) -> tuple[Octaves, ...]:
        """What each surface swallows, by octave."""
        if self.absorption is not None:
            return tuple(alike(1.0) if name == "open" else alike(self.absorption)
                         for name in self.surfaces)  # fmt: skip
        return tuple(MATERIALS[name] for name in self.surfaces)


NO_ROOM = Room()
"""Nothing around the listener."""


def named(name: str) -> Room:
    """The room of a preset's name; `InvalidInput` names what there is."""
    wanted = " ".join(name.replace("_", " ").split()).lower()
    if wanted in (NONE, "off", "0"):
        return NO_ROOM
    preset = PRESETS.get(wanted)
    if preset is None:
        hint = did_you_mean(wanted[:40], PRESETS) or f"; there are: {', '.join([NONE, *PRESETS])}"
        raise InvalidInput(f"no room is called {name[:40]!r}{hint}")
    return Room(wanted, preset.size, preset.surfaces, decay=preset.decay, late_db=preset.late_db)


def changed(room: Room, **wanted: Any) -> Room:
    """A room with other properties; raises `InvalidInput` for what no room has.

    What is said of a room that is none says it of the smallest preset, the studio.
    """
    if room.is_none:
        room = named("studio")
    for name, value in wanted.items():
        if name not in _CHECKS:
            raise InvalidInput(f"unknown room field {name!r}{did_you_mean(name, _CHECKS)}")
        room = replace(room, **{name: _CHECKS[name](value)})
    return room


def _within(name: str, unit: str, span: tuple[float, float], value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidInput(f"a room's {name} must be a number, not {str(value)[:40]!r}")
    if not span[0] <= finite(f"a room's {name}", value) <= span[1]:
        least, most = span
        raise InvalidInput(f"a room's {name} lies in {least:g}..{most:g}{unit}, not {value:g}")
    return float(value)


def _size(value: Any) -> tuple[float, float, float]:
    if not isinstance(value, (list, tuple)) or len(value) != 3:
        raise InvalidInput("a room's size is three numbers: length, width, height (m)")
    x, y, z = (_within("size", " m", SIZES, number) for number in value)
    return x, y, z


def _surfaces(value: Any) -> Six:
    if not isinstance(value, (list, tuple)) or len(value) != 6:
        raise InvalidInput("a room's surfaces are six: front, back, left, right, floor, ceiling")
    for name in value:
        if not isinstance(name, str) or name not in MATERIALS:
            hint = did_you_mean(str(name)[:40], MATERIALS) or f"; there are: {', '.join(MATERIALS)}"
            raise InvalidInput(f"no surface is made of {str(name)[:40]!r}{hint}")
    front, back, left, right, floor, ceiling = value
    return front, back, left, right, floor, ceiling


def _absorption(value: Any) -> float | None:
    return None if value is None else _within("absorption", "", (0.0, 1.0), value)


def _decay(value: Any) -> float:
    zero = isinstance(value, (int, float)) and value == 0
    return 0.0 if zero else _within("decay", " s (or is 0: its own)", DECAYS, value)


def _predelay(value: Any) -> float | None:
    return None if value is None else _within("predelay", " ms", PREDELAYS, value)


def _order(value: Any) -> int:
    if value not in (1, 2) or isinstance(value, bool):
        raise InvalidInput(f"a room's order is 1 or 2, not {str(value)[:40]}")
    return int(value)


def _file(value: Any) -> str:
    if (
        not isinstance(value, str)
        or len(value) > MAX_NAME
        or not (value.isprintable() or not value)
    ):
        raise InvalidInput("a room's file is the name of a sound file")
    return value


_CHECKS: dict[str, Any] = {
    "size": _size,
    "surfaces": _surfaces,
    "absorption": _absorption,
    "decay": _decay,
    "early_db": lambda value: _within("early", " dB", LEVELS, value),
    "late_db": lambda value: _within("late", " dB", LEVELS, value),
    "predelay": _predelay,
    "order": _order,
    "file": _file,
}


def to_json(room: Room) -> dict[str, Any]:
    """The object of a scene file or a timeline; what is as its preset has it is left out."""
    out: dict[str, Any] = {"preset": room.preset}
    if room.is_none:
        return out
    usual = named(room.preset)
    for name in _CHECKS:
        value = getattr(room, name)
        if value != getattr(usual, name):
            out[name] = list(value) if isinstance(value, tuple) else value
    return out


def from_json(data: object) -> Room:
    """Read a room: its preset's name, or an object; raises `InvalidInput`."""
    if isinstance(data, str):
        return named(data)
    if not isinstance(data, Mapping):
        raise InvalidInput('a room is a name, or an object like {"preset": "hall", "decay": 2.5}')
    given = dict(data)
    preset = given.pop("preset", "studio")
    if not isinstance(preset, str):
        raise InvalidInput(f"a room's preset must be a name, not {str(preset)[:40]!r}")
    room = named(preset)
    if room.is_none and given:
        raise InvalidInput("a room that is none has no properties")
    return changed(room, **given) if given else room
