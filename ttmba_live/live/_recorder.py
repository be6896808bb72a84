"""Recordings of the mix, by name, under one folder. Thread: control, which never waits for a disk.

No recording is ever written over another file, nor under a name that the session needs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from ttmba_live.engine import RenderThread
from ttmba_live.errors import InvalidInput
from ttmba_live.live._threads import beside
from ttmba_live.session import generated
from ttmba_live.sinks.file import File, free_path

_ENDINGS = {".wav", ".flac"}


class Recorder:
    """One recording on demand, and one for the whole run if the command line asked for it."""

    def __init__(
        self, thread: RenderThread, folder: Callable[[], Path], report: Callable[[str], None]
    ) -> None:
        """Write under the ``folder`` of that moment, which may ask the disk.

        ``report`` hears of failures and new names, on any thread.
        """
        self._thread, self._folder, self._report = thread, folder, report
        self._current: asyncio.Task[File] | None = None
        self._whole: File | None = None
        self._ending: set[asyncio.Future[None]] = set()

    def record_run(self, path: Path) -> None:
        """Record everything until `close`; before there is an event loop to hold up.

        Raises `Unavailable` or `InvalidInput`.
        """
        file, new = File(path, report=self._report, later=True), not path.parent.exists()
        self._open(file, path)
        if new:
            self._report(f"recording into a new folder, {path.parent}")
        self._whole = file
        self._add(file)

    async def start(self, name: str) -> Path:
        """Begin a recording; its path, which never is an older file's."""
        if self._current is not None:
            raise InvalidInput("a recording runs already")
        wanted = name if Path(name).suffix.lower() in _ENDINGS else f"{name}.wav"
        making = asyncio.ensure_future(self._started(wanted))
        self._current = making
        try:
            return (await making).path
        except BaseException:
            self._current = None
            raise

    async def _started(self, name: str) -> File:
        """What sounds from now on is in it, however long the disk takes to make the file."""
        file = File(Path(name), report=self._report, later=True)
        self._add(file)
        try:
            await beside(lambda: self._open(file, self._folder().absolute() / name))
        except BaseException:
            self._remove(file)
            raise
        return file

    async def stop(self) -> Path:
        """End it and finish the file; its path."""
        if self._current is None:
            raise InvalidInput("no recording runs")
        making, self._current = self._current, None
        file = await making
        self._remove(file)
        closing = beside(file.close)
        self._ending.add(closing)
        await closing
        self._ending.discard(closing)
        return await beside(lambda: self._now(file.path))

    def _now(self, path: Path) -> Path:
        """Where a file is whose folder may have been moved."""
        here = self._folder().absolute() / path.name
        return here if not path.exists() and here.exists() else path

    async def close(self) -> list[str]:
        """Finish every file; what is to be told of those that lack something."""
        sinks, self._thread.sinks = self._thread.sinks, ()
        closing = [beside(sink.close) for sink in sinks]
        if waiting := [*closing, *self._ending]:
            await asyncio.wait(waiting)
        files = [sink for sink in sinks if isinstance(sink, File)]
        for file in files:
            if not file.error:
                self._report(f"recorded {file.path}")
        return [file.error for file in files if file.error]

    def discard(self) -> None:
        """The run has not begun: leave no empty recording of it."""
        if self._whole is not None:
            self._thread.sinks = ()
            self._whole.close()
            self._whole.path.unlink(missing_ok=True)

    def _open(self, file: File, path: Path) -> None:
        here = path.absolute().parent == self._folder().absolute()
        free = free_path(path, generated if here else lambda _: False)
        if free != path:
            taken = "is a name of the session's own" if not path.exists() else "exists already"
            self._report(f"{path.name} {taken}: recording {free.name}")
        file.open(free)

    def _add(self, file: File) -> None:
        self._thread.sinks = (*self._thread.sinks, file)

    def _remove(self, file: File) -> None:
        self._thread.sinks = tuple(sink for sink in self._thread.sinks if sink is not file)
