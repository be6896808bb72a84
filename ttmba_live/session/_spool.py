"""Sound on its way to a file: in memory while short, in a nameless file when long.

Nothing of it is left when the process dies.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable

_IN_MEMORY = 1 << 23
"""Bytes: 22 s."""

_BLOCK = 1 << 20
_FRAME = 8


class Spool:
    """Stereo frames, appended and read back."""

    def __init__(self, folder: Path, before: Spool | None = None) -> None:
        """Use the disk that ``folder`` is on.

        It goes on from what ``before`` holds now, which is left where it is: that one may neither
        grow nor be closed as long as this one is read.
        """
        self.frames: int = before.frames if before else 0
        self._before, self._own = before, 0
        self._folder = folder
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115

    def write(self, samples: Samples) -> None:
        """Append (frames, 2); raises `Unavailable`."""
        try:
            self._file.write(np.ascontiguousarray(samples, "<f4").data)
        except OSError as error:
            raise Unavailable(f"cannot write {self._folder}: {error.strerror or error}") from error
        self.frames += len(samples)
        self._own += len(samples)

    def blocks(self) -> Iterator[Samples]:
        """Everything, (frames, 2) at a time."""
        if self._before is not None:
            yield from self._before.blocks()
        self._file.seek(0)
        for _ in range(0, self._own * _FRAME, _BLOCK):
            yield np.frombuffer(self._file.read(_BLOCK), "<f4").reshape(-1, 2)

    def samples(self) -> Samples:
        """Everything at once."""
        return np.concatenate([np.zeros((0, 2), np.float32), *self.blocks()])

    def close(self) -> None:
        """Let it go."""
        self._file.close()


def link_or_copy(source: Path, target: Path) -> None:
    """The same file at another place, without its bytes where that can be; raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
