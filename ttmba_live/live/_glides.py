"""Places, gains and the like that change for a while, step by step, as a hand would send them.

Each step is a command like those of OSC, so it stands in the timeline. A hand that moves the same
thing meanwhile wins. Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.live._on_the_way import Going
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import FLOOR_DB, Change, Command, SetGain, Source, Stop, faded, moved

_STEP = 0.02
"""Seconds between two steps; the mixer glides between them."""

_Key = tuple[str, str]


class Glides:
    """At most one change of each thing; a newer one takes its place."""

    def __init__(self, playback: Playback, act: Callable[[Command, Client], None]) -> None:
        """``act`` carries out a command."""
        self._playback, self._act = playback, act
        self._tasks: dict[_Key, asyncio.Task[None]] = {}
        self._levels: dict[str, float] = {}
        self._ways: WeakKeyDictionary[asyncio.Task[None], tuple[Trajectory, float]]
        self._ways = WeakKeyDictionary()
        self._ends: WeakKeyDictionary[asyncio.Task[None], tuple[float, float]]
        self._ends = WeakKeyDictionary()
        self._held: dict[str, Trajectory] = {}
        self._cut: dict[str, tuple[float, float]] = {}

    def place(self, source: Source) -> Position:
        """Where a source is now, on its way perhaps."""
        if source.trajectory is None:
            return source.position
        begun = self._playback.elapsed().get(source.id)
        return source.position if begun is None else source.trajectory.at(begun)

    def now(self, source: Source) -> Source:
        """The same, as if it had been set to where it is now."""
        return replace(source, position=self.place(source))

    def going(self, source: Source) -> Going | None:
        """The way that a source is on, if it is not at its end."""
        task, going = self._tasks.get(("place", source.id)), None
        if source.trajectory is not None:
            gone = self._playback.elapsed().get(source.id)
            going = None if gone is None else Going(source.trajectory, gone)
        elif task is not None and task in self._ways:
            way, begun = self._ways[task]
            going = Going(way, _now() - begun)
        return going if going is not None and going.left > 0.0 else None

    def hold(self, source: Source, client: Client) -> None:
        """Let a source stay where it is, for good or until it is released."""
        if (going := self.going(source)) is not None:
            self._held[source.id] = going.rest
        self.move(source, Trajectory((0.0,), (self.place(source),)), client)

    def release(self, source: Source, client: Client) -> None:
        """Let a source go on the way on which it was held; `InvalidInput` if it was not."""
        way = self._held.pop(source.id, None)
        if way is None:
            raise InvalidInput("it is not held on a way; say where it is to go")
        self.move(source, way, client)

    def goal(self, source: Source) -> Position:
        """Where a source is, or will be once it has arrived where it was sent."""
        task = self._tasks.get(("place", source.id))
        if source.trajectory is None and task is not None and task in self._ways:
            return self._ways[task][0].positions[-1]
        return self.place(source)

    def fading(self, source: Source) -> tuple[float, float]:
        """The gain that a source goes to, and in how many seconds; its own, if it stays."""
        task = self._tasks.get(("gain", source.id))
        if task is None or task not in self._ends:
            return source.gain_db, 0.0
        level, end = self._ends[task]
        return level, max(0.0, end - _now())

    def fades(self, name: str) -> bool:
        """Whether a source's gain is on its way."""
        return ("gain", name) in self._tasks

    def steady(self, name: str) -> None:
        """Let a source be as loud as it is now; `InvalidInput` if its gain is on no way."""
        if not self.fades(name):
            raise InvalidInput("it is fading neither in nor out")
        self._levels.pop(name, None)
        self._drop([("gain", name)])

    def level(self, source: Source) -> float:
        """The gain that a source had before it was faded out."""
        gain = self._levels.get(source.id, self.regained(source))
        return gain if gain > FLOOR_DB else 0.0

    def regained(self, source: Source) -> float:
        """The gain that a source had, or was on its way to, when it ended in the midst of a fade.

        Its own, if it did not, or if somebody has set it since.
        """
        goal, left_at = self._cut.get(source.id, (source.gain_db, source.gain_db))
        return goal if source.gain_db == left_at else source.gain_db

    def gain(self, source: Source, level: float, seconds: float, client: Client) -> None:
        """Change a gain, straight in dB."""
        now = self._playback.scene.source(source.id)
        self.go([faded(now, level)], seconds, client)
        if task := self._tasks.get(("gain", source.id)):
            self._ends[task] = level, _now() + seconds

    def out(self, source: Source, seconds: float, client: Client) -> None:
        """Fade to silence and stop; it has its gain again when it is silent."""
        self._levels.setdefault(source.id, source.gain_db)
        fade = faded(source, FLOOR_DB)
        self._begin([fade], self._fade_out(fade, seconds, client))

    def out_no_more(self, source: Source, client: Client) -> None:
        """Let a source that fades to silence be as loud as it was, and go on."""
        if self.fades(source.id) and source.id in self._levels:
            self.gain(source, self._levels.pop(source.id), 0.0, client)

    def move(self, source: Source, way: Trajectory, client: Client) -> None:
        """Let a source go its way."""
        self.go([moved(source.id, way)], way.times[-1], client)
        if task := self._tasks.get(("place", source.id)):
            self._ways[task] = way, _now()

    def go(self, changes: Sequence[Change], seconds: float, client: Client) -> None:
        """Let things change together, at once if that takes no time."""
        for change in changes:
            if change.what == "gain":
                self._levels.pop(change.source, None)
        if seconds > 0.0 and changes:
            self._begin(changes, self._run(changes, seconds, client))
            return
        self._drop(map(_key, changes))
        for change in changes:
            self._act(change.at(1.0), client)

    def let_go(self, *names: str) -> None:
        """Go on with nothing of these sources; "" is what is no source's."""
        mine = frozenset(names)
        for name in names:
            self._held.pop(name, None)
        self._keep_goals(mine)
        self._drop([key for key in self._tasks if key[1] in mine])

    def forget(self) -> None:
        """Go on with nothing."""
        self._held.clear()
        self._keep_goals(frozenset(name for _, name in self._tasks))
        self._drop(list(self._tasks))

    def _keep_goals(self, names: frozenset[str]) -> None:
        """Know what gains these were on their way to, for when they sound again."""
        for name in names.intersection(self._playback.scene.sources):
            source = self._playback.scene.source(name)
            fades_out = ("gain", name) in self._tasks and name in self._levels
            goal = self._levels.pop(name) if fades_out else self.fading(source)[0]
            if goal != source.gain_db:
                self._cut[name] = goal, source.gain_db

    def _drop(self, keys: Iterable[_Key]) -> None:
        """Let things go; who changes nothing any more ends."""
        left = {task for key in keys if (task := self._tasks.pop(key, None))}
        for task in left.difference(self._tasks.values()):
            task.cancel()

    def _begin(self, changes: Sequence[Change], work: Coroutine[Any, Any, None]) -> None:
        keys = [_key(change) for change in changes]
        self._drop(keys)
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.update(dict.fromkeys(keys, task))

        def done(ended: asyncio.Task[None]) -> None:
            for key in keys:
                if self._tasks.get(key) is ended:
                    del self._tasks[key]
            if not ended.cancelled():
                ended.exception()  # a source that is gone needs no step more

        task.add_done_callback(done)

    async def _run(self, changes: Sequence[Change], seconds: float, client: Client) -> None:
        begun = _now()
        going: list[tuple[Change, object]] = [(change, None) for change in changes]
        while going:
            share = min(1.0, (_now() - begun) / seconds) if seconds > 0.0 else 1.0
            going = [
                (change, self._step(change, share, client))
                for change, stood in going
                if self._is_ours(change, stood)
            ]
            if share >= 1.0:
                return
            await asyncio.sleep(_STEP)

    def _is_ours(self, change: Change, stood: object) -> bool:
        """Whether a thing is as this task has left it, and nobody else's by now."""
        stands = change.stands(self._playback.scene)
        mine = self._tasks.get(_key(change)) is asyncio.current_task()
        return mine and stands is not None and stood in (None, stands)

    def _step(self, change: Change, share: float, client: Client) -> object:
        self._act(change.at(share), client)
        return change.stands(self._playback.scene)

    async def _fade_out(self, fade: Change, seconds: float, client: Client) -> None:
        await self._run([fade], seconds, client)
        name = fade.source
        if self._playback.scene.source(name).gain_db != FLOOR_DB:
            return
        self._act(Stop(name), client)
        while self._playback.sounds(name):  # noqa: ASYNC110 - voices set no events here
            await asyncio.sleep(_STEP)
        self._act(SetGain(name, self._levels.pop(name)), client)


def _key(change: Change) -> _Key:
    return change.what, change.source


def _now() -> float:
    return asyncio.get_running_loop().time()
