"""Spectra, phases and even points on the sphere: the mathematics that heads are described in.

Knows arrays alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE

Floats = NDArray[np.float64]
Spectra = NDArray[np.complex128]

FFT = 1024
"""Samples of the spectra that heads are described in; 513 bins."""

HERTZ: Floats = np.arange(FFT // 2 + 1, dtype=np.float64) * RATE / FFT
"""The bins of a spectrum, (513,)."""


def even_directions(count: int) -> Floats:
    """Unit vectors (count, 3) spread evenly along a spiral."""
    step = np.arange(count) + 0.5
    height, turn = 1.0 - 2.0 * step / count, np.pi * (1.0 + 5.0**0.5) * step
    flat = np.sqrt(1.0 - height**2)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)


def solid_angles(directions: Floats) -> Floats:
    """Each direction's share of the sphere (M,), by which of many even points is nearest to it."""
    points = even_directions(20_000)
    nearest = np.concatenate([(part @ directions.T).argmax(1) for part in np.split(points, 20)])
    return np.bincount(nearest, minlength=len(directions)) / len(points)


def harmonics(directions: Floats, order: int) -> Floats:
    """Polynomials in x, y and z up to an order (M, K), which span the spherical harmonics.

    The redundant ones are left out (z to the second and higher).
    """
    x, y, z = directions.T
    columns = [
        x**i * y**j * z**k
        for k in (0, 1)
        for i in range(order + 1)
        for j in range(order + 1 - i)
        if i + j + k <= order
    ]
    return np.stack(columns, axis=1)
