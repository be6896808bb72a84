"""Clips that stay on the disk, read ahead of the voices that play them. Knows no mixer, no scene.

Who plays one asks a reader for slices and never waits for the disk: one thread reads what comes
next. What is not there in time is silence, and counted. Only that thread opens, reads and closes.
"""

from __future__ import annotations

import contextlib
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples
from ttmba_live.priority import CONTROL, go_first

LONG = 60 * RATE
"""Frames from which on a clip stays on the disk: 11 MiB."""

_CHUNK = 1 << 16
_PINNED = 2
"""Chunks at the beginning that stay in memory: 2.7 s, for a start and for a loop's next turn."""

_AHEAD = 8
"""Chunks that are read ahead of a voice: 11 s, for a disk that hangs."""

HELD = (_PINNED + _AHEAD + 2) * _CHUNK * 4
"""Bytes that a long clip takes in memory while it plays, at most."""

_PAUSE = 0.5
"""Seconds between two looks at what has been let go, and after a file that could not be read."""


class Sound(Protocol):
    """What a voice plays: samples (frames,) by slices with a start and a stop."""

    def __len__(self) -> int:
        """How many frames."""
        ...

    def __getitem__(self, part: slice, /) -> Samples:
        """Those frames; never waits."""
        ...


class Reader:
    """One voice's way through a long clip. Slices belong to one thread, the rest to the reading."""

    def __init__(self, source: _Source, start: int) -> None:
        """Stand at a frame; any thread."""
        self._frames, self._pinned, self._wake = source.frames, source.pinned, source.wake
        self._chunks: dict[int, Samples] = {}
        self._at = start // _CHUNK
        self.late = 0
        """Frames that were silent because they had not been read; any thread."""

    def __len__(self) -> int:
        """How many frames."""
        return self._frames

    def __getitem__(self, part: slice, /) -> Samples:
        """Those frames, zeroes where they are not there; never waits."""
        start, stop = part.start, part.stop
        first, last = start // _CHUNK, (stop - 1) // _CHUNK
        if first != self._at:
            self._at = first
            self._wake()
        pieces = [
            self._piece(n, max(start - n * _CHUNK, 0), min(stop - n * _CHUNK, _CHUNK))
            for n in range(first, last + 1)
        ]
        return pieces[0] if len(pieces) == 1 else np.concatenate(pieces)

    def _piece(self, number: int, start: int, stop: int) -> Samples:
        chunk = self._pinned.get(number)
        chunk = self._chunks.get(number) if chunk is None else chunk
        if chunk is None or len(chunk) < stop:
            self.late += stop - start
            return np.zeros(stop - start, np.float32)
        return chunk[start:stop]

    def missing(self) -> Iterator[int]:
        """Numbers of the chunks that are to be read, the next one first; forgets what is past."""
        at = self._at
        for number in list(self._chunks):
            if not at <= number < at + _AHEAD:
                del self._chunks[number]
        last = -(-self._frames // _CHUNK)
        for number in range(at, min(at + _AHEAD, last)):
            if number not in self._pinned and number not in self._chunks:
                yield number

    def put(self, number: int, chunk: Samples) -> None:
        """Have a chunk that was read."""
        self._chunks[number] = chunk


class _Source:
    """A file of raw float32, and who has it."""

    def __init__(self, path: Path, library: _Library) -> None:
        """Open it; raises OSError."""
        self._path, self._file = path, path.open("rb", buffering=0)
        self._place = threading.Lock()
        try:
            self.samples: Samples = np.memmap(path, "<f4", "r")
            self.frames, self.wake = len(self.samples), library.wake
            self.pinned: dict[int, Samples] = {n: self.read(n) for n in range(_PINNED)}
        except BaseException:
            self._file.close()
            raise
        self.owners: deque[weakref.ref[LongClip | Reader]] = deque()

    def read(self, number: int) -> Samples:
        """A chunk; waits for the disk, while other threads run."""
        chunk = np.empty(max(0, min(_CHUNK, self.frames - number * _CHUNK)), np.float32)
        view, at = chunk.view(np.uint8).data, 0
        with self._place:
            self._file.seek(number * _CHUNK * 4)
            while at < len(view) and (count := self._file.readinto(view[at:])):
                at += count
        return chunk[: at // 4]

    def tend(self) -> bool:
        """Read what its readers need next; whether anybody has it still."""
        for ref in list(self.owners):
            owner = ref()
            if owner is None:
                self.owners.remove(ref)
            elif isinstance(owner, Reader):
                for number in owner.missing():
                    owner.put(number, self.read(number))
        return bool(self.owners)

    def close(self) -> None:
        """Let the file go; where it could not be deleted while it was open, it is now."""
        self._file.close()
        del self.samples
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)


class _Library:
    """The thread that reads ahead, and what it reads."""

    def __init__(self) -> None:
        self._bell = threading.Semaphore(0)
        self._new: deque[_Source] = deque()
        self._sources: list[_Source] = []
        self._started = threading.Lock()

    def wake(self) -> None:
        """Have the thread look; any thread, never waits."""
        self._bell.release()

    def add(self, source: _Source) -> None:
        """Read from a file for as long as somebody has it."""
        self._new.append(source)
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, name="read-ahead", daemon=True).start()
        self.wake()

    def _run(self) -> None:
        go_first(CONTROL)  # what comes too late is silence
        while True:
            self._bell.acquire(timeout=_PAUSE if self._sources else None)
            while self._bell.acquire(blocking=False):
                pass
            while self._new:
                self._sources.append(self._new.popleft())
            self._sources = [source for source in self._sources if self._tended(source)]

    def _tended(self, source: _Source) -> bool:
        try:
            if source.tend():
                return True
            source.close()
        except OSError:
            time.sleep(_PAUSE)
            return True
        return False


_LIBRARY = _Library()


@dataclass(frozen=True, eq=False)
class LongClip(Clip):
    """A clip whose ``samples`` are a map of its file; voices play it through a `Reader`."""

    source: _Source

    def __post_init__(self) -> None:
        """Trust the file: whoever made it had a `Clip`."""

    def reader(self, start: int = 0) -> Reader:
        """A way through it for one voice, from a frame on; any thread, never waits."""
        reader = Reader(self.source, start)
        self.source.owners.append(weakref.ref(reader))
        self.source.wake()
        return reader


def opened(clip: Clip, start: int = 0) -> Sound:
    """What one voice plays of a clip, from a frame on; any thread, never waits."""
    return clip.reader(start) if isinstance(clip, LongClip) else clip.samples


def held(clip: Clip) -> int:
    """Bytes that a clip takes in memory."""
    return HELD if isinstance(clip, LongClip) else clip.samples.nbytes


def blocks(clip: Clip) -> Iterator[Samples]:
    """All of a clip (frames,), a little at a time if it is long; waits for the disk then."""
    if isinstance(clip, LongClip):
        source = clip.source
        yield from (source.read(n) for n in range(-(-source.frames // _CHUNK)))
    else:
        yield clip.samples


def kept_on_disk(path: Path) -> LongClip:
    """A clip of raw float32 that was handed over in a file, which may be deleted then.

    Waits for the disk; raises OSError.
    """
    source = _Source(path, _LIBRARY)
    clip = LongClip(source.samples, source)
    source.owners.append(weakref.ref(clip))
    _LIBRARY.add(source)
    return clip
