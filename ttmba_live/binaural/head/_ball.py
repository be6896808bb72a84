"""How a rigid ball delays and changes sound, near and far, after Duda and Martens (1998).

Knows physics alone. Measured heads come at one distance; this says how another would differ.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.geometry import MIN_DISTANCE, SPEED_OF_SOUND

Floats = NDArray[np.float64]

FARTHEST = 200.0
"""Metres from which on distance changes a ball's levels no more."""


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
    from scipy.special import eval_legendre

    near = 2 * np.pi * hertz * radius / SPEED_OF_SOUND
    far = near * distance / radius
    orders = 30 + int(1.5 * near.max())
    # Orders far above the argument overflow, and add nothing.
    some = np.arange(orders)[:, None] < 30 + 1.5 * near
    with np.errstate(all="ignore"):
        about, out = _hankel(orders, near), _hankel(orders, far)
        order = np.arange(orders)[:, None]
        before = np.concatenate([-about[1:2], about[:-1]])
        slope = before - np.where(order > 0, (order + 1) / near, 0.0) * about
        terms = np.where(some, (2 * order + 1) * out / slope, 0.0)
    total = eval_legendre(np.arange(orders), np.cos(angles)[:, None]) @ terms
    # (1 / (ka)) (r / a) from the ball's formula, and the phase of the way to the centre.
    result: NDArray[np.complex128] = -distance / radius / near * np.exp(1j * far) * total
    return result


def _hankel(orders: int, x: Floats) -> NDArray[np.complex128]:
    """Spherical Hankel functions of the second kind (orders, F), for exp(+i omega t).

    The recurrence upwards is stable: what grows in it is the function itself.
    """
    found = np.empty((orders, len(x)), dtype=np.complex128)
    found[0] = 1j * np.exp(-1j * x) / x
    found[1] = found[0] / x - np.exp(-1j * x) / x
    for order in range(1, orders - 1):
        found[order + 1] = (2 * order + 1) / x * found[order] - found[order - 1]
    return found


class NearField:
    """Levels at the ears of a rigid ball, and how they change with the distance, from a table."""

    def __init__(
        self, measured: float, hertz: Floats, radius: float, distances: Floats | None = None
    ) -> None:
        """For sources at ``measured`` metres and others, best at ``distances`` (any if None)."""
        from scipy.interpolate import RegularGridInterpolator

        self.measured = min(max(measured, MIN_DISTANCE), FARTHEST)
        self._angles = np.linspace(0.0, np.pi, 61)
        even = np.linspace(1.0 / FARTHEST, 1.0 / MIN_DISTANCE, 24)
        wanted = even if distances is None else 1.0 / np.clip(distances, MIN_DISTANCE, FARTHEST)
        nearness = np.unique(np.concatenate([wanted, [1.0 / self.measured]]))
        self._ends = nearness[0], nearness[-1]
        audible = np.maximum(hertz, 20.0)
        table = [self._level(1.0 / near, audible, radius) for near in nearness]
        if len(nearness) == 1:
            nearness, table = np.array([nearness[0], 2.0 * nearness[0]]), table * 2
        self._table = RegularGridInterpolator((nearness, self._angles), np.stack(table))

    def _level(self, distance: float, hertz: Floats, radius: float) -> Floats:
        response = ball_response(distance, self._angles, hertz, radius)
        return np.asarray(20.0 * np.log10(np.abs(response)))

    def level_db(self, directions: Floats, distances: Floats | float) -> Floats:
        """Decibels at both ears (B, 2, F) against free air, for (B, 3) and metres (B,)."""
        nearness = np.clip(1.0 / np.asarray(distances, np.float64), *self._ends)
        nearness = np.broadcast_to(nearness, len(directions))
        left = np.arccos(np.clip(directions[:, 1], -1.0, 1.0))
        ears = [self._table(np.stack([nearness, a], axis=1)) for a in (left, np.pi - left)]
        return np.stack(ears, axis=1)

    def gain_db(self, directions: Floats, distances: Floats) -> Floats:
        """Decibels to add to what was measured, (B, 2, F)."""
        return self.level_db(directions, distances) - self.level_db(directions, self.measured)


def ball_paths(directions: Floats, distance: Floats | float, radius: float) -> Floats:
    """Metres to the left and right ear around a ball, (..., 2) for unit vectors (..., 3)."""
    toward = np.clip(directions[..., 1:2] * np.array([1.0, -1.0]), -1.0, 1.0)
    far = np.maximum(np.asarray(distance, dtype=np.float64), 1.01 * radius)
    straight = np.sqrt(far**2 + radius**2 - 2 * radius * far * toward)
    angle, horizon = np.arccos(toward), np.arccos(radius / far)
    around = np.sqrt(far**2 - radius**2) + radius * (angle - horizon)
    return np.asarray(np.where(angle <= horizon, straight, around))


def fitted_radius(directions: Floats, delays: Floats) -> float:
    """The ball's radius in metres that explains interaural delays best: (M, 3), (M, 2) seconds.

    Far away a delay between the ears is proportional to the radius (Woodworth's formula), so the
    least sum of errors is at a weighted median. No lateral direction gives zero.
    """
    side = np.clip(directions[:, 1], -1.0, 1.0)
    alone = -(side + np.arcsin(side)) / SPEED_OF_SOUND
    weight = np.abs(alone)
    told = weight > 0.1 / SPEED_OF_SOUND
    if not told.any():
        return 0.0
    radii = (delays[told, 0] - delays[told, 1]) / alone[told]
    order = np.argsort(radii)
    share = np.cumsum(weight[told][order])
    return float(radii[order][np.searchsorted(share, 0.5 * share[-1])])
