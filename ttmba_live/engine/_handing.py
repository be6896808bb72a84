"""One clip taking over from another inside a voice, crossfaded. Knows samples and no voice."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import Samples


def likeness(old: Samples, new: Samples, at: int, frames: int) -> float:
    """What two clips (n,), (m,) have in common over ``frames`` from frame ``at`` on: 0..1.

    It is their correlation, which is near 1 for one that was made from the other; below 0 counts
    as nothing. Both go round at their ends.
    """
    where = np.arange(at, at + frames)
    one = old[where % len(old)].astype(np.float64)
    other = new[where % len(new)].astype(np.float64)
    scale = float(np.sqrt(np.dot(one, one) * np.dot(other, other)))
    return min(1.0, max(0.0, float(np.dot(one, other)) / scale)) if scale > 0.0 else 0.0


def crossfade(share: NDArray[np.float64], alike: float) -> tuple[NDArray[np.float64], ...]:
    """Gains of the new and of the old one where ``share`` (0..1) of the crossfade is over.

    The power of the sum stays the same, whatever the two have in common: with nothing, sine and
    cosine; with everything, gains whose sum is 1 at the middle.
    """
    angle = 0.5 * np.pi * share
    level = 1.0 / np.sqrt(1.0 + alike * np.sin(2.0 * angle))
    return np.sin(angle) * level, np.cos(angle) * level
