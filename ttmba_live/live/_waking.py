"""How other threads wake the control thread when something has happened. Knows not what."""

from __future__ import annotations

import asyncio
import contextlib


class Waker:
    """A bell: any thread rings, the control thread waits. Several rings are one waking."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self._event = asyncio.Event()
        self._rung = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to listen; a running event loop is needed."""
        self._loop = asyncio.get_running_loop()

    def ring(self) -> None:
        """Something has happened; any thread, never waits."""
        loop = self._loop
        if self._rung or loop is None:
            return
        self._rung = True
        with contextlib.suppress(RuntimeError):  # the loop has closed
            loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Sleep until the bell rings, or for that long. Thread: control."""
        with contextlib.suppress(asyncio.TimeoutError, TimeoutError):
            await asyncio.wait_for(self._event.wait(), max(0.0, seconds))
        self._event.clear()
        self._rung = False
