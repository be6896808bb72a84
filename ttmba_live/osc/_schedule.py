"""When a bundle acts: at once, or held until its time tag. Knows no messages.

A bundle of continuous controls (a head, places, faders) is never held for long: its sender's clock
may be off, and a pose that waits is a head that stands still. How far a sender's clock is off is
learnt from such bundles, which mean now, and taken off the tags of its other ones. Nothing here
sleeps.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
import statistics
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ttmba_live.osc._alarm import Alarm, unix_now
from ttmba_live.osc._codec import IMMEDIATELY
from ttmba_live.osc._settings import OscSettings

JUST_PAST = 1.0
"""Seconds; a time tag older than this says nothing about when the cue was meant."""

WARN_EVERY = 60.0
"""Seconds between two warnings about one sender's clock."""

OFF = 1.0
"""Seconds from which a clock is off; senders that schedule mean less (SuperCollider: 0.2)."""

_LEARNT_FROM = 8
"""Bundles of controls after which a sender's clock is believed to be off."""

_MOST_SENDERS = 64
_ERA = 2**32
_NTP_TO_UNIX = 2_208_988_800

Act = Callable[[float | None], None]


def unix_time(timetag: int, now: float) -> float:
    """An NTP time tag as unix time, in the 136-year era of ``now``.

    >>> unix_time((2_208_988_800 + 10) << 32, now=0.0)
    10.0
    """
    era = int(now + _NTP_TO_UNIX) // _ERA
    return era * _ERA + timetag / 2**32 - _NTP_TO_UNIX


@dataclass(slots=True)
class _Clock:
    """What is known of one sender's clock."""

    seen: deque[float] = field(default_factory=lambda: deque(maxlen=32))
    warned: float = -WARN_EVERY

    def offset(self) -> float:
        """Seconds that it is ahead; 0 while that is unknown, or may be meant."""
        if len(self.seen) < _LEARNT_FROM:
            return 0.0
        usual = statistics.median(self.seen)
        return usual if abs(usual) >= OFF else 0.0


@dataclass(frozen=True, slots=True)
class Bundle:
    """Messages that act together."""

    act: Act
    sender: str = ""
    controls: bool = False
    """Whether they are continuous controls only."""
    came: int = 0
    """The number of its datagram."""


@dataclass(order=True, slots=True)
class _Held:
    """A bundle that waits; sorts by when it acts, then by when it came."""

    at: float
    number: int
    due: float = field(compare=False)
    bundle: Bundle = field(compare=False)


class Schedule:
    """Bundles that wait for their time; used on the event loop's thread only."""

    def __init__(
        self,
        settings: OscSettings,
        loop: asyncio.AbstractEventLoop,
        began: Callable[[], object] = lambda: None,
    ) -> None:
        self._settings = settings
        self._waiting: list[_Held] = []
        self._numbers = itertools.count()
        self._clocks: OrderedDict[str, _Clock] = OrderedDict()
        self._alarm = Alarm(loop, self._ring, began)

    def __len__(self) -> int:
        """Bundles that wait."""
        return len(self._waiting)

    def put(self, timetag: int, bundle: Bundle) -> str:
        """Call its ``act(due)`` now or at the tag's time; return a complaint about it, or ``""``.

        ``due`` is the tag as unix time, or None if there is no use in it.
        """
        act = bundle.act
        if timetag <= IMMEDIATELY:
            act(None)
            return ""
        now = unix_now()
        ahead = unix_time(timetag, now) - now
        clock = self._clock(bundle.sender)
        if bundle.controls:
            clock.seen.append(ahead)
            return self._put_controls(ahead, now, bundle, clock)
        ahead -= clock.offset()
        if ahead > self._settings.max_ahead:
            act(None)
            return (
                f"the bundle's time tag is {ahead:.1f} s ahead, more than "
                f"{self._settings.max_ahead:g} s: it acted at once"
            )
        if ahead <= 0.0:
            act(now + ahead if ahead >= -JUST_PAST else None)
            return ""
        if len(self._waiting) >= self._settings.max_held:
            return f"{len(self._waiting)} bundles are waiting already: this one is not heard"
        self._hold(ahead, now, bundle)
        return ""

    def forget(self, before: float = math.inf) -> None:
        """Drop what is waiting and came before the datagram of a number."""
        self._waiting = [held for held in self._waiting if held.bundle.came >= before]
        heapq.heapify(self._waiting)
        self._alarm.set(self._waiting[0].at if self._waiting else None)

    def close(self) -> None:
        """Forget what is waiting, for good."""
        self.forget()
        self._alarm.close()

    def _put_controls(self, ahead: float, now: float, bundle: Bundle, clock: _Clock) -> str:
        sender = bundle.sender
        far = ahead > self._settings.max_control_ahead
        if not far and ahead > 0.0 and len(self._waiting) < self._settings.max_held:
            self._hold(ahead, now, bundle)
            return ""
        self._release(sender)
        bundle.act(now + ahead if ahead >= -JUST_PAST and not far else None)
        passed = time.monotonic()
        if not far or passed - clock.warned < WARN_EVERY:
            return ""
        clock.warned = passed
        return (
            f"time tags of {sender or 'this sender'} are {ahead:.2f} s ahead, more than "
            f"{self._settings.max_control_ahead:g} s: heads, places and faders act at once"
        )

    def _clock(self, sender: str) -> _Clock:
        clock = self._clocks.setdefault(sender, _Clock())
        self._clocks.move_to_end(sender)
        if len(self._clocks) > _MOST_SENDERS:
            self._clocks.popitem(last=False)
        return clock

    def _hold(self, ahead: float, now: float, bundle: Bundle) -> None:
        at = time.perf_counter() + ahead
        heapq.heappush(self._waiting, _Held(at, next(self._numbers), now + ahead, bundle))
        self._alarm.set(self._waiting[0].at)

    def _release(self, sender: str) -> None:
        """Let a sender's controls that wait act now, in order: a later one must not overtake."""
        early = sorted(held for held in self._waiting if _is_control(held.bundle, sender))
        if early:
            self._waiting = [h for h in self._waiting if not _is_control(h.bundle, sender)]
            heapq.heapify(self._waiting)
            for held in early:
                held.bundle.act(held.due)

    def _ring(self) -> None:
        """Let act what is due."""
        while self._waiting and self._waiting[0].at <= time.perf_counter():
            held = heapq.heappop(self._waiting)
            held.bundle.act(held.due)
        self._alarm.set(self._waiting[0].at if self._waiting else None)


def _is_control(bundle: Bundle, sender: str) -> bool:
    return bundle.controls and bundle.sender == sender
