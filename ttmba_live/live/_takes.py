"""Sources made anew: with another seed, or from what they are now. Knows no generator by name."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

from ttmba_live.audio import Clip
from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.generate import Start
from ttmba_live.generate.starts import keep_start
from ttmba_live.live._cues import Cues
from ttmba_live.live._kept import Kept
from ttmba_live.live._making import Making
from ttmba_live.live._orders import Tell
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import Event
from ttmba_live.setup import spec_of

SEEDS = 1_000_000
"""Seeds that are chosen lie below: the floats and number boxes of patches show them whole."""

_STARTS = 8
"""Clips to begin from that are left on the disk: more than can be on their way at once."""

_laying = threading.Lock()
"""One at a time lays down and clears away: who was cancelled still writes."""


class Takes:
    """Thread: control."""

    def __init__(
        self, playback: Playback, cues: Cues, making: Making, tell: Tell, folder: Path
    ) -> None:
        """Order what is missing from ``making``; clips to begin from lie in ``folder``."""
        self._playback, self._cues, self._making, self._tell = playback, cues, making, tell
        self._folder = folder
        self._varying: dict[str, asyncio.Task[None]] = {}

    def again(self, source: str, seed: int | None, client: Client) -> None:
        """Make a source's clip with another seed; it takes over when it is there.

        Raises `InvalidInput` if there is no such source, or if too much waits.
        """
        event = self._event(source, seed)
        self.forget(source)
        spec = spec_of(event, dry=self._playback.in_room)
        self._making.renew(event, spec, client, f"/ttmba/source/{source}/again")

    def vary(self, source: str, amount: float, seed: int | None, client: Client) -> None:
        """The same, made from the present clip, of which so much may change (0..1).

        Raises `InvalidInput`, also if there is no clip yet.
        """
        event = self._event(source, seed)
        kept = self._playback.kept(source)
        if kept is None or self._making.awaited(source):
            raise InvalidInput(f"source {source!r} has no clip yet to be varied")
        self.forget(source)
        task = asyncio.get_running_loop().create_task(self._vary(event, kept, amount, client))
        self._varying[source] = task
        task.add_done_callback(lambda done: self._over(source, done))

    def forget(self, source: str | None = None) -> None:
        """Order nothing more for a source, or for any."""
        for name, task in list(self._varying.items()):
            if source in (None, name):
                task.cancel()

    async def _vary(self, event: Event, kept: Kept, amount: float, client: Client) -> None:
        address = f"/ttmba/source/{event.id}/vary"
        asked = self._making.asked(event.id)
        try:
            start = await asyncio.to_thread(_laid_down, kept.clip, self._folder, amount)
            lineage = asked.lineage if asked else ()
            start = replace(start, lineage=lineage, maker=kept.event.maker)
            spec = spec_of(event, dry=self._playback.in_room)
            self._making.renew(event, replace(spec, start=start), client, address)
        except (TtmbaError, OSError) as error:
            self._tell.error(client, address, f"{event.id}: {error}")

    def _over(self, source: str, task: asyncio.Task[None]) -> None:
        if self._varying.get(source) is task:
            del self._varying[source]

    def _event(self, name: str, seed: int | None) -> Event:
        """What a source was asked to be, as it is now, with another seed.

        The next one: what a rehearsal's third take was, the show's will be.
        """
        source, asked = self._playback.scene.source(name), self._making.asked(name)
        if asked is None:
            raise InvalidInput(f"source {name!r} was asked for too long ago to be made again")
        self._cues.check_room(1, (asked.event,))
        chosen = ((asked.event.seed or 0) + 1) % SEEDS if seed is None else seed
        return replace(asked.event, seed=chosen, loop=source.loop)


def _laid_down(clip: Clip, folder: Path, amount: float) -> Start:
    """Lay a clip down to begin from, and clear away what was begun from long ago; takes a while."""
    with _laying:
        start = keep_start(clip, folder, amount)
        start.path.touch()
        older = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        for path in older[:-_STARTS]:
            path.unlink(missing_ok=True)
    return start
