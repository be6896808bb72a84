"""Asks the system to let a thread of the sound's go first, and others last. Knows only schedulers.

Linux: round robin in real time, where the user's ``rtprio`` limit grants it. Windows: the
Multimedia Class Scheduler's task "Pro Audio" for the sound, a higher thread priority for the rest
(learn.microsoft.com, "Multimedia Class Scheduler Service"). macOS: the time-constraint policy for
the sound (``mach/thread_policy.h``). Windows and macOS were written from those documents.
"""

from __future__ import annotations

import ctypes
import os
import sys

SOUND = 10
"""Real-time priority of what must be on time; sound servers and drivers take higher ones."""

CONTROL = 5
"""Of what may hold the interpreter while the sound waits for it."""

_BEHIND = 10
"""Steps of niceness by which what makes clips stands behind."""

_HIGHEST = 2
"""Windows' THREAD_PRIORITY_HIGHEST."""

_TIME_CONSTRAINT = 2
"""macOS' THREAD_TIME_CONSTRAINT_POLICY."""


def go_first(priority: int = SOUND, period: float = 0.005) -> bool:
    """Have the calling thread go first, if the system allows it to this user; never raises.

    ``period`` is how often a thread of the sound has something to do, in seconds. What the thread
    starts is scheduled as usual.
    """
    try:
        if sys.platform == "win32":
            return _on_windows(priority)
        if sys.platform == "darwin":
            return priority == SOUND and _on_macos(period)
        os.sched_setscheduler(0, os.SCHED_RR | os.SCHED_RESET_ON_FORK, os.sched_param(priority))
    except (OSError, AttributeError):  # not allowed, or the system is another one
        return False
    return True


def step_back() -> None:
    """Let this whole process go behind the sound's, where the system has an order of that kind."""
    if sys.platform != "win32":
        os.nice(_BEHIND)


def _on_windows(priority: int) -> bool:
    windows = vars(ctypes)["WinDLL"]
    if priority == SOUND:
        enter = windows("avrt").AvSetMmThreadCharacteristicsW
        enter.argtypes = (ctypes.c_wchar_p, ctypes.POINTER(ctypes.c_ulong))
        enter.restype = ctypes.c_void_p
        return bool(enter("Pro Audio", ctypes.byref(ctypes.c_ulong(0))))
    kernel = windows("kernel32")
    kernel.GetCurrentThread.restype = ctypes.c_void_p
    kernel.SetThreadPriority.argtypes = (ctypes.c_void_p, ctypes.c_int)
    return bool(kernel.SetThreadPriority(kernel.GetCurrentThread(), _HIGHEST))


def _on_macos(period: float) -> bool:
    system = ctypes.CDLL(None)
    system.pthread_self.restype = ctypes.c_void_p
    system.pthread_mach_thread_np.argtypes = (ctypes.c_void_p,)
    system.pthread_mach_thread_np.restype = ctypes.c_uint32
    base = (ctypes.c_uint32 * 2)()
    system.mach_timebase_info(base)
    ticks = round(period * 1e9 * base[1] / base[0])
    # period, computation, constraint, preemptible
    policy = (ctypes.c_uint32 * 4)(ticks, ticks // 2, ticks, 1)
    system.thread_policy_set.argtypes = (
        ctypes.c_uint32, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32,
    )  # fmt: skip
    thread = system.pthread_mach_thread_np(system.pthread_self())
    return bool(system.thread_policy_set(thread, _TIME_CONSTRAINT, policy, len(policy)) == 0)
