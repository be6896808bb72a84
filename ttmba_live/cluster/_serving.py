"""The child that speaks to a cluster for a worker: joins it, passes orders on. Decides no order.

It lives as long as its connection to the cluster: who has lost one is started anew, with nothing of
the last one in memory. Threads: the main one alone speaks to Ray; one listens to the worker, one
watches that Ray comes back from what it is asked.
"""

from __future__ import annotations

import contextlib
import math
import os
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection

from ttmba_live.cluster._crew import Crew
from ttmba_live.cluster._desk import Desk
from ttmba_live.cluster._door import Cluster, hush, knock
from ttmba_live.cluster._maker import Wanted
from ttmba_live.cluster._setup import PoolSetup
from ttmba_live.errors import TtmbaError, one_line
from ttmba_live.generate import BadOrder
from ttmba_live.generate.pipe import Handed, Refused, Task, hand_over, listen
from ttmba_live.generate.starts import read_start
from ttmba_live.priority import step_back

_LOOK = 1.0
"""Seconds between two looks at the cluster."""

_KNOCK = 5.0
"""Seconds between two tries to join one."""

_JOINING, _ANSWER = 180.0, 15.0
"""Seconds that Ray may take to join, and to come back from anything else."""

_SOON = 2.0
"""Seconds after which it is asked whether anybody listens there still."""

_LOST = 70
"""Exit status of a process that has lost its cluster."""

_LOADING = ("loading", 0.0)

Say = Callable[[object], None]
News = queue.SimpleQueue[Callable[[], None]]
Later = Callable[[Callable[[], None]], object]


def serve(setup: PoolSetup, connection: Connection) -> None:
    """Join the cluster and have orders made there, until the pipe ends or the cluster is lost."""
    hush()
    step_back()
    lock, news = threading.Lock(), News()

    def say(message: object) -> None:
        with lock, contextlib.suppress(OSError):  # the parent has ended, which is heard elsewhere
            connection.send(message)

    watch = Watch(setup.address, lambda why: _end(say, f"lost its cluster: {why}"))
    serving = Serving(setup, say, news.put, watch)
    heard = partial(listen, connection, lambda message: news.put(partial(serving.take, message)))
    threading.Thread(target=heard, daemon=True).start()
    try:
        serving.join()
        while True:
            serving.turn(news)
    except Exception as error:
        _end(say, f"lost its cluster: {one_line(error)[:120]}")


class Watch:
    """Ends what takes longer than it may, or too long where nobody listens any more."""

    def __init__(self, address: str, lost: Callable[[str], object]) -> None:
        self._address, self._lost = address, lost
        self._began = self._until = math.inf
        threading.Thread(target=self._run, name="watch", daemon=True).start()

    def allow(self, seconds: float) -> None:
        """From now on it may take so long until the next call of this."""
        self._began = time.monotonic()
        self._until = self._began + seconds

    def rest(self) -> None:
        """Nothing is asked of Ray until the next call of `allow`."""
        self._began = self._until = math.inf

    def _run(self) -> None:
        while True:
            time.sleep(_LOOK)
            now = time.monotonic()
            if now > self._until:
                self._lost("Ray does not answer")
            elif now > self._began + _SOON:
                try:
                    knock(self._address)
                except TtmbaError as error:
                    self._lost(str(error))


class Serving:
    """One connection to a cluster. Thread: main."""

    def __init__(self, setup: PoolSetup, say: Say, later: Later, watch: Watch) -> None:
        self._setup, self._say, self._later, self._watch = setup, say, later, watch
        self._desk: Desk | None = None
        self._told: object = None
        self._looked = 0.0

    def join(self) -> None:
        """Try until the cluster is joined."""
        while self._desk is None:
            try:
                knock(self._setup.address)
                self._watch.allow(_JOINING)
                self._tell(_LOADING)
                crew = Crew(Cluster(self._setup.address), self._setup)
            except TtmbaError as error:
                self._watch.rest()
                self._tell(("open", 0, f"{error}; the worker here makes clips"))
                time.sleep(_KNOCK)
            else:
                about = self._setup.settings.generator
                self._desk = Desk(
                    crew, self._answer, self._later,
                    patience=about.patience, most=about.cluster_workers,
                )  # fmt: skip

    def turn(self, news: News) -> None:
        """Wait for news, do what they say, look at the cluster now and then, tell of it."""
        assert self._desk
        with contextlib.suppress(queue.Empty):
            news.get(timeout=_LOOK)()
        self._watch.allow(_ANSWER)
        if time.monotonic() >= self._looked + _LOOK:
            self._looked = time.monotonic()
            self._desk.look()
            self._say(("alive",))
        if self._told != _LOADING or not self._desk.starting:
            self._tell(("open", self._desk.slots, self._desk.words))

    def take(self, message: list[Task] | int) -> None:
        """Take orders, or that one is not wanted any more."""
        assert self._desk
        if isinstance(message, int):
            self._desk.drop(message)
            return
        for task in message:
            try:
                self._desk.put(task, _wanted(task))
            except TtmbaError as error:
                self._say(("done", task.number, Refused(str(error), BadOrder)))
        self._desk.hand_out()

    def _answer(self, task: Task, found: Handed | Refused) -> None:
        if isinstance(found, Handed) and found.samples is not None:
            found = hand_over(task.path, found.samples, found._replace(samples=None))
        self._say(("done", task.number, found))

    def _tell(self, state: object) -> None:
        if state != self._told:
            self._told = state
            self._say(state)


def _wanted(task: Task) -> Wanted:
    """An order with the clip that it begins from; raises `GenerationFailed` if that is lost."""
    start = task.spec.start
    return task.spec, read_start(start).tobytes() if start else None


def _end(say: Say, why: str) -> None:
    say(("gone", why))
    os._exit(_LOST)
