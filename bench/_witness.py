"""Notes when the machine itself lets nobody run, and how fast it is. Knows no daemon.

A process of its own, so that its parent's interpreter cannot hold it up, with a thread pinned to
each processor, at the sound's own priority where that is granted. How fast it is, is told by the
processor time of a piece of work that is always the same: a virtual machine may lose half of that
to its neighbours, without a stall.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from ttmba_live.priority import CONTROL, go_first

if TYPE_CHECKING:
    from typing import Self

_STALL = 0.010
"""Seconds of standstill that the ring does not cover for sure."""

_NAP = 0.002

_EVERY = 0.1
"""Seconds between two looks at how fast the machine is."""

_WORK = 10_000
"""Rounds of an empty loop in such a look: a quarter of a millisecond or so."""


class Witness:
    """A context manager; ``stalls`` are pairs: when one was over (`time.monotonic`), seconds.

    So are ``looks``, of what the same work took.
    """

    def __init__(self) -> None:
        self.stalls: list[tuple[float, float]] = []
        self.looks: list[tuple[float, float]] = []
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, __file__], stdout=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)

    def _read(self) -> None:
        for line in self._process.stdout or ():
            kind, moment, seconds = line.split()
            found = self.stalls if kind == "stall" else self.looks
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
        self._reader.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()


def watch(processor: int | None) -> None:
    """Print a line for each stall of one processor, or of whichever runs this, for ever."""
    if processor is not None and sys.platform == "linux":
        os.sched_setaffinity(0, {processor})
    go_first()
    before = time.monotonic()
    while True:
        time.sleep(_NAP)
        now = time.monotonic()
        if now - before > _STALL:
            os.write(1, f"stall {now} {now - before}\n".encode())  # a line as a whole
        before = now


def look() -> None:
    """Print a line for each look at how fast the machine is, for ever."""
    go_first(CONTROL)
    while True:
        time.sleep(_EVERY)
        began = time.thread_time()
        for _ in range(_WORK):
            pass
        os.write(1, f"look {time.monotonic()} {time.thread_time() - began}\n".encode())


def main() -> None:
    """Watch every processor."""
    known = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [None]
    threading.Thread(target=look, daemon=True).start()
    for processor in known[1:]:
        threading.Thread(target=watch, args=(processor,), daemon=True).start()
    watch(known[0])


if __name__ == "__main__":
    main()
