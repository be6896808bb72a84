"""A WAV file that is written block by block, of a length that only its end knows.

Room for the 64-bit sizes is kept at the beginning (EBU Tech 3306, ITU-R BS.2088): the file is plain
RIFF as long as 32 bits are enough. Knows chunks and no session.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from ttmba_live.audio import RATE, Samples, whole_file
from ttmba_live.daw._wave import Sample, write_samples

_MAX = 2**32 - 1
_DS64 = struct.Struct("<QQQI")


class GrowingWave:
    """Takes frames until `close`."""

    def __init__(
        self,
        file: BinaryIO,
        channels: int,
        *,
        sample: Sample = "float32",
        chunks: Iterable[tuple[bytes, Iterable[bytes]]] = (),
        long: bytes = b"RF64",
    ) -> None:
        """Begin; ``chunks`` go before the samples, ``long`` is the file's kind above 4 GiB."""
        self.frames = 0
        self._file, self._channels, self._sample, self._long = file, channels, sample, long
        width = 4 if sample == "float32" else 3
        frame = self._frame = channels * width
        self._chunk(b"RIFF", [b"WAVE"], size=_MAX)
        self._chunk(b"JUNK", [bytes(_DS64.size)])
        form = struct.pack(
            "<HHIIHH", 3 if width == 4 else 1, channels, RATE, RATE * frame, frame, 8 * width
        )
        self._chunk(b"fmt ", [form + (b"\0\0" if width == 4 else b"")])
        self._fact = file.tell() + 8
        if width == 4:
            self._chunk(b"fact", [bytes(4)])
        for name, data in chunks:
            self._chunk(name, data)
        self._data = file.tell() + 8
        self._chunk(b"data", [], size=_MAX)

    def write(self, samples: Samples) -> None:
        """Append (frames, channels)."""
        self.frames += len(samples)
        write_samples(self._file, samples, self._sample)

    def skip(self, frames: int) -> None:
        """Append silence, which most disks need not hold."""
        self.frames += frames
        self._file.seek(frames * self._frame, 1)

    def close(self) -> None:
        """Put the true sizes in; the file stays open."""
        file = self._file
        end = file.tell()
        size = end - self._data
        if size & 1:
            file.write(b"\0")
        file.truncate(file.tell())
        riff = file.tell() - 8
        if self._sample == "float32":
            file.seek(self._fact)
            file.write(struct.pack("<I", min(self.frames, _MAX)))
        short = riff <= _MAX
        if not short:
            file.seek(0)
            file.write(self._long + struct.pack("<I", _MAX) + b"WAVE")
            head = b"ds64" + struct.pack("<I", _DS64.size)
            file.write(head + _DS64.pack(riff, size, self.frames, 0))
        for at, value in ((4, riff), (self._data - 4, size)):
            file.seek(at)
            file.write(struct.pack("<I", value if short else _MAX))

    def _chunk(self, name: bytes, data: Iterable[bytes], size: int | None = None) -> None:
        """Write a chunk; ``size`` is what it claims until `close` knows better."""
        start = self._file.tell() + 8
        self._file.write(name + struct.pack("<I", size or 0))
        for piece in data:
            self._file.write(piece)
        if size is None:
            end = self._file.tell()
            self._file.seek(start - 4)
            self._file.write(struct.pack("<I", end - start))
            self._file.seek(end)
            self._file.write(b"\0" * (end - start & 1))


@contextmanager
def growing_wave(
    path: Path,
    channels: int,
    *,
    sample: Sample = "float32",
    chunks: Iterable[tuple[bytes, Iterable[bytes]]] = (),
    long: bytes = b"RF64",
) -> Iterator[GrowingWave]:
    """A `GrowingWave` that is at ``path`` once the body has succeeded; raises `Unavailable`."""
    with whole_file(path) as part, part.open("w+b") as file:
        wave = GrowingWave(file, channels, sample=sample, chunks=chunks, long=long)
        yield wave
        wave.close()
