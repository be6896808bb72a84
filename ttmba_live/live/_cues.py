"""Cues on their way to voices: planned, generated, timed. Knows no sockets and no audio thread.

A cue's zero is the moment its earliest event's clip is there (or all its clips, if so set);
start times count from it, so order and gaps hold. A clip that comes after its time plays at once.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace

from ttmba_live.audio import RATE
from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.generate import Made
from ttmba_live.live._orders import Cue, Order, Submit, Tell
from ttmba_live.live._planning import Planning
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import Event
from ttmba_live.setup import CueSettings, spec_of
from ttmba_live.text import LINES, parted

MAX_WAITING = 256
"""Events that may wait for their clips, and cues that may wait for their plan."""

_SOON = RATE // 20
"""Frames before its time at which a sketch is started: until then its clip may come."""

_PREVIEW = "a sketch, until the clip is there"

_LINES_FIRST = f"{LINES}+"
"""Who planned the first part of a cue that has prose as well."""

_NOBODY = "event"
"""Who planned an event that came as one."""

_PROGRESS = 0.02
"""Share of a clip that is worth a message."""


class Cues:
    """All cues in flight. Thread: control."""

    def __init__(
        self,
        playback: Playback,
        planner: Planning,
        worker: Submit,
        tell: Tell,
        settings: CueSettings,
        sketcher: Submit | None = None,
    ) -> None:
        """Wire it up; a running event loop is needed from `cue` on.

        What the ``sketcher`` makes sounds until the worker's clip is there.
        """
        self._playback, self._planner, self._worker, self._tell = playback, planner, worker, tell
        self._sketcher = sketcher
        self._settings = settings
        self._numbers = itertools.count(1)
        self._orders: dict[str, Order] = {}
        self._planning: set[asyncio.Task[None]] = set()
        self._clients: dict[str, Client] = {}

    @property
    def waiting(self) -> int:
        """Events without a clip, and cues without a plan."""
        return len(self._orders) + len(self._planning)

    def client(self, source: str) -> Client | None:
        """Who asked for a source."""
        return self._clients.get(source)

    def cue(self, text: str, client: Client) -> None:
        """Begin a text's event lines at once, and its prose when it is planned, in a thread.

        Raises `InvalidInput` if there is nothing in it, or if too much waits.
        """
        try:
            exact = parted(text)
            self._check_room(len(exact.events) + bool(exact.prose), exact.events)
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
            task.add_done_callback(self._planning.discard)

    def event(self, event: Event, client: Client) -> None:
        """Place an event and order its clip; raises `InvalidInput` if too much waits."""
        self._check_room(1, (event,))
        self._begin(Cue(next(self._numbers), client), (event,), _NOBODY)

    def _begin(self, cue: Cue, events: Sequence[Event], planner: str) -> None:
        self._tell.planned(cue.client, cue.number, len(events), planner)
        for event in events:
            self._order(event, cue)

    def forget(self, source: str | None = None) -> None:
        """Drop what waits: a source's event, or everything."""
        if source is None:
            for task in self._planning:
                task.cancel()
        for order in list(self._orders.values()):
            if source in (None, order.event.id):
                self._drop(order, "done", "stopped")

    def previews(self, source: str) -> bool:
        """Whether a source plays a sketch whose clip is still to come."""
        order = self._orders.get(source)
        return order is not None and order.begun

    def look(self) -> None:
        """Tell which events are being generated now; start the sketches whose time has come."""
        for order in self._orders.values():
            self._begin_sketch(order)
            if order.future and order.future.running():
                self._generating(order)
                self._progress(order, getattr(order.future, "share", 0.0))

    def _progress(self, order: Order, share: float) -> None:
        if share >= order.share + _PROGRESS:
            order.share = share
            self._tell.progress(order.cue.client, order.event.id, share)

    def _generating(self, order: Order) -> None:
        if not order.generating:
            order.generating = True
            self._tell.state(order.cue.client, order.event.id, "generating")

    async def _plan(self, prose: str, cue: Cue) -> None:
        try:
            plan = await self._planner.plan(prose)
            for note in plan.notes:
                self._tell.error(cue.client, "/ttmba/cue", note)
            self._check_room(len(plan.events), plan.events)
            self._begin(cue, plan.events, plan.planner)
        except Exception as error:
            why = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._tell.error(cue.client, "/ttmba/cue", why)
            self._tell.failed(cue.client, why)

    def _check_room(self, more: int, events: Sequence[Event]) -> None:
        """Raise `InvalidInput` if so many more, or these events' clips, are too much."""
        if self.waiting + more > MAX_WAITING:
            raise InvalidInput(f"{self.waiting} events wait already; at most {MAX_WAITING} may")
        self._check_length(sum(event.duration for event in events))

    def _check_length(self, more: float) -> None:
        """Clips lie in memory until they have sounded: a message must not fill it."""
        waiting = sum(order.event.duration for order in self._orders.values())
        if waiting + more > 60.0 * self._settings.max_minutes:
            wait = f", and {waiting / 60:.3g} wait already" if waiting else ""
            raise InvalidInput(
                f"{more / 60:.3g} minutes of sound are ordered{wait}; at most "
                f"{self._settings.max_minutes:g} may wait (max_minutes in [cues])"
            )

    def _order(self, event: Event, cue: Cue) -> None:
        try:
            event = self._playback.place(event, set(self._orders))
        except InvalidInput as error:
            self._tell.error(cue.client, "/ttmba/cue", str(error))
            return
        spec = spec_of(event, dry=self._playback.in_room)
        event = replace(event, seed=spec.seed)  # so that a session can say what made its clip
        older = self._orders.get(event.id)
        if older is not None:
            self._drop(older, "done", "replaced by a newer event")
        order = Order(event, cue)
        cue.orders.append(order)
        self._orders[event.id] = order
        self._clients.pop(event.id, None)
        self._clients[event.id] = cue.client
        if len(self._clients) > 4 * self._settings.max_sources:
            del self._clients[next(iter(self._clients))]
        self._tell.state(cue.client, event.id, "planned")
        self._tell.placed(cue.client, event)
        due = time.monotonic() + event.start
        order.future = self._worker.submit(spec, due=due, key=event.id)
        self._tell.state(cue.client, event.id, "queued")
        loop = asyncio.get_running_loop()
        order.future.add_done_callback(
            lambda future: _in_loop(loop, lambda: self._arrive(order, future))
        )
        if self._sketcher and not order.future.done():
            order.preview = self._sketcher.submit(spec, due=due, key=event.id)
            order.preview.add_done_callback(
                lambda future: _in_loop(loop, lambda: self._sketch(order, future))
            )

    def _sketch(self, order: Order, future: Future[Made]) -> None:
        """Take a sketch to hear until the clip is there; without one it is waited for."""
        waiting = self._orders.get(order.event.id) is order and not order.arrived
        if not waiting or future.cancelled() or future.exception():
            return
        order.sketched = True
        self._playback.keep(order.event, future.result().clip, order.cue.number)
        self._tell.state(order.cue.client, order.event.id, "ready", _PREVIEW)
        self._settle(order.cue)

    def _begin_sketch(self, order: Order) -> None:
        zero = order.cue.zero
        if order.begun or order.arrived or not order.sketched or zero is None:
            return
        at = zero + round(order.event.start * RATE)
        if at <= self._playback.next_frame + _SOON:
            order.begun = True
            self._playback.start(order.event.id, at, _PREVIEW)

    def _arrive(self, order: Order, future: Future[Made]) -> None:
        if self._orders.get(order.event.id) is not order:
            return  # stopped or replaced meanwhile
        try:
            made = future.result()
        except Exception as error:
            reason = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._fail(order, reason)
            return
        order.arrived = True
        self._generating(order)
        if order.preview:
            order.preview.cancel()
        self._playback.keep(order.event, made.clip, order.cue.number)
        self._tell.state(order.cue.client, order.event.id, "ready", made.note)
        self._settle(order.cue)

    def _fail(self, order: Order, reason: str) -> None:
        """Tell that a clip will not come; its sketch, if there is one, plays in its place."""
        self._tell.error(order.cue.client, "/ttmba/cue", f"{order.event.id}: {reason}")
        if not order.sketched:
            self._drop(order, "failed", reason)
            return
        self._tell.state(order.cue.client, order.event.id, "failed", f"{reason}; a sketch stays")
        order.arrived = True
        if order.begun:
            self._over(order)
        self._settle(order.cue)

    def _drop(self, order: Order, state: str, note: str) -> None:
        for future in (order.future, order.preview):
            if future:
                future.cancel()
        self._over(order)
        self._tell.state(order.cue.client, order.event.id, state, note)
        self._settle(order.cue)

    def _over(self, order: Order) -> None:
        """Let an order go, and what it was promised: a clip may be large."""
        order.future = order.preview = None
        del self._orders[order.event.id]
        order.cue.orders.remove(order)

    def _settle(self, cue: Cue) -> None:
        """Set the cue's zero once it can be, and start what has arrived."""
        open_orders = list(cue.orders)
        if cue.zero is None and open_orders:
            first = min(open_orders, key=lambda order: order.event.start)
            needed = open_orders if self._settings.zero == "all" else [first]
            if all(order.ready for order in needed):
                cue.zero = self._playback.next_frame
        if cue.zero is None:
            return
        for order in open_orders:
            if order.arrived:
                self._over(order)
                start = self._playback.hand_over if order.begun else self._playback.start
                start(order.event.id, cue.zero + round(order.event.start * RATE))
            else:
                self._begin_sketch(order)


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:
        return  # the loop has closed; nobody waits for the clip any more
