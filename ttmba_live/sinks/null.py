"""A clock without a device: pulls at the speed of sound cards and throws the sound away."""

from __future__ import annotations

import threading
import time

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.priority import go_first
from ttmba_live.sinks._pulling import Pulling
from ttmba_live.sinks._sink import AT_REST, Pull

CATCH_UP_BLOCKS = 8
"""How far a stalled clock may run behind and still make up for it."""


_AT_ONCE = 4


class Pace:
    """When the next block is due, counted from one origin so that rounding never adds up.

    Later than `CATCH_UP_BLOCKS`, the origin moves: the time lost is skipped, not rushed through.
    """

    def __init__(self, now: float, block: int) -> None:
        self.skipped = 0.0
        self._origin = now
        self._block = block / RATE
        self._done = 0

    def wait(self, now: float) -> float:
        """Return the seconds from ``now`` to the next block; 0.0 if it is due or late."""
        late = now - (self._origin + self._done * self._block)
        if late > CATCH_UP_BLOCKS * self._block:
            self._origin += late
            self.skipped += late
            late = 0.0
        self._done += 1
        return max(0.0, -late)

    def ahead(self) -> None:
        """Count a block that was not waited for."""
        self._done += 1


class Null(Pulling):
    """An `Output` that nobody hears: a thread that pulls ``block`` frames by the wall clock.

    While the ring is at rest it pulls `_AT_ONCE` at a time, as a device of long blocks does: to
    wake up is what an idle daemon spends most of its time with.
    """

    name = "null"
    latency = 0.0

    def __init__(self, block: int = 256, channels: int = 2) -> None:
        super().__init__()
        self.block, self.channels = block, channels
        self._stopped = threading.Lock()  # held until `close`: to try it is the cheapest sleep
        self._stopped.acquire()
        self._closing = False
        self._thread: threading.Thread | None = None

    @property
    def active(self) -> bool:
        """Whether its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def start(self, pull: Pull) -> None:
        """Begin to pull, from a thread of its own."""
        self._thread = threading.Thread(
            target=self._run, args=(pull,), name="null-output", daemon=True
        )
        self._thread.start()

    def _run(self, pull: Pull) -> None:
        go_first(period=self.block / RATE)
        out = np.zeros((self.block, self.channels), np.float32)
        pace = Pace(time.monotonic(), self.block)
        while not self._stopped.acquire(timeout=pace.wait(time.monotonic())):
            for more in range(_AT_ONCE):
                if more:
                    pace.ahead()
                if self._pulled(pull, out) != AT_REST:
                    break

    def close(self) -> None:
        """Stop after the block at hand; not from the pulling thread itself."""
        if not self._closing:
            self._closing = True
            self._stopped.release()
        if self._thread is not None:
            self._thread.join(timeout=2.0)
