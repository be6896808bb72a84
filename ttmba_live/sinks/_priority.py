"""Asks the system to let a thread of the sound's go first. Knows only the scheduler."""

from __future__ import annotations

import os

SOUND = 10
"""Real-time priority of what must be on time; sound servers and drivers take higher ones."""

CONTROL = 5
"""Of what may hold the interpreter while the sound waits for it."""


def go_first(priority: int = SOUND) -> bool:
    """Give the calling thread real-time scheduling, if the system allows it to this user.

    On Linux that is the ``rtprio`` limit, which audio distributions grant. Elsewhere PortAudio
    does it for its own thread. What the thread starts is scheduled as usual.
    """
    if not hasattr(os, "sched_setscheduler"):
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(priority))
    except OSError:
        return False
    return True
