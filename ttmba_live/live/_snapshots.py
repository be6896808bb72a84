"""Snapshots of the scene by name: kept, brought back at once or in some time, forgotten.

Knows the scene and how it changes for a while; lets nothing sound and ends nothing.
Thread: control.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.live._glides import Glides
from ttmba_live.live._playback import Playback
from ttmba_live.live._snapshot_file import SnapshotFile
from ttmba_live.osc import Client, OscServer
from ttmba_live.scene import (
    Command,
    DeleteSnapshot,
    ListSnapshots,
    RecallSnapshot,
    Snapshot,
    SnapshotCommand,
    StoreSnapshot,
)

MOST = 256
"""Snapshots that are kept."""

_TURN = 0.2
"""Seconds of a head's turn at least: a tracker, which says more within them, keeps the head."""

_SHOWN = 5


class Snapshots:
    """All snapshots of a run."""

    def __init__(
        self,
        playback: Playback,
        glides: Glides,
        act: Callable[[Command, Client], None],
        osc: OscServer,
        log: Callable[[str], None],
        file: SnapshotFile,
    ) -> None:
        """``act`` carries out a command; what else moves the same things does so by ``glides``."""
        self._playback, self._glides, self._act = playback, glides, act
        self._osc, self._log = osc, log
        self._file, self._kept = file, file.read()

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are kept, oldest first."""
        return tuple(self._kept)

    def carry_out(self, command: SnapshotCommand, client: Client) -> None:
        """Keep, bring back, forget or tell; raises `InvalidInput` if that is not possible."""
        match command:
            case StoreSnapshot(name=name):
                self._store(name, client)
            case RecallSnapshot(name=name, seconds=seconds):
                self._recall(name, seconds, client)
            case DeleteSnapshot(name=name):
                self._found(name)
                del self._kept[name]
                self._file.write(self._kept)
                self._osc.deleted(client, name)
            case ListSnapshots():
                self._list(client)

    def _store(self, name: str, client: Client) -> None:
        known = name in self._kept
        if not known and len(self._kept) >= MOST:
            raise InvalidInput(f"{MOST} snapshots are kept already; delete one")
        kept = self._kept[name] = Snapshot.of(self._playback.scene, self._glides.place)
        self._file.write(self._kept)
        note = "in place of the one before" if known else ""
        self._osc.stored(client, name, len(kept.sources), note)
        self._say(f"snapshot {name!r}: {len(kept.sources)} sources", note)

    def _recall(self, name: str, seconds: float, client: Client) -> None:
        kept, scene = self._found(name), self._playback.scene
        here = [source for source in kept.sources if source in scene.sources]
        gone = [source for source in kept.sources if source not in scene.sources]
        changes = kept.changes(scene, self._glides.place)
        self._glides.let_go("", *here)
        for command in kept.switches(scene):
            self._act(command, client)
        self._glides.go(changes, seconds, client)
        self._glides.go(kept.turns(scene), max(seconds, _TURN), client)
        self._osc.playing.snapshot = name
        note = f"gone: {_told(gone)}" if gone else ""
        self._osc.recalled(client, name, len(here), note)
        time = f" in {seconds:g} s" if seconds else ""
        self._say(f"snapshot {name!r} recalled{time}: {len(here)} sources", note)

    def _list(self, client: Client) -> None:
        for number, (name, kept) in enumerate(self._kept.items(), 1):
            self._osc.listed(client, number, len(self._kept), name, len(kept.sources))
        if not self._kept:
            self._osc.listed(client, 0, 0, "", 0)

    def _say(self, what: str, note: str) -> None:
        self._log(f"{what}, {note}" if note else what)

    def _found(self, name: str) -> Snapshot:
        kept = self._kept.get(name)
        if kept is None:
            there = f"; there are: {_told(list(self._kept))}" if self._kept else "; none is kept"
            hint = did_you_mean(name, self._kept) or there
            raise InvalidInput(f"no snapshot is called {name!r}{hint}")
        return kept


def _told(names: Sequence[str]) -> str:
    """Names for people, and how many more there are."""
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
