"""A generator in a process of its own. Knows how to start, ask, restart and end it; makes no sound.

The audio process never shares its interpreter lock, its memory or its fate with a model.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import multiprocessing
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from ttmba_live.audio import Clip, Samples
from ttmba_live.errors import GenerationFailed, Unavailable
from ttmba_live.generate._child import child_main, one_line
from ttmba_live.generate._spec import ClipSpec, Generator, Made

_BACK_OFF = (0.1, 5.0)
_LOOK = 0.25
_TRIES = 2


_CHUNK = 1 << 20
"""Bytes read at a time."""


@dataclass(frozen=True, slots=True)
class _Order:
    """One request on its way through the queue."""

    spec: ClipSpec
    future: Future[Made]


class Worker:
    """Orders clips, first come first served, from a generator in a spawned child process.

    ``make`` is a top-level function (it travels by name) that the child calls once; ``folder``
    holds clips on their way over. A child that dies is restarted after 0.1 s, doubling to 5 s while
    it keeps dying; an order whose child died is tried once more. The child ends with its parent.
    """

    def __init__(self, make: Callable[[], Generator], folder: Path) -> None:
        self._make = make
        self._folder = Path(folder)
        self._orders: queue.SimpleQueue[_Order | None] = queue.SimpleQueue()
        self._names = itertools.count()
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._child: tuple[BaseProcess, Connection] | None = None
        self._deaths = 0
        self._last_words = ""
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
            return self._child[0].pid if self._child and self._child[0].is_alive() else None

    def submit(self, spec: ClipSpec) -> Future[Made]:
        """Queue an order and return at once; any thread.

        The future fails with `GenerationFailed`, whose text is one line. It may be cancelled while
        it waits.
        """
        future: Future[Made] = Future()
        with self._lock:
            if self._closed.is_set():
                raise Unavailable("the generator is closed")
            self._orders.put(_Order(spec, future))
        return future

    def close(self) -> None:
        """End the child, fail what is unfinished; any thread, a second call does nothing."""
        atexit.unregister(self.close)
        with self._lock:
            self._closed.set()
            self._orders.put(None)
            if self._child:
                self._child[0].kill()
        self._thread.join(10.0)

    def _run(self) -> None:
        """The worker's thread: keep a child, hand it one order after the other."""
        if sys.platform != "win32":
            _start_without_ctrl_c()
        while not self._closed.is_set():
            self._ensure_child()
            with contextlib.suppress(queue.Empty):
                order = self._orders.get(timeout=_LOOK)
                if order and order.future.set_running_or_notify_cancel():
                    self._answer(order)
        while True:
            with contextlib.suppress(queue.Empty):
                left = self._orders.get_nowait()
                if left and left.future.set_running_or_notify_cancel():
                    left.future.set_exception(GenerationFailed("the generator was closed"))
                continue
            break
        self._bury()

    def _answer(self, order: _Order) -> None:
        """Settle one future, whatever happens to the child meanwhile."""
        for _ in range(_TRIES):
            if not (child := self._ensure_child()):
                break
            path = self._folder / f"clip-{os.getpid()}-{next(self._names)}.f32"
            try:
                order.future.set_result(_ask(child[1], order.spec, path))
            except (EOFError, OSError):
                self._bury()
            except Exception as error:
                order.future.set_exception(GenerationFailed(one_line(error)))
                self._deaths = 0
                return
            else:
                self._deaths = 0
                return
            finally:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)
        closed = self._closed.is_set()
        text = "the generator was closed" if closed else f"the generator process {self._last_words}"
        order.future.set_exception(GenerationFailed(text))

    def _ensure_child(self) -> tuple[BaseProcess, Connection] | None:
        """A living child, started now if need be; none once closed."""
        if self._child and not self._child[0].is_alive():
            self._bury()
        if self._child is None:
            if self._deaths:
                self._closed.wait(min(_BACK_OFF[0] * 2.0 ** (self._deaths - 1), _BACK_OFF[1]))
            if self._closed.is_set():
                return None
            try:
                child = _start(self._make)
            except Exception as error:
                self._last_words = f"could not be started: {one_line(error)}"
                self._deaths = min(self._deaths + 1, 30)
                return None
            with self._lock:
                self._child = child
                if self._closed.is_set():
                    child[0].kill()
        return self._child

    def _bury(self) -> None:
        """Put a dead or dying child away and note how it ended."""
        if self._child is None:
            return
        process, connection = self._child
        connection.close()
        process.join(1.0)
        if process.is_alive():
            process.kill()
            process.join()
        code = process.exitcode
        with self._lock:
            self._child = None
        process.close()
        self._deaths = min(self._deaths + 1, 30)
        self._last_words = f"ended with exit code {code}"


def _start_without_ctrl_c() -> None:
    """Block Ctrl-C in this thread, so that children start with it blocked and never see one.

    The resource tracker is started first: starting it unblocks the signal in some Pythons.
    """
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _start(make: Callable[[], Generator]) -> tuple[BaseProcess, Connection]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=child_main, args=(make, theirs), name="ttmba-generator", daemon=True
    )
    try:
        process.start()
    finally:
        theirs.close()
    return process, ours


def _ask(connection: Connection, spec: ClipSpec, path: Path) -> Made:
    """Send one order and wait; the clip comes as raw float32 in a file at ``path``."""
    connection.send((spec, path))
    failure, note = connection.recv()
    if failure is not None:
        raise GenerationFailed(failure)
    try:
        samples = _read(path)
    except OSError as error:
        raise GenerationFailed(f"the clip was lost on its way: {one_line(error)}") from error
    return Made(Clip(samples), note)


def _read(path: Path) -> Samples:
    """Read raw float32. Unlike `numpy.fromfile`, this lets the sound's threads run meanwhile."""
    samples = np.empty(path.stat().st_size // 4, np.float32)
    view, at = samples.data.cast("B"), 0
    with path.open("rb", buffering=0) as file:
        while at < len(view) and (count := file.readinto(view[at : at + _CHUNK])):
            at += count
    return samples[: at // 4]
