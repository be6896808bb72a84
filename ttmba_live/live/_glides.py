"""Places and gains that change for a while, step by step, as a hand would send them.

Each step is a command like those of OSC, so it stands in the timeline. A hand that moves the same
thing meanwhile wins. Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from ttmba_live.geometry import Position, Trajectory
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import Command, MovePolar, SetGain, Source, Stop

FLOOR_DB = -60.0
"""Where fades begin and end."""

_STEP = 0.02
"""Seconds between two steps; the mixer glides between them."""


class Glides:
    """At most one of places and one of gains for each source; a newer one takes its place."""

    def __init__(self, playback: Playback, act: Callable[[Command, Client], None]) -> None:
        """``act`` carries out a command."""
        self._playback, self._act = playback, act
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._levels: dict[str, float] = {}

    def place(self, source: Source) -> Position:
        """Where a source is now, on its way perhaps."""
        begun = self._playback.elapsed().get(source.id)
        if source.trajectory is None or begun is None:
            return source.position
        return source.trajectory.at(begun)

    def level(self, source: Source) -> float:
        """The gain that a source had before it was faded out."""
        return self._levels.get(source.id, 0.0 if source.gain_db <= FLOOR_DB else source.gain_db)

    def gain(self, source: Source, level: float, seconds: float, client: Client) -> None:
        """Change a gain, straight in dB."""
        self._levels.pop(source.id, None)
        self._begin("gain", source.id, self._ramp(source.id, level, seconds, client))

    def out(self, source: Source, seconds: float, client: Client) -> None:
        """Fade to silence and stop; it has its gain again when it is silent."""
        self._levels.setdefault(source.id, source.gain_db)
        self._begin("gain", source.id, self._fade_out(source.id, seconds, client))

    def move(self, source: Source, way: Trajectory, client: Client) -> None:
        """Let a source go its way."""
        self._begin("place", source.id, self._go(source.id, way, client))

    def let_go(self, name: str) -> None:
        """Go on with nothing of a source."""
        for what in ("gain", "place"):
            if task := self._tasks.pop((what, name), None):
                task.cancel()

    def forget(self) -> None:
        """Go on with nothing."""
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()

    def _begin(self, what: str, name: str, work: Coroutine[Any, Any, None]) -> None:
        if before := self._tasks.pop((what, name), None):
            before.cancel()
        task = self._tasks[what, name] = asyncio.get_running_loop().create_task(work)

        def done(ended: asyncio.Task[None]) -> None:
            if self._tasks.get((what, name)) is ended:
                del self._tasks[what, name]
            if not ended.cancelled():
                ended.exception()  # a source that is gone needs no step more

        task.add_done_callback(done)

    async def _ramp(self, name: str, level: float, seconds: float, client: Client) -> None:
        begins = max(FLOOR_DB, self._playback.scene.source(name).gain_db) if seconds else 0.0
        begun, sent = _now(), None
        while (gone := _now() - begun) < seconds:
            if sent is not None and self._playback.scene.source(name).gain_db != sent:
                return  # a hand has it
            sent = begins + (max(FLOOR_DB, level) - begins) * gone / seconds
            self._act(SetGain(name, sent), client)
            await asyncio.sleep(_STEP)
        self._act(SetGain(name, level), client)

    async def _fade_out(self, name: str, seconds: float, client: Client) -> None:
        await self._ramp(name, FLOOR_DB, seconds, client)
        if self._playback.scene.source(name).gain_db != FLOOR_DB:
            return
        self._act(Stop(name), client)
        while self._playback.sounds(name):  # noqa: ASYNC110 - voices set no events here
            await asyncio.sleep(_STEP)
        self._act(SetGain(name, self._levels.pop(name)), client)

    async def _go(self, name: str, way: Trajectory, client: Client) -> None:
        begun, sent = _now(), None
        while (gone := _now() - begun) < way.times[-1]:
            if sent is not None and self._playback.scene.source(name).position != sent:
                return  # a hand has it
            sent = self._sent(name, way.at(gone), client)
            await asyncio.sleep(_STEP)
        self._sent(name, way.positions[-1], client)

    def _sent(self, name: str, to: Position, client: Client) -> Position:
        self._act(MovePolar(name, to.azimuth, to.elevation, to.distance), client)
        return self._playback.scene.source(name).position


def _now() -> float:
    return asyncio.get_running_loop().time()
