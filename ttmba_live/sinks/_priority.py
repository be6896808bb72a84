"""Asks the system to let a thread of the sound's go first. Knows only the scheduler."""

from __future__ import annotations

import os

_REAL_TIME = 10
"""Below what sound servers and drivers take for themselves."""


def go_first() -> bool:
    """Give the calling thread real-time scheduling, if the system allows it to this user.

    On Linux that is the ``rtprio`` limit, which audio distributions grant. Elsewhere PortAudio
    does it for its own thread.
    """
    if not hasattr(os, "sched_setscheduler"):
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(_REAL_TIME))
    except OSError:
        return False
    return True
