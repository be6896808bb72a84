"""Notes when the machine itself lets nobody run, and how fast it is. Knows no daemon.

A process for each processor, pinned to it, which naps all the time, before the sound where that is
granted: only the system, or a host that lets another guest run, can wake it late. Such a host takes
a processor for a few milliseconds, and again: what it took within a tenth of a second counts as one
stall. How fast the machine is, is told by the processor time of a piece of work that is always the
same: a virtual machine may lose half of that to its neighbours, without a stall.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from ttmba_live.priority import CONTROL, SOUND, go_first

if TYPE_CHECKING:
    from typing import Self

_STALL = 0.010
"""Seconds of standstill that the ring does not cover for sure."""

_WITHIN = 0.1
"""Seconds within which pieces of standstill are one."""

_NAP = 0.001

_USUAL = 0.0005
"""Seconds by which a nap may be too long on a machine that is well."""

_EVERY = 0.1
"""Seconds between two looks at how fast the machine is."""

_WORK = 10_000
"""Rounds of an empty loop in such a look: a quarter of a millisecond or so."""

_LOOK = "look"


class Witness:
    """A context manager; ``stalls`` are pairs: when one was over (`time.monotonic`), seconds.

    So are ``looks``, of what the same work took.
    """

    def __init__(self) -> None:
        self.stalls: list[tuple[float, float]] = []
        self.looks: list[tuple[float, float]] = []
        known = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else ["any"]
        self._processes = [
            subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, __file__, str(what)], stdout=subprocess.PIPE, text=True
            )
            for what in (*known, _LOOK)
        ]
        self._readers = [
            threading.Thread(target=self._read, args=(one,), daemon=True) for one in self._processes
        ]

    def _read(self, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            kind, moment, seconds = line.split()
            found = self.looks if kind == _LOOK else self.stalls
            found.append((float(moment), float(seconds)))

    def between(self, start: float, end: float) -> list[float]:
        """How long each stall in that time was, in seconds."""
        return [seconds for moment, seconds in list(self.stalls) if start <= moment <= end]

    def speed(self, start: float, end: float) -> float:
        """How fast the machine was in that time: 1 is what it was in its best tenth."""
        known = list(self.looks)
        there = [seconds for moment, seconds in known if start <= moment <= end]
        if not there:
            return 1.0
        best = sorted(seconds for _, seconds in known)[len(known) // 10]
        return best / statistics.fmean(there)

    def __enter__(self) -> Self:
        for reader in self._readers:
            reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        for process, reader in zip(self._processes, self._readers, strict=True):
            process.kill()
            process.wait()
            reader.join()


def watch(processor: str) -> None:
    """Print a line for each stall of one processor, or of whichever runs this, for ever."""
    first = SOUND
    if sys.platform == "linux":
        os.sched_setaffinity(0, {int(processor)})
        first += 1  # before the sound: its own hops are no stalls
    go_first(first)
    late = deque[tuple[float, float]]()
    before = time.monotonic()
    while True:
        time.sleep(_NAP)
        now = time.monotonic()
        lost, before = now - before - _NAP, now
        if lost < _USUAL:
            continue
        late.append((now, lost))
        while late[0][0] < now - _WITHIN:
            late.popleft()
        whole = sum(seconds for _, seconds in late)
        if whole > _STALL:
            print("stall", now, whole, flush=True)
            late.clear()


def look() -> None:
    """Print a line for each look at how fast the machine is, for ever."""
    go_first(CONTROL)
    while True:
        time.sleep(_EVERY)
        began = time.thread_time()
        for _ in range(_WORK):
            pass
        print(_LOOK, time.monotonic(), time.thread_time() - began, flush=True)


if __name__ == "__main__":
    if sys.argv[1] == _LOOK:
        look()
    watch(sys.argv[1])
