"""Another head while sound plays: found by its name, prepared aside, handed to the mixer.

Knows names, files and settings; renders nothing. Everything here is the control thread's.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from ttmba_live.binaural import Renderer
from ttmba_live.engine import ChangeHead, Turns
from ttmba_live.errors import TtmbaError
from ttmba_live.osc import PREPARING, Client, OscServer
from ttmba_live.setup import BinauralSettings, choose, heads_folder, stop_preparing
from ttmba_live.setup.heads import SHIPPED, find_head, is_prepared

_ADDRESS = "/ttmba/head"

_LOOK = 0.05
"""Seconds between two looks at whether a head has taken over."""


class Heads:
    """Changes heads, one after the other."""

    def __init__(
        self,
        settings: BinauralSettings,
        hop: int,
        post: Callable[[ChangeHead], None],
        log: Callable[[str], None],
        osc: OscServer,
        turns: Turns,
        *,
        stands_in: bool = False,
    ) -> None:
        """Know the settings, the head of the start among them; ``post`` reaches the mixer.

        With ``stands_in`` the sphere plays until that head comes.
        """
        self._settings, self._hop, self._post = settings, hop, post
        self._log, self._osc, self._turns = log, osc, turns
        self._first = self._now = Path(settings.head) if settings.head else None
        self._turn = asyncio.Lock()
        self._wanted = ""
        self._before = osc.playing.head = SHIPPED if stands_in else _called(self._first)
        self._known = not stands_in
        self.stands_in = stands_in
        """Whether the head of the start is still to come."""

    async def begin(self, changes: Callable[[], bool]) -> None:
        """Let the head of the start take over from the sphere that stands in for it.

        If it cannot be used, the one that ships does. It is over when nothing ``changes`` any more.
        """
        await self._prepare()
        await asyncio.sleep(_LOOK)
        while changes():  # noqa: ASYNC110 - the render thread sets no event for it
            await asyncio.sleep(_LOOK)

    async def _prepare(self) -> None:
        async with self._turn:
            if not self.stands_in:
                return
            try:
                await self._begin(self._settings)
            except TtmbaError as error:
                self.failed(str(error))
                if self._first is None:
                    return
                self._first = self._now = None
                with contextlib.suppress(TtmbaError):
                    await self._begin(choose.another_head(self._settings, ""))

    async def _begin(self, settings: BinauralSettings) -> None:
        renderer, choice = await asyncio.to_thread(self._loaded, settings)
        self._post(ChangeHead(settings.head, renderer))
        self._known, self.stands_in = True, False
        self._osc.playing.head = _called(self._first)
        self._log(f"renderer {choice.name}: {choice.why}")
        for note in choice.notes:
            self._log(f"head: {note}")
        self._osc.part("renderer", choice.name, choice.why)
        if self._first is not None:
            self._osc.head(None, _called(self._first), choice.why)

    def _loaded(self, settings: BinauralSettings) -> tuple[Renderer, choose.Choice]:
        with self._turns.standing_aside():
            return choose.renderer(settings, self._hop)

    async def change(self, name: str, client: Client) -> None:
        """Prepare a head, let it take over, and tell; what is wrong with it is told too.

        The last one asked for wins: those that still wait give way to it. What is at hand takes
        over at once, whatever is being prepared.
        """
        try:
            head = self._file(name)
        except TtmbaError as error:
            self._osc.error(client, _ADDRESS, str(error))
            return
        self._wanted = name
        try:
            if not self.stands_in and await self._at_hand(head):
                await self._take(name, head, client)
                return
            self._osc.tell(client, PREPARING.address, name, f"{self._osc.playing.head} plays on")
            async with self._turn:
                await self._take(name, head, client)
        except Exception as error:
            # Whatever a stranger's file does, it is told and the sound goes on.
            why = str(error) if isinstance(error, TtmbaError) else f"{name!r} failed: {error!r}"
            self._osc.error(client, _ADDRESS, why)

    async def _take(self, name: str, head: Path | None, client: Client) -> None:
        """Let a head take over, unless another was asked for since; may raise anything."""
        if self._overtaken(name, client):
            return
        if self._known and head == self._now:
            self._osc.head(client, name, "it plays already")
            return
        settings = choose.another_head(self._settings, str(head) if head else "")
        renderer, choice = await asyncio.to_thread(self._loaded, settings)
        if self._overtaken(name, client):
            return
        self._post(ChangeHead(settings.head, renderer))
        self._now, self._known, self.stands_in = head, True, False
        self._before, self._osc.playing.head = self._osc.playing.head, _called(head)
        self._log(f"head {name}: {choice.why}")
        for note in choice.notes:
            self._log(f"head: {note}")
        self._osc.head(client, name, choice.why)
        self._osc.part("renderer", choice.name, choice.why)

    async def _at_hand(self, head: Path | None) -> bool:
        """Whether a head need not be prepared first; raises `Unavailable`."""
        return head is None or await asyncio.to_thread(is_prepared, head)

    def _overtaken(self, name: str, client: Client) -> bool:
        if self._wanted != name:
            why = f"{name!r} does not take over: {self._wanted!r} was asked for since"
            self._osc.error(client, _ADDRESS, why)
        return self._wanted != name

    def close(self) -> None:
        """Wait for no head any more."""
        stop_preparing()

    def failed(self, why: str) -> None:
        """Tell that a head which was handed over cannot be rendered: the one before plays on."""
        self._known = False  # which that is: whatever is asked for next is loaded
        self._osc.playing.head = self._before
        text = f"the new head cannot be rendered: {why}; the one before plays on"
        self._log(text)
        self._osc.news(text)

    def _file(self, name: str) -> Path | None:
        """The file that a name means; the head of the start is known wherever it lies."""
        if self._first and name.lower() in (self._first.name.lower(), self._first.stem.lower()):
            return self._first
        return find_head(name, heads_folder(self._settings.heads), paths=False)


def _called(head: Path | None) -> str:
    """The name of a head, as it is asked for."""
    return head.stem if head else SHIPPED
