"""What a network is judged and trained by besides a head's own responses: waves without a chain.

Knows responses alone; what they are between directions, the room of heads knows.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE
from ttmba_live.binaural.head import (
    CUTOFF,
    HERTZ,
    Floats,
    Head,
    find_onsets,
    minimum_phase,
)


def without_chain(head: Head) -> Head:
    """Take out the phase that all directions share and no minimum-phase response explains.

    It is the loudspeaker's and the microphones', and would drown every comparison of waves.
    """
    spectra = head.spectra()
    plain = minimum_phase(np.maximum(np.abs(spectra), 1e-6))
    late = find_onsets(head.directions, spectra).delays
    turned = np.exp(-2j * np.pi * HERTZ * late[..., None])
    shared = (spectra * np.conj(plain * turned)).sum(axis=(0, 1))
    shared /= np.maximum(np.abs(shared), 1e-12)
    return replace(head, responses=np.fft.irfft(spectra * shared.conj()))


def lowpassed(responses: Floats, cutoff: float = CUTOFF) -> Floats:
    """Impulse responses (..., N) below a cutoff, by a Butterworth filter of order 10."""
    sections = signal.butter(10, cutoff, fs=RATE, output="sos")
    return np.asarray(signal.sosfilt(sections, responses, axis=-1))
