"""One door for what cues ask of sounds that are there: carried out by the same commands as OSC's.

Knows scene and voices; understands no text. Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.geometry import Position
from ttmba_live.live._glides import Glides
from ttmba_live.live._playback import Playback
from ttmba_live.live._undo import Done, Undo
from ttmba_live.live._ways import home, swapped, way
from ttmba_live.osc import Client
from ttmba_live.scene import (
    FLOOR_DB,
    Again,
    Command,
    DeleteSnapshot,
    Play,
    RecallSnapshot,
    SetGain,
    SetLoop,
    SetMute,
    SetSolo,
    Source,
    Stop,
    StopAll,
    StoreSnapshot,
)
from ttmba_live.text import FollowUp, Present, Verb

PLANNER = "follow-up"
"""Who planned a cue that makes no sounds of its own."""

_FADE = 3.0
"""Seconds of a fade, if that was not told."""
_LOUDER = 6.0
"""dB that "louder" means."""
_QUIETEST, _LOUDEST = -200.0, 40.0
_MOST_WAITING = 256
_SHOWN = 5

_SWITCHES: dict[Verb, tuple[type[SetMute | SetSolo | SetLoop], bool]] = {
    Verb.MUTE: (SetMute, True), Verb.UNMUTE: (SetMute, False),
    Verb.SOLO: (SetSolo, True), Verb.UNSOLO: (SetSolo, False),
    Verb.LOOP: (SetLoop, True), Verb.UNLOOP: (SetLoop, False),
}  # fmt: skip
_STANDING = (Verb.STORE, Verb.RECALL, Verb.FORGET)
_AT_ONCE = frozenset(
    (*_SWITCHES, Verb.STOP, Verb.REPLACE, Verb.PLAY, Verb.TAKE, Verb.STORE, Verb.FORGET, Verb.UNDO)
)
"""What takes no time: "in 5 seconds" says when."""
_ENDS = (Verb.STOP, Verb.REPLACE)


class Errors(Protocol):
    """Who hears what could not be done."""

    def error(self, client: Client | None, address: str, message: str) -> None:
        """Something failed."""


class Followed:
    """Orders, now or when they are due, and what goes on for a while because of them."""

    def __init__(
        self,
        playback: Playback,
        act: Callable[[Command, Client], None],
        tell: Errors,
        say: Callable[[str], None],
        snapshots: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """``act`` carries out a command, ``say`` tells the terminal what was done.

        ``snapshots`` are the names of how everything stood.
        """
        self.snapshots = snapshots
        self._playback, self._act, self._tell, self._say = playback, act, tell, say
        self.glides = Glides(playback, act)
        """What changes for a while, whoever asked for it."""
        self._undo = Undo(playback, self.glides, act)
        self._waiting: set[asyncio.TimerHandle] = set()

    def there(self, busy: Iterable[str]) -> tuple[Present, ...]:
        """What can be meant: the sources of the scene; those of ``busy`` are on their way."""
        soon = set(busy)
        found = []
        for source in self._playback.scene.sources.values():
            place = self.glides.place(source)
            sounds = self._playback.sounds(source.id) or source.id in soon
            found.append(Present(source.id, source.name, place.azimuth, place.elevation, sounds))
        return tuple(found)

    def places(self, names: Sequence[str]) -> list[Position]:
        """Where sources are now."""
        sources = self._playback.scene.sources
        return [self.glides.place(sources[name]) for name in names if name in sources]

    def began(self, names: Sequence[str], with_orders: Done | None = None) -> None:
        """Keep what a cue let sound, to be undone; with the orders that it gave as well."""
        self._undo.began(names, with_orders)

    def carry_out(
        self, orders: Sequence[FollowUp], client: Client
    ) -> tuple[tuple[str, ...], Done | None]:
        """Do it, or let it be done when it is due; the ids that were spoken of last, and its undo.

        Of everything, those that sounded: who says "stop" and then "again" means no more.
        Raises `InvalidInput` if too much waits, or if there is no such snapshot or nothing to undo.
        """
        last = orders[-1]
        undoing = any(order.verb is Verb.UNDO for order in orders)
        done = None if undoing else self._undo.ordered(orders)
        heard = tuple(name for name in last.ids if self._playback.sounds(name))
        try:
            for order in orders:
                self._take_up(order, client, done)
        except TtmbaError:
            if done is not None:
                self._undo.drop(done)
            raise
        return heard if last.all else last.ids, done

    def _take_up(self, order: FollowUp, client: Client, done: Done | None) -> None:
        """Do it, or let it wait until it is due."""
        after = order.extent.after
        if order.verb in _AT_ONCE:
            after += order.extent.within or 0.0
        if not after:
            self._do(order, client)
        elif len(self._waiting) >= _MOST_WAITING:
            raise InvalidInput(f"{_MOST_WAITING} orders wait already")
        else:
            handle = self._later(after, order, client)
            if done is not None:
                done.waiting.append(handle)

    def forget(self) -> None:
        """Drop what waits and what goes on."""
        for handle in self._waiting:
            handle.cancel()
        self._waiting.clear()
        self.glides.forget()

    def _later(self, seconds: float, order: FollowUp, client: Client) -> asyncio.TimerHandle:
        def due() -> None:
            self._waiting.discard(handle)
            try:
                self._do(order, client)
            except TtmbaError as error:
                self._tell.error(client, "/ttmba/cue", str(error))

        handle = asyncio.get_running_loop().call_later(seconds, due)
        self._waiting = {one for one in self._waiting if not one.cancelled()} | {handle}
        self._say(f"in {seconds:g} s: {_told(order)}")
        return handle

    def _do(self, order: FollowUp, client: Client) -> None:
        if order.verb is Verb.UNDO:
            self._say(f"undo: {self._undo.take_back(client)}")
            return
        if order.verb in _STANDING:
            self._stand(order, client)
            return
        self._say(_told(order))
        if order.all and order.verb in _ENDS:
            self._act(StopAll(), client)
            return
        if order.verb is Verb.SWAP:
            self._swap(order, client)
            return
        for name in order.ids:
            source = self._playback.scene.sources.get(name)
            try:
                if source is not None:
                    self._one(order, source, client)
            except TtmbaError as error:
                self._tell.error(client, "/ttmba/cue", f"{name}: {error}")

    def _stand(self, order: FollowUp, client: Client) -> None:
        """A snapshot is kept, brought back or forgotten; who does it tells it."""
        match order.verb:
            case Verb.STORE:
                self._act(StoreSnapshot(order.name), client)
            case Verb.RECALL:
                self._act(RecallSnapshot(order.name, order.extent.takes or 0.0), client)
            case _:
                self._act(DeleteSnapshot(order.name), client)

    def _one(self, order: FollowUp, source: Source, client: Client) -> None:
        """What is to happen to one source."""
        name, verb = source.id, order.verb
        if verb in _SWITCHES:
            kind, on = _SWITCHES[verb]
            self._act(kind(name, on), client)
            return
        match verb:
            case Verb.STOP | Verb.REPLACE:
                self.glides.let_go(name)
                self._act(Stop(name), client)
            case Verb.PLAY:
                self._play(name, client)
            case Verb.TAKE:
                self._act(Again(name), client)
            case Verb.UP | Verb.DOWN | Verb.LEVEL:
                takes = order.extent.takes or 0.0
                self.glides.gain(source, _level(order, source), takes, client)
            case Verb.FADE_OUT | Verb.FADE_IN:
                self._fade(order, source, client)
            case Verb.HOME | Verb.RESET:
                self._back(order, source, client)
            case _:
                self.glides.move(source, way(order, self.glides.place(source)), client)

    def _back(self, order: FollowUp, source: Source, client: Client) -> None:
        """A source as it was asked for: its place, and of a reset its level as well."""
        kept = self._playback.kept(source.id)
        if kept is None:
            raise InvalidInput("it has no clip yet, or comes in live: nobody knows its first place")
        elapsed = self._playback.elapsed().get(source.id)
        path = home(kept.event, elapsed, self.glides.place(source), order.extent.going)
        self.glides.move(source, path, client)
        if order.verb is Verb.RESET:
            self._act(SetMute(source.id, mute=False), client)
            self.glides.gain(source, kept.event.gain_db, order.extent.going, client)

    def _play(self, name: str, client: Client) -> None:
        """Let a source sound again; one that was stopped before its clip came is made anew."""
        try:
            self._act(Play(name), client)
        except InvalidInput:
            if self._playback.has(name):
                raise
            self._act(Again(name), client)

    def _fade(self, order: FollowUp, source: Source, client: Client) -> None:
        level = order.extent.level
        seconds = _FADE if order.extent.takes is None else order.extent.takes
        if order.verb is Verb.FADE_OUT and level is None:
            self.glides.out(source, seconds, client)
            return
        wanted = self.glides.level(source) if level is None else level
        if order.verb is Verb.FADE_IN:
            heard = self._playback.sounds(source.id) and not source.mute
            self._act(SetGain(source.id, source.gain_db if heard else FLOOR_DB), client)
            self._act(SetMute(source.id, mute=False), client)
            if not self._playback.sounds(source.id):
                self._play(source.id, client)
        self.glides.gain(source, wanted, seconds, client)

    def _swap(self, order: FollowUp, client: Client) -> None:
        sources = self._playback.scene.sources
        places = {
            name: self.glides.place(sources[name])
            for name in (*order.ids, *order.other)
            if name in sources
        }
        for name, path in swapped(order, places).items():
            self.glides.move(sources[name], path, client)


def _level(order: FollowUp, source: Source) -> float:
    """The gain that is wanted of a source; raises `InvalidInput` if it can go no further."""
    extent = order.extent
    if extent.level is not None:
        return extent.level
    change = abs(extent.db) if extent.db is not None else _LOUDER * extent.share
    wanted = source.gain_db + (change if order.verb is Verb.UP else -change)
    level = max(_QUIETEST, min(_LOUDEST, wanted))
    if level == source.gain_db != wanted:
        most = "loudest" if wanted > level else "quietest"
        raise InvalidInput(f"it is at {level:g} dB already, and that is the {most} there is")
    return level


def _told(order: FollowUp) -> str:
    """What is done, for people."""
    names = ", ".join(order.ids[:_SHOWN]) + (" ..." if len(order.ids) > _SHOWN else "")
    return f"{order.verb.value.replace('_', ' ')}: {'everything' if order.all else names}"
