"""Snapshots in a session's folder, a line of JSON each: read at the start, written in a thread.

Knows no scene that plays. A room's measured response is not in the file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput, TtmbaError, one_line
from ttmba_live.geometry import Position, finite, normalized
from ttmba_live.osc import checked_name
from ttmba_live.room import from_json as room_from_json
from ttmba_live.room import to_json as room_to_json
from ttmba_live.scene import Snapshot, Stand, checked_gain, checked_spread, read_text
from ttmba_live.session import SNAPSHOTS, RunFolder

_UNREAD = "snapshots-unread.jsonl"

_NO_SNAPSHOT = (TtmbaError, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What a line raises that no daemon wrote."""


class SnapshotFile:
    """The file of one run's folder; with no folder, nothing is read or written."""

    def __init__(self, files: RunFolder | None, log: Callable[[str], None]) -> None:
        """``log`` hears of a file that cannot be read."""
        self._files, self._log = files, log
        self._now: Mapping[str, Snapshot] = {}
        self._waits = False

    def read(self) -> dict[str, Snapshot]:
        """What earlier runs have kept; a file that none of them wrote is put aside, which is told.

        Before there is sound to hold up.
        """
        if self._files is None or not (path := self._files.folder / SNAPSHOTS).exists():
            return {}
        try:
            return from_text(read_text(path))
        except TtmbaError as error:
            self._log(f"{path}: {one_line(error)}; {_put_aside(path)}")
            return {}

    def write(self, kept: Mapping[str, Snapshot]) -> None:
        """Have the file written anew, behind what plays."""
        self._now = dict(kept)
        if self._files is not None and not self._waits:
            self._waits = True
            self._files.put(SNAPSHOTS, self._text)

    def _text(self) -> str:
        """The newest, for the thread that writes; what is kept from here on is written again."""
        self._waits = False
        return to_text(self._now)


def _put_aside(path: Path) -> str:
    try:
        path.replace(path.with_name(_UNREAD))
    except OSError as error:
        return f"it stays until a snapshot is stored: {error.strerror or error}"
    return f"it is called {_UNREAD} now"


def to_text(kept: Mapping[str, Snapshot]) -> str:
    """One line for each snapshot: a long one would hold up who else needs the interpreter."""
    lines = (json.dumps(_to_json(name, one), ensure_ascii=False) for name, one in kept.items())
    return "".join(f"{line}\n" for line in lines)


def from_text(text: str) -> dict[str, Snapshot]:
    """The inverse of `to_text`; raises `InvalidInput` for what it did not write."""
    found = {}
    for number, line in enumerate(text.splitlines(), 1):
        try:
            data = json.loads(line)
            found[checked_name(data["name"])] = _from_json(data)
        except _NO_SNAPSHOT as error:
            raise InvalidInput(f"line {number} is no snapshot: {one_line(error)}") from error
    return found


def _to_json(name: str, one: Snapshot) -> dict[str, Any]:
    room = replace(one.room, file="", impulse=None)
    return {
        "name": name,
        "gain_db": one.gain_db,
        "listener": one.xyz,
        "head": one.sent,
        "room": room_to_json(room),
        "sources": {source: _stand_to_json(stand) for source, stand in one.sources.items()},
    }


def _stand_to_json(stand: Stand) -> dict[str, Any]:
    p = stand.position
    return {
        "place": [p.azimuth, p.elevation, p.distance],
        "gain_db": stand.gain_db,
        "mute": stand.mute,
        "room_db": stand.room_db,
        "spread": stand.spread,
    }


def _from_json(data: dict[str, Any]) -> Snapshot:
    x, y, z = (finite("listener", value) for value in data["listener"])
    return Snapshot(
        sources={source: _stand(one) for source, one in data["sources"].items()},
        gain_db=checked_gain(data["gain_db"]),
        xyz=(x, y, z),
        sent=normalized(*data["head"]),
        room=room_from_json(data["room"]),
    )


def _stand(data: dict[str, Any]) -> Stand:
    return Stand(
        position=Position.checked(*data["place"]),
        gain_db=checked_gain(data["gain_db"]),
        mute=bool(data["mute"]),
        room_db=checked_gain(data["room_db"]),
        spread=checked_spread(data["spread"]),
    )
