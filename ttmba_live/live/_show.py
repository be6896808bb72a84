"""Events locked to the show's clock: each sounds from where the clock is, while it runs.

Knows clips and voices; knows no wire and no planner. Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ttmba_live.audio import RATE, Clip
from ttmba_live.clock import ShowClock
from ttmba_live.errors import TtmbaError
from ttmba_live.generate.files import Files
from ttmba_live.live._joined import rest_of, rest_of_event, rest_on_disk
from ttmba_live.live._kept import Kept
from ttmba_live.live._making import Making
from ttmba_live.live._orders import Cue
from ttmba_live.live._playback import Playback
from ttmba_live.live._threads import beside
from ttmba_live.long_clip import LongClip
from ttmba_live.scene import Event
from ttmba_live.setup import spec_of, with_maker

_SOON = RATE // 5
"""Frames before its start at which a voice is asked for."""

_WHOLE = RATE // 10
"""Frames that an event may be late and still begin at its beginning: what strikes is heard."""

_COPY = RATE
"""Frames that copying the rest of a long clip may take."""


@dataclass(eq=False, slots=True)
class _Part:
    """An event, and what is left of its clip if it was joined in its middle."""

    event: Event
    cue: int
    whole: Clip | None = None
    rest: Kept | None = None


class Show:
    """All events of a show; `look` is to be called some 100 times a second while it runs."""

    def __init__(
        self,
        clock: ShowClock,
        playback: Playback,
        making: Making,
        folder: Path,
        zero: float,
        log: Callable[[str], None],
    ) -> None:
        """Nothing yet. ``zero`` is where events begin, in seconds of the clock.

        What is copied lies in the ``folder``.
        """
        self._clock, self._playback, self._making = clock, playback, making
        self._folder, self._zero, self._log = folder, zero, log
        self._parts: dict[str, _Part] = {}
        self._begun: set[str] = set()
        self._turn = self._hushed_turn = clock.turn
        self.hushed = 0
        """How often `hush` was called; see `add`."""
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        """How many events."""
        return len(self._parts)

    @property
    def seconds(self) -> list[float]:
        """How long each of its clips is that is there."""
        busy = self._making.busy
        return [part.event.duration for name, part in self._parts.items() if name not in busy]

    def clear(self) -> None:
        """Forget all events; what sounds of them fades out."""
        self._fade()
        for source in self._parts:
            self._making.forget(source)
            self._playback.held.discard(source)
        self._parts.clear()

    def add(
        self, events: Iterable[Event], cue: Cue, folder: Path | None = None, *, asked: int = 0
    ) -> list[Event]:
        """Have events' clips made, or read from the ``folder`` of a scene; as they were placed.

        ``asked`` is what ``hushed`` was when they were asked for: if all was silenced since, they
        are silent, too, until the clock begins or jumps again.
        """
        added, silenced = [], asked < self.hushed and self._turn == self._hushed_turn
        for event in events:
            placed = self._playback.place(event, self._making.busy)
            placed = replace(placed, seed=spec_of(placed).seed)
            self._parts[placed.id] = _Part(placed, cue.number)
            self._playback.held.add(placed.id)
            (self._begun.add if silenced else self._begun.discard)(placed.id)
            added.append(placed)
            if placed.file is None or folder is None:
                self._making.begin(placed, cue)
            else:
                self._spawn(self._read(placed, cue, folder))
        return added

    def hush(self) -> None:
        """Let what sounds fade out; nothing begins before the clock begins or jumps again."""
        self._turn = self._hushed_turn = self._clock.turn
        self.hushed += 1
        self._fade()
        self._begun = set(self._parts)

    def look(self) -> None:
        """Begin what is due; what the clock has left behind fades out."""
        if self._clock.turn != self._turn:
            self._turn = self._clock.turn
            self._fade()
            self._begun.clear()
        if not self._clock.rolling:
            return
        now = self._playback.next_frame
        for source, part in self._parts.items():
            kept = self._playback.kept(source)
            if source in self._begun or kept is None:
                continue
            start = round(self._clock.frame_of(part.event.start + self._zero))
            if start <= now + _SOON:
                self._begun.add(source)
                self._begin(part, kept, start, now)

    def _fade(self) -> None:
        """Let what sounds fade out."""
        for source in self._parts:
            if self._playback.sounds(source):
                self._playback.stop(source)

    def close(self) -> None:
        """Wait for nothing any more."""
        for source in self._parts:
            self._making.forget(source)
        for task in self._tasks:
            task.cancel()

    def _begin(self, part: _Part, kept: Kept, start: int, now: int) -> None:
        source, loop = part.event.id, part.event.loop
        whole = part.whole if part.whole and kept is part.rest else kept.clip
        if now - start <= _WHOLE:
            if whole is not kept.clip:
                self._playback.keep(part.event, whole, part.cue)
                part.whole = part.rest = None
            self._place_again(part.event)
            self._playback.start(source, max(0, start))
        elif loop or now - start < len(whole.samples):
            part.whole = whole
            if isinstance(whole, LongClip):
                self._spawn(self._join_long(part, whole, start, (self._turn, self.hushed)))
            else:
                self._join(part, rest_of(whole, now - start, loop=loop), start, now)

    def _join(self, part: _Part, rest: Clip, start: int, at: int) -> None:
        event = rest_of_event(part.event, len(rest.samples), (at - start) / RATE)
        self._place_again(event)
        self._playback.keep(event, rest, part.cue)
        part.rest = self._playback.kept(event.id)
        self._playback.start(event.id, at)

    async def _join_long(
        self, part: _Part, whole: LongClip, start: int, asked: tuple[int, int]
    ) -> None:
        """Join it unless the clock has turned, or all was silenced, since it was ``asked`` to."""
        event = part.event
        at = self._playback.next_frame + _COPY
        if not event.loop and at - start >= len(whole.samples):
            return
        path = self._folder / f"{event.id}_{asked[0]}.f32"
        try:
            rest = await beside(lambda: rest_on_disk(whole, at - start, path, loop=event.loop))
        except OSError as error:
            self._log(f"cannot join {event.id} in its middle: {error.strerror or error}")
            return
        if asked == (self._clock.turn, self.hushed) and self._parts.get(event.id) is part:
            self._join(part, rest, start, at)

    def _place_again(self, event: Event) -> None:
        """Let what moves or swells by itself do so from here; who stands stays where it is."""
        if event.trajectory is not None or event.envelope is not None:
            self._playback.place(event, set())

    async def _read(self, event: Event, cue: Cue, folder: Path) -> None:
        name, spec = event.file or "", spec_of(event)
        try:
            made = await beside(lambda: Files(folder).clip(name, spec))
        except TtmbaError as error:
            self._log(f"{event.id}: {error}")
            return
        if event.id in self._parts:
            self._playback.keep(with_maker(event, made), made.clip, cue.number)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
