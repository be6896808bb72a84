"""What a head makes of sound from everywhere: filters for two signals that do not resemble.

Knows spectra; knows no renderer. In a diffuse field the ears hear the head's mean power, and what
they have in common at a frequency is what the distance between them leaves: two unlike signals,
one added to both ears and one added to the left and taken from the right, have both.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import Samples, minimum_phase

Floats = NDArray[np.float64]

TAPS = 512
_SIZE = 2 * TAPS
_FLOOR = 1e-4
"""Share of the power that either signal has at least, so that its filter has a minimum phase."""


def everywhere(count: int = 1200) -> Floats:
    """Unit vectors (count, 3) spread evenly, on a spiral."""
    height = 1.0 - (2.0 * np.arange(count) + 1.0) / count
    turn = np.pi * (1.0 + math.sqrt(5.0)) * np.arange(count)
    flat = np.sqrt(1.0 - height * height)
    return np.stack([flat * np.cos(turn), flat * np.sin(turn), height], axis=1)


def everywhere_aside(count: int = 200) -> Floats:
    """`everywhere` for a head that hears alike all that is as far aside: (count, 3)."""
    aside = 1.0 - (2.0 * np.arange(count) + 1.0) / count
    return np.stack([np.sqrt(1.0 - aside * aside), aside, 0.0 * aside], axis=1)


def diffuse_field(spectra: NDArray[np.complexfloating]) -> tuple[Floats, Floats]:
    """Mean power (2, F) of both ears and their coherence's real part (F,).

    ``spectra`` (N, 2, F) are the ears' from directions that are spread evenly, delays included.
    """
    power = (np.abs(spectra) ** 2).mean(axis=0)
    cross = (spectra[:, 0] * spectra[:, 1].conj()).mean(axis=0).real
    return power, cross / np.sqrt(power[0] * power[1])


def diffuse_filters(power: Floats, coherence: Floats) -> Samples:
    """Impulse responses (2, 2, TAPS): of the common and the opposed signal, for both ears.

    ``power`` is (2, TAPS + 1) and ``coherence`` (TAPS + 1,), from 0 Hz to half the rate.
    """
    common = np.clip(0.5 * (1.0 + coherence), _FLOOR, 1.0 - _FLOOR)
    shares = np.stack([common, 1.0 - common])
    wanted = np.sqrt(shares[:, None] * power[None])
    responses = np.fft.irfft(minimum_phase(wanted), _SIZE)[..., :TAPS]
    responses[..., -TAPS // 4 :] *= np.cos(np.linspace(0.0, np.pi / 2, TAPS // 4)) ** 2
    responses[1, 1] *= -1.0
    return responses.astype(np.float32)
