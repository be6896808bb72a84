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

SAVE_PATIENCE = 600.0
"""Seconds that a save waits for a disk that takes nothing."""

_PAUSE = 0.5
"""Seconds between two tries."""


class Writing(Protocol):
    """How a job that needs the disk is done."""

    def __call__(self, job: Callable[[], T]) -> T:
        """Do it; raises what the job raises."""
        ...


def at_once(job: Callable[[], T]) -> T:
    """Do a job once."""
    return job()


class Patience:
    """Does jobs again until they work. Thread: the one that works, but for `hurry`."""

    def __init__(self, tell: Callable[[str], None], most: float = math.inf) -> None:
        """Wait ``most`` seconds for each job that fails.

        ``tell`` hears why the disk takes nothing, and an empty text when it does again.
        """
        self._tell, self._most = tell, most
        self._since = -math.inf

    def hurry(self, most: float) -> None:
        """From now on wait that many seconds, if that is less; any thread."""
        if most < self._most:
            self._most, self._since = most, time.monotonic()

    def __call__(self, job: Callable[[], T]) -> T:
        """Do a job; raises OSError or `Unavailable` when patience is at its end."""
        told, began = "", math.inf
        while True:
            try:
                done = job()
            except (OSError, Unavailable) as error:
                began = min(began, time.monotonic())
                if time.monotonic() > max(began, self._since) + self._most:
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
