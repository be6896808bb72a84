"""The time of day, and a thread that wakes the event loop at a moment. Knows no messages.

asyncio's own timers are 16 ms off on Windows, where its clock (until Python 3.13) and the time of
day go in steps of that size. Waiting here goes by `time.perf_counter` on every system.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import sys
import threading
import time
from collections.abc import Callable

_COARSE = 0.02
"""Seconds that a lock's time-out may be late on Windows; the rest is slept, which is exact."""

_TO_UNIX = 11_644_473_600
"""Seconds from 1601, where Windows begins to count, to 1970."""


def unix_now() -> float:
    """The unix time, better than 1 ms on every system."""
    if sys.platform != "win32":
        return time.time()
    ticks = ctypes.c_uint64()
    ctypes.windll.kernel32.GetSystemTimePreciseAsFileTime(ctypes.byref(ticks))
    return ticks.value / 1e7 - _TO_UNIX


class Alarm:
    """Calls ``ring`` on the event loop's thread at the moment that was last set."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        ring: Callable[[], None],
        began: Callable[[], object] = lambda: None,
    ) -> None:
        """Start its thread, which calls ``began`` first and sleeps while nothing is set."""
        self._loop, self._ring, self._began = loop, ring, began
        self._at: float | None = None
        self._closing = False
        self._bell = threading.Lock()
        self._bell.acquire()
        threading.Thread(target=self._run, name="osc-alarm", daemon=True).start()

    def set(self, at: float | None) -> None:
        """Ring at that `time.perf_counter`, or not at all; the event loop's thread."""
        self._at = at
        self._wake()

    def close(self) -> None:
        """End; the event loop's thread."""
        self._closing = True
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(RuntimeError):  # it is awake already
            self._bell.release()

    def _run(self) -> None:
        self._began()
        rung: float | None = None
        while not self._closing:
            at = self._at
            if at is None or at == rung:
                self._bell.acquire()
                continue
            left = at - time.perf_counter()
            if left > 0.0:
                self._sleep(left)
                continue
            rung = at
            with contextlib.suppress(RuntimeError):  # the loop has closed
                self._loop.call_soon_threadsafe(self._ring)

    def _sleep(self, left: float) -> None:
        if sys.platform != "win32":
            self._bell.acquire(timeout=left)
        elif left > _COARSE:
            self._bell.acquire(timeout=left - _COARSE)
        else:
            time.sleep(left)
