"""A generator in one process of its own: its lock, memory and fate are not the sound's. Makes none.

Knows how to start, ask, restart and end it.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from ttmba_live.errors import TtmbaError, Unavailable, one_line
from ttmba_live.generate._links import Links
from ttmba_live.generate._orders import Inbox, Keys, Order, Promise, State, Waiting
from ttmba_live.generate._process import Child, handed_over, remove, start_without_ctrl_c
from ttmba_live.generate._spec import ClipSpec, Generator, Made, NothingFits
from ttmba_live.generate.cache import Shelf
from ttmba_live.generate.pipe import Handed, Refused, Server, Task

__all__ = ["State", "Worker"]

_BACK_OFF = (0.1, 5.0)
_LOOK = 0.25
_CLOSED = "the generator was closed"
_AWAY = "nobody is there who could make it"


class Worker:
    """Orders clips from a generator in a spawned child process: those due first come first.

    ``make`` is a top-level function, or an object with ``load(told)``, that the child calls once
    (it travels by name). A child that dies, or gives no sign for ``patience`` seconds of work, is
    restarted after 0.1 s, doubling to 5 s while that goes on; its orders are tried once more, each
    alone, then by a chain's next link. Clips on the ``shelf`` need no child; others use ``folder``.
    A `Server` speaks for makers elsewhere; orders need not wait for it (``waits``): then they fail
    at once while it takes none, with `NothingFits`, or with it, for somebody else to make.
    """

    def __init__(
        self,
        make: Callable[[], Generator] | Server,
        folder: Path,
        *,
        waits: bool = True,
        shelf: Shelf | None = None,
        patience: float = 300.0,
        told: Callable[[State], None] = lambda state: None,  # noqa: ARG005
        began: Callable[[], object] = lambda: None,
    ) -> None:
        """Begin; in the worker's thread ``told`` hears of every `State`, ``began`` comes first."""
        self._links, self._folder = Links(make), Path(folder)
        self._shelf, self._patience, self._told = shelf, patience, told
        self._began, self._waits = began, waits
        self._inbox = Inbox()
        self._waiting, self._held = Waiting(), dict[int, Order]()
        self._keys = Keys()
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._child: Child | None = None
        self._deaths, self._start_at, self._heard = 0, 0.0, 0.0
        self.state = State("starting")
        self._thread = threading.Thread(target=self._run, name="ttmba-generate", daemon=True)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
        atexit.register(self.close)
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The child's process number; none while there is no child. Any thread."""
        with self._lock:
            return self._child.pid if self._child else None

    def submit(
        self,
        spec: ClipSpec,
        *,
        due: float | None = None,
        key: str | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> Future[Made]:
        """Queue an order and return at once; any thread.

        Args:
            spec: the clip.
            due: when it is needed, by `time.monotonic`; without it, now.
            key: whose it is; an older order of the same key is cancelled.
            progress: told shares 0..1, in the worker's thread.

        The future fails with `GenerationFailed`, whose text is one line. Cancelled, it leaves the
        queue, or its maker stops at the next step.
        """
        promise = Promise(self._inbox.put)
        with self._lock:
            if self._closed.is_set():
                raise Unavailable("the generator is closed")
            number = next(self._numbers)
            path = self._folder / f"clip-{os.getpid()}-{number}.f32"
            when = time.monotonic() if due is None else due
        self._keys.put(key, promise)
        self._inbox.put(Order(when, number, spec, promise, progress, path))
        return promise

    def kill(self) -> None:
        """End the child now, and wait for nothing; any thread."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed.set()
            if self._child:
                self._child.kill()

    def close(self) -> None:
        """End the child, fail what is unfinished; any thread, a second call does nothing."""
        self.kill()
        self._thread.join(10.0)

    def _run(self) -> None:
        """The worker's thread: keep a child, hand it what is due, pass on what it says."""
        self._began()
        if sys.platform != "win32":
            start_without_ctrl_c()
        try:
            while not self._closed.is_set():
                self._turn()
        finally:
            self._closed.set()
            if self._child:
                self._bury()
            self._read_inbox()
            self._fail([*self._held.values(), *self._waiting.drain()], _CLOSED)
            self._inbox.close()

    def _turn(self) -> None:
        """Do what can be done, then wait for news."""
        self._read_inbox()
        self._keep_child()
        self._hand_over()
        sources: list[Any] = [self._inbox.ear]
        if self._child:
            sources.append(self._child.connection)
        for source in wait(sources, self._pause()):
            if source is not self._inbox.ear:
                self._hear()

    def _pause(self) -> float:
        """Seconds until something is to be done though nothing was heard."""
        return _LOOK if self._child else max(min(self._start_at - time.monotonic(), _LOOK), 0.001)

    def _read_inbox(self) -> None:
        """Let new orders wait, or answer them from the cache; pass on what is unwanted."""
        for news in self._inbox.take():
            if isinstance(news, Promise):
                numbers = [n for n, order in self._held.items() if order.promise is news]
                if numbers and self._child:
                    self._send(numbers[0])
                continue
            kept = self._shelf.find(news.spec) if self._shelf else None
            if kept is None:
                self._waiting.put(news)
            elif news.promise.set_running_or_notify_cancel():
                news.succeed(kept)

    def _keep_child(self) -> None:
        """Have a living child that gives signs; a new one not before its time."""
        now = time.monotonic()
        if self._child and self._child.pid is None and not self._child.connection.poll():
            self._bury()
        busy = self._child and (self._held or self._child.loading)
        if self._child and busy and now - self._heard > self._patience:
            self._child.kill()
            self._bury(f"gave no sign for {self._patience:g} s and was ended")
        if self._child or now < self._start_at or self._closed.is_set():
            return
        try:
            child = Child(self._links.make)
        except Exception as error:
            self._set_back()
            reason = f"could not be started: {one_line(error)}"
            self._say(State("failed", why=reason))
            self._fail(self._waiting.drain(), f"the generator process {reason}")
            return
        self._heard = now
        with self._lock:
            self._child = child
            if self._closed.is_set():
                child.kill()

    def _hand_over(self) -> None:
        """Give the child what is due first, as much as it takes."""
        free = self._child.free(len(self._held)) if self._child else 0
        if not self._waits and not (self._child and self._child.open):
            for order in self._waiting.drain():
                order.fail(_AWAY, NothingFits)
        orders = self._waiting.take(free)
        if orders:
            self._held |= {order.number: order for order in orders}
            self._heard = time.monotonic()
            self._send([Task(o.number, o.spec, o.path, o.skip, o.due) for o in orders])

    def _send(self, message: object) -> None:
        assert self._child
        with contextlib.suppress(OSError):  # it has died, which is noticed elsewhere
            self._child.connection.send(message)

    def _hear(self) -> None:
        """Take one message from the child, or its end."""
        assert self._child
        try:
            message = self._child.connection.recv()
        except (EOFError, OSError):
            self._bury()
            return
        self._heard = time.monotonic()
        if state := self._child.heard(message):
            self._say(state)
        match message:
            case ("gone", reason):
                self._bury(reason)
            case ("progress", number, share) if number in self._held:
                self._held[number].tell(share)
            case ("done", number, found) if number in self._held:
                self._deaths = 0
                if self.state.name != "ready" and self._waits and isinstance(found, Handed):
                    self._say(State("ready", 1.0))
                self._settle(self._held.pop(number), found)

    def _settle(self, order: Order, found: Refused | Handed) -> None:
        """Keep or break a promise with what the child left."""
        try:
            if isinstance(found, Refused):
                order.fail(*found)
                return
            made = Made(handed_over(order.path, found.samples), *found[:3])
        except (OSError, TtmbaError) as error:
            order.fail(f"the clip was lost on its way: {one_line(error)}")
            return
        finally:
            remove(order.path)
        order.succeed(self._shelf.keep(order.spec, made) if self._shelf else made)

    def _bury(self, words: str = "") -> None:
        """Put the child away; its orders, or while it was loading all, have one try less."""
        assert self._child
        child, loading = self._child, self._child.loading
        with self._lock:
            self._child = None
        code = child.bury()
        self._set_back()
        words = f"the generator process {words or f'ended with exit code {code}'}"
        none_left = loading or not self._waits
        held = list(self._held.values()) + (self._waiting.drain() if none_left else [])
        self._held = {}
        left_out = self._links.fell(child.at, held, words)
        for order in held:
            remove(order.path)
            again = self._waits and self._links.tries_again(order, child.at, words)
            if again and not self._closed.is_set():
                self._waiting.put(order)
            else:
                self._fail([order], words)
        if not self._closed.is_set():
            self._say(State("failed", why=", ".join(filter(None, (words, left_out)))))

    def _set_back(self) -> None:
        """Let some time pass before the next child."""
        self._deaths = min(self._deaths + 1, 30)
        after = min(_BACK_OFF[0] * 2.0 ** (self._deaths - 1), _BACK_OFF[1])
        self._start_at = time.monotonic() + after

    def _fail(self, orders: list[Order], reason: str) -> None:
        for order in orders:
            order.fail(_CLOSED if self._closed.is_set() else reason)

    def _say(self, state: State) -> None:
        """Note a new state and pass it on."""
        self.state = state
        with contextlib.suppress(Exception):  # a listener's mistake must not end this thread
            self._told(state)
