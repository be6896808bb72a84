"""Has a live run's stems made while it plays, by one process that follows behind. Thread: control.

The process reads the timeline and is told how far it may go, a little at a time: when the sound
needs the machine it waits. It runs at a low priority, and ends when the daemon does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from ttmba_live.audio import RATE
from ttmba_live.errors import TtmbaError
from ttmba_live.live._finishing import WORKER, Finishing, Words, tell
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
            if not self._ending:
                self._report(f"stems wait for the end of the session: {error}")

    async def _run(self) -> None:
        words = (WORKER, str(self._folder))
        self._process = process = await start_program(*words, low_priority=True)
        await self._words.read(process, lambda _: None, self._went, self._row)
        if await process.wait() != 0:
            raise TtmbaError(self._words.failed or "their process ended")

    def _went(self, frame: int) -> None:
        self._done = frame
        self._give()

    def _row(self, line: str) -> None:
        if not self._ending:
            self._add(line)

    def _give(self) -> None:
        """Let the process go on, if it has done what it was given and the machine has time."""
        if self._process is None:
            return
        if self._ending:
            self._tell("finish")
        elif self._done >= self._given and not self._busy:
            frame = min(self._wanted, self._given + _STEP)
            if frame > self._given:
                self._given = frame
                self._tell(str(frame))

    def _tell(self, word: str) -> None:
        if self._process is not None:
            tell(self._process, word)
