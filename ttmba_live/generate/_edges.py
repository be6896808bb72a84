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
    """Let (frames,) rise from and fall to silence over `FADE` frames, in place; return it."""
    length = min(FADE, len(samples) // 2)
    ramp = np.sin(0.5 * np.pi * (np.arange(length) + 0.5) / max(length, 1)).astype(samples.dtype)
    if start:
        samples[:length] *= ramp
    if end and length:
        samples[-length:] *= ramp[::-1]
    return samples


def joined(samples: NDArray[Real], frames: int, *, alike: bool = False) -> NDArray[Real]:
    """Return the first ``frames`` samples, changed in place so that they end where they begin.

    What ``samples`` holds beyond ``frames`` fades out under the beginning while that fades in:
    with equal power, or with equal gain if the two are ``alike``.
    """
    out = samples[:frames]
    tail = samples[frames : 2 * frames]
    angle = 0.5 * np.pi * (np.arange(len(tail)) + 0.5) / max(len(tail), 1)
    rise, fall = np.sin(angle), np.cos(angle)
    if alike:
        rise, fall = rise**2, fall**2
    out[: len(tail)] = out[: len(tail)] * rise + tail * fall
    return out
