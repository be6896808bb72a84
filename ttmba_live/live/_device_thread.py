"""One lasting thread for all that is asked of a sound driver. Knows no driver.

PortAudio's WASAPI half is tied to the thread that initialised it (COM is entered per thread:
PortAudio/portaudio#250), so opening, closing and refreshing always happen here, one at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_Errand = tuple[Callable[[], Any], Callable[[Any, Exception | None], None]]


class DeviceThread:
    """Runs errands in order. A daemon thread: one that hangs must not keep the process."""

    def __init__(self, name: str) -> None:
        """Start it."""
        self._errands: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def run(self, work: Callable[[], T]) -> asyncio.Future[T]:
        """Promise what ``work`` returns or raises; on a running event loop's thread."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()

        def settle(result: Any, error: Exception | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)
                future.exception()  # nobody may be waiting any more

        def done(result: Any, error: Exception | None) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, result, error)

        self._errands.put((work, done))
        return future

    def end(self) -> None:
        """End once all errands are done; any thread, does not wait."""
        self._errands.put(None)

    def _run(self) -> None:
        while (errand := self._errands.get()) is not None:
            work, done = errand
            try:
                result = work()
            except Exception as error:
                done(None, error)
            else:
                done(result, None)
