"""Datagrams on their way from the readers to the event loop, the important ones first.

Panic and stop overtake everything; datagrams are numbered as they come, so that who takes them
knows what was overtaken. Every sender has a lane of its own and the lanes take turns, so a flood
delays nobody but who sends it. In a lane a value that waits is replaced by a newer one for
the same address, unless something else was said in between. A sender that needs more than its
share of the time loses what it has waiting, and is told once. Knows bytes, addresses and clients;
understands no message.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from ttmba_live.osc._settings import Client

_log = logging.getLogger(__name__)

SLICE = 0.002
"""Seconds of datagrams after which the event loop gets to its other work."""

LANE = 2048
"""Datagrams of one sender that may wait."""

ALL_LANES = 8192
"""Datagrams of all senders that may wait."""

SHARE = 0.5
"""Of the event loop's time, for one sender that has others waiting or lies behind."""

BURST = 0.5
"""Seconds of work that a sender may ask for at once."""

TELL_EVERY = 10.0
"""Seconds between two refusals of that kind to one sender."""

_MOST_SENDERS = 256


class Rank(Enum):
    """How a datagram is treated."""

    FIRST = "it overtakes"
    IN_TURN = "it keeps its place"
    REPLACED = "a newer one with its key takes its place"


Take = Callable[[bytes, Client, int], None]
"""Takes a datagram, who sent it and its number: later ones have higher ones."""


class _Item(NamedTuple):
    """A datagram, who sent it, who takes it, and its number."""

    packet: bytes
    client: Client
    take: Take
    came: int


@dataclass(slots=True)
class _Lane:
    """What one sender has waiting, and the time that it has left."""

    items: OrderedDict[object, _Item] = field(default_factory=OrderedDict)
    said: int = 0
    """Counts what keeps its place: values on both sides of it are not the same value."""
    last: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    """For each thing that has values: which was set last, and how often that has changed."""
    left: float = BURST
    at: float = 0.0
    lost: int = 0
    told: float = -TELL_EVERY

    def place_of(self, key: bytes) -> object:
        """Where a value goes: in the place of an older one of its key, if that changes nothing.

        Values of one thing, such as a place and one axis of it, must stay in order.
        """
        thing = key if key.endswith(b"/gain") else key.rpartition(b"/")[0]
        before, changes = self.last.get(thing, (key, 0))
        changes += before != key
        self.last[thing] = (key, changes)
        return key, self.said, changes


class Intake:
    """`put` belongs to the readers' threads; all else to the event loop's."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        rank: Callable[[bytes], tuple[Rank, bytes]],
        refuse: Callable[[Client, str], None],
        give_way: Callable[[], object] = lambda: None,
    ) -> None:
        """``rank`` says how a datagram is treated, and its key; ``refuse`` tells a client.

        ``give_way`` is called before every datagram, and may wait a moment.
        """
        self._loop, self._rank, self._refuse = loop, rank, refuse
        self._give_way = give_way
        self._lock = threading.Lock()
        self._first: OrderedDict[tuple[bytes, Client], _Item] = OrderedDict()
        self._lanes: OrderedDict[Client, _Lane] = OrderedDict()
        self._turns: deque[Client] = deque()
        self._numbers = itertools.count()
        self.newest = 0
        """The number of the datagram that came last."""
        self._waiting = 0
        self._called = False

    def put(self, packet: bytes, client: Client, take: Take) -> None:
        """Take a datagram in; any thread, waits for nothing long."""
        rank, key = self._rank(packet)
        with self._lock:
            self.newest += 1
            item = _Item(packet, client, take, self.newest)
            if rank is Rank.FIRST:
                self._first[packet, client] = item
            else:
                self._into_lane(item, rank, key)
            if self._called:
                return
            self._called = True
        with contextlib.suppress(RuntimeError):  # the loop has closed
            self._loop.call_soon_threadsafe(self._work)

    def _into_lane(self, item: _Item, rank: Rank, key: bytes) -> None:
        lane = self._lanes.get(item.client)
        if lane is None:
            lane = self._lanes[item.client] = _Lane()
            self._forget_idle()
        where = lane.place_of(key)
        if rank is Rank.IN_TURN:
            lane.said += 1
            where = next(self._numbers)
        if where in lane.items:
            lane.items[where] = item
        elif len(lane.items) >= LANE or self._waiting >= ALL_LANES:
            lane.lost += 1
        else:
            if not lane.items:
                self._turns.append(item.client)
            lane.items[where] = item
            self._waiting += 1

    def _forget_idle(self) -> None:
        """Forget the senders that were silent longest, while there are too many."""
        while len(self._lanes) > _MOST_SENDERS:
            idle = next((c for c, lane in self._lanes.items() if not lane.items), None)
            if idle is None:
                return
            del self._lanes[idle]

    def _work(self) -> None:
        """Let datagrams be taken for a while, then let others work."""
        end = time.perf_counter() + SLICE
        while True:
            self._give_way()  # before the next one is chosen: what comes meanwhile may overtake
            if (found := self._next()) is None:
                return
            item, lane = found
            began = time.thread_time()  # a sender does not pay for what else the machine does
            try:
                item.take(item.packet, item.client, item.came)
            except Exception:
                _log.exception("while a datagram was taken")
            if lane is not None:
                self._charge(lane, item.client, time.thread_time() - began)
            if time.perf_counter() > end:
                self._loop.call_soon(self._work)
                return

    def _next(self) -> tuple[_Item, _Lane | None] | None:
        with self._lock:
            if self._first:
                return self._first.popitem(last=False)[1], None
            if not self._turns:
                self._called = False
                return None
            client = self._turns.popleft()
            lane = self._lanes[client]
            _, item = lane.items.popitem(last=False)
            self._waiting -= 1
            if lane.items:
                self._turns.append(client)
            else:
                lane.last.clear()
            return item, lane

    def _charge(self, lane: _Lane, client: Client, spent: float) -> None:
        """Take the time from a sender's; one in debt loses what it has waiting."""
        now = time.monotonic()
        lane.left = min(BURST, lane.left + SHARE * (now - lane.at)) - spent
        lane.at = now
        with self._lock:
            if lane.left < 0.0 and lane.items:
                self._waiting -= len(lane.items)
                lane.lost += len(lane.items)
                lane.items.clear()
                self._turns.remove(client)
            lost_now, passed = lane.lost, now - lane.told >= TELL_EVERY
            if not lost_now or not passed:
                return
            lane.lost, lane.told = 0, now
        self._refuse(
            client,
            f"too much at once: {lost_now} datagrams of yours were not heard; one sender gets "
            f"{100 * SHARE:.0f} % of the time",
        )
