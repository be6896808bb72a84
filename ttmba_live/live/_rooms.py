"""A room's measured response while sound plays: found by its name, read aside, handed over.

Knows names, files and settings; renders nothing. Everything here is the control thread's.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client, OscServer
from ttmba_live.room import Room, changed
from ttmba_live.scene import EnterRoom, room_of_scene
from ttmba_live.setup import RoomSettings
from ttmba_live.setup.rooms import with_impulse
from ttmba_live.text import only_room, room_changed, room_of_words

ROOM_ALONE = "room"
"""Who planned a cue that names a room and nothing else."""


class Rooms:
    """Reads responses one after the other."""

    def __init__(
        self,
        settings: RoomSettings,
        playback: Playback,
        log: Callable[[str], None],
        osc: OscServer,
    ) -> None:
        """Know the settings and who plays."""
        self._settings, self._playback = settings, playback
        self._log, self._osc = log, osc
        self._turn = asyncio.Lock()

    def enter(self, room: Room) -> None:
        """Another room, with reflections of the order that is set."""
        self._playback.change(EnterRoom(room if room.is_none else self._of_order(room)))

    def _of_order(self, room: Room) -> Room:
        return replace(room, order=self._settings.order)

    def read(self, text: str) -> bool:
        """Let a cue's words choose the room, if they name one and rooms are not turned off.

        What a scene that is a cue says of its room holds. Returns whether that is all that the
        text says. Raises `InvalidInput`, also for words about a room alone where there is none.
        """
        now = self._playback.scene.room
        said = room_of_scene(text)
        if said is not None:
            self.enter(said)
            return False
        other = room_changed(text, now)
        named, alone = other or room_of_words(text), other is not None or only_room(text)
        if named is None:
            return False
        if now.is_none or not self._settings.from_words:
            if alone:
                why = "the room is none" if now.is_none else "[room] from_words is false"
                raise InvalidInput(f"{why}, so words choose none; /ttmba/room/preset does")
            return False
        if other is None and named.preset == now.preset:
            return alone
        self.enter(named)
        self._osc.room(named.preset, "the cue's words")
        self._log(f"room {named.preset}, by the cue's words")
        return alone

    async def load(self, name: str, client: Client) -> None:
        """Let a file be the late part of the room; what is wrong with it is told."""
        async with self._turn:
            try:
                wanted = changed(self._playback.scene.room, file=name)
                files = self._settings.files
                read = await asyncio.to_thread(with_impulse, wanted, files, paths=False)
                now = self._playback.scene.room
                room = changed(now, file=read.file)
                self._playback.change(EnterRoom(replace(room, impulse=read.impulse)))
            except Exception as error:
                # Whatever a stranger's file does, it is told and the sound goes on.
                why = str(error) if isinstance(error, TtmbaError) else f"{name!r} failed: {error!r}"
                self._osc.error(client, "/ttmba/room/file", why)
                return
        what = Path(read.file).name if read.file else "its own reverberation"
        self._osc.room(room.preset, what)
        self._log(f"room {room.preset}: {what}")
