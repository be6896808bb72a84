"""Orders among a cluster's makers, one state: by due time, two calls each, handed on if one goes.

Knows neither ray nor the pipe: makers are `_crew.Hired`, and what comes of calls is brought to it.
One thread.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

import ttmba_live
from ttmba_live.cluster._crew import AT_ONCE, Device, Hired
from ttmba_live.cluster._maker import About, Wanted
from ttmba_live.errors import GenerationFailed, one_line
from ttmba_live.generate import BadOrder, NothingFits
from ttmba_live.generate.pipe import Handed, Refused, Task

SIGN = 2.0
"""Seconds between two signs of life that are asked for."""

QUIET = 10.0
"""Seconds without a sign after which others are asked."""

_BACK_OFF = (1.0, 60.0)
"""Seconds until a device whose maker was lost is tried again, at first and at most."""

_TRIES = 2
"""Makers that are asked for one clip."""

_NOBODY = "no worker of the cluster is ready"


class Hiring(Protocol):
    """Where makers come from: `_crew.Crew`."""

    def devices(self) -> Mapping[Device, str]:
        """The devices there are now, with their nodes' names."""
        ...

    def lack(self) -> str:
        """What has to be waited for before one can be hired; empty if nothing."""
        ...

    def hire(self, device: Device) -> Hired:
        """Have a maker started."""
        ...


Answer = Callable[[Task, Handed | Refused], None]
"""Told what came of an order."""
Landed = Callable[[Callable[[], None]], object]
"""Takes what is to be done in the desk's thread, from any other."""


@dataclass(order=True, slots=True)
class _Order:
    due: float
    number: int
    task: Task = field(compare=False)
    wanted: Wanted = field(compare=False)
    tries: int = field(compare=False, default=0)


@dataclass(eq=False, slots=True)
class _Seat:
    """A device and who works there."""

    device: Device
    host: str
    hired: Hired
    asked_at: float
    """When the sign of life was asked for that is still to come, or came last."""
    waits: bool = True
    """Whether a sign is still to come."""
    about: About | None = None
    silent: bool = False
    calls: list[list[_Order]] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        return self.about is not None and not self.silent


class Desk:
    """All orders that are here, and who makes them."""

    def __init__(
        self,
        crew: Hiring,
        answer: Answer,
        later: Landed,
        *,
        patience: float,
        most: int = 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """A maker that gives no sign for ``patience`` seconds, or loads so long, is dismissed.

        There are ``most`` makers at a time; 0 is one for each device.
        """
        self._crew, self._answer, self._later = crew, answer, later
        self._patience, self._most, self._clock = patience, most or math.inf, clock
        self._seats: dict[Device, _Seat] = {}
        self._waiting: list[_Order] = []
        self._unwanted: set[int] = set()
        self._falls: Counter[Device] = Counter()
        self._again: dict[Device, float] = {}
        self._fault = ""

    @property
    def slots(self) -> int:
        """Orders that it should hold at most."""
        return sum(AT_ONCE * s.about.batch for s in self._seats.values() if s.ready and s.about)

    @property
    def words(self) -> str:
        """How many makers are ready and where; or why none is."""
        ready = Counter(seat.host for seat in self._seats.values() if seat.ready)
        if ready:
            where = ", ".join(f"{host} ({n})" if n > 1 else host for host, n in ready.items())
            count = ready.total()
            return f"{count} worker{'s' if count > 1 else ''}: {where}"
        if any(not seat.silent for seat in self._seats.values()):
            return "its workers are being started"
        return self._fault or "it has neither a GPU nor a free processor"

    @property
    def starting(self) -> bool:
        """Whether there is hope of a first maker, and none yet."""
        return not self.slots and any(not seat.silent for seat in self._seats.values())

    def put(self, task: Task, wanted: Wanted) -> None:
        """Take an order."""
        heapq.heappush(self._waiting, _Order(task.due, task.number, task, wanted))

    def drop(self, number: int) -> None:
        """An order is not wanted any more; what is begun goes on and comes to nothing."""
        self._unwanted.add(number)

    def look(self) -> None:
        """Hire on devices that are new, leave those that are lost, ask for signs of life."""
        devices, now = self._crew.devices(), self._clock()
        for seat in list(self._seats.values()):
            if seat.device not in devices:
                self._leave(seat, f"{seat.host} is lost")
            else:
                self._ask_after(seat, now)
        for device, host in devices.items():
            if device not in self._seats and now >= self._again.get(device, 0.0):
                if len(self._seats) >= self._most:
                    break
                if lack := self._crew.lack():
                    self._fault = lack
                    break
                self._seats[device] = seat = _Seat(device, host, self._crew.hire(device), now)
                self._sign(seat)
        self.hand_out()

    def hand_out(self) -> None:
        """Give what waits to those with the fewest calls, due first; refuse it if none is ready."""
        if not self.slots:
            while self._waiting:
                self._refuse(heapq.heappop(self._waiting), _NOBODY, NothingFits)
        while self._waiting and (free := self._free()):
            seat, fair = free[0], math.ceil(len(self._waiting) / len(free))
            assert seat.about
            orders = self._taken(min(fair, seat.about.batch))
            if orders:
                self._call(seat, orders)

    def _free(self) -> list[_Seat]:
        """Those that take another call now: of all that have the fewest."""
        ready = [s for s in self._seats.values() if s.ready and len(s.calls) < AT_ONCE]
        fewest = min((len(seat.calls) for seat in ready), default=0)
        return [seat for seat in ready if len(seat.calls) == fewest]

    def _taken(self, most: int) -> list[_Order]:
        """The orders due first that are still wanted; one that was lost before comes alone."""
        taken: list[_Order] = []
        while self._waiting and len(taken) < most and not (taken and self._waiting[0].tries):
            order = heapq.heappop(self._waiting)
            if order.number in self._unwanted:
                self._refuse(order, "nobody waits for it any more", BadOrder)
                continue
            taken.append(order)
            if order.tries:
                break
        return taken

    def _call(self, seat: _Seat, orders: list[_Order]) -> None:
        seat.calls.append(orders)
        future = seat.hired.make([order.wanted for order in orders])
        future.add_done_callback(lambda done: self._later(lambda: self._landed(seat, orders, done)))

    def _landed(
        self, seat: _Seat, orders: list[_Order], done: Future[list[Handed | Refused]]
    ) -> None:
        """Pass on what a call brought; if it brought nothing, ask somebody else."""
        if orders not in seat.calls:
            return  # given back before
        seat.calls.remove(orders)
        error = done.exception()
        if error is None:
            self._falls.pop(seat.device, None)
            for order, found in zip(orders, done.result(), strict=True):
                self._unwanted.discard(order.number)
                self._answer(order.task, _placed(found, seat.host))
        else:
            self._give_back(orders, f"{seat.host}: {one_line(error)[:200]}")
            seat.silent = True  # until it gives a sign: it may be gone
        self.hand_out()

    def _give_back(self, orders: list[_Order], why: str) -> None:
        for order in orders:
            order.tries += 1
            if order.tries < _TRIES and order.number not in self._unwanted:
                heapq.heappush(self._waiting, order)
            else:
                self._refuse(order, why, GenerationFailed)

    def _refuse(self, order: _Order, why: str, kind: type[GenerationFailed]) -> None:
        self._unwanted.discard(order.number)
        self._answer(order.task, Refused(why, kind))

    def _ask_after(self, seat: _Seat, now: float) -> None:
        """Ask for a sign of life; who gives none loses its orders, and in the end its place."""
        since = now - seat.asked_at
        if not seat.waits and since >= SIGN:
            seat.asked_at, seat.waits = now, True
            self._sign(seat)
        elif seat.waits and since > self._patience:
            self._leave(seat, f"{seat.host} gave no sign for {self._patience:g} s")
        elif seat.waits and since > QUIET and seat.ready:
            seat.silent = True
            self._take_calls(seat, f"{seat.host} gave no sign for {QUIET:g} s")

    def _sign(self, seat: _Seat) -> None:
        future = seat.hired.about()
        future.add_done_callback(lambda done: self._later(lambda: self._answered(seat, done)))

    def _answered(self, seat: _Seat, done: Future[About]) -> None:
        """A sign of life came, or will never come."""
        if self._seats.get(seat.device) is not seat:
            return
        seat.waits = False
        error = done.exception()
        if error is not None:
            self._leave(seat, f"{seat.host}: {one_line(error)[:200]}")
            return
        about = done.result()
        why = about.fault
        if about.version != ttmba_live.__version__:
            why = f"has ttmba_live {about.version}, not {ttmba_live.__version__}"
        if why:
            self._leave(seat, f"{about.host}: {why}")
            return
        seat.about, seat.silent = about, False
        self.hand_out()

    def _leave(self, seat: _Seat, why: str) -> None:
        """Give a seat up for a while."""
        self._fault = why
        seat.hired.dismiss()
        del self._seats[seat.device]
        self._falls[seat.device] += 1
        wait = min(_BACK_OFF[0] * 2.0 ** (self._falls[seat.device] - 1), _BACK_OFF[1])
        self._again[seat.device] = self._clock() + wait
        self._take_calls(seat, why)

    def _take_calls(self, seat: _Seat, why: str) -> None:
        calls, seat.calls = seat.calls, []
        for orders in calls:
            self._give_back(orders, why)
        self.hand_out()


def _placed(found: Handed | Refused, host: str) -> Handed | Refused:
    """What came, with a word on where it was made."""
    if isinstance(found, Refused):
        return found
    return found._replace(note=", ".join(filter(None, (found.note, f"made on {host}"))))
