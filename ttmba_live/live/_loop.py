"""The control thread's event loop, which takes turns with the renderer. Knows no work of either."""

from __future__ import annotations

import asyncio
import selectors
import sys

from ttmba_live.engine import Turns


class _Yielding(selectors.DefaultSelector):
    """Asked once for every round of the loop: all that is called in a round is a piece of work."""

    def __init__(self, turns: Turns) -> None:
        super().__init__()
        self._turns = turns

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self._turns.rest()
        try:
            return super().select(timeout)
        finally:
            self._turns.give_way()


def yielding_loop(turns: Turns) -> asyncio.AbstractEventLoop:
    """A loop whose rounds wait for hops.

    On Windows only what calls `Turns.give_way` itself does: its loop, which alone can start
    processes there, asks no selector.
    """
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    return asyncio.SelectorEventLoop(_Yielding(turns))
