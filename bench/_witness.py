"""Notes when the machine itself lets nobody run. Knows no daemon.

A process of its own, so that its parent's interpreter cannot hold it up, with a thread pinned to
each processor, at the sound's own priority where that is granted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

from ttmba_live.priority import go_first

if TYPE_CHECKING:
    from typing import Self

_STALL = 0.010
"""Seconds of standstill that the ring does not cover for sure."""

_NAP = 0.002


class Witness:
    """A context manager; ``stalls`` are pairs: when one was over (`time.monotonic`), seconds."""

    def __init__(self) -> None:
        self.stalls: list[tuple[float, float]] = []
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, __file__], stdout=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._read, daemon=True)

    def _read(self) -> None:
        for line in self._process.stdout or ():
            moment, seconds = map(float, line.split())
            self.stalls.append((moment, seconds))

    def between(self, start: float, end: float) -> list[float]:
        """How long each stall in that time was, in seconds."""
        return [seconds for moment, seconds in list(self.stalls) if start <= moment <= end]

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
            os.write(1, f"{now} {now - before}\n".encode())  # a line as a whole
        before = now


def main() -> None:
    """Watch every processor."""
    known = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else [None]
    for processor in known[1:]:
        threading.Thread(target=watch, args=(processor,), daemon=True).start()
    watch(known[0])


if __name__ == "__main__":
    main()
