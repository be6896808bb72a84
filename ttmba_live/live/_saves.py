"""Saved sessions: copied at once, rendered one at a time. Thread: control.

A disk that takes nothing is waited for, which is told: ten minutes, or as long as the end of the
run does.

Where the run's stems are made while it plays, a save goes on from what is rendered; else, or when
that process is killed, one of its own renders it from the beginning.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Protocol

from ttmba_live.errors import Incomplete, TtmbaError, Unavailable
from ttmba_live.live._finishing import AT_THE_END, Finishing, WorkerKilledError
from ttmba_live.live._live_stems import LiveStems
from ttmba_live.live._save_news import SaveNews
from ttmba_live.live._threads import beside
from ttmba_live.osc import Client
from ttmba_live.session import SAVE_PATIENCE, Patience, RunFolder, TimelineWriter, copy_run

_SAVE = "/ttmba/session/save"

_AT_WORK = "its process is at work, at a low priority"

_LOOK = 2.0
"""Seconds in which what a save needs comes to a disk that takes files; then that is told."""


class Tell(Protocol):
    """Whom the news of saves go to."""

    def saving(self, client: Client | None, name: str, share: float, note: str) -> None:
        """How far a save is."""

    def saved(self, client: Client | None, name: str, folder: str) -> None:
        """A save is whole."""

    def error(self, client: Client | None, address: str, message: str) -> None:
        """A save failed."""


def to_finish(folder: Path) -> str:
    """How a session that is not whole is finished later."""
    return f"to finish it: ttmba-live render {folder} --session {folder}"


class Saves:
    """Those of one run."""

    def __init__(
        self,
        folder: Callable[[], Path],
        timeline: TimelineWriter,
        files: RunFolder,
        tell: Tell,
        log: Callable[[str], None],
        stems: LiveStems | None = None,
    ) -> None:
        """Save under the ``folder`` of that moment, which may ask the disk.

        ``stems`` renders the run while it plays.
        """
        self._folder, self._timeline, self._files = folder, timeline, files
        self._stems = stems
        self._tell, self._log = tell, log
        self._turn = asyncio.Lock()
        self._open: dict[int, tuple[str, Path | None]] = {}
        self._numbers = count()
        self._finishing: Finishing | None = None
        self._copying: list[Patience] = []

    @property
    def names(self) -> tuple[str, ...]:
        """Those that are not whole yet."""
        return tuple(name for name, _ in self._open.values())

    @property
    def undone(self) -> list[str]:
        """What those lack, and how they are finished later, a line each."""
        return [
            f"the save {name!r} is not whole{f'; {to_finish(folder)}' if folder else ''}"
            for name, folder in self._open.values()
        ]

    async def save(self, name: str, client: Client) -> None:
        """Save what was played until now; its timeline has been sent to the disk."""
        before = ", ".join(map(repr, self.names))
        number = next(self._numbers)
        self._open[number] = name, None
        holding = self._stems.holding() if self._stems else contextlib.nullcontext()
        try:
            with holding:
                folder = await self._copied(name, client)
                self._open[number] = name, folder
                if before:
                    self._tell.saving(client, name, 0.0, f"waits for {before}")
                    self._log(f"session {name!r} waits for {before}")
                async with self._turn:
                    await self._render(folder, name, client)
        except TtmbaError as error:
            self._tell.error(client, _SAVE, str(error))
            self._log(f"session {name!r} is not saved: {error}")
        finally:
            del self._open[number]

    def hurry(self) -> None:
        """The run ends: wait for the disk as long as that does, and no longer."""
        for one in self._copying:
            one.hurry(AT_THE_END)
        if self._finishing is not None:
            self._finishing.hurry()
        if self._stems is not None:
            self._stems.hurry()

    def follow(self) -> None:
        """The run's folder is elsewhere now: what renders where it was begins again."""
        here = self._files.folder
        if self._finishing is not None and not self._finishing.folder.is_relative_to(here):
            self._finishing.kill()

    def kill(self) -> None:
        """End what renders, now."""
        if self._finishing is not None:
            self._finishing.kill()

    async def _copied(self, name: str, client: Client) -> Path:
        """Copy the run so far, in a thread, as soon as the disk takes it."""
        loop, news = asyncio.get_running_loop(), self._news(name, client)

        def waits(why: str) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended: nobody listens
                loop.call_soon_threadsafe(news.waits, why)

        patience = Patience(waits, SAVE_PATIENCE)
        self._copying.append(patience)
        try:
            here = self._files.folder
            return await beside(
                lambda: copy_run(here, Path(name), patience, lambda: self._where(name))
            )
        finally:
            self._copying.remove(patience)

    def _where(self, name: str) -> tuple[Path, Path]:
        """The run's folder and a save's, once what was played is on the disk.

        Raises `Unavailable` if it does not come.
        """
        if not (self._timeline.sync(_LOOK) and self._files.sync(_LOOK)):
            why = self._timeline.error or self._files.error or "the disk does not answer"
            raise Unavailable(why)
        return self._files.found(), self._folder() / name

    def _news(self, name: str, client: Client) -> SaveNews:
        def at_work() -> str:
            return self._stems.at_work if self._stems and not self._finishing else _AT_WORK

        return SaveNews(
            lambda share, note: self._tell.saving(client, name, share, note),
            lambda note: self._log(f"session {name!r} {note}"),
            at_work,
        )

    async def _render(self, folder: Path, name: str, client: Client) -> None:
        news = self._news(name, client)
        with news.watched():
            folder, told, lacks = await self._made(folder, news)
        for line in told:
            self._log(f"session {name!r}: {line}")
        if lacks:
            self._tell.error(client, _SAVE, lacks)
        self._log(f"session saved in {folder}{lacks and f': {lacks}'}")
        self._tell.saved(client, name, str(folder))

    async def _made(self, folder: Path, news: SaveNews) -> tuple[Path, list[str], str]:
        """Have a copy completed; where it is by then, what is to be told, and what it lacks."""
        make = self._rendered
        while True:
            try:
                return folder, await make(folder, news), ""
            except TtmbaError as error:
                here = await self._now(folder)
                if here == folder and isinstance(error, Incomplete):
                    return folder, [], str(error)
                if here == folder:
                    raise
            folder, make = here, self._whole

    async def _now(self, folder: Path) -> Path:
        """Where a copy is by now, that was made beside others."""
        return await beside(lambda: self._folder() / folder.name)

    async def _rendered(self, folder: Path, news: SaveNews) -> list[str]:
        """From what is rendered already, or from the beginning."""
        told = await self._branched(folder, news)
        return await self._whole(folder, news) if told is None else told

    async def _branched(self, folder: Path, news: SaveNews) -> list[str] | None:
        """Have it made from what is rendered already; None where that is not possible."""
        if self._stems is None:
            return None
        self._stems.follow(self._files.folder)
        try:
            return await self._stems.save(folder, news.progress, news.waits, news.note)
        except WorkerKilledError as error:
            news.progress(0.0)
            news.note(f"is rendered from the beginning: {error}")
            return None

    async def _whole(self, folder: Path, news: SaveNews) -> list[str]:
        """Have it rendered from the beginning."""
        self._finishing = Finishing(
            folder,
            low_priority=True,
            progress=news.progress,
            waits=news.waits,
            note=news.note,
            patience=SAVE_PATIENCE,
        )
        try:
            return await self._finishing.done()
        finally:
            self._finishing = None
