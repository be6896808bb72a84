"""Sound on its way to a file: in memory while short, in a nameless file when long.

Nothing of it is left when the process dies.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import uuid
from collections.abc import Container, Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable
from ttmba_live.session._patience import Writing, at_once

_IN_MEMORY = 1 << 20
"""Bytes, 2.7 s, that go to the disk together."""

_FRAME = 8

TORN = ".part-"
"""What names of files begin with that are not whole."""


class Spools:
    """Those of one run, on the disk that its folder is on, as ``writing`` does it."""

    def __init__(
        self, folder: Path, writing: Writing = at_once, lasting: Path | None = None
    ) -> None:
        """A killed process leaves nothing, or, if there is a ``lasting`` place, files in it.

        Those are for another process that goes on.
        """
        self.folder, self.writing, self.lasting = folder, writing, lasting
        self._open: dict[int, Spool] = {}

    def new(self, before: Spool | None = None, *, counts: bool = False) -> Spool:
        """Another, which goes on from what ``before`` holds; see `Spool`.

        One that ``counts`` knows how long it is and keeps no sound.
        """
        made = Spool(self.folder, before, self.writing, self.lasting)
        made.is_gone = counts
        self._open[id(made)] = made
        return made

    def close(self, spool: Spool) -> None:
        """Let one go, once what it holds is elsewhere."""
        self._open.pop(id(spool), None)
        spool.close()

    def store(self) -> None:
        """Put on the disk what waits in memory; raises OSError."""
        for spool in self._open.values():
            spool.store()

    def remove_others(self, *kept: Path) -> None:
        """Remove what a killed process left in the lasting place, but what is open or kept."""
        assert self.lasting is not None
        remove_torn(self.lasting, {*kept, *(spool.path for spool in self._open.values())})

    def __getstate__(self) -> dict[str, Any]:
        """For another process."""
        return self.__dict__ | {"_open": list(self._open.values())}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Know the open ones by what they are here."""
        self.__dict__.update(state, _open={id(spool): spool for spool in state["_open"]})


class Spool:
    """Stereo frames, appended and read back."""

    def __init__(
        self,
        folder: Path,
        before: Spool | None = None,
        writing: Writing = at_once,
        lasting: Path | None = None,
    ) -> None:
        """Use the disk that ``folder`` is on, as ``writing`` does; or a named file in ``lasting``.

        It goes on from what ``before`` holds now, which is left where it is: that one may neither
        grow nor be closed as long as this one is read.
        """
        self.frames: int = before.frames if before else 0
        self.path: Path | None = None
        """Its file, if that has a name."""
        self.is_gone = False
        """Whether it holds nothing, or another process had let it go: only its length is known."""
        self._before, self._folder, self._writing = before, folder, writing
        self._lasting = lasting
        self._file: IO[bytes] | None = None
        self._stored = 0
        self._rest = io.BytesIO()

    def write(self, samples: Samples) -> None:
        """Append (frames, 2); raises `Unavailable`."""
        self.frames += len(samples)
        if self.is_gone:
            return
        self._rest.write(np.ascontiguousarray(samples, "<f4").data)
        if self._rest.tell() < _IN_MEMORY:
            return
        try:
            self._writing(self.store)
        except OSError as error:
            raise Unavailable(f"cannot write {self._folder}: {error.strerror or error}") from error

    def store(self) -> None:
        """Put on the disk what waits; what failed half way is written again in its place.

        Raises OSError.
        """
        if not self._rest.tell():
            return
        if self._file is None:
            self._file = self._made()
        self._file.seek(self._stored)
        rest = self._rest.getbuffer()
        while rest:
            rest = rest[self._file.write(rest) :]
        self._stored = self._file.tell()
        self._rest = io.BytesIO()

    def _made(self) -> IO[bytes]:
        if self._lasting is None:
            return tempfile.TemporaryFile(buffering=0, dir=str(self._folder))
        self._lasting.mkdir(exist_ok=True)
        self.path = self._lasting / f"{TORN}{uuid.uuid4().hex}.spool"
        return self.path.open("x+b", buffering=0)

    def __getstate__(self) -> dict[str, Any]:
        """For another process, once all is stored."""
        return self.__dict__ | {"_file": None, "_rest": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Go on from what was stored then, if it was not let go since; raises OSError."""
        self.__dict__.update(state, _rest=io.BytesIO())
        if self.path is None:
            return
        try:
            self._file = self.path.open("r+b", buffering=0)
            self._file.truncate(self._stored)
        except FileNotFoundError:
            self.is_gone = True

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
        if self.path is not None:
            self.path.unlink(missing_ok=True)


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


def remove_torn(place: Path, kept: Container[Path | None] = ()) -> None:
    """Remove what killed processes left half written in a folder; raises OSError."""
    for torn in place.glob(f"{TORN}*"):
        if torn not in kept:
            torn.unlink(missing_ok=True)
