"""What is told of one save while it is rendered, also when nothing happens. Thread: control.

Knows no folder and no process: what a save that stands is at, somebody else says.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Iterator

_STANDS = 5.0
"""Seconds without news after which a save says what it is at, and after as many again."""

_OFTEN = 0.25
"""Seconds between two shares that are told, at least."""


class SaveNews:
    """That of one save."""

    def __init__(
        self,
        tell: Callable[[float, str], None],
        log: Callable[[str], None],
        at_work: Callable[[], str],
    ) -> None:
        """``tell`` hears shares, 0..1, with notes; ``at_work`` is asked when there is no news."""
        self._tell, self._log, self._at_work = tell, log, at_work
        self._share, self._next = 0.0, -math.inf
        self._alarm: asyncio.TimerHandle | None = None

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Say what it is at from now on, whenever there is no other news."""
        self._watch()
        try:
            yield
        finally:
            assert self._alarm is not None
            self._alarm.cancel()
            self._alarm = None

    def progress(self, share: float) -> None:
        """It is so far, 0..1; that is told a few times a second."""
        self._share = round(share, 2)
        now = asyncio.get_running_loop().time()
        if now >= self._next:
            self._next = now + _OFTEN
            self._say("")

    def waits(self, why: str) -> None:
        """The disk takes nothing, for that reason, or goes on if that is empty."""
        note = disk_note(why)
        self._log(note or "goes on: the disk takes files again")
        self._say(note)

    def note(self, text: str) -> None:
        """Something happened to it."""
        self._log(text)
        self._say(text)

    def _say(self, note: str) -> None:
        self._tell(self._share, note)
        if self._alarm is not None:
            self._alarm.cancel()
            self._watch()

    def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(_STANDS, lambda: self._say(self._at_work()))


def disk_note(why: str) -> str:
    """What a save says that waits for the disk; nothing if nothing is in its way."""
    return f"waits for the disk: {why}" if why else ""
