"""Recordings of the mix and saved sessions, by name, under one folder. Thread: control."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from ttmba_live.engine import RenderThread
from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable
from ttmba_live.session import copy_run
from ttmba_live.setup import start_program
from ttmba_live.sinks.file import File, free_path


class Recorder:
    """One recording on demand, and one for the whole run if the command line asked for it."""

    def __init__(self, thread: RenderThread, folder: Path, report: Callable[[str], None]) -> None:
        """Write under ``folder``; ``report`` hears of failures, on any thread."""
        self._thread, self._folder, self._report = thread, folder, report
        self._current: File | None = None

    def record_run(self, path: Path) -> None:
        """Record everything until `close`, over an older file of that name."""
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"cannot write {path}: {error.strerror or error}") from error
        self._add(File(path, report=self._report))

    def start(self, name: str) -> Path:
        """Begin a recording; its path, which never is an older file's."""
        if self._current is not None:
            raise InvalidInput(f"a recording runs already: {self._current.path.name}")
        wanted = name if Path(name).suffix.lower() in {".wav", ".flac"} else f"{name}.wav"
        self._current = File(free_path(self._folder / wanted), report=self._report)
        self._add(self._current)
        return self._current.path

    def stop(self) -> None:
        """End it; the file is finished in a thread."""
        if self._current is None:
            raise InvalidInput("no recording runs")
        file, self._current = self._current, None
        self._thread.sinks = tuple(sink for sink in self._thread.sinks if sink is not file)
        asyncio.get_running_loop().run_in_executor(None, file.close)

    def close(self) -> None:
        """Finish every file."""
        sinks, self._thread.sinks = self._thread.sinks, ()
        for sink in sinks:
            sink.close()

    def _add(self, file: File) -> None:
        self._thread.sinks = (*self._thread.sinks, file)

    async def save(self, run: Path, name: str) -> Path:
        """Copy the run so far into a session folder and render it there, in another process."""
        folder = self._folder / name
        await asyncio.to_thread(copy_run, run, folder)
        for line in await finish(folder, low_priority=True):
            self._report(f"session {name!r}: {line}")
        return folder


async def finish(folder: Path, *, low_priority: bool = False) -> list[str]:
    """Render a run's folder where it stands, in another process; returns what that said.

    ``low_priority`` is for while there is sound. Raises `TtmbaError` if it failed.
    """
    words = ("ttmba_live", "render", str(folder), "--session", str(folder))
    process = await start_program(*words, talks=False, low_priority=low_priority)
    _, said = await process.communicate()
    lines = said.decode(errors="replace").strip().splitlines()
    if process.returncode:
        reason = lines[-1] if lines else "rendering failed"
        raise TtmbaError(f"session {folder.name!r}: {reason}")
    return lines
