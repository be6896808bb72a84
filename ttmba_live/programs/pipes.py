"""Our own modules as processes at the other end of a pipe. Knows no message.

Not `multiprocessing`'s processes: those search the working folder for modules.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
from multiprocessing import connection as pipes
from multiprocessing.connection import Connection, Pipe
from typing import Any

from ttmba_live import programs

_Started = tuple["subprocess.Popen[str]", Connection]
_early: dict[str, _Started] = {}


def start_early(module: str, *needed: str) -> None:
    """Start what `started` will hand out, so that it loads modules, ``needed`` too, meanwhile.

    Nothing is said if it cannot be: `started` tries again.
    """
    end_early(module)
    with contextlib.suppress(OSError):
        _early[module] = _new(module, *needed)
        atexit.register(end_early)


def end_early(*modules: str) -> None:
    """End what was started early and is not wanted: some modules, or all."""
    for module in modules or tuple(_early):
        if module not in _early:
            continue
        process, connection = _early.pop(module)
        process.kill()
        connection.close()
        process.wait()


def started(module: str) -> _Started:
    """Start a module with the number of its end of the pipe as its first word; and our end.

    It inherits that end and nothing else; `inherited` makes a connection of the number.
    """
    early = _early.pop(module, None)
    if early is not None and early[0].poll() is None:
        return early
    return _new(module)


def _new(module: str, *needed: str) -> _Started:
    ours, theirs = Pipe()
    with theirs:
        try:
            return _process(module, theirs, needed), ours
        except BaseException:
            ours.close()
            raise


def _process(module: str, theirs: Any, needed: tuple[str, ...]) -> subprocess.Popen[str]:
    handle = theirs.fileno()
    if sys.platform != "win32":
        return programs.start(module, str(handle), *needed, pass_fds=(handle,))
    os.set_handle_inheritable(handle, True)
    only = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    return programs.start(module, str(handle), *needed, startupinfo=only)


def inherited(handle: int) -> Connection:
    """The end of the pipe that a process was started with."""
    ends: Any = pipes
    kind = ends.Connection if sys.platform != "win32" else ends.PipeConnection
    connection: Connection = kind(handle)
    return connection
