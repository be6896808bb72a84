"""Mistakes of streams: told the first time, then counted. Sends nothing itself.

A patch that streams places to an id that is not there makes the same one 50 times a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ttmba_live.osc._settings import Client

AGAIN = 1.0
"""Seconds within which the same error is counted instead of told."""

_MOST = 256
"""Errors that are remembered for that; more are told each time."""

Mistake = tuple[Client | None, str, str]
"""Who hears of it, the address and what was wrong."""


class Repeats:
    """What was told in the last second, and how often it came since. Thread: the event loop's."""

    def __init__(self, tell: Callable[[Client | None, str, str], None]) -> None:
        """``tell`` is given what came again: who, the address, and what was wrong and how often."""
        self._tell = tell
        self._counts: dict[Mistake, int] = {}

    def counted(self, mistake: Mistake) -> bool:
        """Whether it was told a moment ago; then it is counted, and the count told in its time."""
        if mistake in self._counts:
            self._counts[mistake] += 1
            return True
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return False  # before the start nobody could tell the count
        if len(self._counts) < _MOST:
            self._counts[mistake] = 0
            loop.call_later(AGAIN, self._tell_count, mistake, loop)
        return False

    def _tell_count(self, mistake: Mistake, loop: asyncio.AbstractEventLoop) -> None:
        count = self._counts.pop(mistake)
        if not count:
            return
        client, address, line = mistake
        self._counts[mistake] = 0
        loop.call_later(AGAIN, self._tell_count, mistake, loop)
        times = "once more" if count == 1 else f"{count} times more"
        self._tell(client, address, f"{line} ({times} within {AGAIN:g} s)")
