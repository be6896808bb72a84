"""Has a live run's stems made while it plays, by one process that follows behind. Thread: control.

What is rendered is used for saves too: the process completes copies of the run's folder from where
it stands, so that a save costs what is not rendered yet.

The process reads the timeline and is told how far it may go, a little at a time: when the sound
needs the machine it waits. It runs at a low priority, and ends when the daemon does. When it is
killed another one goes on from what it wrote down last.
"""

from __future__ import annotations

import asyncio
import contextlib
import uuid
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
from ttmba_live.live._stem_rows import StemRows
from ttmba_live.live._stem_save import StemSave
from ttmba_live.session import STEMS, TORN
from ttmba_live.setup import catch_up, start_program

_STEP = 2 * RATE
"""Frames that are handed over at once."""

_DEATHS = 5
"""So often in a row, without getting any further, the process may die; then stems wait."""

_FAR = 60 * RATE
"""Frames that are rendered at the end by a process that does not give way to others."""

_BUSY = 0.6
"""Share of its time that the render thread needs, above which stems wait."""


class LiveStems:
    """The stems of one run."""

    def __init__(
        self, folder: Path, add: Callable[[str], None], report: Callable[[str], None]
    ) -> None:
        """Follow the run in ``folder``; ``add`` gets the manifest's lines of stems."""
        self._folder, self._report = folder, report
        self._rows = StemRows(add)
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._finishing: Finishing | None = None
        self._wanted = self._given = self._done = 0
        self._load = 0.0
        self._ending = self._failed = self._given_up = False
        self._anew, self._moving = True, False
        self._snapshot = _snapshot(folder)
        self._deaths = 0
        self._words = Words()
        self.share = 0.0
        """How much of what has been asked for is rendered, 0..1."""
        self._bounds: list[int] = []
        self._urgent = self._over = False
        self._moved = asyncio.Event()
        self._saving: StemSave | None = None

    @property
    def error(self) -> str:
        """What keeps stems from being written now, if anything does."""
        why = "" if self._failed else self._words.waits
        return f"stems cannot be written: {why}; they wait" if why else ""

    @contextlib.contextmanager
    def holding(self) -> Iterator[None]:
        """Have the process go no further than now: a copy that is made must not be behind it."""
        bound = self._wanted
        self._bounds.append(bound)
        try:
            yield
        finally:
            self._bounds.remove(bound)

    async def save(
        self,
        folder: Path,
        progress: Callable[[float], None],
        waits: Callable[[str], None],
        note: Callable[[str], None],
    ) -> list[str] | None:
        """Complete a copy of the run's folder from what is rendered; what is to be told.

        ``progress`` hears shares, 0..1, ``waits`` why the disk takes nothing, if it does not, and
        ``note`` that the process was replaced.

        None if that is not possible: nothing is rendered, or the process has gone on since.
        Raises `Incomplete`, `WorkerKilledError`, or another `TtmbaError` if it failed.
        """
        if self._ending or not self._runs():
            return None
        self._saving = StemSave(folder, progress, waits, note)
        try:
            await self._catch_up(progress)
            if not self._runs():
                return None
            self._tell(self._saving.ask())
            return await self._saving.answer()
        finally:
            self._saving = None

    @property
    def at_work(self) -> str:
        """What a save that says nothing is at."""
        behind = max(0, self._most - self._done) / RATE
        first = f"{behind:.0f} s of the run are rendered first; " if behind >= 1.0 else ""
        if self._over:
            return f"{first}its process is at work"
        return f"{first}its process waits for the render thread, whose load is {self._load:.0%}"

    def _runs(self) -> bool:
        return self._process is not None and not self._failed

    @property
    def _most(self) -> int:
        """The frame up to which it may go by now."""
        return min([self._wanted, *self._bounds])

    async def _catch_up(self, progress: Callable[[float], None]) -> None:
        """Let the process do first what it has to do anyway, however busy the machine is."""
        self._urgent = True
        try:
            while self._runs() and max(self._done, self._given) < (most := self._most):
                progress(self._done / most)
                self._moved.clear()
                self._give()
                await self._moved.wait()
        finally:
            self._urgent = False

    def reach(self, frame: int, load: float) -> None:
        """The run's files are complete up to ``frame``; ``load`` is the render thread's."""
        if self._ending:
            return
        self._wanted, self._load = frame, load
        if self._reader is None and frame > 0:
            self._reader = asyncio.get_running_loop().create_task(self._follow())
        else:
            self._give()

    def follow(self, folder: Path, *, anew: bool = False) -> None:
        """The run's folder is there; if it was elsewhere, or was made anew, begin again.

        That waits for the next `reach`: then what was heard is in the folder.
        """
        if self._ending or (folder == self._folder and not anew):
            return
        self._folder, self._snapshot = folder, _snapshot(folder)
        if self._reader is None or self._reader.done():
            self._forget()
            return
        self._moving = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def finish(self, folder: Path) -> list[str]:
        """Complete the run, once it has ended, in ``folder``; what is to be told.

        Raises `Incomplete` if something lacks, another `TtmbaError` if it failed.
        """
        self.hurry()
        self._ending = True
        if self._reader is not None and folder == self._folder:
            self._give()
            await self._reader
            if not self._failed:
                return self._words.judged("the session", 0)
        self.kill()
        self._finishing = Finishing(folder, progress=self._reached)
        return await self._finishing.done()

    def hurry(self) -> None:
        """The sound is over: give way to no one, and wait for the disk as the end of a run does."""
        process, far = self._process, self._wanted - self._done > _FAR
        if (
            process is not None
            and process.returncode is None
            and not (self._over or catch_up(process))
            and far
        ):
            process.kill()  # the next one begins with another priority
            self._deaths = -1
        self._over = True
        self._tell(f"hurry {AT_THE_END}")

    def kill(self) -> None:
        """End what runs, now."""
        self._given_up = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        if self._finishing is not None:
            self._finishing.kill()

    async def _follow(self) -> None:
        try:
            while not await self._run():
                self._died()
        except Exception as error:
            self._failed = True
            self._moved.set()
            if self._saving is not None:
                self._saving.failed(TtmbaError("the folder was moved") if self._moving else error)
            if self._moving:
                self._forget()
            elif not self._ending:
                self._report(f"stems wait for the end of the session: {error}")

    def _forget(self) -> None:
        """Nothing is rendered, and nothing has failed."""
        self._reader = self._process = None
        self._failed = self._moving = False
        self._words, self._deaths = Words(), 0
        self._given = self._done = 0

    async def _run(self) -> bool:
        """Have a process go on with it; whether it came to its end. Raises `TtmbaError`."""
        words = (WORKER, str(self._folder), str(self._snapshot))
        self._anew = True
        self._process = process = await start_program(*words, low_priority=not self._over)
        if self._moving:  # while it was started
            process.kill()
        if self._over:
            self.hurry()
        if self._saving is not None and self._saving.word:
            self._tell(self._saving.word)
        await self._words.read(process, self._reached, self._went, self._row, self._news)
        if await process.wait() == 0:
            return True
        if self._words.failed:
            raise TtmbaError(self._words.failed)
        return False

    def _died(self) -> None:
        """Count it and tell it, to a save too; raises `WorkerKilledError` if once too often."""
        self._deaths += 1
        if self._given_up or self._moving or self._deaths > _DEATHS:
            raise WorkerKilledError("their process ended")
        self._words = Words()
        if self._saving is not None:
            self._saving.note("goes on with another process, since its own ended")
        if self._deaths:
            self._report("the process that makes stems ended; another one goes on from what it had")

    def _reached(self, share: float) -> None:
        self.share = share

    def _went(self, frame: int) -> None:
        if self._anew:
            self._given, self._anew = frame, False
            self._rows.begin(anew=frame == 0)
        self._done = frame
        self._moved.set()
        self._give()

    def _row(self, line: str) -> None:
        if not self._ending:
            self._rows.row(line)

    def _news(self, line: dict[str, Any]) -> None:
        if "kept" in line:
            self._deaths = 0
            self._rows.keep()
        elif self._saving is not None:
            self._saving.heard(line)

    def _give(self) -> None:
        """Let the process go on, if it has done what it was given and the machine has time."""
        if self._process is None or self._anew:
            return
        if self._ending:
            self._tell("finish")
        elif self._done >= self._given and (self._urgent or self._load <= _BUSY):
            frame = min(self._most, self._given + _STEP)
            if frame > self._given:
                self._given = frame
                self._tell(str(frame))

    def _tell(self, word: str) -> None:
        if self._process is not None:
            tell(self._process, word)


def _snapshot(folder: Path) -> Path:
    """Where a process writes down how far it is, under a name that nobody can know."""
    return folder / STEMS / f"{TORN}{uuid.uuid4().hex}.snapshot"
