"""The daemon, wired: OSC in, scene, clips, voices, device out. Decides nothing by itself."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.engine import Mixer, RenderThread, Ring
from ttmba_live.errors import TtmbaError
from ttmba_live.generate.worker import Worker
from ttmba_live.live._cues import Cues
from ttmba_live.live._library_search import answer_search
from ttmba_live.live._live_stems import LiveStems
from ttmba_live.live._metering import Metering
from ttmba_live.live._opening import output_keeper
from ttmba_live.live._playback import Playback
from ttmba_live.live._recorder import Recorder
from ttmba_live.live._reporter import Reporter
from ttmba_live.live._waking import Waker
from ttmba_live.osc import Client, OscServer
from ttmba_live.scene import (
    AddEvent,
    Command,
    Cue,
    Panic,
    Play,
    RecordStart,
    RecordStop,
    SaveSession,
    Scene,
    SearchLibrary,
    Stop,
    StopAll,
)
from ttmba_live.session import Head, RunFolder, TimelineWriter, set_aside
from ttmba_live.setup import Settings, choose, default_folder
from ttmba_live.setup.generators import library_setup
from ttmba_live.sinks import CONTROL, Output, go_first
from ttmba_live.web import QueryServer

_TICK = 0.01
"""Seconds between two looks at what has happened; while nothing happens there are none."""


@dataclass(frozen=True, slots=True)
class Run:
    """What the command line adds to the settings."""

    session: Path | None = None
    record: Path | None = None


class Live:
    """One running daemon; a `ttmba_live.osc.Handler`. Everything here is the control thread's."""

    def __init__(self, settings: Settings, run: Run, log: Callable[[str], None]) -> None:
        """Build the parts; nothing sounds and nothing listens yet.

        Raises `Unavailable` if a folder cannot be written or a chosen part is not there.
        """
        self._log = log
        audio = settings.audio
        source, self.generator = choose.generator(settings.choose.generator, settings)
        self._waker = Waker()
        self.osc = OscServer(settings.osc, self, partial(go_first, CONTROL))
        self.query: QueryServer | None = None
        if settings.oscquery.enabled:
            at = settings.osc.host
            self.query = QueryServer(settings.oscquery, self.osc.desk, lambda: self.osc.port, at)
            self.query.stirred = self._waker.ring
        self._reporter = reporter = Reporter(log, self.osc, self.generator)
        self._scratch = Path(tempfile.mkdtemp(prefix="ttmba_live-"))
        # First: its process loads what it needs while the renderer is loaded here.
        self._worker = Worker(
            source.make,
            self._scratch / "making",  # a full disk under the session leaves the sound alone
            shelf=source.shelf,
            patience=settings.tangoflux.patience,
            told=reporter.generator_later,
            began=partial(go_first, CONTROL),
        )
        planner, self.planner = choose.planner(settings.choose.planner, settings)
        renderer, self.renderer = choose.renderer(settings.binaural, audio.hop)
        self._mixer = Mixer(renderer, voices=audio.voices, glide=settings.glide)
        self._ahead, self._block = max(audio.ahead, audio.hop), audio.block
        self._ring = Ring(self._ahead + 2 * RATE)
        self._thread = RenderThread(self._mixer, self._ring, self._ahead)
        self._thread.told = self.osc.stirred = self._waker.ring
        self._folder = run.session or self._scratch
        head = Head(
            audio.hop,
            audio.voices,
            settings.glide,
            self.generator.name,
            replace(settings.binaural, renderer=self.renderer.name),
        )
        first = set_aside(self._folder)
        timeline = TimelineWriter(self._folder, head)
        run_folder = RunFolder(self._folder, first)
        self._playback = Playback(self._mixer, timeline, run_folder, settings.cues)
        self._stems = LiveStems(self._folder, run_folder.add, reporter.say) if run.session else None
        self._sketcher: Worker | None = None
        if settings.tangoflux.preview and self.generator.name == "tangoflux":
            sketch, _ = choose.generator("sketch", settings)
            self._sketcher = Worker(sketch.make, self._scratch / "making" / "sketches")
        self._metering = Metering(self._mixer, self.osc)
        self._cues = Cues(
            self._playback, planner, self._worker, self.osc, settings.cues, self._sketcher
        )
        kept = run.session or Path(settings.session.folder or default_folder())
        self._recorder = Recorder(self._thread, kept, reporter.say_later)
        self._keeper = output_keeper(audio, self._ring.read, reporter.say)
        self._record = run.record
        self._library = library_setup(settings)
        self._tasks: set[asyncio.Task[None]] = set()
        self._forgiven = 0

    @property
    def scene(self) -> Scene:
        """The scene as it is wanted now."""
        return self._playback.scene

    @property
    def output(self) -> Output:
        """What plays."""
        return self._keeper.current

    async def start(self) -> None:
        """Listen, render, play; on failure what was started is put away again."""
        self._reporter.start()
        self._waker.start()
        try:
            await self.osc.start()
            await self._start_query()
            if self._record:
                self._recorder.record_run(self._record)
            self._thread.start()
            await self._fill_ring()
            await self._keeper.start()
            self._follow_output()
            await self._fill_ring()
        except TtmbaError:
            await self.close()
            raise
        self._reporter.generator(self._worker.state)
        if self.generator.name == "sketch":
            await self._reporter.settled()  # so that the first cue need not wait for it
        self._spawn(self._keeper.run())
        self._spawn(self._watch())
        self.osc.startup()

    async def _start_query(self) -> None:
        """OSCQuery is a help: a taken port is told, and the rest goes on without it."""
        if self.query is None:
            return
        try:
            await self.query.start()
        except TtmbaError as error:
            self._log(f"{error}; going on without it")
        else:
            self.osc.observer = self.query.changes

    async def close(self) -> None:
        """Stop in reverse order; files are finished."""
        for task in list(self._tasks):
            task.cancel()
        self.osc.close()
        if self.query is not None:
            self.query.close()
            await self.query.closed()
        await self._keeper.close()
        self._thread.close()
        self._recorder.close()
        self._cues.forget()
        for worker in (self._worker, self._sketcher):
            if worker:
                await asyncio.to_thread(worker.close)
        self._playback.close()
        if self._stems and self._playback.heard:
            await self._finish(self._stems)
        shutil.rmtree(self._scratch, ignore_errors=True)

    async def _finish(self, stems: LiveStems) -> None:
        """Complete the session: stems that lack, mix, project files."""
        self._log(f"finishing the session in {self._folder}")
        try:
            for line in await stems.finish():
                self._log(line)
        except TtmbaError as error:
            self._log(str(error))

    def handle(self, command: Command, client: Client, due: float | None) -> None:
        """Carry out one command; see `ttmba_live.osc.Handler`."""
        del due  # the server hands a bundle over when it is due
        match command:
            case Cue(text=text):
                self._cues.cue(text, client)
            case AddEvent(event=event):
                self._cues.begin([event], client)
            case Play(id=source):
                self._playback.start(source)
            case Stop(id=source):
                self._playback.stop(source)
                self._cues.forget(source)
            case StopAll():
                self._cues.forget()
                self._playback.stop(None)
            case Panic():
                self._playback.silence()
                self._cues.forget()
            case RecordStart() | RecordStop():
                self._handle_recording(command, client)
            case SaveSession(name=name):
                self._spawn(self._save(name, client))
            case SearchLibrary(words=words):
                self._spawn(answer_search(self._library, words, self.osc, client))
            case _:
                self._playback.change(command)  # type: ignore[arg-type]  # the server keeps the rest

    def _handle_recording(self, command: RecordStart | RecordStop, client: Client) -> None:
        if isinstance(command, RecordStart):
            path = self._recorder.start(command.name)
            self._log(f"recording {path}")
            self.osc.recording(client, command.name, path.name)
        else:
            self._recorder.stop()

    async def _save(self, name: str, client: Client) -> None:
        self._playback.events()
        self._playback.timeline.flush(self._mixer.frame)
        try:
            folder = await self._recorder.save(self._folder, name)
        except TtmbaError as error:
            self.osc.error(client, "/ttmba/session/save", str(error))
            return
        self._log(f"session saved in {folder}")
        self.osc.saved(client, name, str(folder))

    async def _watch(self) -> None:
        """Pass on what happens, and the status once a second; sleep while nothing happens."""
        time = asyncio.get_running_loop().time
        second = time() + 1.0
        self._thread.forget_stalls()  # a device that opens asks for more than it does later
        while True:
            self._pass_on()
            if time() >= second:
                second = max(second + 1.0, time())
                self._each_second()
            await asyncio.sleep(_TICK)
            if not self._cues.waiting and not self.osc.wants_meters():
                await self._waker.wait(second - time())

    def _pass_on(self) -> None:
        for source, state, note in self._playback.events():
            if state == "done" and self._cues.previews(source):
                continue  # its sketch is over before its clip came
            self.osc.state(self._cues.client(source), source, state, note)
        self._cues.look()
        self._metering.look()

    def _each_second(self) -> None:
        reached = self._playback.settled()
        if self._stems and self._playback.heard:
            self._stems.reach(reached, self._thread.load)
        self._follow_output()
        self._reporter.say_once(self._playback.error)
        self._reporter.failures(self._thread)
        self._reporter.stalls(self._thread)
        self._reporter.limiter(self._mixer.held_db)
        self._status()

    async def _fill_ring(self) -> None:
        """Wait until the ring is full; what came up short before that was silence anyway."""
        while not self._thread.is_full:  # noqa: ASYNC110 - that thread sets no events
            await asyncio.sleep(_TICK)
        self._forgiven = self._ring.underruns

    def _follow_output(self) -> None:
        """Stay as far ahead as the output asks at once: a long latency comes in long bursts.

        Two blocks of it are what any device holds; those do not come at once.
        """
        burst = min(round(self.output.latency * RATE), RATE // 2) - 2 * self._block
        self._thread.ahead = max(self._ahead, burst)

    def _status(self) -> None:
        short = self._ring.underruns - self._forgiven
        self.osc.status(self._mixer.voices, self._cues.waiting, self._thread.load, short)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
