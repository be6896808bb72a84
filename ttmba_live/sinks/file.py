"""Records the mix into a WAV or FLAC file while it plays. Knows no device and no mixer.

The render thread puts copies of its blocks into a bounded queue; the disk thread writes them.
When the disk fails, the recording ends and says so, and the sound goes on.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections import deque
from collections.abc import Callable
from itertools import chain, count
from pathlib import Path
from typing import Protocol

import numpy as np

from ttmba_live.audio import RATE, Samples, sound_format
from ttmba_live.errors import Unavailable
from ttmba_live.sinks._disk import DiskThread
from ttmba_live.sinks._flac import FlacWriter
from ttmba_live.sinks._wav import WavWriter

CLOSE_SECONDS = 30.0
"""How long `File.close` waits for a disk that hangs."""


class _Writer(Protocol):
    frames: int

    def write(self, samples: Samples) -> None: ...
    def sync(self) -> None: ...
    def close(self) -> None: ...


def free_path(path: Path, taken: Callable[[str], bool] = lambda name: False) -> Path:  # noqa: ARG005
    """Return ``path``, or the first of ``name_2``, ``name_3``, ... that does not exist yet.

    A recording never writes over an older one, nor takes a name that is ``taken``.
    """
    names = (path.with_stem(f"{path.stem}_{number}") for number in count(2))
    free = (name for name in chain([path], names) if not taken(name.name))
    return next(name for name in free if not os.path.lexists(name))


class File:
    """A `Sink` into a new file: WAV in float32 (up to 4 GiB, 3 h 6 min) or FLAC in 24 bits.

    The file reads as a whole one at any time, up to about the last tenth of a second, also after
    ``kill -9``. ``dropped`` counts the frames that found the queue full; silence stands in their
    place, so that what follows keeps its time. After a failure, ``error`` says what happened, the
    file holds what was written until then, and ``dropped`` counts on.
    """

    def __init__(
        self,
        path: Path,
        *,
        queue_seconds: float = 10.0,
        disk: DiskThread | None = None,
        report: Callable[[str], None] | None = None,
        later: bool = False,
    ) -> None:
        """Create ``path`` and its folder, as `open`, or leave that for ``later``.

        ``disk`` may serve several files; without it the file has a thread of its own. ``report``
        hears the text of ``error`` once, on the disk thread.
        """
        self.path = Path(path)
        self.dropped = 0
        self.error: str | None = None
        self._writer: _Writer | None = None
        self._report = report
        self._bound = round(queue_seconds * RATE)
        self._queue: deque[Samples | int] = deque()
        self._put = 0
        self._taken = 0
        self._gap = 0
        self._closing = threading.Event()
        self._done = threading.Event()
        self._own_disk = disk is None
        self._disk = disk
        if not later:
            self.open(self.path)

    def open(self, path: Path) -> None:
        """Create ``path`` and its folder; may wait for the disk, once, on any thread.

        What was queued until then is the beginning. Raises `Unavailable` if the file exists or
        cannot be made, `InvalidInput` for an ending other than .wav and .flac.
        """
        self.path = path
        try:
            self._writer = _create(path)
        except BaseException:
            self._done.set()
            raise
        self._disk = self._disk or DiskThread()
        self._disk.add(self)

    @property
    def frames(self) -> int:
        """Frames that are on the disk; any thread."""
        return self._writer.frames if self._writer else 0

    def write(self, block: Samples) -> None:
        """Queue a copy of a (frames, 2) block, or count it as dropped; the render thread's."""
        frames = len(block)
        if self.error is not None or self._closing.is_set():
            self.dropped += frames
            return
        if self._put - self._taken + frames > self._bound:
            self.dropped += frames
            self._gap += frames
            return
        if self._gap:
            self._queue.append(self._gap)
            self._gap = 0
        self._queue.append(np.array(block, np.float32))
        self._put += frames

    def close(self) -> None:
        """Write what is queued and finish the file; waits for the disk, never raises."""
        self._closing.set()
        if self._disk is not None:
            self._disk.hurry()
        if not self._done.wait(CLOSE_SECONDS):
            self._fail(f"the disk did not answer for {CLOSE_SECONDS:g} s")
        elif self._own_disk and self._disk is not None:
            self._disk.close()

    def turn(self) -> bool:
        """Move the queue to the disk; the disk thread's."""
        last = self._closing.is_set()
        writer = self._writer
        assert writer is not None  # no turn comes before `open`
        try:
            self._drain(writer, last)
        except Exception as error:
            self._fail(_reason(error))
        if last or self.error is not None:
            self._finish(writer)
            return True
        return False

    def _drain(self, writer: _Writer, last: bool) -> None:
        if last and self._gap:
            self._queue.append(self._gap)
        while self._queue:
            writer.write(self._batch())
            writer.sync()

    def _batch(self) -> Samples:
        """Take about a second from the queue, blocks and silences joined."""
        parts: list[Samples] = []
        frames = 0
        while self._queue and frames < RATE:
            item = self._queue.popleft()
            if isinstance(item, int):
                if item > RATE:
                    self._queue.appendleft(item - RATE)
                item = np.zeros((min(item, RATE), 2), np.float32)
            else:
                self._taken += len(item)
            parts.append(item)
            frames += len(item)
        return np.concatenate(parts)

    def _finish(self, writer: _Writer) -> None:
        try:
            writer.close()
        except Exception as error:
            self._fail(_reason(error))
        if self.error is not None and not writer.frames:
            _drop(self.path)
        self._queue.clear()
        self._done.set()

    def _fail(self, reason: str) -> None:
        if self.error is not None:
            return
        self.error = (
            f"recording {self.path} ended after {self.frames / RATE:.1f} s: {reason}; "
            "the sound goes on"
        )
        if self._report is not None:
            self._report(self.error)


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _drop(path: Path) -> None:
    """Remove a file of ours that holds nothing."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _create(path: Path) -> _Writer:
    kind, _ = sound_format(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return WavWriter(path) if kind == "WAV" else FlacWriter(path)
    except OSError as error:
        if not isinstance(error, FileExistsError):
            _drop(path)
        raise Unavailable(f"cannot record to {path}: {_reason(error)}") from error
