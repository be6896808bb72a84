"""A head everywhere: a response for any direction and distance, from those that were measured.

Knows how to fill the gaps between measured directions, where nobody measured, and at other
distances. Knows no file and no renderer.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import minimum_phase
from ttmba_live.binaural.head._ball import NearField, ball_paths, fitted_radius
from ttmba_live.binaural.head._head import Head
from ttmba_live.binaural.head._onsets import find_onsets
from ttmba_live.binaural.head._sides import RADII, RADIUS
from ttmba_live.binaural.head._spectra import (
    HERTZ,
    Floats,
    Spectra,
    even_directions,
    solid_angles,
)
from ttmba_live.geometry import SPEED_OF_SOUND

SMOOTHING = 1e-3
"""Of the splines over the sphere; chosen on held-out directions of MIT KEMAR."""

_GAP = np.radians(20.0)
"""Farther than this from all that was measured, a direction is filled in beforehand."""

_FILLERS = 400
"""Even directions of which those in gaps are filled."""


class Interpolated:
    """Magnitude, minimum phase and residual delay at any place, from some of a head's directions.

    What a head's levels and delays are beyond a rigid ball's are thin-plate splines over the
    sphere. The delay that remains is the same at every distance; magnitudes change with the
    distance as the ball's do.
    """

    def __init__(
        self,
        head: Head,
        chosen: NDArray[np.intp] | None = None,
        radius: float | None = None,
        distances: Floats | None = None,
    ) -> None:
        """Fit. ``distances`` are those that will be asked for, any if None."""
        from scipy.interpolate import RBFInterpolator

        some = slice(None) if chosen is None else chosen
        directions, spectra = head.directions[some], head.spectra()[some]
        onsets = find_onsets(directions, spectra)
        fitted = _radius(directions, onsets.delays) if radius is None else radius
        self.radius = fitted
        round_it = ball_paths(directions, head.distance, fitted) / SPEED_OF_SOUND
        off = onsets.interaural - (round_it[:, 0] - round_it[:, 1])
        self.farthest_off = float(np.abs(off).max())
        """Seconds by which a delay between the ears differs most from the ball's."""
        self._near = NearField(head.distance, HERTZ, fitted, distances)
        # What both ears share is the measuring as much as the head: its smooth part is kept.
        late = onsets.expected.mean(axis=1, keepdims=True)
        late = late + onsets.interaural[:, None] * np.array([0.5, -0.5])
        rest = late - round_it
        rest -= rest.mean()
        levels = 20.0 * np.log10(np.maximum(np.abs(spectra), 1e-6))
        levels = _tidy(levels - self._near.level_db(directions, head.distance), head)
        data = np.concatenate([levels.reshape(len(levels), -1), 1000.0 * rest], axis=1)
        empty, filled = _filled(directions, data)
        self._spline = RBFInterpolator(
            np.concatenate([directions, empty]), np.concatenate([data, filled]), smoothing=SMOOTHING
        )

    def at(self, directions: Floats, distances: Floats) -> Spectra:
        """Minimum-phase responses for places.

        Args:
            directions: (B, 3) unit vectors.
            distances: (B,) metres.

        Returns:
            (B, 2, 513), amplitude 1/distance.
        """
        levels = self.rest(directions)[0] + self._near.level_db(directions, distances)
        return minimum_phase(10.0 ** (levels / 20.0) / distances[:, None, None])

    def rest(self, directions: Floats) -> tuple[Floats, Floats]:
        """Beyond the ball's: decibels (B, 2, 513) and milliseconds (B, 2) for (B, 3)."""
        found = self._spline(directions)
        return found[:, :-2].reshape(len(directions), 2, len(HERTZ)), found[:, -2:]

    def ball_db(self, directions: Floats, distance: float) -> Floats:
        """The ball's decibels at both ears against free air: (B, 2, 513)."""
        return self._near.level_db(directions, distance)

    def late_ms(self, directions: Floats) -> Floats:
        """By how much each ear hears later than around the ball: (B, 3) to milliseconds (B, 2)."""
        return self.rest(directions)[1]


def _radius(directions: Floats, delays: Floats) -> float:
    """The ball's that fits; the usual one if no direction tells."""
    if np.ptp(directions[:, 1]) < 0.6:
        return RADIUS
    return float(np.clip(fitted_radius(directions, delays), *RADII))


def _tidy(levels: Floats, head: Head) -> Floats:
    """Where the loudspeaker was mute a level is that of its nearest good bin, or the ball's."""
    bass = np.clip((HERTZ - head.bottom) / 100.0, 0.0, 1.0)
    top = int(np.searchsorted(HERTZ, head.top))
    levels = levels * bass
    levels[..., top:] = levels[..., top - 8 : top].mean(axis=-1, keepdims=True)
    return levels


def _filled(directions: Floats, data: Floats) -> tuple[Floats, Floats]:
    """Directions (K, 3) in the gaps between (M, 3), and data (K, D) from those around (M, D).

    The wider the gap, the more directions count, so that far from all of them lies their average.
    """
    from scipy.spatial import cKDTree

    even = even_directions(_FILLERS)
    angle = 2.0 * np.arcsin(np.clip(cKDTree(directions).query(even)[0] / 2.0, 0.0, 1.0))
    empty, angle = even[angle > _GAP], angle[angle > _GAP]
    if not len(empty):
        return empty, np.empty((0, data.shape[1]))
    away = np.arccos(np.clip(empty @ directions.T, -1.0, 1.0))
    weights = np.exp(-(((away - angle[:, None]) / (0.5 * angle[:, None])) ** 2))
    weights *= np.maximum(solid_angles(directions), 1e-9)
    return empty, (weights / weights.sum(axis=1, keepdims=True)) @ data
