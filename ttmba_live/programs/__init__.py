"""Our own modules as processes of their own: the one place that starts any. Knows no module.

``python -m`` and ``python -c`` search the working folder first, so that a ``signal.py`` or a
``ttmba_live`` lying there would be run. `launch.py` is run by its path instead, and lets go of its
own folder before it imports anything; that works on every Python, where ``-P`` begins with 3.11.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import ttmba_live

_LAUNCH = Path(__file__).with_name("launch.py")
_PACKAGE = Path(ttmba_live.__file__).resolve().parent.parent
_OWN_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)


def command(module: str, *words: str) -> list[str]:
    """What starts a module of ours, from the place that this process has it from."""
    return [sys.executable, str(_LAUNCH), str(_PACKAGE), module, *words]


def options(flags: int = 0, **environment: str) -> dict[str, Any]:
    """For `subprocess.Popen`: a Ctrl-C does not reach it, and Python's own children keep out too.

    ``flags`` are Windows' creation flags.
    """
    return {
        "env": {**os.environ, "PYTHONSAFEPATH": "1", **environment},
        "start_new_session": True,
        "creationflags": _OWN_GROUP | flags,
    }


def search_path() -> list[str]:
    """Where this process finds modules, without the working folder that ``python -m`` adds."""
    here = os.getcwd()  # noqa: PTH109 - as sys.path has it
    first = sys.path[:1]
    kept = sys.path[1:] if first in ([""], [here]) else sys.path[:]
    return [*filter(None, kept), str(_PACKAGE)]


def start(
    module: str,
    *words: str,
    flags: int = 0,
    environment: Mapping[str, str] | None = None,
    **more: Any,
) -> subprocess.Popen[str]:
    """Start a module; ``more`` is for `subprocess.Popen`. A context manager."""
    return _Program(command(module, *words), **options(flags, **environment or {}), **more)


def run(module: str, *words: str) -> int:
    """Run a module to its end; its exit status."""
    with start(module, *words) as process:
        return process.wait()


class _Program(subprocess.Popen[str]):
    """A process that does not outlive the ``with`` that an exception leaves."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.kill()
        super().__exit__(kind, error, trace)
