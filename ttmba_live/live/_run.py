"""A run's folder as the daemon holds it: locked, written, saved, finished. Thread: control."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from ttmba_live.errors import Incomplete, TtmbaError
from ttmba_live.live._live_stems import LiveStems
from ttmba_live.live._playback import Playback
from ttmba_live.live._reporter import Reporter
from ttmba_live.live._saves import Saves, Tell, to_finish
from ttmba_live.live._threads import beside
from ttmba_live.session import Head, Held, RunFolder, TimelineWriter, set_aside

_GIB = 1 << 30

_TELL = 5.0
"""Seconds between two lines about how far a session's end is."""


class LiveRun:
    """One run: in a session's folder, or in a scratch folder that is forgotten at the end."""

    def __init__(
        self,
        session: Path | None,
        scratch: Path,
        head: Head,
        scratch_gib: float,
        reporter: Reporter,
    ) -> None:
        """Take the folder, put older runs aside, and begin; raises `Unavailable`."""
        self._session, self._reporter = session, reporter
        self.folder = session or scratch
        self._held = Held(session) if session else None
        try:
            first = set_aside(self.folder)
            self.timeline = TimelineWriter(self.folder, head)
            room = None if session else _room(scratch, scratch_gib)
            zero = None if head.zero == "first cue" else 0
            self.files = RunFolder(self.folder, first, room, zero)
        except BaseException:
            self._release()
            raise
        self._stems = LiveStems(self.folder, self.files.add, reporter.say) if session else None
        self.saves: Saves | None = None
        self._remade = False

    def keeping(self, default: Path) -> Callable[[], Path]:
        """Where saves and takes go: into the session's folder, wherever it is, or a default one."""
        return (lambda: default) if self._session is None else self.files.found

    def saving(self, kept: Callable[[], Path], tell: Tell, log: Callable[[str], None]) -> Saves:
        """What saves this run under ``kept``, which asks the disk."""
        self.saves = Saves(kept, self.timeline, self.files, tell, log, self._stems)
        return self.saves

    def look(self, playback: Playback, load: float) -> None:
        """Once a second: write, let stems go on, and tell what stands in the way."""
        loop, reached = asyncio.get_running_loop(), playback.settled()

        def seen() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._seen, playback, reached, load)

        self.files.look(seen)
        self._reporter.disk(playback.error or (self._stems.error if self._stems else ""))
        for name in playback.starved():
            self._reporter.say_once(f"{name!r} is silent in parts: its disk is late")
        for lost in (self.timeline.lost, *self.files.lost[:1]):
            if lost:
                self._reporter.say_once(f"the session cannot be complete any more: {lost}")
        if self.files.trimmed:
            self._reporter.say_once(
                "the oldest clips of this run are deleted to make room (scratch_gib in [session]): "
                "a save lacks them; with --session nothing is"
            )

    def _seen(self, playback: Playback, reached: int, load: float) -> None:
        """The folder is known to be there: only now may stems go on, lest they make another."""
        while self.files.news:
            what, anew = self.files.news.popleft()
            self._reporter.say(what)
            self._remade = self._remade or anew
            if self._remade:  # it may have been moved before all of it was written again
                playback.rewrite()
            if self._stems is not None and self.saves is not None:
                self._stems.follow(self.files.folder, anew=anew)
                self.saves.follow()
        if self._stems and playback.heard:
            self._stems.reach(reached, load)

    async def close(self, playback: Playback, log: Callable[[str], None]) -> None:
        """Write what waits and complete the session; raises `Incomplete` if it cannot be."""
        if self.timeline.error or self.files.error:
            log(f"waiting for the disk: {playback.error}")
        try:
            await beside(playback.close)
            folder = self.files.folder
            if self._stems and playback.heard:
                log(f"finishing the session in {folder}; Ctrl-C again leaves it for later")
                telling = asyncio.ensure_future(_tell_share(self._stems, log))
                try:
                    await self._finish(self._stems, folder, log)
                finally:
                    telling.cancel()
                log(f"the session is whole in {folder}")
            elif self._stems:
                log(f"nothing has sounded: there is no session to finish in {folder}")
        finally:
            self._release()

    async def _finish(self, stems: LiveStems, folder: Path, log: Callable[[str], None]) -> None:
        gone = [f"{file} is missing" for file in self.files.lost]
        lost = "; ".join(filter(None, [self.timeline.lost, *gone]))
        try:
            for line in await stems.finish(folder):
                log(line)
        except Incomplete as error:
            raise Incomplete(f"{error}; {to_finish(folder)}") from error
        except TtmbaError as error:
            why = f"{error}; {lost}, which only memory held" if lost else str(error)
            raise Incomplete(f"{folder} is not finished: {why}; {to_finish(folder)}") from error
        if lost:
            raise Incomplete(f"{folder} is incomplete: {lost}")

    def abandon(self) -> str:
        """End every process that renders, now; what that leaves undone."""
        undone = []
        if self._stems is not None:
            self._stems.kill()
            undone.append(f"{self.files.folder} is not finished; {to_finish(self.files.folder)}")
        if self.saves is not None:
            self.saves.kill()
            undone += self.saves.undone
        return "; ".join(undone)

    def _release(self) -> None:
        if self._held is not None:
            self._held.release()


async def _tell_share(stems: LiveStems, log: Callable[[str], None]) -> None:
    """Say how far the end of a session is, every few seconds."""
    began = time.monotonic()
    while True:
        await asyncio.sleep(_TELL)
        what = f"stems {stems.share:.0%}" if stems.share < 1.0 else "stems done, mix and projects"
        log(f"finishing: {what}, {time.monotonic() - began:.0f} s")


def _room(scratch: Path, gib: float) -> int:
    """Bytes of clips: not more than half of what the disk has, which may be memory."""
    return min(round(gib * _GIB), shutil.disk_usage(scratch).free // 2)
