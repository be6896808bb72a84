"""What the daemon says of itself: on the terminal and to every subscriber. Decides nothing."""

from __future__ import annotations

import asyncio
import contextlib
import math
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from ttmba_live.audio import RATE
from ttmba_live.engine import RenderThread
from ttmba_live.generate.worker import State
from ttmba_live.live._crossing import News
from ttmba_live.osc import OscServer
from ttmba_live.session import AUDIBLE_DB
from ttmba_live.setup.choose import Choice
from ttmba_live.sinks import Output

T = TypeVar("T")

_PATIENCE = 20.0
"""Seconds in which a generator that needs no model is ready, on any machine."""

_LOADED = 0.1
"""Share of the generator's model that is worth a line."""


class Reporter:
    """Its methods belong to the control thread, but for those that end in ``later``."""

    def __init__(self, log: Callable[[str], None], osc: OscServer, generator: Choice) -> None:
        """Speak through a terminal's log and an OSC server."""
        self._log, self._osc, self._generator = log, osc, generator
        self._loop: asyncio.AbstractEventLoop | None = None
        self._early: list[Callable[[], None]] = []
        self._beginning = threading.Lock()
        self._told: set[str] = set()
        self._settled = asyncio.Event()
        self._state = State("starting")
        self._failures = 0
        self._more = 0
        self._disk = ""
        self._cluster = ""
        self._held_db = 0.0

    def start(self) -> None:
        """Other threads are heard from now on, and what they said before; a loop must be running.

        To be called when the start stands: one that is refused is told in one line alone.
        """
        with self._beginning:
            self._loop = asyncio.get_running_loop()
        self._tell_generator()
        for tell in self._early:
            tell()
        self._early.clear()

    def say(self, text: str) -> None:
        """Tell the terminal and every subscriber."""
        self._log(text)
        self._osc.news(text)

    @property
    def news(self) -> News:
        """Who hears of devices."""
        return News(self._log, self._osc.device_clock, self._osc.part, self.say)

    def say_once(self, text: str) -> None:
        """The same, if it was not said yet; nothing if it is empty."""
        if text and text not in self._told:
            self._told.add(text)
            self.say(text)

    def disk(self, error: str) -> None:
        """Say that files cannot be written, and that they can be again; each once."""
        before, self._disk = self._disk, error
        if error and not before:
            self.say(error)
        elif before and not error:
            self.say("the disk takes files again: nothing of the run is lost")

    def say_later(self, text: str) -> None:
        """`say`, from any thread."""
        self._call(self.say, text)

    def failures(self, thread: RenderThread) -> None:
        """Say that something failed in the render thread, and what was last."""
        failures, before = thread.failures, self._failures
        self._failures = failures
        if failures > before:
            times = f" ({failures - before} failures)" if failures - before > 1 else ""
            self.say(f"{thread.failure}{times}")

    def stalls(self, thread: RenderThread) -> None:
        """Say that the machine stalled, and what that costs from now on."""
        more, before = thread.lead.more, self._more
        self._more = more
        if more > before:
            late = 1000.0 * more / RATE
            self._log(f"the machine stalled: sound is kept {late:.1f} ms further ahead for now")

    def limiter(self, held_db: float) -> None:
        """Say that the mix was too loud, each time that it was louder than before."""
        if held_db < self._held_db + AUDIBLE_DB:
            return
        self._held_db = held_db
        self._osc.limiter(held_db)
        self._log(
            f"the limiter holds the mix down by up to {held_db:.1f} dB; /ttmba/gain "
            f"{math.ceil(held_db)} dB lower would spare it"
        )

    def output(self, output: Output) -> None:
        """Say what plays, when it is another than before."""
        self._osc.part("output", output.name, f"{1000 * output.latency:.1f} ms")

    def generator_later(self, state: State) -> None:
        """Pass on what the generator's process says of itself, from the worker's thread."""
        self._call(self.generator, state)

    async def settled(self) -> None:
        """Wait until the generator is ready or has failed; not for ever."""
        with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
            await asyncio.wait_for(self._settled.wait(), _PATIENCE)

    def generator(self, state: State) -> None:
        """Say how far the generator is."""
        if state.name in {"ready", "failed"}:
            self._settled.set()
        name, before = self._generator.name, self._state
        if state.name == before.name == "loading" and state.share < before.share + _LOADED:
            return
        self._state = state
        self._tell_generator()
        if state.name == "failed":
            self.say(f"generator {name}: {state.why}")
        elif state.name == "loading" and state.share < 1.0:
            self._log(f"generator {name}: {100 * state.share:.0f} % loaded")
        elif state.name == "ready":
            self._log(f"generator {name} ready")

    def cluster_later(self, state: State) -> None:
        """Pass on what the process that speaks to a cluster says, from its worker's thread."""
        self._call(self.cluster, state)

    def cluster(self, state: State) -> None:
        """Say how many workers it has and where, or why none, when that has changed."""
        told = f"cluster: {state.why or state.name}"
        if told == self._cluster:
            return
        self._cluster = told
        self._tell_generator()
        if state.name != "loading":
            self.say(told)

    def _tell_generator(self) -> None:
        """Tell subscribers what makes clips: the generator here, and a cluster if one is set."""
        state = self._state
        note = "; ".join(filter(None, (state.why or self._generator.why, self._cluster)))
        self._osc.generator(self._generator.name, state.name, state.share, note)

    def _call(self, what: Callable[[T], None], argument: T) -> None:
        with self._beginning:
            if self._loop is None:
                self._early.append(partial(what, argument))
                return
        with contextlib.suppress(RuntimeError):  # the loop has closed
            self._loop.call_soon_threadsafe(what, argument)
