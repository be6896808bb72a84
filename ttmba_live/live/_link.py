"""Ableton Link through Carabiner, a program of its own, over TCP. Knows no show.

What is asked for: ``enable-start-stop-sync`` once, ``status`` again and again while it plays. A
connection that is lost is sought again. Thread: control.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable

from ttmba_live.clock import LinkReader, LinkStatus, TransportSettings
from ttmba_live.errors import InvalidInput
from ttmba_live.live._codes import Heard
from ttmba_live.osc import host_and_port

_OFTEN, _SELDOM = 0.05, 1.0
"""Seconds between two questions while it plays, and while it stands."""

_AGAIN = 1.0
"""Seconds until it is looked for again."""

_SILENT = 5.0
"""Seconds without an answer after which a connection is given up."""

_LINE = 4096
"""Bytes that no line of Carabiner's has."""


def link_address(text: str) -> tuple[str, int]:
    """Where Carabiner is; raises `InvalidInput` unless it is "host:port"."""
    at = host_and_port(text)
    if at is None:
        raise InvalidInput(f'[transport] link is written "127.0.0.1:17000", not {text!r}')
    return at


class Link:
    """A `Code` that may be asked to play and to stop, too."""

    def __init__(self, settings: TransportSettings, log: Callable[[str], None]) -> None:
        """Connect to nothing yet; raises `InvalidInput` for what is no address."""
        self._address = link_address(settings.link)
        self._log = log
        self._reader = LinkReader(settings.tempo, settings.quantum)
        self._heard: deque[Heard] = deque(maxlen=64)
        self._status: tuple[LinkStatus, float] | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._task: asyncio.Task[None] | None = None
        self.about = f"Ableton Link by Carabiner at {settings.link}"

    async def start(self) -> None:
        """Begin to look for it."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    def read(self) -> list[Heard]:
        """What has come since the last time."""
        now, heard = time.monotonic(), list(self._heard)
        self._heard.clear()
        return [Heard(one.said, now - one.ago) for one in heard]

    def close(self) -> None:
        """Hang up."""
        if self._task is not None:
            self._task.cancel()
        if self._writer is not None:
            self._writer.close()

    def ask(self, *, play: bool) -> bool:
        """Let the whole session play or stop; False if nobody is there to be asked."""
        if self._writer is None or self._status is None or self._status[0].playing is None:
            return False
        status, came = self._status
        when = status.now + round(1e6 * (time.monotonic() - came))
        self._say(f"{'start' if play else 'stop'}-playing {when}")
        return True

    def locate(self, seconds: float) -> None:
        """Be there now, or at the next start."""
        self._reader.locate(seconds, time.monotonic())

    async def _run(self) -> None:
        told = ""
        while True:
            try:
                await self._listen()
                why = "it has hung up"
            except (OSError, TimeoutError, ValueError) as error:
                why = str(error) or "it does not answer"
            self._writer = self._status = None
            if why != told:
                host, port = self._address
                self._log(f"no Carabiner at {host}:{port}: {why}; looking for it again")
            told = why
            await asyncio.sleep(_AGAIN)

    async def _listen(self) -> None:
        reader, self._writer = await asyncio.open_connection(*self._address, limit=_LINE)
        asking = asyncio.get_running_loop().create_task(self._ask_again())
        self._say("enable-start-stop-sync")
        known = False
        try:
            while line := await asyncio.wait_for(reader.readline(), _SILENT):
                came, status = time.monotonic(), LinkStatus.read(line.decode("ascii", "replace"))
                if status is None:
                    continue
                if not known:
                    self._log(f"Ableton Link is heard: {status.tempo:g} beats a minute")
                known, self._status = True, (status, came)
                said = self._reader.take(status, came)
                if said is not None:
                    self._heard.append(Heard(said, came))
        finally:
            asking.cancel()
            with contextlib.suppress(OSError):
                self._writer.close()

    async def _ask_again(self) -> None:
        while True:
            self._say("status")
            await asyncio.sleep(_OFTEN if self._reader.running else _SELDOM)

    def _say(self, words: str) -> None:
        if self._writer is not None:
            self._writer.write(f"{words}\n".encode("ascii"))
