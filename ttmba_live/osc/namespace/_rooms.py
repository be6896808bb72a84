"""Rows of ``/ttmba/room/...``. Knows no other address."""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.osc.namespace._places import own_row
from ttmba_live.osc.namespace._table import Arg, Call, Row
from ttmba_live.room import (
    DECAYS,
    LEVELS,
    NONE,
    PREDELAYS,
    PRESETS,
    SIZES,
    Room,
    acoustics,
    changed,
    named,
)
from ttmba_live.scene import ChangeRoom, EnterRoom, SetRoomFile

_SECTION = "Room"
_METRES = tuple(
    Arg(name, unit="m", example=example, span=SIZES)
    for name, example in (("length", 12.0), ("width", 8.0), ("height", 4.0))
)
_PRESET = Arg("name", "words", example="church", choices=(NONE, *PRESETS))
_FILE = Arg("name", "words", example="none")


def _room(call: Call) -> Room:
    return call.desk.scene.room


def _set(field: str) -> Callable[[Call], ChangeRoom]:
    """A maker for a property that is one number, judged before anything is done."""

    def make(call: Call) -> ChangeRoom:
        changed(_room(call), **{field: call.values[0]})
        return ChangeRoom(field, call.values[0])

    return make


def _size(call: Call) -> ChangeRoom:
    size: tuple[float, float, float] = call.values
    changed(_room(call), size=size)
    return ChangeRoom("size", size)


def _mean(room: Room) -> float:
    if room.absorption is not None:
        return room.absorption
    middle = [sum(bands[2:4]) / 2.0 for bands in room.absorptions]
    return sum(middle) / len(middle)


def _decay(room: Room) -> float:
    return 0.0 if room.is_none else acoustics(room).middle


def _predelay(room: Room) -> float:
    return 0.0 if room.is_none else 1000.0 * acoustics(room).predelay


def _row(
    name: str,
    arg: Arg,
    meaning: str,
    field: str,
    get: Callable[[Room], float],
) -> Row:
    return own_row(
        _SECTION, f"/room/{name}", (arg,), _set(field), meaning,
        lambda call: (get(_room(call)),), continuous=True,
    )  # fmt: skip


ROOM_ROWS = (
    own_row(_SECTION, "/room/preset", (_PRESET,), lambda call: EnterRoom(named(call.values[0])),
            "Another room, by its name; `none` is free air.",
            lambda call: (_room(call).preset,)),
    own_row(_SECTION, "/room/size", _METRES, _size, "How large it is; decay and times follow.",
            lambda call: _room(call).size, continuous=True),
    _row("absorption", Arg("share", example=0.3, span=(0.0, 1.0)),
         "What all its surfaces swallow, in place of their materials; openings stay open.",
         "absorption", _mean),
    _row("decay", Arg("time", unit="s", example=2.0, span=(0.0, DECAYS[1])),
         "Seconds to -60 dB at middle frequencies; 0 is what size and surfaces make.",
         "decay", _decay),
    _row("early", Arg("level", unit="dB", example=-3.0, span=LEVELS),
         "The reflections' level.", "early_db", lambda room: room.early_db),
    _row("late", Arg("level", unit="dB", example=-3.0, span=LEVELS),
         "The reverberation's level.", "late_db", lambda room: room.late_db),
    _row("predelay", Arg("time", unit="ms", example=20.0, span=PREDELAYS),
         "What the reverberation comes later than the sound.", "predelay", _predelay),
    own_row(_SECTION, "/room/file", (_FILE,),
            lambda call: SetRoomFile("" if call.values[0].lower() == "none" else call.values[0]),
            "A measured response, by its name in the folder of rooms, as the late part; `none` is "
            "the room's own again.", lambda call: (_room(call).file or "none",)),
)  # fmt: skip
"""What can be said to the room."""
