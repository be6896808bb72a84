"""One door for what cues ask of sounds that are there: carried out by the same commands as OSC's.

Knows scene and voices; understands no text. Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from ttmba_live.errors import TtmbaError
from ttmba_live.geometry import Position
from ttmba_live.live._back_again import BackAgain, unheard
from ttmba_live.live._due import LOOK, Due
from ttmba_live.live._each_source import SWITCHES, EachSource
from ttmba_live.live._glides import Glides
from ttmba_live.live._playback import Playback
from ttmba_live.live._undo import Done, Undo
from ttmba_live.live._ways import gathered, goes_along, swapped
from ttmba_live.osc import Client
from ttmba_live.scene import (
    Command,
    DeleteSnapshot,
    RecallSnapshot,
    RecordStart,
    RecordStop,
    SaveSession,
    StopAll,
    StoreSnapshot,
)
from ttmba_live.text import Extent, FollowUp, Present, Verb

PLANNER = "follow-up"
"""Who planned a cue that makes no sounds of its own."""

_SHOWN = 5
_SOONEST = 0.1
"""Seconds after which something may happen again."""

_OPPOSITE = {
    Verb.MUTE: Verb.UNMUTE, Verb.SOLO: Verb.UNSOLO, Verb.LOOP: Verb.UNLOOP,
    Verb.UNMUTE: Verb.MUTE, Verb.UNSOLO: Verb.SOLO, Verb.UNLOOP: Verb.LOOP,
}  # fmt: skip
"""What ends a switch that was asked for a while: "mute the bass for 4 seconds"."""

_BACK = {Verb.UNDO: "undo", Verb.REDO: "redo"}
_STANDING = (Verb.STORE, Verb.RECALL, Verb.FORGET, Verb.SAVE, Verb.RECORD, Verb.RECORDED)
_AT_ONCE = frozenset(
    (
        *SWITCHES, *_BACK, Verb.STOP, Verb.REPLACE, Verb.PLAY, Verb.TAKE, Verb.STORE,
        Verb.FORGET, Verb.SAVE, Verb.RECORD, Verb.RECORDED, Verb.FASTER, Verb.SLOWER,
        Verb.TURN, Verb.HOLD, Verb.RELEASE, Verb.STEADY,
    )
)  # fmt: skip
"""What takes no time: "in 5 seconds" says when."""
_APART = (Verb.WIDER, Verb.NARROWER)
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
        self._each = EachSource(playback, self.glides, act)
        self._undo = Undo(playback, self.glides, act)
        self._due = Due()
        self._again = BackAgain(playback)

    def there(self, busy: Iterable[str]) -> tuple[Present, ...]:
        """What can be meant: the sources of the scene; those of ``busy`` are on their way."""
        soon = set(busy)
        found = []
        for source in self._playback.scene.sources.values():
            place = self.glides.place(source)
            sounds = self._playback.sounds(source.id) or source.id in soon
            aed = place.azimuth, place.elevation
            found.append(Present(source.id, source.name, *aed, sounds, place.distance))
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
        orders = [meant for order in orders for meant in self._again.meant(order)]
        for order in orders:
            if order.verb in (Verb.STOP, Verb.FADE_OUT) and len(order.ids) > 1:
                self._again.end(order.ids)
        last = orders[-1]
        undoing = any(order.verb in _BACK for order in orders)
        done = None if undoing else self._undo.ordered(orders)
        heard = tuple(name for name in last.ids if self._playback.sounds(name))
        try:
            for order in orders:
                self._take_up(order, client, done)
        except TtmbaError:
            if done is not None:
                self._undo.drop(done)
            raise
        return heard if last.all else (*last.ids, *last.other), done

    def _take_up(self, order: FollowUp, client: Client, done: Done | None) -> None:
        """Do it, or let it wait until it is due."""
        if order.awaits:
            now = replace(order, awaits=())
            came = partial(self._came, order.awaits, order.until)
            do = partial(self._take_up, now, client, done)
            cancel = self._due.once(came, do, self._failed(client))
            if done is not None:
                done.cancels.append(cancel)
            self._say(f"after {', '.join(order.awaits[:_SHOWN])}: {_told(order)}")
            return
        after = order.extent.after
        if order.verb in _AT_ONCE:
            after += order.extent.within or 0.0
        if after and order.verb is Verb.PLAY:
            now = replace(order, extent=replace(order.extent, after=0.0, within=None))
            take_up = partial(self._take_up, now, client, done)
            self._later(after, order, client, done, take_up)
            return
        if after:
            self._later(after, order, client, done)
        else:
            self._do(order, client)
        if order.verb in SWITCHES and order.extent.seconds:
            over = replace(order, verb=_OPPOSITE[order.verb], extent=Extent())
            self._later(after + order.extent.seconds, over, client, done)
        if order.verb is Verb.HOLD and order.extent.seconds:
            on = replace(order, verb=Verb.RELEASE, extent=Extent())
            self._later(after + order.extent.seconds, on, client, done)
        if order.verb is Verb.PLAY and (order.extent.every or order.extent.times > 1.0):
            self._every(order, client, done)

    async def wait(self, names: Sequence[str], until: str) -> None:
        """Wait for the end of sounds, or of their ways."""
        self._say(f"waits for {', '.join(names[:_SHOWN])}")
        while not self._came(names, until):  # noqa: ASYNC110 - voices set no events here
            await asyncio.sleep(LOOK)

    def _came(self, names: Sequence[str], until: str) -> bool:
        """Whether what an order waits for has come: the end of sounds, or of their ways."""
        sources = self._playback.scene.sources
        if until == "end":
            return not any(name in sources and self._playback.goes_on(name) for name in names)
        return not any(name in sources and self.glides.going(sources[name]) for name in names)

    def no_more(self, name: str) -> None:
        """Let a source sound by itself no more."""
        self._due.no_more(name)

    def forget(self) -> None:
        """Drop what waits and what goes on; all that sounds is to end."""
        self._again.all_end()
        self._due.forget()
        self.glides.forget()

    def _later(
        self,
        seconds: float,
        order: FollowUp,
        client: Client,
        done: Done | None,
        do: Callable[[], None] | None = None,
    ) -> None:
        do = do or partial(self._do, order, client)
        handle = self._due.later(seconds, do, self._failed(client))
        if done is not None:
            done.cancels.append(handle.cancel)
        self._say(f"in {seconds:g} s: {_told(order)}")

    def _every(self, order: FollowUp, client: Client, done: Done | None) -> None:
        """Let sources sound again and again, until they are stopped or as often as was told."""
        failed = self._failed(client)
        for name in order.ids:
            again = partial(self._each.play, name, client)
            if order.extent.every:
                self._due.every(max(_SOONEST, order.extent.every), name, again, failed)
            else:
                over = partial(self._came, (name,), "end")
                self._due.rounds(round(order.extent.times) - 1, name, over, again, failed)
            if done is not None:
                done.cancels.append(partial(self._due.no_more, name))

    def _failed(self, client: Client) -> Callable[[str], None]:
        """Who hears of what could not be done when it was due."""
        return lambda why: self._tell.error(client, "/ttmba/cue", why)

    def _do(self, order: FollowUp, client: Client) -> None:
        if order.verb in _BACK:
            back = self._undo.take_back if order.verb is Verb.UNDO else self._undo.do_again
            for _ in range(max(1, round(order.extent.times))):
                self._say(f"{_BACK[order.verb]}: {back(client)}")
            return
        if order.verb in _STANDING:
            self._stand(order, client)
            return
        self._say(_told(order))
        if order.all and order.verb in _ENDS:
            self._act(StopAll(), client)
            return
        if order.verb is Verb.SWAP or (order.verb in _APART and len(order.ids) > 1):
            self._rearrange(order, client)
            return
        self._do_each(order, client)

    def _do_each(self, order: FollowUp, client: Client) -> None:
        for name in self._able(order):
            source = self._playback.scene.sources.get(name)
            try:
                if order.verb is Verb.UNLOOP:
                    self.no_more(name)
                if source is not None:
                    self._each.carry_out(order, source, client)
            except TtmbaError as error:
                self._tell.error(client, "/ttmba/cue", f"{name}: {error}")
        begins = order.verb in (Verb.PLAY, Verb.FADE_IN)
        if begins and (silent := unheard(self._playback.scene, order.ids)):
            self._tell.error(client, "/ttmba/cue", silent)

    def _able(self, order: FollowUp) -> Sequence[str]:
        """Whom it is asked of; "faster" and "hold it", of several, of those that are on a way."""
        if order.verb is Verb.STEADY:
            return [name for name in order.ids if self.glides.fades(name)] or order.ids
        if not (goes_along(order) or order.verb is Verb.HOLD):
            return order.ids
        sources = self._playback.scene.sources
        going = [n for n in order.ids if n in sources and self.glides.going(sources[n])]
        return going or order.ids

    def _stand(self, order: FollowUp, client: Client) -> None:
        """A snapshot is kept, brought back or forgotten, a file begun; who does it tells it."""
        match order.verb:
            case Verb.STORE:
                self._act(StoreSnapshot(order.name), client)
            case Verb.RECALL:
                self._act(RecallSnapshot(order.name, order.extent.takes or 0.0), client)
            case Verb.SAVE:
                self._act(SaveSession(order.name or "session"), client)
            case Verb.RECORD:
                self._act(RecordStart(order.name or "take"), client)
            case Verb.RECORDED:
                self._act(RecordStop(), client)
            case _:
                self._act(DeleteSnapshot(order.name), client)

    def _rearrange(self, order: FollowUp, client: Client) -> None:
        """Several to places that they have by each other."""
        sources = self._playback.scene.sources
        places = {
            name: self.glides.place(sources[name])
            for name in (*order.ids, *order.other)
            if name in sources
        }
        ways = swapped if order.verb is Verb.SWAP else gathered
        for name, path in ways(order, places).items():
            self.glides.move(sources[name], path, client)


def _told(order: FollowUp) -> str:
    """What is done, for people."""
    names = ", ".join(order.ids[:_SHOWN]) or order.sound
    names += " ..." if len(order.ids) > _SHOWN else ""
    return f"{order.verb.value.replace('_', ' ')}: {'everything' if order.all else names}"
