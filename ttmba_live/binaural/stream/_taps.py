"""The filters with which a delay line is read between its samples. Knows no stream.

In two steps: 32 taps give the values halfway between samples, and at that doubled rate 8 taps
reach any point, flat and with images below -60 dB up to 20 kHz.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

HALF_TAPS = 16
"""Taps to each side of the point halfway."""

FINE_TAPS = 8
PHASES = 1024
"""Fractions of half a sample that have a filter of their own."""

REACH = HALF_TAPS + FINE_TAPS
"""Samples around a point that reading it may touch."""


def half_filter() -> Samples:
    """(HALF_TAPS,) one side of the symmetric filter."""
    away = np.arange(HALF_TAPS) + 0.5
    taps = np.sinc(away) * _kaiser(away / HALF_TAPS, 8.0)
    side: Samples = (taps / (2.0 * taps.sum())).astype(np.float32)
    return side


def fine_filters() -> Samples:
    """(PHASES + 1, FINE_TAPS) for fractions from 0 to 1 of the doubled rate's samples."""
    fraction = np.arange(PHASES + 1)[:, None] / PHASES
    away = np.arange(FINE_TAPS)[None, :] - (FINE_TAPS // 2 - 1) - fraction
    taps = np.sinc(away) * _kaiser(away / (FINE_TAPS / 2), 6.2)
    normal: Samples = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return normal


def _kaiser(place: NDArray[np.float64], beta: float) -> NDArray[np.float64]:
    """The window at -1..1."""
    shape: NDArray[np.float64] = np.i0(beta * np.sqrt(np.maximum(0.0, 1.0 - place * place)))
    return shape / np.i0(beta)
