"""The disk thread: gives each open file its turn. Knows no format and no sound.

A file's turn may take as long as the disk likes; the render thread never waits for it.
"""

from __future__ import annotations

import threading
from typing import Protocol

from ttmba_live.priority import CONTROL, go_first

PERIOD = 0.1
"""Seconds between two turns of a file."""


class Job(Protocol):
    """Something with a queue that goes to a disk."""

    def turn(self) -> bool:
        """Write what is queued; return True when there will be no more. Never raises."""
        ...


class DiskThread:
    """One thread for any number of files; starts at once, ends with `close`."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="disk", daemon=True)
        self._thread.start()

    def add(self, job: Job) -> None:
        """Give ``job`` a turn every `PERIOD` until it says that it is done; any thread."""
        self._jobs.append(job)

    def hurry(self) -> None:
        """Do not wait out the period; any thread but the render thread."""
        self._wake.set()

    def _run(self) -> None:
        go_first(CONTROL)  # it holds the interpreter at times, and may not be held up then
        while self._jobs or not self._closing:
            self._wake.wait(PERIOD)
            self._wake.clear()
            for job in tuple(self._jobs):
                if job.turn():
                    self._jobs.remove(job)

    def close(self, timeout: float = 30.0) -> bool:
        """End when the last job is done; close the files first. False if the disk hangs."""
        self._closing = True
        self.hurry()
        self._thread.join(timeout)
        return not self._thread.is_alive()
