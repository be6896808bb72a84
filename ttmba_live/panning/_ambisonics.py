"""Real spherical harmonics in ACN order with SN3D weights: AmbiX. Knows directions and no sound.

C. Nachbar, F. Zotter, E. Deleflie, A. Sontacchi, "ambiX: a suggested Ambisonics format", 3rd
Ambisonics Symposium, 2011. Channel n (n + 1) + m has degree n and index m; there is no
Condon-Shortley phase.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ttmba_live.binaural import Floats
from ttmba_live.errors import InvalidInput
from ttmba_live.panning._panned import Panned

MAX_ORDER = 7
"""The highest order: 64 channels."""


def ambisonics(order: int, hop: int, level: float = 1.0) -> Panned:
    """A renderer to AmbiX of that order; raises `InvalidInput` if there is no such order."""
    if not 1 <= order <= MAX_ORDER:
        raise InvalidInput(f"an Ambisonic order lies in 1..{MAX_ORDER}, not {order}")
    return Panned(partial(harmonics, order), (order + 1) ** 2, hop, level)


def harmonics(order: int, directions: Floats) -> Floats:
    """Harmonics (V, (order + 1)^2) of unit vectors (V, 3): front, left, up."""
    x, y, z = directions.T
    out = np.empty((len(directions), (order + 1) ** 2))
    turned = np.ones(len(directions), complex)
    for m in range(order + 1):
        for n, legendre in enumerate(_legendre(m, order, z), m):
            weight = math.sqrt((2 - (m == 0)) * math.factorial(n - m) / math.factorial(n + m))
            out[:, n * (n + 1) + m] = weight * legendre * turned.real
            if m:
                out[:, n * (n + 1) - m] = weight * legendre * turned.imag
        turned = turned * (x + 1j * y)
    return out


def _legendre(m: int, order: int, z: Floats) -> list[Floats]:
    """Associated Legendre functions of degrees m..order, without their factor cos(elevation)^m."""
    values = [np.full_like(z, math.prod(range(1, 2 * m, 2))), (2 * m + 1) * z]
    values[1] = values[1] * values[0]
    for n in range(m + 2, order + 1):
        values.append(((2 * n - 1) * z * values[-1] - (n + m - 1) * values[-2]) / (n - m))
    return values[: order - m + 1]
