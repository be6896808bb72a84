"""Cues on their way to voices: planned, generated, timed. Knows no sockets and no audio thread.

A cue's zero is the moment its earliest event's clip is there (or all its clips, if so set);
start times count from it, so order and gaps hold. A clip that comes after its time plays at once.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from ttmba_live.app.offline import spec_of
from ttmba_live.app.settings import CueSettings
from ttmba_live.app.stage import Stage
from ttmba_live.audio import RATE
from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.generate import ClipSpec, Made
from ttmba_live.osc import Client
from ttmba_live.scene import Event
from ttmba_live.text import Planner, plan_text

MAX_WAITING = 256
"""Events that may wait for their clips, and cues that may wait for their plan."""

_PROGRESS = 0.02
"""Share of a clip that is worth a message."""


class Submit(Protocol):
    """What makes clips elsewhere."""

    def submit(
        self, spec: ClipSpec, *, due: float | None = None, key: str | None = None
    ) -> Future[Made]:
        """Promise a clip that is due at a monotonic time; a newer one of its key replaces it."""
        ...


class Tell(Protocol):
    """Whom the news goes to."""

    def planned(self, client: Client | None, cue: int, events: int) -> None:
        """A cue was understood."""

    def state(self, client: Client | None, name: str, state: str, note: str = "") -> None:
        """An event entered a state."""

    def progress(self, client: Client | None, name: str, share: float) -> None:
        """How far an event's clip is, 0..1."""

    def placed(self, client: Client | None, event: Event) -> None:
        """What was decided for an event."""

    def failed(self, client: Client | None, why: str) -> None:
        """A cue came to nothing."""

    def error(self, client: Client | None, address: str, message: str) -> None:
        """Something failed."""


@dataclass(eq=False, slots=True)
class Order:
    """One event that waits for its clip."""

    event: Event
    cue: Cue
    future: Future[Made] | None = None
    generating: bool = False
    share: float = 0.0
    arrived: bool = False
    settled: bool = False
    """Whether it needs nothing more: its voice was asked for, or it failed."""


@dataclass(eq=False, slots=True)
class Cue:
    """The events of one message."""

    number: int
    client: Client
    orders: list[Order] = field(default_factory=list)
    zero: int | None = None


class Cues:
    """All cues in flight. Thread: control."""

    def __init__(
        self, stage: Stage, planner: Planner, worker: Submit, tell: Tell, settings: CueSettings
    ) -> None:
        """Wire it up; a running event loop is needed from `cue` on."""
        self._stage, self._planner, self._worker, self._tell = stage, planner, worker, tell
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
        """Plan a text in a thread, then begin its events; `InvalidInput` if too many wait."""
        try:
            self._check_room(1)
        except InvalidInput as error:
            self._tell.failed(client, str(error))
            raise
        task = asyncio.get_running_loop().create_task(self._plan(text, client))
        self._planning.add(task)
        task.add_done_callback(self._planning.discard)

    def begin(self, events: list[Event], client: Client) -> None:
        """Place events and order their clips; raises `InvalidInput` if there are too many."""
        self._check_room(len(events))
        cue = Cue(next(self._numbers), client)
        self._tell.planned(client, cue.number, len(events))
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

    def look(self) -> None:
        """Tell which events are being generated now."""
        for order in self._orders.values():
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

    async def _plan(self, text: str, client: Client) -> None:
        try:
            plan = await asyncio.to_thread(plan_text, self._planner, text)
            for note in plan.notes:
                self._tell.error(client, "/ttmba/cue", note)
            self.begin(list(plan.events), client)
        except Exception as error:
            why = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._tell.error(client, "/ttmba/cue", why)
            self._tell.failed(client, why)

    def _check_room(self, more: int) -> None:
        if self.waiting + more > MAX_WAITING:
            raise InvalidInput(f"{self.waiting} events wait already; at most {MAX_WAITING} may")

    def _order(self, event: Event, cue: Cue) -> None:
        try:
            event = self._stage.place(event, set(self._orders))
        except InvalidInput as error:
            self._tell.error(cue.client, "/ttmba/cue", str(error))
            return
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
        order.future = self._worker.submit(spec_of(event), due=due, key=event.id)
        self._tell.state(cue.client, event.id, "queued")
        loop = asyncio.get_running_loop()
        order.future.add_done_callback(
            lambda future: _in_loop(loop, lambda: self._arrive(order, future))
        )

    def _arrive(self, order: Order, future: Future[Made]) -> None:
        if self._orders.get(order.event.id) is not order:
            return  # stopped or replaced meanwhile
        try:
            made = future.result()
        except Exception as error:
            reason = str(error) if isinstance(error, TtmbaError) else f"internal error: {error!r}"
            self._tell.error(order.cue.client, "/ttmba/cue", f"{order.event.id}: {reason}")
            self._drop(order, "failed", reason)
            return
        order.arrived = True
        self._generating(order)
        write = self._stage.keep(order.event, made.clip, order.cue.number)
        task = asyncio.get_running_loop().create_task(self._write(write, order))
        self._planning.add(task)
        task.add_done_callback(self._planning.discard)
        self._tell.state(order.cue.client, order.event.id, "ready", made.note)
        self._settle(order.cue)

    async def _write(self, write: Callable[[], None], order: Order) -> None:
        try:
            await asyncio.to_thread(write)
        except TtmbaError as error:
            self._tell.error(order.cue.client, "/ttmba/cue", f"{order.event.id}: {error}")

    def _drop(self, order: Order, state: str, note: str) -> None:
        order.settled = True
        del self._orders[order.event.id]
        if order.future:
            order.future.cancel()
        self._tell.state(order.cue.client, order.event.id, state, note)
        self._settle(order.cue)

    def _settle(self, cue: Cue) -> None:
        """Set the cue's zero once it can be, and start what has arrived."""
        open_orders = [order for order in cue.orders if not order.settled]
        if cue.zero is None and open_orders:
            first = min(open_orders, key=lambda order: order.event.start)
            needed = open_orders if self._settings.zero == "all" else [first]
            if all(order.arrived for order in needed):
                cue.zero = self._stage.next_frame
        if cue.zero is None:
            return
        for order in open_orders:
            if order.arrived:
                order.settled = True
                del self._orders[order.event.id]
                self._stage.start(order.event.id, cue.zero + round(order.event.start * RATE))


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:
        return  # the loop has closed; nobody waits for the clip any more
