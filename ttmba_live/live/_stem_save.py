"""One save, as asked of the process that renders a run's stems, and what that answers.

Knows no process: the word goes to whichever runs, and again to the next one.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ttmba_live.live._finishing import Words, WorkerKilledError


class StemSave:
    """A copy of the run's folder that is to be completed. Thread: control."""

    def __init__(
        self,
        folder: Path,
        progress: Callable[[float], None],
        waits: Callable[[str], None],
        note: Callable[[str], None],
    ) -> None:
        """``progress``, ``waits`` and ``note`` are as in `LiveStems.save`."""
        self.progress, self.note = progress, note
        self._folder, self._waits = folder, waits
        self._answer: asyncio.Future[dict[str, list[str]] | None] | None = None

    @property
    def word(self) -> str:
        """What the process is to be told, if it is asked by now and has not answered."""
        open_ = self._answer is not None and not self._answer.done()
        return f"save {json.dumps(str(self._folder))}" if open_ else ""

    def ask(self) -> str:
        """Ask for it now; what the process is to be told."""
        self._answer = asyncio.get_running_loop().create_future()
        return self.word

    async def answer(self) -> list[str] | None:
        """What is to be told of it; None if it cannot be made from what is rendered.

        Raises `Incomplete`, `WorkerKilledError`, or another `TtmbaError` if it failed.
        """
        assert self._answer is not None
        found = await self._answer
        if found is None:
            return None
        words = Words()
        words.told, words.lacks = found["told"], found["lacks"]
        words.failed = "; ".join(found["failed"])
        return words.judged(f"session {self._folder.name!r}", 0)

    def heard(self, line: dict[str, Any]) -> None:
        """The process has said something of a copy."""
        if self._answer is None or self._answer.done():
            return
        if "saving" in line:
            self.progress(float(line["saving"]))
        elif "save_waits" in line:
            self._waits(str(line["save_waits"]))
        else:
            self._answer.set_result(line["saved"])

    def failed(self, why: Exception) -> None:
        """No process will answer any more."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(WorkerKilledError(f"what renders the save: {why}"))
