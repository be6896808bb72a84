"""A run in progress, one wiring: its folder, the generator and what leads to it.

Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.clock import ShowClock
from ttmba_live.errors import Incomplete, TtmbaError
from ttmba_live.live._codes import codes
from ttmba_live.live._crossing import News
from ttmba_live.live._cues import Cues
from ttmba_live.live._follow_ups import Followed
from ttmba_live.live._heads import Heads
from ttmba_live.live._inputs import Inputs
from ttmba_live.live._link import Link
from ttmba_live.live._making import Making
from ttmba_live.live._midi import MidiTriggers
from ttmba_live.live._planning import Planning
from ttmba_live.live._playback import Playback
from ttmba_live.live._previews import Previews
from ttmba_live.live._recorder import Recorder
from ttmba_live.live._rooms import ROOM_ALONE, Rooms
from ttmba_live.live._run import LiveRun
from ttmba_live.live._scratch import remove_left_behind
from ttmba_live.live._show import Show
from ttmba_live.live._snapshot_file import SnapshotFile
from ttmba_live.live._snapshots import Snapshots
from ttmba_live.live._takes import Takes
from ttmba_live.live._threads import beside
from ttmba_live.live._transport import Transport
from ttmba_live.live._wired import Run, Wired
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.osc import Client
from ttmba_live.room import named
from ttmba_live.scene import (
    AddEvent,
    Again,
    Command,
    Cue,
    DeleteSnapshot,
    DropPreview,
    EnterRoom,
    ListSnapshots,
    Panic,
    PlacePreview,
    Play,
    PlayPreview,
    Preview,
    RecallSnapshot,
    RecordStart,
    RecordStop,
    RenewDevices,
    SaveSession,
    Stop,
    StopAll,
    StoreSnapshot,
    Vary,
)
from ttmba_live.session import Head
from ttmba_live.setup import Settings, default_folder
from ttmba_live.setup.heads import NO_HEAD


class Performance:
    """One run's parts, and what commands do to them."""

    def __init__(self, settings: Settings, run: Run, wired: Wired) -> None:
        """Take the run's folder; raises `Unavailable`."""
        self._wired, self._settings = wired, settings
        self._makers, self._scratch = wired.makers, wired.makers.scratch
        self.run = self._begun(run.session)
        self.playback = Playback(wired.mixer, self.run.timeline, self.run.files, settings.cues)
        worker, *sketchers = self._makers.workers
        self.heads = Heads(
            wired.wanted, settings.audio.hop, self.playback.change_head, wired.log, wired.osc,
            wired.thread.turns, stands_in=wired.binaural.head == NO_HEAD,
        )  # fmt: skip
        self.rooms = Rooms(settings.room, self.playback, wired.log, wired.osc)
        if not self.heads.stands_in:
            self.rooms.enter(named(settings.room.preset))
        self.planning = Planning(self._makers.planner)
        self.making = Making(
            self.playback, worker, wired.osc, settings.cues, next(iter(sketchers), None),
            wired.osc.give_way,
        )  # fmt: skip
        self.inputs = Inputs(
            settings.inputs, settings.audio, wired.mixer, self.playback, self.run.files,
            News(wired.log, wired.osc.device_clock),
        )  # fmt: skip
        self._followed = Followed(
            self.playback, self.carry_out, wired.osc, wired.log, lambda: self._snapshots.names
        )
        wired.osc.playing.now = self._followed.glides.now
        self._snapshots = Snapshots(
            self.playback, self._followed.glides, self.carry_out, wired.osc, wired.log,
            SnapshotFile(self.run.files if run.session else None, wired.log),
        )  # fmt: skip
        self.cues = Cues(
            self.playback, self.planning, self.making, wired.osc, settings.cues, self.inputs,
            self._followed,
        )  # fmt: skip
        self.previews = Previews(self.planning, self.cues, wired.osc)
        self.takes = Takes(
            self.playback, self.cues, self.making, wired.osc, self._scratch.folder / "starts"
        )
        kept = self.run.keeping(Path(settings.session.folder or default_folder()))
        self.recorder = Recorder(wired.thread, kept, wired.reporter.say_later)
        self._saves = self.run.saving(kept, wired.osc, wired.log)
        self._ports = MidiPorts()
        self.midi = MidiTriggers(wired.midi, self._ports, wired.osc, wired.log)
        self.transport = self._clocked(kept)
        self._tasks: set[asyncio.Task[None]] = set()
        beside(self._tidied)

    def _clocked(self, folder: Callable[[], Path]) -> Transport:
        wired, settings = self._wired, self._settings.transport
        clock = ShowClock(settings.freewheel)
        show = Show(
            clock, self.playback, self.making, self._scratch.folder / "joined", settings.zero,
            wired.log,
        )  # fmt: skip
        return Transport(
            settings, clock, show, playback=self.playback, cues=self.cues, planning=self.planning,
            rooms=self.rooms, osc=wired.osc, log=wired.log, folder=folder,
            delay=lambda: wired.thread.lead.frames / RATE + wired.latency(),
            codes=codes(settings, self._settings.audio, self._ports),
            link=Link(settings, wired.log) if settings.link else None,
        )  # fmt: skip

    def _tidied(self) -> None:
        """Give back what killed daemons left in the folder for temporary files; in a thread."""
        if removed := remove_left_behind():
            what = "a folder" if removed == 1 else f"{removed} folders"
            self._wired.reporter.say_later(f"removed {what} that killed daemons had left")

    def carry_out(self, command: Command, client: Client) -> None:
        """Do what a command says; raises `TtmbaError` if that is not possible."""
        match command:
            case Cue() | AddEvent() | EnterRoom() | StopAll() | Panic():
                self._cue(command, client)
            case Preview():
                self._spawn(self.previews.plan(command, client))
            case PlacePreview() | PlayPreview() | DropPreview():
                self.previews.carry_out(command, client)
            case StoreSnapshot() | RecallSnapshot() | DeleteSnapshot() | ListSnapshots():
                self._snapshots.carry_out(command, client)
            case Play(id=source):
                self._play(source)
            case Stop(id=source):
                self.playback.stop(source)
                self.cues.forget(source)
                self.takes.forget(source)
                self._followed.no_more(source)
            case Again() | Vary():
                self._take(command, client)
            case RecordStart() | RecordStop() | SaveSession() | RenewDevices():
                self._errand(command, client)
            case _:
                self.playback.change(command)  # type: ignore[arg-type]  # the server keeps the rest

    def _errand(
        self, command: RecordStart | RecordStop | SaveSession | RenewDevices, client: Client
    ) -> None:
        match command:
            case RecordStart(name=name):
                self._spawn(self._record(self.recorder.start(name), client, name))
            case RecordStop():
                self._spawn(self._record(self.recorder.stop(), client))
            case SaveSession(name=name):
                self.playback.flush()
                self._spawn(self._saves.save(name, client))
            case RenewDevices():
                self._spawn(self._renew_devices(client))

    def _take(self, command: Again | Vary, client: Client) -> None:
        match command:
            case Again(id=source, seed=seed):
                self.takes.again(source, seed, client)
            case Vary(id=source, amount=amount, seed=seed):
                self.takes.vary(source, amount, seed, client)

    def _play(self, source: str) -> None:
        if self.inputs.has(source):
            self.inputs.play(source, self.cues.next_number())
        else:
            self.playback.start(source)

    def _cue(self, command: Cue | AddEvent | EnterRoom | StopAll | Panic, client: Client) -> None:
        match command:
            case Cue(text=text):
                if self.rooms.read(text):
                    self.cues.planned((), ROOM_ALONE, client)
                    self._followed.began(())  # so that an undo means no older cue
                else:
                    self.cues.cue(text, client)
            case AddEvent(event=event):
                self.cues.event(event, client)
            case EnterRoom(room=room):
                self.rooms.enter(room)
            case StopAll():
                self._forget()
                self.playback.stop(None)
            case Panic():
                self._forget()
                self.playback.silence()

    def _forget(self) -> None:
        """Let nothing begin that waits."""
        self._followed.forget()
        self.takes.forget()
        self.cues.forget()
        self.transport.hush()

    async def settle(self) -> None:
        """Let head and room take over, one after the other: both at once are too much work."""
        if self.heads.stands_in:
            await self.heads.begin(lambda: self._wired.mixer.changes_head)
            if not self.playback.in_room:
                self.rooms.enter(named(self._settings.room.preset))

    async def close(self) -> None:
        """Finish every file; raises `Incomplete` if one could not be."""
        lacks = await self.recorder.close()
        self.heads.close()
        self.inputs.close()
        self._followed.forget()
        self.transport.close()
        self.midi.close()
        self._ports.close()
        self.cues.forget()
        self.planning.close()
        await beside(self._makers.close)
        if self._saves.names:
            names = ", ".join(map(repr, self._saves.names))
            self._wired.log(f"finishing the saves of {names} first; Ctrl-C again ends at once")
            self._saves.hurry()
        if self._tasks:
            await asyncio.wait(self._tasks)
        try:
            await self.run.close(self.playback, self._wired.log)
        except Incomplete as error:
            lacks.append(str(error))
        await beside(self._scratch.remove)
        if lacks:
            raise Incomplete("; ".join(lacks))

    def abandon(self) -> str:
        """End the run's other processes, now; what that leaves undone."""
        self.heads.close()
        return self.run.abandon()

    def _begun(self, session: Path | None) -> LiveRun:
        settings, wired = self._settings, self._wired
        head = Head(
            settings.audio.hop,
            settings.audio.voices,
            settings.glide,
            wired.generator.name,
            wired.binaural,
            stems=settings.session.stems,
            zero=settings.session.zero,
            ending=settings.session.ending,
        )
        room = settings.session.scratch_gib
        return LiveRun(session, self._scratch.folder, head, room, wired.reporter)

    async def _renew_devices(self, client: Client) -> None:
        self._wired.reporter.say("sound devices are let go for a moment, and found anew")
        try:
            await self._wired.renew_devices()
        except TtmbaError as error:
            self._wired.osc.error(client, "/ttmba/devices/renew", str(error))

    async def _record(self, work: Awaitable[Path], client: Client, begun: str = "") -> None:
        """Begin a recording of a name, or end the one that runs; the client is told."""
        osc, log = self._wired.osc, self._wired.log
        try:
            path = await work
        except TtmbaError as error:
            osc.error(client, f"/ttmba/record/{'start' if begun else 'stop'}", str(error))
            return
        if begun:
            osc.recording(client, begun, path.name)
        else:
            osc.recorded(client, path.name)
        log(f"recording {path}" if begun else f"recorded {path}")

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin what the end waits for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
