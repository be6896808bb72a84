"""Has a run's folder completed by another process: stems, mix, projects. Thread: control.

That process ends with this one, and says how far it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ttmba_live.errors import Incomplete, TtmbaError
from ttmba_live.setup import catch_up, start_program

WORKER = "ttmba_live.session.stem_worker"

AT_THE_END = 10.0
"""Seconds that the end of a run waits for a disk that takes nothing."""


class WorkerKilledError(TtmbaError):
    """Such a process ended before it was done, and did not say why: somebody killed it."""


class Finishing:
    """One folder. A process that is killed is started once more, and that is told."""

    def __init__(
        self,
        folder: Path,
        *,
        low_priority: bool = False,
        progress: Callable[[float], None] = lambda share: None,  # noqa: ARG005
        waits: Callable[[str], None] = lambda why: None,  # noqa: ARG005
        note: Callable[[str], None] = lambda note: None,  # noqa: ARG005
        patience: float = AT_THE_END,
    ) -> None:
        """``low_priority`` is for while there is sound.

        ``progress`` is told shares, 0..1, and ``waits`` why the disk takes nothing, if it does not,
        which is waited for ``patience`` seconds; ``note`` is told that it is started once more.
        """
        self.folder, self._low, self._progress = folder, low_priority, progress
        self._waits, self._note, self._patience = waits, note, patience
        self._process: asyncio.subprocess.Process | None = None
        self._killed = False

    async def done(self) -> list[str]:
        """Complete it; what is to be told.

        Raises `Incomplete` if something lacks, another `TtmbaError` if it failed.
        """
        try:
            return await self._once()
        except WorkerKilledError as error:
            if self._killed:
                raise
            self._note("is rendered once more, since its process ended")
            return [f"{error}; it was rendered once more", *await self._once()]

    async def _once(self) -> list[str]:
        self._process = await start_program(WORKER, str(self.folder), low_priority=self._low)
        tell(self._process, f"hurry {self._patience}")
        tell(self._process, "finish")
        words = Words()
        await words.read(self._process, self._progress, waits=self._waits)
        return words.judged(f"session {self.folder.name!r}", await self._process.wait())

    def hurry(self) -> None:
        """The sound is over: step back for nothing, and wait for the disk as a run's end does."""
        self._patience, self._low = AT_THE_END, False
        if self._process is not None:
            catch_up(self._process)
            tell(self._process, f"hurry {self._patience}")

    def kill(self) -> None:
        """End it now."""
        self._killed = True
        if self._process is not None and self._process.returncode is None:
            self._process.kill()


class Words:
    """What such a process has said."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.lacks: list[str] = []
        self.failed = ""
        self.waits = ""
        """Why the disk takes nothing now, if it does not."""

    async def read(
        self,
        process: asyncio.subprocess.Process,
        progress: Callable[[float], None],
        done: Callable[[int], None] = lambda frame: None,  # noqa: ARG005
        row: Callable[[str], None] = lambda line: None,  # noqa: ARG005
        news: Callable[[dict[str, Any]], None] = lambda line: None,  # noqa: ARG005
        waits: Callable[[str], None] = lambda why: None,  # noqa: ARG005
    ) -> None:
        """Take in everything until its end.

        ``news`` hears of copies that it completes, and of what it has written down.
        """
        assert process.stdout is not None
        while read := await process.stdout.readline():
            match json.loads(read):
                case {"row": str(text)}:
                    row(text)
                case {"done": int(frame)}:
                    done(frame)
                case {"share": float(share)}:
                    progress(share)
                case {"waits": str(text)}:
                    self.waits = text
                    waits(text)
                case {"told": str(text)}:
                    self.told.append(text)
                case {"lacks": str(text)}:
                    self.lacks.append(text)
                case {"failed": str(text)}:
                    self.failed = text
                case {"saving": _} | {"saved": _} | {"save_waits": _} | {"kept": _} as line:
                    news(line)

    def judged(self, what: str, status: int) -> list[str]:
        """What is to be told, or why it is not whole."""
        if self.failed:
            raise TtmbaError(f"{what}: {self.failed}")
        if status:
            raise WorkerKilledError(f"{what}: its process ended")
        if self.lacks:
            raise Incomplete(f"{what} is incomplete: {'; '.join(self.lacks)}")
        return self.told


def tell(process: asyncio.subprocess.Process, word: str) -> None:
    """Say a word to such a process."""
    if process.stdin is not None:
        with contextlib.suppress(OSError, RuntimeError):  # it has ended; its reader will see
            process.stdin.write(f"{word}\n".encode())
