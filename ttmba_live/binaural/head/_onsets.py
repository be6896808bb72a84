"""When each ear hears a direction: onsets that neither sign nor noise nor a notch throws off.

One place for training, judging and playing. A response is correlated with its own minimum phase
below 3 kHz. Its sign is the whole head's, not its own; where the highest peak is far from what
the directions around say, the highest peak near that is taken instead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE, minimum_phase
from ttmba_live.binaural.head._ball import ball_paths, fitted_radius
from ttmba_live.binaural.head._spectra import (
    FFT,
    HERTZ,
    Floats,
    Spectra,
    harmonics,
)
from ttmba_live.geometry import SPEED_OF_SOUND

CUTOFF = 3000.0
"""Hertz; the delay between ears is best measured below."""

BOTTOM = 250.0
"""Hertz; below, loudspeakers are weak and equalisation raises noise."""

WHITENING = 0.9
"""Power of a bin's energy that is taken out of its weight: 1 makes all bins alike."""

NEAR = 150e-6
"""Seconds that an onset may differ from its neighbours' smooth surface."""

_FINE = 8
"""Lags between two samples; a parabola finds what is between them."""

_AT_ONCE = 128
"""Directions whose correlations are in memory together."""


@dataclass(frozen=True, eq=False)
class Onsets:
    """Onsets of responses.

    Attributes:
        delays: (M, 2) seconds from a spectrum's time zero.
        signs: (2,) 1 or -1, each ear's polarity.
        expected: (M, 2) the smooth surface through them.
        astray: (M, 2) where no peak was near the surface: ``delays`` is the surface then.
    """

    delays: Floats
    signs: Floats
    expected: Floats
    astray: NDArray[np.bool_]

    @property
    def interaural(self) -> Floats:
        """Seconds by which the left ear hears later (M,)."""
        return np.asarray(self.delays[:, 0] - self.delays[:, 1])


def find_onsets(directions: Floats, spectra: Spectra) -> Onsets:
    """Onsets of responses (M, 2, F) for unit vectors (M, 3); the more, the surer."""
    tops = [_tops(spectra[at : at + _AT_ONCE]) for at in range(0, len(spectra), _AT_ONCE)]
    highest, lowest, late, early = (np.concatenate(part) for part in zip(*tops, strict=True))
    signs = np.where(np.median(highest + lowest, axis=0) >= 0.0, 1.0, -1.0)
    first = np.where(signs > 0.0, late, early)
    expected = _surface(directions, first)
    delays, astray = first.copy(), np.zeros(first.shape, dtype=bool)
    off = first - expected
    # What both ears share is the way from the loudspeaker, and may differ between directions.
    doubtful = (np.abs(off[:, :1] - off[:, 1:]) > NEAR) & (np.abs(off) > NEAR)
    for row in np.flatnonzero(doubtful.any(axis=1)):
        lines = _correlations(spectra[row : row + 1])[0] * signs[:, None]
        for ear in np.flatnonzero(doubtful[row]):
            found = _peak_near(lines[ear], expected[row, ear])
            delays[row, ear] = expected[row, ear] if found is None else found
            astray[row, ear] = found is None
    return Onsets(delays, signs, expected, astray)


def _correlations(spectra: Spectra) -> Floats:
    """Each response with its own minimum phase below `CUTOFF`: (M, 2, lags)."""
    low = np.exp(-((HERTZ / CUTOFF) ** 4)) * (HERTZ > BOTTOM)
    ratio = spectra * np.conj(minimum_phase(np.maximum(np.abs(spectra), 1e-9)))
    # Loud bins count for more, but not by so much that a boosted bass drowns the rest.
    ratio *= low / np.maximum(np.abs(ratio), 1e-18) ** WHITENING
    lines = np.fft.irfft(ratio, FFT * _FINE)
    return np.asarray(lines / np.maximum(np.abs(lines).max(axis=-1, keepdims=True), 1e-12))


def _tops(spectra: Spectra) -> tuple[Floats, Floats, Floats, Floats]:
    """The highest and lowest correlations (M, 2), and their lags in seconds."""
    lines = _correlations(spectra)
    high, low = lines.argmax(axis=-1), lines.argmin(axis=-1)
    late, early = _seconds(lines, high), _seconds(-lines, low)
    return lines.max(axis=-1), lines.min(axis=-1), late, early


def _seconds(lines: Floats, at: NDArray[np.intp]) -> Floats:
    """Lags (...,) of peaks at whole places in (..., L), by a parabola through three."""
    size = lines.shape[-1]
    left, middle, right = (
        np.take_along_axis(lines, ((at + step) % size)[..., None], axis=-1)[..., 0]
        for step in (-1, 0, 1)
    )
    bend = left - 2.0 * middle + right
    shift = np.where(bend < 0.0, 0.5 * (left - right) / np.minimum(bend, -1e-12), 0.0)
    where = np.where(at > size // 2, at - size, at) + shift
    return np.asarray(where / (RATE * _FINE))


def _peak_near(line: Floats, expected: float) -> float | None:
    """The highest peak of (L,) within `NEAR` of a lag, and of some height."""
    reach = int(NEAR * RATE * _FINE)
    middle = round(expected * RATE * _FINE)
    at = np.arange(middle - reach, middle + reach + 1) % len(line)
    inner = line[at[1:-1]]
    peaks = (inner >= line[at[:-2]]) & (inner > line[at[2:]]) & (inner > 0.2)
    if not peaks.any():
        return None
    best = at[1:-1][np.where(peaks, inner, -np.inf).argmax()]
    return float(_seconds(line[None], np.array([best]))[0])


def _surface(directions: Floats, delays: Floats) -> Floats:
    """What delays (M, 2) are about, smooth over the sphere: a ball, and low harmonics.

    Fitted again and again with less weight for what is far off (Tukey's).
    """
    radius = fitted_radius(directions, delays)
    ball = ball_paths(directions, 100.0, min(max(radius, 0.05), 0.13)) / SPEED_OF_SOUND
    rest = delays - ball
    order = 4 if len(directions) >= 120 else 2 if len(directions) >= 30 else 0
    basis = harmonics(directions, order)
    ridge = 1e-4 * len(directions) * np.eye(basis.shape[1])
    ridge[0, 0] = 0.0
    smooth = np.empty_like(rest)
    for ear in (0, 1):
        smooth[:, ear] = np.median(rest[:, ear])
        for _ in range(12):
            off = rest[:, ear] - smooth[:, ear]
            scale = max(4.7 * 1.48 * float(np.median(np.abs(off))), NEAR)
            weight = np.clip(1.0 - (off / scale) ** 2, 0.0, None) ** 2
            some = basis * weight[:, None]
            smooth[:, ear] = basis @ np.linalg.solve(some.T @ basis + ridge, some.T @ rest[:, ear])
    return np.asarray(ball + smooth)
