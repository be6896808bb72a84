"""How a bench ends before its time: what it started and mounted goes with it. Measures nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def unwind_on_signals() -> None:
    """Let SIGTERM and SIGHUP unwind this program as Ctrl-C does; each once."""
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _unwind)


def _unwind(number: int, _frame: object) -> None:
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


@contextmanager
def ending(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that does not outlive its block: what still runs then is killed."""
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
