"""A ring of frames between one writer and one reader, without a lock that either waits for.

Every value that both threads see is one reference that one of them replaces; whoever needs it
reads it once and goes on with what it read.
"""

from __future__ import annotations

import contextlib
import threading

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.sinks import AT_REST


class Ring:
    """Frames of two ears and of more channels.

    Only the writer's thread moves the head, only the reader's the tail. The frames are in place
    before the head moves on. ``underruns`` counts the reads that came up short; only the reader
    counts.

    While the writer `rest`s, reads give silence and time goes by without it: the tail runs on, and
    `resume` puts the head as far before it as if silence had been written all the time.
    """

    def __init__(self, frames: int, beside: int = 0) -> None:
        """Make room for that many frames, with so many channels beside the ears."""
        self.channels = 2 + beside
        self._frames = np.zeros((frames, self.channels), np.float32)
        self._written = 0
        self._read = 0
        self.underruns = 0
        self._turn = 0  # how often the writer has asked for the lowest; the writer's
        self._low = (-1, 0)  # for which turn, and the least left behind in it; the reader's
        self._resting = False  # the writer's
        # A binary semaphore that is down while the writer may sleep. Letting it up takes no wait.
        self._bell = threading.Lock()

    @property
    def fill(self) -> int:
        """Frames that wait to be read; any thread."""
        read = self._read  # first: the head read after it is never behind it
        return self._written - read

    def write(self, block: Samples, beside: Samples | None = None) -> bool:
        """Append a block (frames, 2) and what is beside it, silence if nothing is.

        Returns False if there is no room. Thread: the writer.
        """
        count, size = len(block), len(self._frames)
        if count > size - self.fill:
            return False
        at = self._written % size
        first = min(count, size - at)
        for part, out in (
            (slice(first), slice(at, at + first)),
            (slice(first, None), slice(count - first)),
        ):
            self._frames[out, :2] = block[part]
            self._frames[out, 2:] = 0.0 if beside is None else beside[part]
        self._written += count
        return True

    def read(self, out: Samples) -> int:
        """Fill ``out``, with zeroes where nothing waits; return the frames that did, or `AT_REST`.

        It has two channels or more; what more there are in the ring is left out.
        Thread: the reader. It wakes the writer and waits for nothing.
        """
        if self._resting:
            out.fill(0.0)
            self._read += len(out)
            return AT_REST
        wanted, size, there = len(out), len(self._frames), max(0, self.fill)
        count = min(wanted, there)
        at = self._read % size
        first = min(count, size - at)
        channels = out.shape[1]
        out[:first] = self._frames[at : at + first, :channels]
        out[first:count] = self._frames[: count - first, :channels]
        out[count:] = 0.0
        self._read += count
        self._note_low(there - wanted)
        self.underruns += count < wanted
        self.wake()
        return count

    def _note_low(self, left: int) -> None:
        turn, (noted, low) = self._turn, self._low
        if noted == turn:
            left = min(low, 0) + left if left < 0 else min(low, left)
        self._low = (turn, left)

    def lowest(self) -> int | None:
        """The least that a read has left behind since the last call; None without a read.

        Below zero it is what reads came short by, in all. Thread: the writer.
        """
        noted, low = self._low
        if noted != self._turn:
            return None
        self._turn += 1
        return low

    @property
    def resting(self) -> bool:
        """Whether reads give silence; any thread."""
        return self._resting

    def rest(self) -> None:
        """Have reads give silence from now on; all that waits must be silence. Thread: writer."""
        self._frames.fill(0.0)
        self._resting = True

    def head(self, keep: int, hop: int) -> int:
        """Frames up to the next write, silence that goes by without one included; any thread.

        Rest ends with at least ``keep`` frames before the tail, in whole hops.
        """
        resting, read = self._resting, self._read
        written = self._written
        return written + max(0, -((written - read - keep) // hop)) * hop if resting else written

    def resume(self, keep: int, hop: int) -> int:
        """Go on with ``keep`` frames of silence, or a little more, before the next write.

        Returns the hops that went by. Thread: the writer.
        """
        before, self._written = self._written, self.head(keep, hop)
        self._resting = False
        return (self._written - before) // hop

    def wait(self, seconds: float) -> None:
        """Sleep until something is read, or for that long. Thread: the writer."""
        self._bell.acquire(timeout=seconds)

    def wake(self) -> None:
        """End the writer's sleep; any thread, never waits."""
        if self._bell.locked():
            with contextlib.suppress(RuntimeError):  # another thread has just done it
                self._bell.release()
