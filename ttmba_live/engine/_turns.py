"""The renderer and another thread take turns at the interpreter. Knows neither's work.

Two threads that want the interpreter at once take it from each other every 50 us, and each time
costs the one that waits some 70 us of processor time on the machine of docs/performance.md: beside
a flood of messages a hop of 2.5 ms takes 4 to 9. One after the other, both are through sooner.
"""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator
from typing import Any

_HOP = 0.02
"""Seconds that work waits for a hop: a hop that takes longer shall not stop the control thread."""

_PIECE = 0.0005
"""Seconds that a hop waits for the piece of work that is under way."""


class Turns:
    """A hop waits for a piece of work to end, and the next piece for the hop: both within bounds.

    Where hops follow each other without a rest, each one's end lets one piece begin.
    """

    def __init__(self) -> None:
        """Nobody is at work."""
        self._between, self._idle = threading.Event(), threading.Event()
        self._between.set()
        self._idle.set()
        self._rests = False

    def begin_hop(self) -> None:
        """Have the interpreter, soon. Thread: render."""
        self._between.clear()
        if not self._idle.is_set():
            self._idle.wait(_PIECE)

    def end_hop(self) -> None:
        """Let others have it. Thread: render."""
        self._between.set()

    def give_way(self) -> None:
        """Between two pieces of work: let a hop that is being rendered end. Thread: the other."""
        self._idle.set()
        if not self._between.is_set():
            self._between.wait(_HOP)
        if self._rests:  # else nobody would know when this piece is over
            self._idle.clear()

    def stand_aside(self) -> None:
        """Let a hop that is being rendered end. Thread: any whose work no hop waits for."""
        if not self._between.is_set():
            self._between.wait(_HOP)

    @contextlib.contextmanager
    def standing_aside(self) -> Iterator[None]:
        """Stand aside before every call of what is done within, which knows no turns.

        Loading modules and compiled loops is such work: beside it, a hop of 3.5 ms took up to 62.
        Thread: any whose work no hop waits for.
        """
        before, between = sys.getprofile(), self._between

        def look(*_: Any) -> None:
            if not between.is_set():
                between.wait(_HOP)

        sys.setprofile(look)
        try:
            yield
        finally:
            sys.setprofile(before)

    def rest(self) -> None:
        """All work is done; what follows begins with `give_way`. Thread: the other."""
        self._rests = True
        self._idle.set()
