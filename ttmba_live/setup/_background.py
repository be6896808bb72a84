"""Starts our own programs in the background of the sound: at a low priority, if so asked."""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process

_LOW = getattr(subprocess, "IDLE_PRIORITY_CLASS", 0)
_OWN_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

_LINE = 1 << 20
"""Bytes; no line that such a program prints is longer."""

_NICE = 15
"""Behind the sound, the control thread and the generator, which are at 10 and below."""


async def start_program(*words: str, talks: bool, low_priority: bool) -> Process:
    """Start ``python -m words``; a Ctrl-C does not reach it.

    Its output, and its input if it ``talks``, are pipes; else what it says for people is one.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *words,
        stdin=PIPE if talks else DEVNULL,
        stdout=PIPE if talks else DEVNULL,
        stderr=None if talks else PIPE,
        limit=_LINE,
        start_new_session=True,
        creationflags=_OWN_GROUP | (_LOW if low_priority else 0),
    )  # fmt: skip
    if low_priority and hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process.pid, _NICE)
    return process
