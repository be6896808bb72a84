"""The filters with which a delay line is read between its samples. Knows no stream.

In two steps: 28 taps give the values halfway between samples, and at that doubled rate 8 taps
reach any point. Their values are cubic polynomials of the point's place (C. W. Farrow, "A
continuously variable digital delay element", 1988), so that many points are read at once. Both are
fitted by least squares; together they err by -60 dB or less up to 18.5 kHz.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

HALF_TAPS = 14
"""Taps to each side of the point halfway."""

FINE_TAPS = 8
ORDER = 3

REACH = HALF_TAPS + FINE_TAPS // 4
"""Samples around a point that reading it may touch."""

_HEARD, _FLAT = 20.4 / 48.0, 19.5 / 48.0
"""Cycles a sample to which each filter is fitted."""


def half_filter() -> Samples:
    """(HALF_TAPS,) one side of the symmetric filter: least squares."""
    turn = 2.0 * np.pi * np.linspace(0.0, _HEARD, 400)[:, None]
    waves = 2.0 * np.cos(turn * (np.arange(HALF_TAPS) + 0.5))
    taps = np.linalg.lstsq(waves, np.ones(len(turn)), rcond=None)[0]
    side: Samples = (taps / (2.0 * taps.sum())).astype(np.float32)
    return side


def fine_filter() -> Samples:
    """(ORDER + 1, FINE_TAPS / 2): each power's first half, from the middle outwards.

    A point at ``x`` from -0.5 to 0.5 around the middle of two values at the doubled rate is the
    sum over powers p and taps t of ``x ** p * row[p, t]`` times the sum (even p) or the difference
    (odd p) of the values that lie t and a half after and before that middle. Least squares over
    ``x`` and all frequencies; exact for a constant.
    """
    half = FINE_TAPS // 2
    place = np.cos(np.pi * (np.arange(24) + 0.5) / 24) / 2.0
    turn = np.pi * np.linspace(0.0, _FLAT, 96)
    away = np.arange(half) + 0.5
    left, right = [], []
    for x in place:
        power = x ** np.arange(ORDER + 1)[:, None]
        even = power[0::2, :, None] * 2.0 * np.cos(turn * away[:, None])
        odd = power[1::2, :, None] * 2.0 * np.sin(turn * away[:, None])
        zero = np.zeros((even[0].size // len(turn) * len(even), len(turn)))
        for rows, wanted in (
            (np.concatenate([even.reshape(-1, len(turn)), zero]), np.cos(turn * x)),
            (np.concatenate([zero, odd.reshape(-1, len(turn))]), np.sin(turn * x)),
        ):
            left.append(rows.T)
            right.append(wanted)
    found = np.linalg.lstsq(np.concatenate(left), np.concatenate(right), rcond=None)[0]
    even, odd = found.reshape(2, (ORDER + 1) // 2, half)
    rows = np.stack([even, odd], axis=1).reshape(ORDER + 1, half)
    rows[0] /= 2.0 * rows[0].sum()
    rows[2] -= rows[2].mean()
    return rows.astype(np.float32)
