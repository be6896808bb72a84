"""How a rigid ball changes sound from nearby, after Duda and Martens (1998).

Knows physics alone. Measured heads come at one distance; this says how another would differ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RegularGridInterpolator
from scipy.special import eval_legendre, spherical_jn, spherical_yn

from ttmba_live.geometry import MIN_DISTANCE, SPEED_OF_SOUND

Floats = NDArray[np.float64]


def ball_response(
    distance: float, angles: Floats, hertz: Floats, radius: float
) -> NDArray[np.complex128]:
    """Pressure at a point of a rigid ball over that at its centre if the ball were away.

    Args:
        distance: metres from the centre to the source, more than ``radius``.
        angles: (A,) radians between the source and the point.
        hertz: (F,) all above zero.
        radius: metres.

    Returns:
        (A, F).
    """
    near = 2 * np.pi * hertz * radius / SPEED_OF_SOUND
    far = near * distance / radius
    orders = 30 + int(1.5 * near.max())
    total = np.zeros((len(angles), len(hertz)), dtype=np.complex128)
    for order in range(orders):
        # Orders far above the argument overflow, and add nothing.
        some = order < 30 + 1.5 * near
        derivative = _hankel(order, near[some], derivative=True)
        term = (2 * order + 1) * _hankel(order, far[some]) / derivative
        total[:, some] += eval_legendre(order, np.cos(angles))[:, None] * term
    # (1 / (ka)) (r / a) from the ball's formula, and the phase of the way to the centre.
    result: NDArray[np.complex128] = -distance / radius / near * np.exp(1j * far) * total
    return result


def _hankel(order: int, x: Floats, *, derivative: bool = False) -> NDArray[np.complex128]:
    """Spherical Hankel function of the second kind, for exp(+i omega t)."""
    real, imaginary = spherical_jn(order, x, derivative), spherical_yn(order, x, derivative)
    return np.asarray(real - 1j * imaginary)


class NearField:
    """Level differences between any distance and the measured one, in dB, from a table."""

    def __init__(self, measured: float, hertz: Floats, radius: float) -> None:
        self._angles = np.linspace(0.0, np.pi, 61)
        nearness = np.linspace(0.005, 1.0 / MIN_DISTANCE, 24)
        audible = np.maximum(hertz, 20.0)
        reference = self._level(measured, audible, radius)
        table = [self._level(1.0 / near, audible, radius) - reference for near in nearness]
        self._table = RegularGridInterpolator((nearness, self._angles), np.stack(table))

    def _level(self, distance: float, hertz: Floats, radius: float) -> Floats:
        response = ball_response(distance, self._angles, hertz, radius)
        return np.asarray(20.0 * np.log10(np.abs(response)))

    def gain_db(self, directions: Floats, distances: Floats) -> Floats:
        """Decibels to add at both ears, (B, 2, F), for unit vectors (B, 3) and metres (B,)."""
        nearness = 1.0 / np.clip(distances, MIN_DISTANCE, 200.0)
        left = np.arccos(np.clip(directions[:, 1], -1.0, 1.0))
        ears = [self._table(np.stack([nearness, a], axis=1)) for a in (left, np.pi - left)]
        return np.stack(ears, axis=1)
