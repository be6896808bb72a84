"""The thread that keeps the ring full. Knows the mixer, the ring and sinks; decides nothing."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.engine._block import Block
from ttmba_live.engine._lead import Lead
from ttmba_live.engine._mixer import Mixer
from ttmba_live.engine._ring import Ring
from ttmba_live.engine._turns import Turns
from ttmba_live.engine._voice import SilenceAll
from ttmba_live.priority import go_first
from ttmba_live.sinks import Sink

_log = logging.getLogger(__name__)

_LONGEST_SLEEP = 0.1
"""Seconds after which the thread looks at the ring though nothing has read from it."""

_SWITCH = 0.00005
"""Seconds after which Python hands over to a waiting thread while a hop is rendered. A hop in a
room lets go of the interpreter some ten times, and may wait so long for it each time. It is not
that short all the time, because threads that only wait for each other would be kept busy with it.
"""


_worked = time.perf_counter if sys.platform == "win32" else time.thread_time
"""What tells the processor's part; Windows counts a thread's in ticks of 16 ms, three hops long."""

_FULL = 0.85
"""Share of a processor that is next to all the thread can have: beyond it, it says so."""


class RenderThread:
    """Renders hops ahead of the output, and hands each to the sinks. It sleeps from read to read.

    ``sinks`` (a tuple) and ``told`` may be replaced, and ``lead`` (how much is kept in the ring),
    ``load``, ``work``, ``failures`` (hops or sinks that failed) and ``failure`` (the last one's
    reason) read, by any thread. ``load`` is the time that hops take, as a share of what they
    play, and ``work`` the processor's part of that: a machine that stands still has none of it.
    ``told`` is called in the render thread after a hop in which the mixer took something up or has
    something to report, and while ``work`` is next to all there is; it must not wait.

    A hop takes its turn among ``turns``, so as not to contend for the interpreter.

    ``correct``, set before the start, changes what the output gets, and with ``correct_sinks``
    what the sinks get too.

    Once all that waits in the ring is silence, and nothing sounds and nobody records, the thread
    rests until the mixer has something to take up. What went by meanwhile is counted then, so that
    frames stay what they are.
    """

    def __init__(self, mixer: Mixer, ring: Ring, ahead: int, turns: Turns | None = None) -> None:
        """Keep ``ahead`` frames in the ring."""
        self.sinks: tuple[Sink, ...] = ()
        self.told: Callable[[], None] = lambda: None
        self.load = self.work = 0.0
        self.failures = 0
        self.failure = ""
        self.turns = turns or Turns()
        self._switch = sys.getswitchinterval()
        self.lead = Lead(ahead, mixer.hop, mixer.frame)
        self._silent = 0
        self._broken: set[int] = set()
        self.correct: Callable[[Samples], Samples] | None = None
        self.correct_sinks = False
        self._mixer, self._ring = mixer, ring
        self._zero = mixer.frame - ring.head(0, mixer.hop)
        mixer.woken, mixer.clock = ring.wake, self._clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)

    def start(self) -> None:
        """Begin to render."""
        self._thread.start()

    @property
    def is_full(self) -> bool:
        """Whether the next read gets what it asks for; any thread."""
        return self._ring.resting or self._ring.fill >= self.lead.frames

    @property
    def rests(self) -> bool:
        """Whether nothing is rendered, as nothing sounds; any thread."""
        return self._ring.resting

    def _clock(self) -> int:
        """The mixer's next frame, also while this thread rests."""
        return self._zero + self._ring.head(self.lead.frames, self._mixer.hop)

    def close(self) -> None:
        """End after the current hop."""
        self._stop.set()
        self._ring.wake()
        if self._thread.ident is not None:
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        go_first(period=self._mixer.hop / RATE)
        self._switch = sys.getswitchinterval()
        while not self._stop.is_set():
            try:
                self._turn()
            except Exception as error:
                self._failed("the render thread went on after an error", error)
                time.sleep(self._mixer.hop / RATE)

    def _turn(self) -> None:
        self.lead.learn(self._ring.lowest(), self._mixer.frame)
        if self._ring.fill < self.lead.frames:
            self._hop()
        elif self._may_rest() and self._silent * self._mixer.hop >= self._ring.fill:
            self._rest()
        else:
            self._ring.wait(_LONGEST_SLEEP)

    def _may_rest(self) -> bool:
        return self._mixer.at_rest and not self.sinks

    def _rest(self) -> None:
        self._ring.rest()
        try:
            while self._may_rest() and not self._stop.is_set():
                self._ring.wait(_LONGEST_SLEEP)
        finally:
            self._mixer.skip(self._ring.resume(self.lead.frames, self._mixer.hop))

    def _hop(self) -> None:
        began, worked = time.perf_counter(), _worked()
        self.turns.begin_hop()
        sys.setswitchinterval(min(_SWITCH, self._switch))
        try:
            self._rendered()
        finally:
            self.turns.end_hop()
            sys.setswitchinterval(self._switch)
        share = 0.05 * RATE / self._mixer.hop
        self.load += share * (time.perf_counter() - began) - 0.05 * self.load
        self.lead.took(self.load)
        self.work += share * (_worked() - worked) - 0.05 * self.work
        if self.work > _FULL:
            self.told()

    def _rendered(self) -> None:
        block = self._block()
        mix = block.mix
        heard = self._corrected(mix)
        silent = block.silent and not (heard is not mix and heard.any())  # a correction rings on
        self._silent = self._silent + 1 if silent else 0
        self._ring.write(heard, block.beside)
        for sink in self.sinks:
            self._hand(sink, heard if self.correct_sinks else mix)
        self._go_ahead()
        if self._mixer.has_news:
            self.told()  # only now: whoever takes it up would contend for the interpreter

    def _block(self) -> Block:
        mixer = self._mixer
        try:
            return mixer.step()
        except Exception as error:
            # A voice that cannot be rendered must not take the others' sound with it for long:
            # a hop of silence, everything dropped, and on.
            self._drop_all(error)
            mixer.frame += mixer.hop
            return Block(np.zeros((mixer.hop, 2), np.float32), {})

    def _go_ahead(self) -> None:
        """The hop is on its way: there is time for what the next one's sound need not wait for."""
        try:
            self._mixer.go_ahead()
        except Exception as error:
            self._drop_all(error)

    def _drop_all(self, error: Exception) -> None:
        self._failed("a hop could not be rendered; all voices were dropped", error)
        self._mixer.inbox.append(SilenceAll())

    def _corrected(self, mix: Samples) -> Samples:
        if self.correct is None:
            return mix
        try:
            return self.correct(mix)
        except Exception as error:
            self._failed("the headphones' correction failed; it is left out", error)
            self.correct = None
            return mix

    def _hand(self, sink: Sink, mix: Samples) -> None:
        """Give a sink a block; one that raises gets no more, and the sound goes on."""
        if id(sink) in self._broken:
            return
        try:
            sink.write(mix)
        except Exception as error:
            self._broken.add(id(sink))
            self._failed("a recording took no more", error)

    def _failed(self, what: str, error: Exception) -> None:
        _log.error("%s", what, exc_info=error)
        self.failure = f"{what}: {error!r}"
        self.failures += 1
