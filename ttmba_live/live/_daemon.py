"""The daemon, one wiring: OSC in, scene, clips, voices, device out. Decides nothing by itself."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.engine import Mixer, RenderThread, Turns
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.live._checked import checked
from ttmba_live.live._headphones import correct_headphones
from ttmba_live.live._library_search import answer_search
from ttmba_live.live._makers import Makers
from ttmba_live.live._metering import Metering
from ttmba_live.live._outputs import Outputs
from ttmba_live.live._performance import Performance
from ttmba_live.live._querying import query_of, start_query
from ttmba_live.live._reflections import Reflections
from ttmba_live.live._reporter import Reporter
from ttmba_live.live._showing import Showing
from ttmba_live.live._threads import beside
from ttmba_live.live._waking import Waker
from ttmba_live.live._wired import Run, Wired
from ttmba_live.memory import give_back, uncollected
from ttmba_live.osc import Client, OscServer
from ttmba_live.priority import CONTROL, go_first
from ttmba_live.scene import (
    Command,
    CueAt,
    Halt,
    LoadScene,
    Locate,
    Roll,
    Scene,
    SearchLibrary,
    SetHead,
    SetRoomFile,
    ShowAt,
)
from ttmba_live.setup import Settings, choose
from ttmba_live.setup.generators import library_setup
from ttmba_live.setup.heads import NO_HEAD
from ttmba_live.sinks import Output

_TICK = 0.01
"""Seconds between two looks at what has happened; while nothing happens there are none."""

_RESTED = 3
"""Seconds without sound after which memory is given back, once until something sounds again."""


class Live:
    """One running daemon; a `ttmba_live.osc.Handler`. Everything here is the control thread's."""

    def __init__(
        self, settings: Settings, run: Run, log: Callable[[str], None], turns: Turns | None = None
    ) -> None:
        """Build the parts; nothing sounds or listens yet. What makes clips is on its way.

        This thread and the renderer's take ``turns``.

        Raises `Unavailable` if a chosen part is not there, `InvalidInput` if settings do not fit.
        """
        self._log, self._turns = log, turns or Turns()
        self._midi = checked(settings)
        self._settings, self._run = settings, run
        self._waker = Waker()
        source, self.generator = choose.generator(settings.choose.generator, settings)
        self.osc = OscServer(settings.osc, self, partial(go_first, CONTROL))
        self.query = query_of(settings, self.osc, self._waker.ring)
        self._reporter = reporter = Reporter(log, self.osc, self.generator)
        planner, self.planner = choose.planner(settings.choose.planner, settings)
        self._makers = Makers(settings, source, planner, reporter)
        try:
            self._build(settings)
        except BaseException:
            self._makers.abandon()
            raise

    def _build(self, settings: Settings) -> None:
        """What sounds."""
        audio = settings.audio
        self._binaural = choose.with_its_head(settings.binaural)
        self._first = choose.at_once(self._binaural)
        renderer, self.renderer = choose.renderer(self._first, audio.hop)
        self._mixer = Mixer(renderer, voices=audio.voices, glide=settings.glide)
        self._ahead, self._block = max(audio.ahead, audio.hop), audio.block
        self._outputs = Outputs(settings, self._mixer, self._ahead, self._reporter.news)
        self._thread = RenderThread(self._mixer, self._outputs.ring, self._ahead, self._turns)
        self.headphones = correct_headphones(self._thread, audio)
        self._thread.told = self.osc.stirred = self._waker.ring
        self.osc.give_way, self.osc.stand_aside = self._turns.give_way, self._turns.stand_aside
        self._reflections = Reflections(self._mixer, self._reporter.say)
        self._metering = Metering(self._mixer, self.osc)
        self._showing = Showing(self.osc)
        self._tasks: set[asyncio.Task[None]] = set()
        self._forgiven = 0
        self._rested = 0
        self._library = library_setup(settings)
        self._performance: Performance | None = None

    @property
    def scene(self) -> Scene:
        """The scene as it is wanted now."""
        return self._mixer.scene

    @property
    def output(self) -> Output:
        """What plays."""
        return self._outputs.current

    @property
    def more_outputs(self) -> list[str]:
        """What each of [[outputs]] is to play, and where."""
        return self._outputs.told

    async def start(self) -> None:
        """Listen, take the folder, render, play; on failure what was started is put away again."""
        self._waker.start()
        try:
            await self.osc.start()
            with uncollected():
                performance = self._performance = self._opened()
            # What is alive now stays alive: the collector need not walk it while sound plays.
            gc.collect()
            gc.freeze()
            await start_query(self.query, self.osc, self._log)
            if self._run.record:
                performance.recorder.record_run(self._run.record)
            self._thread.start()
            await self._fill_ring()
            await self._outputs.start()
            await performance.inputs.start(performance.cues.next_number)
            self._follow_output()
            await performance.transport.start()
            performance.midi.start()
            if self._run.scene is not None:
                await performance.transport.load(self._run.scene, None)
            await self._fill_ring()
        except TtmbaError:
            if self._performance:
                self._performance.recorder.discard()
            await self.close()
            raise
        self._reporter.start()
        if self.generator.name == "sketch":
            await self._reporter.settled()  # so that the first cue need not wait for it
        self._spawn(self._outputs.run())
        self._spawn(self._watch(performance))
        self._say_parts()
        self._spawn(performance.settle())
        self.osc.startup()

    def _say_parts(self) -> None:
        for kind, choice in (
            ("generator", self.generator), ("renderer", self.renderer), ("planner", self.planner),
        ):  # fmt: skip
            self.osc.part(kind, choice.name, choice.why)
        if self.headphones is not None:
            self.osc.part("headphones", "corrected", self.headphones.about)
        self._reporter.output(self.output)

    async def close(self) -> None:
        """Stop in reverse order; files are finished. Raises `Incomplete` if one could not be."""
        for task in list(self._tasks):
            task.cancel()
        self.osc.close()
        if self.query is not None:
            self.query.close()
            await self.query.closed()
        await self._outputs.close()
        self._thread.close()
        if self._performance is not None:
            await self._performance.close()
        else:
            self._makers.abandon()

    def abandon(self) -> str:
        """End what works for the daemon; only the process may end after that. What is undone."""
        undone = self._performance.abandon() if self._performance else ""
        self._makers.abandon()
        return undone

    def handle(self, command: Command, client: Client, due: float | None) -> None:
        """Carry out one command; see `ttmba_live.osc.Handler`."""
        del due  # the server hands a bundle over when it is due
        performance = self._performance
        if performance is None:
            raise Unavailable("the daemon is starting")
        match command:
            case SearchLibrary(words=words):
                planning = performance.planning
                self._spawn(answer_search(self._library, words, planning, self.osc, client))
            case SetHead(name=name):
                self._spawn(performance.heads.change(name, client))
            case SetRoomFile(name=name):
                self._spawn(performance.rooms.load(name, client))
            case Roll() | Halt() | Locate() | ShowAt() | CueAt() | LoadScene():
                performance.transport.carry_out(command, client)
            case _:
                performance.carry_out(command, client)

    def _opened(self) -> Performance:
        binaural = self._first
        if binaural.head != NO_HEAD:
            binaural = replace(binaural, renderer=self.renderer.name)
        wired = Wired(
            self._mixer, self._thread, self._makers, self.generator,
            self.osc, self._reporter, self._log, binaural, self._binaural,
            lambda: self.output.latency, self._midi, self._outputs.renew,
        )  # fmt: skip
        return Performance(self._settings, self._run, wired)

    async def _watch(self, performance: Performance) -> None:
        """Pass on what happens, and the status once a second; sleep while nothing happens."""
        time = asyncio.get_running_loop().time
        second = time() + 1.0
        self._thread.lead.forget()  # a device that opens asks for more than it does later
        while True:
            self._turns.give_way()
            self._pass_on(performance)
            if time() >= second:
                second = max(second + 1.0, time())
                self._each_second(performance)
            await asyncio.sleep(_TICK)
            followed = self.osc.wants_meters() or self._showing.wanted
            followed = followed or performance.transport.busy
            if not performance.cues.waiting and not followed:
                await self._waker.wait(second - time())

    def _pass_on(self, performance: Performance) -> None:
        for source, state, note in performance.playback.events():
            if state == "done" and performance.making.stands_in(source):
                continue  # what stood in is over before its clip came
            asked = performance.making.asked(source)
            self.osc.state(asked.client if asked else None, source, state, note)
        while performance.playback.failed_heads:
            performance.heads.failed(performance.playback.failed_heads.popleft())
        self._reflections.hurry(self._thread.work, asyncio.get_running_loop().time())
        performance.making.look()
        performance.transport.look()
        self._metering.look()
        self._showing.look(performance.playback)

    def _each_second(self, performance: Performance) -> None:
        performance.inputs.look()
        self._outputs.look()
        performance.midi.look()
        performance.transport.each_second()
        performance.run.look(performance.playback, self._thread.load)
        self._follow_output()
        self._reporter.failures(self._thread)
        self._reporter.stalls(self._thread)
        self._reporter.limiter(self._mixer.held_db)
        self._reflections.look(self._thread.load, self._outputs.ring.underruns)
        self._reporter.output(self.output)
        self._status(performance)
        self._rested = self._rested + 1 if self._thread.rests else 0
        if self._rested == _RESTED:
            beside(give_back)

    async def _fill_ring(self) -> None:
        """Wait until the ring is full; what came up short before that was silence anyway."""
        while not self._thread.is_full:  # noqa: ASYNC110 - that thread sets no events
            await asyncio.sleep(_TICK)
        self._forgiven = self._outputs.ring.underruns

    def _follow_output(self) -> None:
        """Stay as far ahead as the output asks at once: a long latency comes in long bursts.

        Two blocks of it are what any device holds; those do not come at once.
        """
        burst = min(round(self.output.latency * RATE), RATE // 2) - 2 * self._block
        self._thread.lead.ahead = max(self._ahead, burst)

    def _status(self, performance: Performance) -> None:
        self.osc.status(
            self._mixer.voices,
            performance.cues.waiting,
            self._thread.load,
            self._outputs.ring.underruns - self._forgiven,
        )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
