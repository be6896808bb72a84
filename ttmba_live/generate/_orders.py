"""Orders on their way to a generator: promised, sorted by due time, counted. Knows no process."""

from __future__ import annotations

import contextlib
import heapq
import multiprocessing
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass, field, replace
from pathlib import Path

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._spec import ClipSpec, Made


@dataclass(frozen=True, slots=True)
class State:
    """How the generator is: "starting", "loading" (with a share), "ready" or "failed" (and why)."""

    name: str
    share: float = 0.0
    why: str = ""


class Promise(Future[Made]):
    """A clip to come. Cancelling one that is being made asks its maker to stop."""

    def __init__(self, unwanted: Callable[[Promise], None]) -> None:
        super().__init__()
        self._unwanted = unwanted
        self.share = 0.0
        """How much of it is made, 0..1."""

    def cancel(self) -> bool:
        """Cancel while it waits; later only say that nobody waits for it any more."""
        if super().cancel():
            return True
        if not self.done():
            self._unwanted(self)
        return False


@dataclass(order=True, slots=True)
class Order:
    """One request; sorts by when it is due, then by when it came."""

    due: float
    number: int
    spec: ClipSpec = field(compare=False)
    promise: Promise = field(compare=False)
    progress: Callable[[float], None] | None = field(compare=False, default=None)
    path: Path = field(compare=False, default=Path())
    tries: int = field(compare=False, default=0)
    skip: int = field(compare=False, default=0)
    """Links of a chain whose process did not live through it."""
    why: str = field(compare=False, default="")
    """What there is to be said of that."""

    def tell(self, share: float) -> None:
        """Note how far it is."""
        self.promise.share = share
        if self.progress:
            with contextlib.suppress(Exception):  # a listener's mistake is not the maker's
                self.progress(share)

    def succeed(self, made: Made) -> None:
        """Keep the promise."""
        if self.why:
            made = replace(made, note=", ".join(filter(None, (made.note, self.why))))
        self.tell(1.0)
        with contextlib.suppress(InvalidStateError):
            self.promise.set_result(made)

    def fail(self, reason: str, kind: type[GenerationFailed] = GenerationFailed) -> None:
        """Break the promise, with a reason of one line."""
        if self.promise.running() or self.promise.set_running_or_notify_cancel():
            with contextlib.suppress(InvalidStateError):
                self.promise.set_exception(kind(reason))


class Keys:
    """The newest promise of each key. Any thread."""

    def __init__(self) -> None:
        self._newest: dict[str, Future[Made]] = {}
        self._lock = threading.Lock()

    def put(self, key: str | None, promise: Future[Made]) -> None:
        """Let one take its key's place, if it has a key; an older one is cancelled."""
        if key is None:
            return
        with self._lock:
            older = self._newest.get(key)
            self._newest[key] = promise
        promise.add_done_callback(lambda done: self._forget(key, done))
        if older:
            older.cancel()

    def _forget(self, key: str, promise: Future[Made]) -> None:
        with self._lock:
            if self._newest.get(key) is promise:
                del self._newest[key]


class Waiting:
    """Orders that wait for a maker. One thread."""

    def __init__(self) -> None:
        self._heap: list[Order] = []

    def put(self, order: Order) -> None:
        """Let one wait."""
        heapq.heappush(self._heap, order)

    def take(self, most: int) -> list[Order]:
        """Those due first and still wanted, now running; one whose maker died comes alone."""
        taken: list[Order] = []
        while self._heap and len(taken) < most:
            if taken and self._heap[0].tries:
                break
            order = heapq.heappop(self._heap)
            if order.promise.running() or order.promise.set_running_or_notify_cancel():
                taken.append(order)
            if order.tries:
                break
        return taken

    def drain(self) -> list[Order]:
        """All of them, due first; none wait afterwards."""
        found, self._heap = sorted(self._heap), []
        return found


class Inbox:
    """Where any thread leaves news for the one that waits at ``ear``."""

    def __init__(self) -> None:
        self.ear, self._bell = multiprocessing.get_context("spawn").Pipe(duplex=False)
        self._news: queue.SimpleQueue[Order | Promise] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._rung = False

    def put(self, news: Order | Promise) -> None:
        """Leave an order, or a promise that is unwanted; any thread, never waits."""
        self._news.put(news)
        with self._lock, contextlib.suppress(OSError):  # closed: nobody listens any more
            if not self._rung:
                self._rung = True
                self._bell.send_bytes(b"!")

    def take(self) -> list[Order | Promise]:
        """All there is; the ear is still afterwards."""
        with self._lock:
            if self._rung:
                self.ear.recv_bytes()
                self._rung = False
        found = []
        while not self._news.empty():
            found.append(self._news.get())
        return found

    def close(self) -> None:
        """Listen no more."""
        with self._lock:
            self._bell.close()
            self.ear.close()
