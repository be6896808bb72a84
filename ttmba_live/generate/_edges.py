"""Beginnings, ends and loop seams of a clip. Knows nothing of what the samples are."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE

Real = TypeVar("Real", np.float32, np.float64)

FADE = RATE * 5 // 1000
"""Frames of a fade that blunts no stroke, 5 ms; clips too short for two fade over half of them."""

SWELL = RATE * 20 // 1000
"""Frames in which a sound begins that was there before."""

CUT = RATE // 4
"""Frames in which a sound ends that would have gone on, at most a quarter of its clip."""

_GOES_ON = 10.0**-1.2
"""Power, as a share of the whole's."""


def frames_of(seconds: float) -> int:
    """Whole frames at 48 kHz, at least one."""
    return max(1, round(seconds * RATE))


def faded(samples: NDArray[Real], start: int = FADE, end: int = FADE) -> NDArray[Real]:
    """Let (frames,) rise from and fall to silence over so many frames, in place; return it.

    Each takes at most half of them.
    """
    start, end = min(start, len(samples) // 2), min(end, len(samples) // 2)
    if start:
        samples[:start] *= _rise(start).astype(samples.dtype)
    if end:
        samples[-end:] *= _rise(end)[::-1].astype(samples.dtype)
    return samples


def cut_of(samples: NDArray[Real]) -> int:
    """Frames in which (frames,) should end: `CUT` if it still goes on there, else `FADE`.

    It goes on if its last 50 ms are as loud as the whole, but for 12 dB.
    """
    last = samples[-RATE // 20 :]
    power = float(np.mean(np.square(samples, dtype=np.float64)))
    goes_on = float(np.mean(np.square(last, dtype=np.float64))) > _GOES_ON * power
    return min(CUT, max(FADE, len(samples) // 4)) if goes_on else FADE


def _rise(frames: int) -> NDArray[np.float64]:
    """A quarter of a sine, from silence to one."""
    return np.sin(0.5 * np.pi * (np.arange(frames) + 0.5) / frames)


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
