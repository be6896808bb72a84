"""Cues to orders: texts planned, events placed, what is too much refused. Knows no clip."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.live._back_again import unheard
from ttmba_live.live._bounds import Bounds
from ttmba_live.live._follow_ups import PLANNER, Followed
from ttmba_live.live._inputs import Inputs
from ttmba_live.live._making import Making
from ttmba_live.live._orders import Cue, Tell
from ttmba_live.live._planning import Planning
from ttmba_live.live._playback import Playback
from ttmba_live.live._spoken import without
from ttmba_live.live._undo import Done
from ttmba_live.live._ways import in_place
from ttmba_live.osc import Client, in_pieces
from ttmba_live.scene import Event
from ttmba_live.setup import CueSettings, spec_of
from ttmba_live.text import LINES, FollowUp, FollowUps, Plan, parted

MAX_WAITING = 256
"""Events that may wait for their clips, and cues that may wait for their plan."""

_LINES_FIRST = f"{LINES}+"
"""Who planned the first part of a cue that has prose as well."""

_NOBODY = "event"
"""Who planned an event that came as one."""


class Cues:
    """What was asked for, until it is ordered. Thread: control."""

    def __init__(
        self,
        playback: Playback,
        planner: Planning,
        making: Making,
        tell: Tell,
        settings: CueSettings,
        inputs: Inputs | None = None,
        followed: Followed | None = None,
    ) -> None:
        """Wire it up; a running event loop is needed from `cue` on.

        What is called as one of the ``inputs`` is no sound to be made. ``followed`` carries out
        what texts ask of sounds that are there; without it, every text is of new ones.
        """
        self._playback, self._planner, self._making = playback, planner, making
        self._tell, self._bounds = tell, Bounds(settings)
        self._inputs, self._followed = inputs, followed
        self._last: tuple[str, ...] = ()
        self._numbers = itertools.count(1)
        self._planning: set[asyncio.Task[None]] = set()

    def next_number(self) -> int:
        """The number of a cue that nobody sent."""
        return next(self._numbers)

    @property
    def waiting(self) -> int:
        """Events without a clip, and cues without a plan."""
        return self._making.waiting + len(self._planning)

    def cue(self, text: str, client: Client) -> None:
        """Begin a text's event lines at once, and its prose when it is planned, in a thread.

        Raises `InvalidInput` if there is nothing in it, or if too much waits.
        """
        try:
            exact = parted(text)
            self.check_room(len(exact.events) + bool(exact.prose), exact.events)
        except InvalidInput as error:  # who gets it tells the error, which comes first
            asyncio.get_running_loop().call_soon(self._tell.failed, client, str(error))
            raise
        cue = Cue(next(self._numbers), client)
        for note in exact.notes:
            self._tell.error(client, "/ttmba/cue", note)
        if exact.events:
            self._begin(cue, exact.events, _LINES_FIRST if exact.prose else LINES)
        if exact.prose:
            task = asyncio.get_running_loop().create_task(self._plan(exact.prose, cue))
            self._planning.add(task)
            task.add_done_callback(lambda done: self._over(done, client))

    def _over(self, task: asyncio.Task[None], client: Client) -> None:
        self._planning.discard(task)
        if task.cancelled():
            self._tell.failed(client, "stopped")

    def planned(self, events: Sequence[Event], planner: str, client: Client) -> None:
        """Begin what was planned before; raises `InvalidInput` if too much waits."""
        self.check_room(len(events), events)
        self._begin(Cue(next(self._numbers), client), events, planner)

    def event(self, event: Event, client: Client) -> None:
        """Place an event and order its clip; raises `InvalidInput` if too much waits."""
        self.check_room(1, (event,))
        self._begin(Cue(next(self._numbers), client), (event,), _NOBODY)

    def _begin(
        self, cue: Cue, events: Sequence[Event], planner: str, orders: Done | None = None
    ) -> None:
        """Order what was planned; ``orders`` are those that the same cue gave."""
        self._tell.planned(cue.client, cue.number, len(events), planner)
        pieces = in_pieces(events, self._making.give_way)
        names = tuple(filter(None, [self._order(event, cue) for event in pieces]))
        self._last = names or self._last
        if self._followed is not None and names and planner != _NOBODY:
            self._followed.began(names, orders)
            if silent := unheard(self._playback.scene, names):
                self._tell.error(cue.client, "/ttmba/cue", silent)

    def forget(self, source: str | None = None) -> None:
        """Drop what waits: a source's event, or everything."""
        if source is None:
            for task in self._planning - {_current_task()}:  # which may have said "stop"
                task.cancel()
        self._making.forget(source)

    def check_room(self, more: int, events: Sequence[Event], beside: Iterable[float] = ()) -> None:
        """Raise `InvalidInput` if so many more, or these events' clips, are too much.

        They are with all that is on its way or waits for its time, and with the seconds ``beside``.
        """
        if self.waiting + more > MAX_WAITING:
            raise InvalidInput(f"{self.waiting} events wait already; at most {MAX_WAITING} may")
        waiting = self._playback.waiting | self._making.seconds
        self._bounds.check((event.duration for event in events), [*waiting.values(), *beside])

    async def _plan(self, prose: str, cue: Cue) -> None:
        try:
            asked = await self._asked(prose)
            if asked.awaits and self._followed is not None:
                self._tell.planned(cue.client, cue.number, 0, PLANNER)
                await self._followed.wait(asked.awaits, asked.until)
            events, planner = await self._instead(asked.orders, cue), PLANNER
            if events:
                self.check_room(len(events), events)
            done = self._follow(asked, cue, begins=bool(events or asked.rest))
            if asked.lost:
                self._tell.error(cue.client, "/ttmba/cue", f"not understood: {asked.lost[:80]!r}")
            if asked.rest:
                plan = await self._planned(asked.rest, cue)
                events, planner = [*events, *plan.events], plan.planner
                self.check_room(len(events), events)
            if asked.rest or events:
                self._begin(cue, events, planner, done)
        except Exception as error:
            why = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._tell.error(cue.client, "/ttmba/cue", why)
            self._tell.failed(cue.client, why)

    async def _planned(self, prose: str, cue: Cue) -> Plan:
        """A text's plan, in which live inputs are read; its notes are told."""
        inputs = self._inputs
        plan = await self._planner.plan(inputs.read(prose) if inputs else prose)
        live = [e.sound for e in plan.events if inputs and inputs.named(e)]
        for note in without(plan.notes, live):
            self._tell.error(cue.client, "/ttmba/cue", note)
        return plan

    async def _instead(self, orders: Sequence[FollowUp], cue: Cue) -> list[Event]:
        """What is to stand where others are; those sound until it is planned."""
        found: list[Event] = []
        for order in orders:
            if order.sound and self._followed is not None:
                plan = await self._planned(order.sound, cue)
                places = self._followed.places(order.ids) if order.keeps_distance else []
                if order.path is not None:
                    places = [order.path.positions[-1]]
                found += in_place(plan.events, places, order.extent)
        return found

    def _follow(self, asked: FollowUps, cue: Cue, *, begins: bool) -> Done | None:
        """Carry out what a text asks of sounds that are there; what undoes it."""
        if self._followed is None or not asked.orders:
            return None
        if not begins:
            self._tell.planned(cue.client, cue.number, 0, PLANNER)
        last, done = self._followed.carry_out(asked.orders, cue.client)
        self._last = last or self._last
        return done

    async def check_of_new_sounds(self, prose: str) -> None:
        """Raise `InvalidInput` for a text that is only about sounds that are there."""
        asked = await self._asked(prose)
        if asked.orders and not asked.rest:
            raise InvalidInput("this is about sounds that are there: say it as a cue")

    async def _asked(self, prose: str) -> FollowUps:
        """What a text asks of sounds that are there; raises `InvalidInput` if of none of them."""
        if self._followed is None:
            return FollowUps((), prose)
        there = self._followed.there(self._making.busy)
        return await self._planner.follow(prose, there, self._last, self._followed.snapshots())

    def _order(self, event: Event, cue: Cue) -> str:
        """Place an event and order its clip; the id it has, empty if it was refused."""
        live = self._inputs.named(event) if self._inputs else ""
        try:
            if self._inputs and live:
                self._inputs.place(live, event, cue.number)
                self._tell.placed(cue.client, replace(event, id=live))
                return live
            event = self._playback.place(event, self._making.busy)
        except InvalidInput as error:
            self._tell.error(cue.client, "/ttmba/cue", str(error))
            return ""
        # with its seed, so that a session can say what made its clip
        self._making.begin(replace(event, seed=spec_of(event).seed), cue)
        return event.id


def _current_task() -> asyncio.Task[None] | None:
    """The task that runs, if one does."""
    try:
        return asyncio.current_task()
    except RuntimeError:
        return None
