"""The worker's child process: answers orders from a pipe. Knows nothing of queues and restarts."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from ttmba_live.errors import TtmbaError
from ttmba_live.generate._spec import ClipSpec, Generator

_Orders = queue.SimpleQueue[tuple[ClipSpec, Path]]


def one_line(error: BaseException) -> str:
    """What went wrong, in one line; its kind too where it is none of ours."""
    text = " ".join(str(error).split())
    if isinstance(error, TtmbaError) and text:
        return text
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def child_main(make: Callable[[], Generator], connection: Connection) -> None:
    """The child: answer orders until the pipe ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.stdout = sys.stderr  # the parent's standard output is for data
    if sys.platform != "win32":
        os.nice(10)
    orders: _Orders = queue.SimpleQueue()
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
            made.clip.samples.tofile(path)
            answer = None, made.note
        except Exception as error:
            answer = one_line(error), ""
        try:
            connection.send(answer)
        except OSError:
            return


def _listen(connection: Connection, orders: _Orders) -> None:
    """Pass orders on; end the process, even in the midst of one, when the parent is gone."""
    try:
        while True:
            orders.put(connection.recv())
    except BaseException:
        os._exit(0)
