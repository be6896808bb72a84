"""How long the network's lines are: primes, as many as the room's decay needs. Knows no sound."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room import Acoustics

LINES = 32
"""A power of two, for the matrix."""

DIFFUSERS = 4
"""Allpasses before the lines, so that the first pulses are many already."""

LONGEST = 8191
"""Frames of a line at most."""

_MODES = 0.45
"""Frames in all lines for each frame of the decay: as many resonances as overlap at their widths
(M. R. Schroeder, "Natural sounding artificial reverberation", JAES 1962)."""

_MEAN = (170.0, 3600.0)
"""Frames of the mean line at least and at most."""

_SPREAD = (0.45, 1.8)
"""Shortest and longest line beside the mean."""


def line_lengths(room: Acoustics) -> NDArray[np.int64]:
    """Frames of every line (LINES,): different primes, so that no two have a common measure.

    Lines are as long as the ways between walls, or longer if the decay is: what rings needs
    resonances enough.
    """
    ways = 0.7 * room.free_path / SPEED_OF_SOUND * RATE
    modes = _MODES * room.middle * RATE / LINES
    mean = float(np.clip(max(ways, modes), *_MEAN))
    wanted = mean * np.geomspace(*_SPREAD, LINES)
    wanted *= mean / wanted.mean()
    # Equal ratios would line echoes up; a fixed shuffle of their parts does not.
    wanted *= 1.0 + 0.02 * np.random.default_rng(7).uniform(-1.0, 1.0, LINES)
    found: list[int] = []
    for length in np.sort(wanted):
        number = max(int(length), found[-1] + 1 if found else 2)
        while not _is_prime(number):
            number += 1
        found.append(min(number, LONGEST))
    return np.array(found)


def diffuser_lengths(lines: NDArray[np.int64]) -> NDArray[np.int64]:
    """Frames (2, DIFFUSERS) of both inputs' allpasses, for lines (LINES,): primes again."""
    wanted = float(lines.mean()) * np.array([[0.07, 0.15, 0.27, 0.43], [0.08, 0.17, 0.25, 0.47]])
    found = np.empty((2, DIFFUSERS), np.int64)
    for at, length in np.ndenumerate(wanted):
        number = max(int(length), 5)
        while not _is_prime(number):
            number += 1
        found[at] = number
    return found


def _is_prime(number: int) -> bool:
    return number > 1 and all(number % k for k in range(2, int(number**0.5) + 1))
