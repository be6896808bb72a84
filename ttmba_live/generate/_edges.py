"""Beginnings, ends and loop seams of a clip. Knows nothing of what the samples are."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE

Real = TypeVar("Real", np.float32, np.float64)

FADE = RATE * 5 // 1000
"""Frames of a fade, 5 ms; clips too short for two of them fade over half their length."""


def frames_of(seconds: float) -> int:
    """Whole frames at 48 kHz, at least one."""
    return max(1, round(seconds * RATE))


def faded(samples: NDArray[Real], *, start: bool = True, end: bool = True) -> NDArray[Real]:
    """Return a copy of (frames,) that rises from and falls to silence over `FADE` frames."""
    out = samples.copy()
    length = min(FADE, len(out) // 2)
    ramp = np.sin(0.5 * np.pi * (np.arange(length) + 0.5) / max(length, 1)).astype(out.dtype)
    if start:
        out[:length] *= ramp
    if end and length:
        out[-length:] *= ramp[::-1]
    return out


def joined(samples: NDArray[Real], frames: int, *, alike: bool = False) -> NDArray[Real]:
    """Return ``frames`` samples whose end runs on into their beginning.

    What ``samples`` holds beyond ``frames`` fades out under the beginning while that fades in:
    with equal power, or with equal gain if the two are ``alike``.
    """
    out = samples[:frames].copy()
    tail = samples[frames : 2 * frames]
    angle = 0.5 * np.pi * (np.arange(len(tail)) + 0.5) / max(len(tail), 1)
    rise, fall = np.sin(angle), np.cos(angle)
    if alike:
        rise, fall = rise**2, fall**2
    out[: len(tail)] = out[: len(tail)] * rise + tail * fall
    return out
