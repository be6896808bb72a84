"""Starts our own programs in the background of the sound: at a low priority, if so asked."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
from asyncio.subprocess import PIPE, Process

from ttmba_live import programs

_LOW = getattr(subprocess, "IDLE_PRIORITY_CLASS", 0)

_LINE = 1 << 20
"""Bytes; no line that such a program prints is longer."""

_NICE = 15
"""Behind the sound, the control thread and the generator, which are at 10 and below."""


async def start_program(module: str, *words: str, low_priority: bool) -> Process:
    """Start a module of ours that talks through pipes; a Ctrl-C does not reach it."""
    process = await asyncio.create_subprocess_exec(
        *programs.command(module, *words),
        stdin=PIPE,
        stdout=PIPE,
        limit=_LINE,
        **programs.options(_LOW if low_priority else 0),
    )
    if low_priority and hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, max(_NICE, _own()))
    return process


def catch_up(process: Process) -> bool:
    """Have such a program step back no more, since no sound is left; whether that is allowed.

    Linux allows it to whom ``nice`` in limits.conf does, as guides to audio have it, and to root;
    macOS to root alone. Windows is not asked.
    """
    if process.returncode is not None or not hasattr(os, "setpriority"):
        return False
    try:
        os.setpriority(os.PRIO_PROCESS, process.pid, _own())
    except OSError:
        return False
    return True


def _own() -> int:
    return os.getpriority(os.PRIO_PROCESS, 0)
