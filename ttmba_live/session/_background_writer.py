"""Writes in the background, in order, until it works. Knows bytes and jobs, no format.

Whoever gives it work never waits for the disk. A job that fails is tried again until it works or
it is closed: a disk that is full for a while costs nothing but memory.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.audio import whole_file
from ttmba_live.errors import Unavailable
from ttmba_live.priority import CONTROL, go_first

Job = Callable[[], None]
"""May raise OSError or `Unavailable`, and then is called again."""

_PAUSE = 0.5
"""Seconds between two tries."""


@dataclass(frozen=True, slots=True)
class _Work:
    job: Job
    size: int


class BackgroundWriter:
    """One thread. ``error`` is what hinders it now; ``lost`` is what it could not take, ever."""

    def __init__(self, name: str, most: int) -> None:
        """Keep at most ``most`` bytes that wait."""
        self.error = ""
        self.lost = ""
        self._most, self._waiting = most, 0
        self._work: deque[_Work] = deque()
        self._wake = threading.Condition()
        self._closing = False
        self._given_up = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Bytes that are not on the disk yet; any thread."""
        return self._waiting

    def put(self, job: Job, size: int = 0) -> bool:
        """Have a job done that keeps ``size`` bytes; False, and ``lost``, if that is too much."""
        with self._wake:
            if self._closing or self._waiting + size > self._most:
                self.lost = self.lost or self.error or "the disk is too slow"
                return False
            self._work.append(_Work(job, size))
            self._waiting += size
            self._wake.notify_all()
        return True

    def rest(self, patience: float) -> bool:
        """Wait until nothing waits; False after ``patience`` seconds. Not the control thread's."""
        end = time.monotonic() + patience
        with self._wake:
            while self._work:
                if not self._wake.wait(max(0.0, end - time.monotonic())) and self._work:
                    return False
        return True

    def close(self, patience: float) -> bool:
        """Do what is left, within ``patience`` seconds; whether all was done."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        self._thread.join(patience)
        self._given_up = True
        if self._work:
            self.lost = self.lost or self.error or "the disk did not answer"
        return not self.lost

    def _run(self) -> None:
        go_first(CONTROL)
        while not self._given_up:
            with self._wake:
                while not self._work:
                    if self._closing:
                        return
                    self._wake.wait()
                work = self._work[0]
            if self._done(work.job):
                with self._wake:
                    self._work.popleft()
                    self._waiting -= work.size
                    del work  # it may hold a clip, and the next one may be long in coming
                    self._wake.notify_all()
            else:
                time.sleep(_PAUSE)

    def _done(self, job: Job) -> bool:
        try:
            job()
        except (OSError, Unavailable) as error:
            self.error = str(getattr(error, "strerror", None) or error)
            return False
        except Exception as error:
            self.lost = self.lost or repr(error)  # a mistake of ours: trying again is no help
        self.error = ""
        return True


class Growing:
    """A file that grows by whole pieces: one that failed half way is written again in its place."""

    def __init__(self, path: Path) -> None:
        """Make a new file; raises OSError, also if there is one."""
        self._file = path.open("x+b", buffering=0)
        self._size = 0

    def append(self, data: bytes) -> None:
        """Add a piece, all of it or (OSError) none that a reader would take for whole."""
        rest = memoryview(data)
        self._file.seek(self._size)
        while rest:
            rest = rest[self._file.write(rest) or 0 :]
        self._size += len(data)

    def move(self, path: Path) -> None:
        """Go on in a new file that begins with all there is; raises OSError."""
        self._file.seek(0)
        data = self._file.read(self._size)
        with whole_file(path) as part:
            part.write_bytes(data)
        other = path.open("r+b", buffering=0)
        self._file.close()
        self._file = other

    def close(self) -> None:
        """Let it go; raises OSError."""
        self._file.close()
