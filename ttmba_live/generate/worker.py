"""A generator in a process of its own. Knows how to start, ask, restart and end it; makes no sound.

The audio process never shares its interpreter lock, its memory or its fate with a model.
"""

from __future__ import annotations

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
from typing import Any

import numpy as np

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed, TtmbaError, Unavailable
from ttmba_live.generate._spec import ClipSpec, Generator, Made

_BACK_OFF = (0.1, 5.0)
_LOOK = 0.25
_TRIES = 2


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
        self._thread = threading.Thread(target=self._run, name="ttmba-generate", daemon=True)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
        self._thread.start()

    @property
    def pid(self) -> int | None:
        """The child's process number; none while there is no child. Any thread."""
        child = self._child
        return child[0].pid if child and child[0].is_alive() else None

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
        reason = ""
        for _ in range(_TRIES):
            if not (child := self._ensure_child()):
                break
            path = self._folder / f"clip-{os.getpid()}-{next(self._names)}.npy"
            try:
                order.future.set_result(_ask(child[1], order.spec, path))
            except (EOFError, OSError):
                reason = self._bury()
            except Exception as error:
                order.future.set_exception(GenerationFailed(_one_line(error)))
                self._deaths = 0
                return
            else:
                self._deaths = 0
                return
            finally:
                path.unlink(missing_ok=True)
        closed = self._closed.is_set()
        text = "the generator was closed" if closed else f"the generator process {reason}"
        order.future.set_exception(GenerationFailed(text))

    def _ensure_child(self) -> tuple[BaseProcess, Connection] | None:
        """A living child, started now if need be; none once closed."""
        if self._child and not self._child[0].is_alive():
            self._bury()
        if self._child is None:
            if self._deaths:
                self._closed.wait(min(_BACK_OFF[0] * 2.0 ** (self._deaths - 1), _BACK_OFF[1]))
            with self._lock:
                if not self._closed.is_set():
                    self._child = _start(self._make)
        return self._child

    def _bury(self) -> str:
        """Put a dead or dying child away; how it ended."""
        if self._child is None:
            return "could not be started"
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
        return f"ended with exit code {code}"


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
        target=_child_main, args=(make, theirs), name="ttmba-generator", daemon=True
    )
    try:
        process.start()
    finally:
        theirs.close()
    return process, ours


def _ask(connection: Connection, spec: ClipSpec, path: Path) -> Made:
    """Send one order and wait; the clip comes as a .npy file of float32 at ``path``."""
    connection.send((spec, path))
    failure, note = connection.recv()
    if failure is not None:
        raise GenerationFailed(failure)
    return Made(Clip(np.load(path, allow_pickle=False)), note)


def _one_line(error: BaseException) -> str:
    """What went wrong, in one line; its kind too where it is none of ours."""
    text = " ".join(str(error).split())
    if isinstance(error, TtmbaError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _child_main(make: Callable[[], Generator], connection: Connection) -> None:
    """The child: answer orders until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(10)
    orders: queue.SimpleQueue[tuple[ClipSpec, Path]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, orders), daemon=True).start()
    generator: Generator | None = None
    with contextlib.suppress(Exception):  # tried again, and told, with the first order
        generator = make()
    while True:
        spec, path = orders.get()
        answer: tuple[str | None, str]
        try:
            generator = generator or make()
            made = generator.generate(spec)
            np.save(path, made.clip.samples)
            answer = None, made.note
        except Exception as error:
            answer = _one_line(error), ""
        connection.send(answer)


def _listen(connection: Connection, orders: queue.SimpleQueue[Any]) -> None:
    """Pass orders on; end the process, even in the midst of one, when the parent is gone."""
    try:
        while True:
            orders.put(connection.recv())
    except BaseException:
        os._exit(0)
