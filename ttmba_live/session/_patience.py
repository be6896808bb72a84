"""Work for a disk that may take nothing for a while: once, or again until it works.

Knows no file: a job writes all of what it is for, or raises and may be called again.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from ttmba_live.errors import Unavailable

T = TypeVar("T")

_PAUSE = 0.5
"""Seconds between two tries."""

_AT_THE_END = 10.0
"""Seconds that the end of a run waits for the disk."""


class Writing(Protocol):
    """How a job that needs the disk is done."""

    def __call__(self, job: Callable[[], T]) -> T:
        """Do it; raises what the job raises."""
        ...


def at_once(job: Callable[[], T]) -> T:
    """Do a job once."""
    return job()


class Patience:
    """Does jobs again until they work. Thread: the one that works, but for `end`."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        """``tell`` hears why the disk takes nothing, and an empty text when it does again."""
        self._tell = tell
        self._until = math.inf

    def end(self) -> None:
        """From now on wait for some seconds only; any thread."""
        self._until = time.monotonic() + _AT_THE_END

    def __call__(self, job: Callable[[], T]) -> T:
        """Do a job; raises OSError or `Unavailable` when patience is at its end."""
        told = ""
        while True:
            try:
                done = job()
            except (OSError, Unavailable) as error:
                if time.monotonic() > self._until:
                    raise
                why = str(getattr(error, "strerror", None) or error)
                if why != told:
                    told = why
                    self._tell(why)
                time.sleep(_PAUSE)
            else:
                if told:
                    self._tell("")
                return done
