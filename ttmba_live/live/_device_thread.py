"""One lasting thread for all that is asked of a sound driver. Knows no driver.

PortAudio's WASAPI half is tied to the thread that initialised it (COM is entered per thread:
PortAudio/portaudio#250), so opening, closing and refreshing always happen here, one at a time.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from ttmba_live.live._threads import promised
from ttmba_live.priority import CONTROL, go_first

T = TypeVar("T")
_Errand = Callable[[], None]


class DeviceThread:
    """Runs errands in order. A daemon thread: one that hangs must not keep the process."""

    def __init__(self, name: str) -> None:
        """Start it."""
        self._errands: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Promise what ``work`` returns or raises; on a running event loop's thread."""
        future, errand = promised(work)
        self._errands.put(errand)
        return future

    def end(self) -> None:
        """End once all errands are done; any thread, does not wait."""
        self._errands.put(None)

    def _run(self) -> None:
        go_first(CONTROL)  # it holds the interpreter at times, and may not be held up then
        while (errand := self._errands.get()) is not None:
            errand()
