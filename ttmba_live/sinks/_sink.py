"""What the render thread may hand blocks to, and what may ask it for them. No sink lives here."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Protocol

from ttmba_live.audio import Samples

Pull = Callable[[Samples], int]
"""Fills (frames, 2) from the ring; returns how many frames were there, the rest are zeroes.

`AT_REST` if nobody renders, and any number of frames of silence were there.
"""

AT_REST = sys.maxsize


class Sink(Protocol):
    """Takes every block of the mix. `write` belongs to the render thread and never waits."""

    def write(self, block: Samples) -> None:
        """Take a (frames, 2) block; the block may be reused after the call."""
        ...

    def close(self) -> None:
        """Finish; any thread, may wait for the disk."""
        ...


class Output(Protocol):
    """A clock that pulls blocks out of the ring: a sound device, or none.

    ``calls`` counts the pulls so far; a watchdog sees a dead output by its standing still.
    ``failures`` counts the pulls that raised and gave silence; ``failure`` is the last's reason.
    ``underflows`` counts what the driver says came too late for the card: gaps of its own.
    ``active`` is False before `start`, after `close`, and once the device ended by itself.
    ``latency`` is in seconds, from the pull to the ear, as far as the output knows.
    """

    @property
    def name(self) -> str:
        """What to call it in a message."""
        ...

    @property
    def latency(self) -> float:
        """Seconds from a pull to its sound; 0.0 before `start`."""
        ...

    @property
    def calls(self) -> int:
        """Pulls so far."""
        ...

    @property
    def failures(self) -> int:
        """Pulls that raised so far."""
        ...

    @property
    def failure(self) -> str:
        """What the last of them raised."""
        ...

    @property
    def underflows(self) -> int:
        """Blocks so far that were too late for the card."""
        ...

    @property
    def active(self) -> bool:
        """Whether it believes that it is running."""
        ...

    def start(self, pull: Pull) -> None:
        """Begin to pull; raises `ttmba_live.errors.Unavailable`."""
        ...

    def close(self) -> None:
        """Stop pulling; never raises, may wait for the device."""
        ...
