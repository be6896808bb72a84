"""Has a live run's stems made while it plays, by one process that follows behind. Thread: control.

What is rendered is used for saves too: the process completes copies of the run's folder from where
it stands, so that a save costs what is not rendered yet.

The process reads the timeline and is told how far it may go, a little at a time: when the sound
needs the machine it waits. It runs at a low priority, and ends when the daemon does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE
from ttmba_live.errors import TtmbaError
from ttmba_live.live._finishing import (
    AT_THE_END,
    WORKER,
    Finishing,
    Words,
    WorkerKilledError,
    tell,
)
from ttmba_live.setup import start_program

_STEP = 2 * RATE
"""Frames that are handed over at once."""

_BUSY = 0.6
"""Share of its time that the render thread needs, above which stems wait."""


class LiveStems:
    """The stems of one run."""

    def __init__(
        self, folder: Path, add: Callable[[str], None], report: Callable[[str], None]
    ) -> None:
        """Follow the run in ``folder``; ``add`` gets the manifest's lines of stems."""
        self._folder, self._add, self._report = folder, add, report
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._finishing: Finishing | None = None
        self._wanted = self._given = self._done = 0
        self._busy = self._ending = self._failed = False
        self._words = Words()
        self._held = 0
        self._saving: asyncio.Future[dict[str, list[str]] | None] | None = None
        self._progress: Callable[[float], None] = lambda share: None  # noqa: ARG005
        self._save_waits: Callable[[str], None] = lambda why: None  # noqa: ARG005

    @property
    def error(self) -> str:
        """What keeps stems from being written now, if anything does."""
        why = "" if self._failed else self._words.waits
        return f"stems cannot be written: {why}; they wait" if why else ""

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Have the process stay where it is: a copy that is about to be made must not be behind."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    async def save(
        self, folder: Path, progress: Callable[[float], None], waits: Callable[[str], None]
    ) -> list[str] | None:
        """Complete a copy of the run's folder from what is rendered; what is to be told.

        ``progress`` hears shares, 0..1, and ``waits`` why the disk takes nothing, if it does not.

        None if that is not possible: nothing is rendered, or the process has gone on since.
        Raises `Incomplete`, `WorkerKilledError`, or another `TtmbaError` if it failed.
        """
        if self._process is None or self._process.returncode is not None or self._ending:
            return None
        self._progress, self._save_waits = progress, waits
        self._saving = asyncio.get_running_loop().create_future()
        self._tell(f"save {json.dumps(str(folder))}")
        try:
            found = await self._saving
        finally:
            self._saving = None
        if found is None:
            return None
        words = Words()
        words.told, words.lacks = found["told"], found["lacks"]
        words.failed = "; ".join(found["failed"])
        return words.judged(f"session {folder.name!r}", 0)

    def reach(self, frame: int, load: float) -> None:
        """The run's files are complete up to ``frame``; ``load`` is the render thread's."""
        self._wanted, self._busy = frame, load > _BUSY
        if self._reader is None:
            self._reader = asyncio.get_running_loop().create_task(self._follow())
        else:
            self._give()

    async def finish(self, folder: Path) -> list[str]:
        """Complete the run, once it has ended, in ``folder``; what is to be told.

        Raises `Incomplete` if something lacks, another `TtmbaError` if it failed.
        """
        self._ending = True
        if self._reader is not None and folder == self._folder:
            self._give()
            await self._reader
            if not self._failed:
                return self._words.judged("the session", 0)
        self.kill()
        self._finishing = Finishing(folder)
        return await self._finishing.done()

    def hurry(self) -> None:
        """From now on wait for the disk as the end of a run does."""
        self._tell(f"hurry {AT_THE_END}")

    def kill(self) -> None:
        """End what runs, now."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._finishing is not None:
            self._finishing.kill()

    async def _follow(self) -> None:
        try:
            await self._run()
        except Exception as error:
            self._failed = True
            if self._saving is not None and not self._saving.done():
                self._saving.set_exception(WorkerKilledError(f"what renders the save: {error}"))
            if not self._ending:
                self._report(f"stems wait for the end of the session: {error}")

    async def _run(self) -> None:
        words = (WORKER, str(self._folder))
        self._process = process = await start_program(*words, low_priority=True)
        await self._words.read(process, lambda _: None, self._went, self._row, self._saved)
        if await process.wait() != 0:
            raise TtmbaError(self._words.failed or "their process ended")

    def _went(self, frame: int) -> None:
        self._done = frame
        self._give()

    def _row(self, line: str) -> None:
        if not self._ending:
            self._add(line)

    def _saved(self, line: dict[str, Any]) -> None:
        if self._saving is None or self._saving.done():
            return
        if "saving" in line:
            self._progress(float(line["saving"]))
        elif "save_waits" in line:
            self._save_waits(str(line["save_waits"]))
        else:
            self._saving.set_result(line["saved"])

    def _give(self) -> None:
        """Let the process go on, if it has done what it was given and the machine has time."""
        if self._process is None:
            return
        if self._ending:
            self.hurry()
            self._tell("finish")
        elif self._done >= self._given and not (self._busy or self._held):
            frame = min(self._wanted, self._given + _STEP)
            if frame > self._given:
                self._given = frame
                self._tell(str(frame))

    def _tell(self, word: str) -> None:
        if self._process is not None:
            tell(self._process, word)
