"""The thread that keeps the ring full. Knows the mixer, the ring and sinks; decides nothing."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.engine._mixer import Mixer
from ttmba_live.engine._ring import Ring
from ttmba_live.engine._voice import SilenceAll
from ttmba_live.sinks import Sink, go_first

_log = logging.getLogger(__name__)

_POLL = 0.001
"""Seconds between looks at the ring. The device callback may not wake us: that takes a lock."""


_MOST = 1024
"""Frames that stalls may add to those kept ahead."""


class RenderThread:
    """Renders hops ahead of the output, and hands each to the sinks.

    ``sinks`` (a tuple), ``ahead`` (frames to keep in the ring) and ``more`` may be replaced, and
    ``load``, ``failures`` (hops that could not be rendered) and ``failure`` (the last one's reason)
    read, by any thread.

    ``correct``, set before the start, changes what the output gets, and with ``correct_sinks``
    what the sinks get too.

    ``more`` is what is kept beyond ``ahead``: whenever a read leaves next to nothing behind,
    because this thread was held up, a hop is added, before a longer stall makes a gap. Nothing is
    heard of that but the later answer to what moves.
    """

    def __init__(self, mixer: Mixer, ring: Ring, ahead: int) -> None:
        """Keep ``ahead`` frames in the ring."""
        self.sinks: tuple[Sink, ...] = ()
        self.load = 0.0
        self.failures = 0
        self.failure = ""
        self.ahead = ahead
        self.more = 0
        self.correct: Callable[[Samples], Samples] | None = None
        self.correct_sinks = False
        self._mixer, self._ring = mixer, ring
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)

    def start(self) -> None:
        """Begin to render."""
        self._thread.start()

    def close(self) -> None:
        """End after the current hop."""
        self._stop.set()
        if self._thread.ident is not None:
            self._thread.join(timeout=2.0)

    def _run(self) -> None:
        go_first()
        while not self._stop.is_set():
            self._learn()
            if self._ring.fill >= self.ahead + self.more:
                time.sleep(_POLL)
                continue
            self._hop()

    def _learn(self) -> None:
        low, self._ring.low = self._ring.low, None
        hop = self._mixer.hop
        if low is not None and low < hop // 2 and self.more < _MOST:
            self.more += hop

    def _hop(self) -> None:
        began = time.perf_counter()
        try:
            mix = heard = self._mixer.step().mix
            if self.correct is not None:
                heard = self.correct(mix)
        except Exception as error:
            # A voice that cannot be rendered must not take the others' sound with it for long:
            # a hop of silence, everything dropped, and on.
            _log.exception("a hop could not be rendered; all voices were dropped")
            self.failure = repr(error)
            self.failures += 1
            self._mixer.inbox.append(SilenceAll())
            self._mixer.frame += self._mixer.hop
            mix = heard = np.zeros((self._mixer.hop, 2), np.float32)
        self._ring.write(heard)
        for sink in self.sinks:
            sink.write(heard if self.correct_sinks else mix)
        spent = (time.perf_counter() - began) * RATE / self._mixer.hop
        self.load += 0.05 * (spent - self.load)
