"""A sink that keeps every block in memory, for tests and short renders. Knows no file."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import Samples


class Memory:
    """Collects copies of the blocks; `samples` gives them joined."""

    def __init__(self) -> None:
        self._blocks: list[Samples] = []

    def write(self, block: Samples) -> None:
        """Keep a copy of a (frames, 2) block; the render thread's."""
        self._blocks.append(np.array(block, np.float32))

    def samples(self) -> Samples:
        """Return all that was written so far, (frames, 2); any thread."""
        return np.concatenate([np.zeros((0, 2), np.float32), *self._blocks])

    def close(self) -> None:
        """Nothing to finish; the samples stay."""
