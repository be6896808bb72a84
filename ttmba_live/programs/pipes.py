"""Our own modules as processes at the other end of a pipe. Knows no message.

Not `multiprocessing`'s processes: those search the working folder for modules.
"""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import connection as pipes
from multiprocessing.connection import Connection, Pipe
from typing import Any

from ttmba_live import programs


def started(module: str) -> tuple[subprocess.Popen[str], Connection]:
    """Start a module, whose only word is the number of its end of the pipe; and our end.

    It inherits that end and nothing else; `inherited` makes a connection of the number.
    """
    ours, theirs = Pipe()
    with theirs:
        try:
            return _started(module, theirs), ours
        except BaseException:
            ours.close()
            raise


def _started(module: str, theirs: Any) -> subprocess.Popen[str]:
    handle = theirs.fileno()
    if sys.platform != "win32":
        return programs.start(module, str(handle), pass_fds=(handle,))
    os.set_handle_inheritable(handle, True)
    only = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [handle]})
    return programs.start(module, str(handle), startupinfo=only)


def inherited(handle: int) -> Connection:
    """The end of the pipe that a process was started with."""
    ends: Any = pipes
    kind = ends.Connection if sys.platform != "win32" else ends.PipeConnection
    connection: Connection = kind(handle)
    return connection
