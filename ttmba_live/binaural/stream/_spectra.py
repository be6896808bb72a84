"""Impulse responses to the spectra that a hop's filters want. Knows no stream."""

from __future__ import annotations

import numpy as np
from numpy import fft
from numpy.typing import NDArray

Spectra = NDArray[np.complex64]


def partitions(taps: int, hop: int) -> int:
    """Pieces of a hop's length that a response is cut into."""
    return -(-taps // hop)


def spectra(responses: NDArray[np.floating], hop: int) -> Spectra:
    """(..., taps) to (..., P, hop + 1): each piece's spectrum, zero-padded to two hops."""
    *many, taps = responses.shape
    parts = partitions(taps, hop)
    cut = np.zeros((*many, parts * hop), np.float32)
    cut[..., :taps] = responses
    return fft.rfft(cut.reshape(*many, parts, hop), n=2 * hop).astype(np.complex64, copy=False)
