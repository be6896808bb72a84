"""A mix as long as a scene, whose silence takes no memory. Knows no file and no voice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable

_BLOCK = 1 << 17
"""Frames of silence that are handed out at once: 1 MiB."""


class Mix:
    """Stereo frames, appended and read back; the same to its readers as a `Spool`."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.frames = 0
        self._parts: list[Samples | int] = []

    def write(self, samples: Samples) -> None:
        """Append (frames, 2)."""
        self._parts.append(samples)
        self.frames += len(samples)

    def skip(self, frames: int) -> None:
        """Append that many frames of silence."""
        self._parts.append(frames)
        self.frames += frames

    def blocks(self) -> Iterator[Samples]:
        """Everything, (frames, 2) at a time."""
        silence = np.zeros((_BLOCK, 2), np.float32)
        for part in self._parts:
            if not isinstance(part, int):
                yield part
                continue
            for start in range(0, part, _BLOCK):
                yield silence[: part - start]

    def samples(self) -> Samples:
        """Everything at once, (frames, 2); raises `Unavailable` if that is too much."""
        try:
            out = np.zeros((self.frames, 2), np.float32)
        except MemoryError:
            size = f"{self.frames * 8 / 2**30:.1f} GiB"
            raise Unavailable(f"the mix takes {size} of memory; render it to a file") from None
        at = 0
        for part in self._parts:
            if isinstance(part, int):
                at += part
            else:
                out[at : at + len(part)] = part
                at += len(part)
        return out
