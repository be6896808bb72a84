"""Orders on their way from the generator to their voices, one state. Knows no texts or sockets.

A cue's zero is the moment its earliest event's clip is there (or all its clips, if so set);
start times count from it, so order and gaps hold. A clip that comes after its time plays at once.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from ttmba_live.audio import RATE
from ttmba_live.errors import TtmbaError
from ttmba_live.generate import ClipSpec, Made
from ttmba_live.live._orders import BEFORE, SKETCH, Asked, Cue, Order, Submit, Tell
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client, in_pieces
from ttmba_live.scene import Event
from ttmba_live.setup import CueSettings, spec_of, with_maker

_SOON = RATE // 20
"""Frames before its time at which a stand-in is started: until then its clip may come."""

_PROGRESS = 0.02
"""Share of a clip that is worth a message."""


class Making:
    """Every order in flight, one a source. Thread: control."""

    def __init__(
        self,
        playback: Playback,
        worker: Submit,
        tell: Tell,
        settings: CueSettings,
        sketcher: Submit | None = None,
        give_way: Callable[[], object] = lambda: None,
    ) -> None:
        """Wire it up; a running event loop is needed from `begin` on.

        What the ``sketcher`` makes sounds until the worker's clip is there. ``give_way`` is called
        now and then between clips, of which many may come at once, and may wait a moment.
        """
        self._playback, self._worker, self._tell = playback, worker, tell
        self._settings, self._sketcher, self.give_way = settings, sketcher, give_way
        self._orders: dict[str, Order] = {}
        self._asked: dict[str, Asked] = {}

    @property
    def waiting(self) -> int:
        """Events without a clip."""
        return len(self._orders)

    @property
    def busy(self) -> set[str]:
        """Sources whose clips are on their way."""
        return set(self._orders)

    @property
    def seconds(self) -> dict[str, float]:
        """How long the clip is that is on its way for each source."""
        return {source: order.event.duration for source, order in self._orders.items()}

    def awaited(self, source: str) -> bool:
        """Whether the clip of a source's event itself is on its way, and no take of it."""
        order = self._orders.get(source)
        return order is not None and not order.take

    def asked(self, source: str) -> Asked | None:
        """What a source was last asked to be."""
        return self._asked.get(source)

    def begin(self, event: Event, cue: Cue) -> None:
        """Order the clip of an event that was placed; an older order of its source is dropped."""
        older = self._orders.get(event.id)
        if older is not None:
            self._drop(older, "done", "replaced by a newer event")
        if not event.lora and event.file is None:
            event = replace(event, lora=self._playback.scene.lora)
        spec = spec_of(event, dry=self._playback.in_room)
        order = Order(event, spec, cue, cue.client)
        self._open(order)
        self._remember(order)
        self._tell.state(cue.client, event.id, "planned")
        self._tell.placed(cue.client, event)
        due = time.monotonic() + event.start
        future = self._submit(order, due)
        if self._sketcher and not future.done():
            order.preview = self._sketcher.submit(order.spec, due=due, key=event.id)
            self._when_done(order.preview, lambda done: self._sketch(order, done))

    def renew(self, event: Event, spec: ClipSpec, client: Client, address: str) -> None:
        """Order another clip for a source; what there is of it sounds until that has come."""
        source = event.id
        order, asked = self._orders.get(source), self._asked[source]
        if order is None:
            order = Order(event, spec, Cue(asked.cue, client), client, take=True)
            order.begun = self._playback.has(source)
            order.stand_in = BEFORE if order.begun else ""
            self._open(order)
        elif order.arrived:
            order.arrived, order.stand_in = False, BEFORE
        order.event, order.spec, order.client, order.address = event, spec, client, address
        order.generating, order.share = False, 0.0
        if not order.take:
            self._remember(order)
        self._submit(order, time.monotonic())

    def forget(self, source: str | None = None) -> None:
        """Drop what waits: a source's event, or everything that sounds by itself."""
        for order in list(self._orders.values()):
            if source == order.event.id or (source is None and not order.cue.held):
                self._drop(order, "done", "stopped", quiet=self._playback.sounds(order.event.id))

    def stands_in(self, source: str) -> bool:
        """Whether a source plays something whose successor is still to come."""
        order = self._orders.get(source)
        return order is not None and order.begun

    def look(self) -> None:
        """Tell what is being generated now; start the stand-ins whose time has come."""
        for order in self._orders.values():
            self._begin_stand_in(order)
            if order.future and order.future.running():
                self._generating(order)
                self._progress(order, getattr(order.future, "share", 0.0))

    def _remember(self, order: Order) -> None:
        asked = Asked(order.event, order.cue.number, order.client, order.lineage)
        self._asked[order.event.id] = asked

    def _open(self, order: Order) -> None:
        source = order.event.id
        order.cue.orders.append(order)
        self._orders[source] = order
        if source in self._asked:
            self._asked[source] = self._asked.pop(source)  # now the one asked last
        if len(self._asked) > 4 * self._settings.max_sources:
            del self._asked[next(iter(self._asked))]

    def _submit(self, order: Order, due: float) -> Future[Made]:
        future = order.future = self._worker.submit(order.spec, due=due, key=order.event.id)
        self._tell.state(order.client, order.event.id, "queued")
        self._when_done(future, lambda done: self._arrive(order, done))
        return future

    def _when_done(self, future: Future[Made], call: Callable[[Future[Made]], None]) -> None:
        def done(made: Future[Made]) -> None:
            self.give_way()  # all that came meanwhile is called in one round of the loop
            call(made)

        loop = asyncio.get_running_loop()
        future.add_done_callback(lambda made: _in_loop(loop, lambda: done(made)))

    def _progress(self, order: Order, share: float) -> None:
        if share >= order.share + _PROGRESS:
            order.share = share
            self._tell.progress(order.client, order.event.id, share)

    def _generating(self, order: Order) -> None:
        if not order.generating:
            order.generating = True
            self._tell.state(order.client, order.event.id, "generating")

    def _sketch(self, order: Order, future: Future[Made]) -> None:
        """Take a sketch to hear until the clip is there; without one it is waited for."""
        waits = self._orders.get(order.event.id) is order and not order.ready
        if not waits or future.cancelled() or future.exception():
            return
        order.stand_in = SKETCH
        sketch = future.result()
        self._playback.keep(with_maker(order.event, sketch), sketch.clip, order.cue.number)
        self._tell.state(order.client, order.event.id, "ready", _until(order))
        self._settle(order.cue)

    def _begin_stand_in(self, order: Order) -> None:
        zero = order.cue.zero
        if order.begun or order.arrived or not order.stand_in or zero is None:
            return
        at = zero + round(order.event.start * RATE)
        if at <= self._playback.next_frame + _SOON:
            order.begun = True
            self._playback.start(order.event.id, at, _until(order))

    def _arrive(self, order: Order, future: Future[Made]) -> None:
        event = order.event
        if self._orders.get(event.id) is not order or order.future is not future:
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
        self._playback.keep(with_maker(event, made), made.clip, order.cue.number)
        note = ", ".join(filter(None, (f"seed {event.seed}", made.note)))
        self._tell.state(order.client, event.id, "ready", note)
        if order.take:
            self._remember(order)
            self._over(order)
            self._playback.hand_over(event.id)
        self._settle(order.cue)

    def _fail(self, order: Order, reason: str) -> None:
        """Tell that a clip will not come; what stands in for it, if anything, plays on."""
        self._tell.error(order.client, order.address, f"{order.event.id}: {reason}")
        if not order.stand_in:
            self._drop(order, "failed", reason)
            return
        note = f"{reason}; {order.stand_in} stays"
        self._tell.state(order.client, order.event.id, "failed", note)
        order.arrived = True
        if order.begun:
            self._over(order)
        self._settle(order.cue)

    def _drop(self, order: Order, state: str, note: str, *, quiet: bool = False) -> None:
        """Forget an order; ``quiet`` if the end of what sounds for it will be told anyway."""
        for future in (order.future, order.preview):
            if future:
                future.cancel()
        self._over(order)
        if not quiet:
            self._tell.state(order.client, order.event.id, state, note)
        self._settle(order.cue)

    def _over(self, order: Order) -> None:
        """Let an order go, and what it was promised: a clip may be large."""
        order.future = order.preview = None
        del self._orders[order.event.id]
        order.cue.orders.remove(order)

    def _settle(self, cue: Cue) -> None:
        """Set the cue's zero once it can be, and start what has arrived."""
        if cue.held:
            self._hold(cue)
            return
        open_orders = list(cue.orders)
        if cue.zero is None and open_orders:
            first = min(open_orders, key=lambda order: order.event.start)
            needed = open_orders if self._settings.zero == "all" else [first]
            if all(order.ready for order in needed):
                cue.zero = self._playback.next_frame
        if cue.zero is None:
            return
        for order in in_pieces(open_orders, self.give_way):
            if order.arrived:
                self._over(order)
                start = self._playback.hand_over if order.begun else self._playback.start
                start(order.event.id, cue.zero + round(order.event.start * RATE))
            else:
                self._begin_stand_in(order)

    def _hold(self, cue: Cue) -> None:
        """Let what has arrived take over from what stood in for it, if that sounds."""
        for order in [order for order in cue.orders if order.arrived]:
            self._over(order)
            if self._playback.goes_on(order.event.id):
                self._playback.hand_over(order.event.id)


def _until(order: Order) -> str:
    return f"{order.stand_in}, until the clip is there"


def _in_loop(loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(call)
    except RuntimeError:
        return  # the loop has closed; nobody waits for the clip any more
