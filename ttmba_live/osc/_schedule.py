"""When a bundle acts: at once, or held until its time tag. Knows no messages.

Nothing here sleeps: what must wait is handed to the event loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from ttmba_live.osc._codec import IMMEDIATELY
from ttmba_live.osc._settings import OscSettings

JUST_PAST = 1.0
"""Seconds; a time tag older than this says nothing about when the cue was meant."""

_ERA = 2**32
_NTP_TO_UNIX = 2_208_988_800


def unix_time(timetag: int, now: float) -> float:
    """An NTP time tag as unix time, in the 136-year era of ``now``.

    >>> unix_time((2_208_988_800 + 10) << 32, now=0.0)
    10.0
    """
    era = int(now + _NTP_TO_UNIX) // _ERA
    return era * _ERA + timetag / 2**32 - _NTP_TO_UNIX


class Schedule:
    """Bundles that wait for their time; used on the event loop's thread only."""

    def __init__(self, settings: OscSettings, loop: asyncio.AbstractEventLoop) -> None:
        self._settings = settings
        self._loop = loop
        self._waiting: set[asyncio.TimerHandle] = set()

    def put(self, timetag: int, act: Callable[[float | None], None]) -> str:
        """Call ``act(due)`` now or at the tag's time; return a complaint about it, or ``""``.

        ``due`` is the tag as unix time, or None if there is no use in it.
        """
        now = time.time()
        due = unix_time(timetag, now)
        if timetag <= IMMEDIATELY or due < now - JUST_PAST:
            act(None)
            return ""
        ahead = due - now
        if ahead > self._settings.max_ahead:
            act(None)
            return (
                f"the bundle's time tag is {ahead:.1f} s ahead, more than "
                f"{self._settings.max_ahead:g} s: it acted at once"
            )
        if ahead <= 0.0:
            act(due)
            return ""
        if len(self._waiting) >= self._settings.max_held:
            act(None)
            return f"{len(self._waiting)} bundles are waiting already: this one acted at once"
        self._hold(ahead, due, act)
        return ""

    def close(self) -> None:
        """Forget what is waiting."""
        for handle in self._waiting:
            handle.cancel()
        self._waiting.clear()

    def _hold(self, ahead: float, due: float, act: Callable[[float | None], None]) -> None:
        def fire() -> None:
            self._waiting.discard(handle)
            act(due)

        handle = self._loop.call_later(ahead, fire)
        self._waiting.add(handle)
