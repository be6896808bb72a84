"""The end of a process, without Python being taken apart under the threads of a driver.

A thread that comes back from a sound driver while the interpreter ends crashes the process (seen as
SIGSEGV and SIGABRT), though all that it had to do is done.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn


class _Last:
    """What the process does last of all: `atexit` runs first what was registered last."""

    def __init__(self) -> None:
        self.status = 1
        atexit.register(self._leave)

    def _leave(self) -> NoReturn:
        try:
            sys.stdout.flush()
        except BrokenPipeError:
            pass  # whoever read it has enough
        except Exception as error:
            self.status = self.status or 1
            with suppress(Exception):
                print(f"what was printed did not arrive: {error}", file=sys.stderr)
        with suppress(Exception):
            sys.stderr.flush()
        os._exit(self.status)


def ended(run: Callable[[], NoReturn]) -> NoReturn:
    """Run a program, the first thing in its process; ends with the status that it exits with."""
    last = _Last()
    try:
        run()
    except SystemExit as done:
        last.status = done.code if isinstance(done.code, int) else int(done.code is not None)
        raise
