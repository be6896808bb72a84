"""What cues ask for that is to happen later, or again and again. Knows no sound and no order.

Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ttmba_live.errors import InvalidInput, TtmbaError

_MOST = 256
LOOK = 0.05
"""Seconds between two looks at what is waited for."""


class Due:
    """Work that waits for its time."""

    def __init__(self) -> None:
        """Nothing waits."""
        self._waiting: set[asyncio.TimerHandle] = set()
        self._again: dict[str, asyncio.TimerHandle] = {}

    def later(
        self, seconds: float, do: Callable[[], None], failed: Callable[[str], None]
    ) -> asyncio.TimerHandle:
        """Do something in some seconds; who cancels that may do so by what is returned.

        Raises `InvalidInput` if too much waits.
        """

        def due() -> None:
            self._waiting.discard(handle)
            _tried(do, failed)

        self._waiting = {one for one in self._waiting if not one.cancelled()}
        if len(self._waiting) >= _MOST:
            raise InvalidInput(f"{_MOST} orders wait already")
        handle = asyncio.get_running_loop().call_later(seconds, due)
        self._waiting.add(handle)
        return handle

    def once(
        self, came: Callable[[], bool], do: Callable[[], None], failed: Callable[[str], None]
    ) -> Callable[[], None]:
        """Do something when a thing has come; who calls what is returned cancels that.

        Raises `InvalidInput` if too much waits.
        """
        waiting: list[asyncio.TimerHandle] = []

        def look() -> None:
            if came():
                do()
            else:
                waiting[:] = [self.later(LOOK, look, failed)]

        def cancel() -> None:
            waiting[0].cancel()

        waiting.append(self.later(0.0, look, failed))
        return cancel

    def every(
        self, seconds: float, name: str, do: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        """Do something again and again under a name, instead of what was done under it before."""
        loop = asyncio.get_running_loop()

        def due(when: float) -> None:
            following = max(when + seconds, loop.time())  # a machine that slept makes up nothing
            self._again[name] = loop.call_at(following, due, following)
            if not _tried(do, failed):
                self.no_more(name)

        self.no_more(name)
        first = loop.time() + seconds
        self._again[name] = loop.call_at(first, due, first)

    def rounds(
        self, times: int, name: str, over: Callable[[], bool], do: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:  # fmt: skip
        """Do something so many times under a name, each time when the last one is over."""
        loop, left = asyncio.get_running_loop(), times

        def look() -> None:
            nonlocal left
            if over():
                left -= 1
                if not _tried(do, failed) or not left:
                    self.no_more(name)
                    return
            self._again[name] = loop.call_later(LOOK, look)

        self.no_more(name)
        self._again[name] = loop.call_later(LOOK, look)

    def no_more(self, name: str) -> None:
        """Do no more what is done again and again under a name."""
        if handle := self._again.pop(name, None):
            handle.cancel()

    def forget(self) -> None:
        """Do nothing of all that waits."""
        for handle in (*self._waiting, *self._again.values()):
            handle.cancel()
        self._waiting.clear()
        self._again.clear()


def _tried(do: Callable[[], None], failed: Callable[[str], None]) -> bool:
    try:
        do()
    except TtmbaError as error:
        failed(str(error))
        return False
    return True
