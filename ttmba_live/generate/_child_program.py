"""The program that a worker's child is: started with the number of an inherited pipe."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from importlib import import_module

from ttmba_live.generate._child import IN_CHILD, child_main
from ttmba_live.generate.pipe import Server
from ttmba_live.memory import uncollected
from ttmba_live.programs.pipes import inherited


def main(handle: int, *needed: str) -> None:
    """Take where modules are to be found, then what makes the generator or serves, then orders.

    ``needed`` are modules to load until these come.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ[IN_CHILD] = "1"
    connection = inherited(handle)
    with contextlib.suppress(ImportError), uncollected():
        for module in needed:
            import_module(module)
    with contextlib.suppress(EOFError, OSError):  # the parent has ended already
        sys.path[:] = connection.recv()
        with uncollected():  # what is unpickled imports what it needs
            make = connection.recv()
        if isinstance(make, Server):
            make.serve(connection)
        else:
            child_main(make, connection)


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
