"""A ring of stereo frames between one writer and one reader, without a lock."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import Samples


class Ring:
    """Frames (frames, 2). Only the writer's thread moves the head, only the reader's the tail.

    Each index is one integer that one thread replaces, so a torn read cannot happen; the frames
    are in place before the head moves on.
    """

    def __init__(self, frames: int) -> None:
        """Make room for that many frames."""
        self._frames = np.zeros((frames, 2), np.float32)
        self._written = 0
        self._read = 0
        self.underruns = 0
        self.low: int | None = None
        """The least that a read has left behind; the writer takes it away (None)."""

    @property
    def fill(self) -> int:
        """Frames that wait to be read; any thread."""
        return self._written - self._read

    def write(self, block: Samples) -> bool:
        """Append a block, or return False if there is no room. Thread: the writer."""
        count, size = len(block), len(self._frames)
        if count > size - self.fill:
            return False
        at = self._written % size
        first = min(count, size - at)
        self._frames[at : at + first] = block[:first]
        self._frames[: count - first] = block[first:]
        self._written += count
        return True

    def read(self, out: Samples) -> int:
        """Fill ``out``, with zeroes where nothing waits; return the frames that did.

        Reads that came up short are counted in ``underruns``. Thread: the reader.
        """
        wanted, size = len(out), len(self._frames)
        count = min(wanted, self.fill)
        at = self._read % size
        first = min(count, size - at)
        out[:first] = self._frames[at : at + first]
        out[first:count] = self._frames[: count - first]
        out[count:] = 0.0
        self._read += count
        if self.low is None or self.fill < self.low:
            self.low = self.fill
        self.underruns += count < wanted
        return count
