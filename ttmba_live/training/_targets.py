"""What the network is to learn from a measured head: a response for every place.

Knows how to fill the gaps between measured directions, below them, and at other distances.
Knows no torch and no network.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import signal
from scipy.interpolate import RBFInterpolator
from scipy.optimize import minimize_scalar

from ttmba_live.audio import RATE
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.training._head import FFT, Floats, Head, Spectra, minimum_phase
from ttmba_live.training._near_field import NearField

HERTZ: Floats = np.arange(FFT // 2 + 1, dtype=np.float64) * RATE / FFT
"""The bins of a target, (513,)."""

SMOOTHING = 1e-3
"""Of the splines over the sphere; chosen on held-out directions of MIT KEMAR."""

ITD_CUTOFF = 3000.0
"""Hertz; interaural delay is best measured below."""


class Targets:
    """Magnitude, minimum phase and residual delay at any place, from some of a head's directions.

    Log magnitudes and delays are thin-plate splines over the sphere. The delay that remains when
    the way around a ball is taken out is the same at every distance; magnitudes change with the
    distance as a ball's do.
    """

    def __init__(self, head: Head, chosen: NDArray[np.intp], radius: float | None = None) -> None:
        directions = head.directions[chosen]
        spectra = head.spectra()[chosen]
        delays = onset_delays(spectra)
        self.radius = fitted_radius(directions, delays) if radius is None else radius
        self._near = NearField(head.distance, HERTZ, self.radius)
        rest = delays - ball_paths(directions, head.distance, self.radius) / SPEED_OF_SOUND
        rest -= rest.mean()
        levels = _tidy(20.0 * np.log10(np.maximum(np.abs(spectra), 1e-6)))
        data = np.concatenate([levels.reshape(len(chosen), -1), 1000.0 * rest], axis=1)
        below, filled = _below(directions, data)
        self._spline = RBFInterpolator(
            np.concatenate([directions, below]), np.concatenate([data, filled]), smoothing=SMOOTHING
        )

    def at(self, directions: Floats, distances: Floats) -> Spectra:
        """Minimum-phase responses for places.

        Args:
            directions: (B, 3) unit vectors.
            distances: (B,) metres.

        Returns:
            (B, 2, 513), amplitude 1/distance.
        """
        levels = self._spline(directions)[:, :-2].reshape(len(directions), 2, len(HERTZ))
        levels = levels + self._near.gain_db(directions, distances)
        magnitude = 10.0 ** (levels / 20.0) / distances[:, None, None]
        return minimum_phase(magnitude)

    def late_ms(self, directions: Floats) -> Floats:
        """By how much each ear hears later than around the ball: (B, 3) to milliseconds (B, 2)."""
        return np.asarray(self._spline(directions)[:, -2:])


def _tidy(levels: Floats) -> Floats:
    """Where the loudspeaker was mute the level is that of its nearest good bin, or none at all."""
    bass = np.clip((HERTZ - 60.0) / 100.0, 0.0, 1.0)
    top = int(np.searchsorted(HERTZ, 20_000.0))
    levels = levels * bass
    levels[..., top:] = levels[..., top - 8 : top].mean(axis=-1, keepdims=True)
    return levels


def _below(directions: Floats, data: Floats) -> tuple[Floats, Floats]:
    """Directions under the lowest measured ones, and data that fade to those ones' average."""
    lowest = directions[:, 2].min()
    if lowest < -0.9:
        return np.empty((0, 3)), np.empty((0, data.shape[1]))
    ring = directions[:, 2] < lowest + 0.05
    pole = data[ring].mean(axis=0)
    found, filled = [np.array([[0.0, 0.0, -1.0]])], [pole[None]]
    start = np.arcsin(lowest)
    for share in (1 / 3, 2 / 3):
        elevation = start + share * (-np.pi / 2 - start)
        flat = directions[ring, :2] / np.linalg.norm(directions[ring, :2], axis=1, keepdims=True)
        height = np.full((len(flat), 1), np.sin(elevation))
        found.append(np.concatenate([flat * np.cos(elevation), height], axis=1))
        filled.append((1 - share) * data[ring] + share * pole)
    return np.concatenate(found), np.concatenate(filled)


def ball_paths(directions: Floats, distance: Floats | float, radius: float) -> Floats:
    """Metres to the left and right ear around a ball, (..., 2) for unit vectors (..., 3)."""
    toward = np.clip(directions[..., 1:2] * np.array([1.0, -1.0]), -1.0, 1.0)
    far = np.maximum(np.asarray(distance, dtype=np.float64), 1.01 * radius)
    straight = np.sqrt(far**2 + radius**2 - 2 * radius * far * toward)
    angle, horizon = np.arccos(toward), np.arccos(radius / far)
    around = np.sqrt(far**2 - radius**2) + radius * (angle - horizon)
    return np.asarray(np.where(angle <= horizon, straight, around))


def fitted_radius(directions: Floats, delays: Floats) -> float:
    """The ball's radius in metres that explains interaural delays best."""
    measured = delays[:, 0] - delays[:, 1]

    def misfit(radius: float) -> float:
        paths = ball_paths(directions, 100.0, radius) / SPEED_OF_SOUND
        return float(np.abs(paths[:, 0] - paths[:, 1] - measured).mean())

    return float(minimize_scalar(misfit, bounds=(0.05, 0.15), method="bounded").x)


def onset_delays(spectra: Spectra) -> Floats:
    """Seconds by which each response lags its own minimum-phase form, below 3 kHz.

    Found by correlating the two; (..., F) to (...).
    """
    low = np.exp(-((HERTZ / ITD_CUTOFF) ** 4)) * (HERTZ > 100.0)
    ratio = spectra * np.conj(minimum_phase(np.abs(spectra))) * low
    fine = 16
    lagged = np.fft.irfft(ratio, FFT * fine)
    peak = lagged.argmax(axis=-1)
    peak = np.where(peak > FFT * fine // 2, peak - FFT * fine, peak)
    return np.asarray(peak / (RATE * fine), dtype=np.float64)


def without_chain(head: Head) -> Head:
    """Take out the phase that all directions share and no minimum-phase response explains.

    It is the loudspeaker's and the microphones', and would drown every comparison of waves.
    """
    spectra = head.spectra()
    plain = minimum_phase(np.maximum(np.abs(spectra), 1e-6))
    late = np.exp(-2j * np.pi * HERTZ * onset_delays(spectra)[..., None])
    shared = (spectra * np.conj(plain * late)).sum(axis=(0, 1))
    shared /= np.maximum(np.abs(shared), 1e-12)
    return replace(head, responses=np.fft.irfft(spectra * shared.conj()))


def lowpassed(responses: Floats, cutoff: float = ITD_CUTOFF) -> Floats:
    """Impulse responses (..., N) below a cutoff, by a Butterworth filter of order 10."""
    sections = signal.butter(10, cutoff, fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, responses, axis=-1))
