"""Rows of ``/ttmba/snapshot/...``: how everything stands, kept under names. Knows no scene."""

from __future__ import annotations

from ttmba_live.errors import InvalidInput
from ttmba_live.osc.namespace._names import checked_name
from ttmba_live.osc.namespace._places import own_row
from ttmba_live.osc.namespace._table import TRIGGER, Arg, Call, Out
from ttmba_live.scene import (
    MAX_SECONDS,
    DeleteSnapshot,
    ListSnapshots,
    RecallSnapshot,
    StoreSnapshot,
)

_SECTION = "Snapshots"
_NAME = Arg("name", "text", example="verse")
_TIME = Arg("time", unit="s", optional=True, example=5.0, span=(0.0, MAX_SECONDS))


def _recall(call: Call) -> RecallSnapshot:
    name, seconds = call.values
    if seconds is not None and not 0.0 <= seconds <= MAX_SECONDS:
        raise InvalidInput(f"a recall takes 0..{MAX_SECONDS:g} s, not {seconds:g}")
    return RecallSnapshot(checked_name(name), seconds or 0.0)


ROWS = (
    own_row(_SECTION, "/snapshot/store", (_NAME,),
            lambda call: StoreSnapshot(checked_name(call.values[0])),
            "Keep how everything stands under this name: places, gains, mutes, sends and spreads "
            "of all sources, the level of the mix, the room, the listener."),
    own_row(_SECTION, "/snapshot/recall", (_NAME, _TIME), _recall,
            "Let the sources that are there, and the whole, stand so again, at once or in so many "
            "seconds; mutes and the room change at once. Nothing begins or ends to sound.",
            lambda call: (call.desk.playing.snapshot,)),
    own_row(_SECTION, "/snapshot/delete", (_NAME,),
            lambda call: DeleteSnapshot(checked_name(call.values[0])), "Forget it."),
    own_row(_SECTION, "/snapshot/list", TRIGGER, lambda _: ListSnapshots(),
            "Answers one `/ttmba/snapshot/listed` for each."),
)  # fmt: skip
"""Every incoming one of these addresses."""

STORED = Out(
    "/ttmba/snapshot/stored",
    "sis",
    "name, sources, note",
    "A snapshot is kept; the note is empty or says that it replaces one.",
)
RECALLED = Out(
    "/ttmba/snapshot/recalled",
    "sis",
    "name, sources, note",
    "It stands so again, or is on its way: so many sources of it; the note names those of it that "
    "are gone.",
)
DELETED = Out("/ttmba/snapshot/deleted", "s", "name", "It is forgotten.")
LISTED = Out(
    "/ttmba/snapshot/listed",
    "iisi",
    "number, snapshots, name, sources",
    "One of the snapshots, in the order in which they were named; 0 of 0: there is none. To who "
    "asked only.",
)
SENT = (STORED, RECALLED, DELETED, LISTED)
"""What is said of snapshots."""
