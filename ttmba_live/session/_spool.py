"""Sound on its way to a file: in memory while short, in a nameless file when long.

Nothing of it is left when the process dies.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable
from ttmba_live.session._patience import Writing, at_once

_IN_MEMORY = 1 << 20
"""Bytes, 2.7 s, that go to the disk together."""

_FRAME = 8


class Spool:
    """Stereo frames, appended and read back."""

    def __init__(
        self, folder: Path, before: Spool | None = None, writing: Writing = at_once
    ) -> None:
        """Use the disk that ``folder`` is on, as ``writing`` does.

        It goes on from what ``before`` holds now, which is left where it is: that one may neither
        grow nor be closed as long as this one is read.
        """
        self.frames: int = before.frames if before else 0
        self._before, self._folder, self._writing = before, folder, writing
        self._file: IO[bytes] | None = None
        self._stored = 0
        self._rest = io.BytesIO()

    def write(self, samples: Samples) -> None:
        """Append (frames, 2); raises `Unavailable`."""
        self._rest.write(np.ascontiguousarray(samples, "<f4").data)
        self.frames += len(samples)
        if self._rest.tell() < _IN_MEMORY:
            return
        try:
            self._writing(self._store)
        except OSError as error:
            raise Unavailable(f"cannot write {self._folder}: {error.strerror or error}") from error
        self._rest = io.BytesIO()

    def _store(self) -> None:
        """Put on the disk what waits; what failed half way is written again in its place."""
        if self._file is None:
            self._file = tempfile.TemporaryFile(buffering=0, dir=str(self._folder))  # noqa: SIM115
        self._file.seek(self._stored)
        rest = self._rest.getbuffer()
        while rest:
            rest = rest[self._file.write(rest) :]
        self._stored = self._file.tell()

    def blocks(self) -> Iterator[Samples]:
        """Everything, (frames, 2) at a time."""
        if self._before is not None:
            yield from self._before.blocks()
        for start in range(0, self._stored, _IN_MEMORY):
            yield self._read(start, min(_IN_MEMORY, self._stored - start))
        if self._rest.tell():
            yield np.frombuffer(self._rest.getvalue(), "<f4").reshape(-1, 2)

    def _read(self, start: int, size: int) -> Samples:
        out = bytearray(size)
        view = memoryview(out)
        assert self._file is not None
        self._file.seek(start)
        while view:
            view = view[self._file.readinto(view) :]  # type: ignore[attr-defined]
        return np.frombuffer(out, "<f4").reshape(-1, 2)

    def samples(self) -> Samples:
        """Everything at once."""
        return np.concatenate([np.zeros((0, 2), np.float32), *self.blocks()])

    def close(self) -> None:
        """Let it go."""
        if self._file is not None:
            self._file.close()


def link_or_copy(source: Path, target: Path) -> None:
    """The same file at another place, without its bytes where that can be; raises OSError.

    It may be called again when it failed half way.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
