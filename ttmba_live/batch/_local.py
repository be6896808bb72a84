"""A pool of processes on this machine: each makes a scene at a time. Knows no scene."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from types import TracebackType
from typing import Self

from ttmba_live import programs
from ttmba_live.batch._flow import TRIES, Answered, flow, given_up
from ttmba_live.batch._order import (
    Asks,
    Outcomes,
    Recipe,
    asks_to_text,
    outcomes_from_text,
    recipe_to_text,
)

ONE_THREAD = {"OMP_NUM_THREADS": "1"}
"""Sums are the same whoever makes them: each worker computes in one thread."""


class Processes:
    """That many worker processes; see `_flow.Pool`. Each is started when it is first needed."""

    def __init__(self, recipe: Recipe, workers: int) -> None:
        self._recipe, self._workers = recipe_to_text(recipe), workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="ttmba-batch")
        self._idle: queue.LifoQueue[subprocess.Popen[str]] = queue.LifoQueue()
        self._all: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._closed = True
            left = set(self._all)
        for process in left:
            process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in left:
            _buried(process)

    def run(self, bundles: Iterable[Asks]) -> Iterator[Answered]:
        """Have asks done; see `_flow.Pool.run`."""
        return flow(bundles, self._begin, _finished, lambda: 2 * self._workers)

    def _begin(self, asks: Asks) -> Future[Outcomes]:
        return self._threads.submit(self._done, asks)

    def _done(self, asks: Asks) -> Outcomes:
        """Have asks done by an idle worker, or by a new one; in one of the pool's threads.

        What a worker died of together is tried again one by one.
        """
        status: int | None = None
        for _ in range(TRIES):
            try:
                process = self._idle.get_nowait()
            except queue.Empty:
                process = self._started()
            answer = _asked(process, asks)
            if answer:
                self._idle.put(process)
                return outcomes_from_text(answer)
            with self._lock:
                self._all.discard(process)
            status = _buried(process)
            if self._closed:
                break
            if len(asks) > 1:
                return tuple(outcome for ask in asks for outcome in self._done((ask,)))
        return given_up(asks, f"exit status {status}")

    def _started(self) -> subprocess.Popen[str]:
        process = programs.start(
            "ttmba_live.batch.worker", environment=ONE_THREAD, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True, encoding="utf-8",
        )  # fmt: skip
        with self._lock:
            self._all.add(process)
            if self._closed:
                process.kill()
        _written(process, self._recipe)
        return process


def _finished(going: list[Future[Outcomes]]) -> Iterable[tuple[Future[Outcomes], Outcomes]]:
    return [(one, one.result()) for one in wait(going, return_when=FIRST_COMPLETED).done]


def _asked(process: subprocess.Popen[str], asks: Asks) -> str:
    """A worker's answer; empty if it died."""
    assert process.stdout is not None
    _written(process, asks_to_text(asks))
    try:
        return process.stdout.readline()
    except (OSError, ValueError):
        return ""


def _written(process: subprocess.Popen[str], line: str) -> None:
    """Give a worker a line; if it is dead, its answer will tell."""
    assert process.stdin is not None
    with contextlib.suppress(OSError, ValueError):
        process.stdin.write(f"{line}\n")
        process.stdin.flush()


def _buried(process: subprocess.Popen[str]) -> int:
    """Close a dead or dying worker's pipes; its exit status."""
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError, ValueError):
            if pipe:
                pipe.close()
    return process.wait()
