"""The program that a worker's child is: started with the number of an inherited pipe."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from multiprocessing import connection as pipes
from typing import Any

from ttmba_live.generate._child import IN_CHILD, child_main


def main(handle: int) -> None:
    """Take where modules are to be found, then what makes the generator, then orders."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ[IN_CHILD] = "1"
    ends: Any = pipes
    kind = ends.Connection if sys.platform != "win32" else ends.PipeConnection
    connection = kind(handle)
    with contextlib.suppress(EOFError, OSError):  # the parent has ended already
        sys.path[:] = connection.recv()
        child_main(connection.recv(), connection)


if __name__ == "__main__":
    main(int(sys.argv[1]))
