"""Work beside the event loop, in daemon threads: what hangs for ever must not keep the process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from ttmba_live.priority import CONTROL, go_first

T = TypeVar("T")


def beside(work: Callable[[], T]) -> asyncio.Future[T]:
    """Run ``work`` in a thread of its own; what it returns or raises comes to the event loop."""
    future, run = promised(work)

    def first() -> None:
        go_first(CONTROL)  # it holds the interpreter at times, and may not be held up then
        run()

    threading.Thread(target=first, name="beside", daemon=True).start()
    return future


def promised(work: Callable[[], T]) -> tuple[asyncio.Future[T], Callable[[], None]]:
    """A future of the running event loop, and what fulfils it in whichever thread calls that."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if future.done():
            return
        if error is None:
            future.set_result(result)  # type: ignore[arg-type]
        else:
            future.set_exception(error)
            future.exception()  # nobody may be waiting any more

    def run() -> None:
        result: T | None = None
        failure: Exception | None = None
        try:
            result = work()
        except Exception as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits
            loop.call_soon_threadsafe(settle, result, failure)

    return future, run
