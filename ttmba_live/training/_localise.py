"""A listener without ears: finds where a pair of responses comes from among a head's own.

Noise-free nearest template on interaural delay, interaural level and spectra in ERB bands. Knows
arrays alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ttmba_live.binaural.head import HERTZ, Floats, Head, Spectra
from ttmba_live.training._metrics import interaural_delay

DELAY_JND, LEVEL_JND = 20e-6, 1.0
"""Seconds and dB that count alike."""

BANDS = 32
UNDECIDED = np.sin(np.radians(9.0))
"""Directions this near to the dividing plane are not asked about."""


@dataclass(frozen=True)
class Answers:
    """Per cent right; None where nothing was asked."""

    left_right: float
    front_back: float
    above_below: float


def localise(given: Spectra, directions: Floats, template: Head) -> Answers:
    """Ask where responses (M, 2, F) come from that were rendered for unit vectors (M, 3)."""
    own = cues(template.spectra(), template.directions)
    heard = cues(given, directions)
    guess = np.array([((own - one) ** 2).sum(axis=1).argmin() for one in heard])
    found = template.directions[guess]
    shares = []
    for axis in (1, 0, 2):
        asked = np.abs(directions[:, axis]) > UNDECIDED
        right = np.sign(found[asked, axis]) == np.sign(directions[asked, axis])
        shares.append(100.0 * float(right.mean()))
    return Answers(*shares)


def cues(spectra: Spectra, directions: Floats) -> Floats:
    """What is compared (M, 1 + 3 BANDS), each kind weighing as one just-noticeable difference."""
    delay = interaural_delay(directions, spectra)[:, None] / DELAY_JND
    bands = 10.0 * np.log10(np.abs(spectra) ** 2 @ band_shapes().T + 1e-12)
    level = (bands[:, 0] - bands[:, 1]) / LEVEL_JND
    tone = bands - bands.mean(axis=(1, 2), keepdims=True)
    weighed = [level, *tone.swapaxes(0, 1)]
    return np.concatenate([delay, *(part / np.sqrt(BANDS) for part in weighed)], axis=1)


def band_shapes() -> NDArray[np.float64]:
    """Gaussian bands (BANDS, F), evenly apart in equivalent rectangular bandwidths."""
    number = 21.4 * np.log10(1.0 + 0.00437 * HERTZ)
    centres = np.linspace(21.4 * np.log10(1.0 + 0.874), 21.4 * np.log10(1.0 + 69.9), BANDS)
    shapes = np.exp(-np.pi * (number - centres[:, None]) ** 2)
    return np.asarray(shapes / shapes.sum(axis=1, keepdims=True))
