"""Impulse responses to the spectra that a hop's overlap-save filters want. Knows no stream."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from ttmba_live.binaural.stream._compiled import Table

Samples = NDArray[np.float32]

_AT_ONCE = 256
"""Rows transformed together; bounds the memory."""

_FULL = 32_000
"""What the largest number of a row becomes, of 16 bits."""


def padded_bins(hop: int) -> int:
    """H + 1 bins, and room for whole groups of eight."""
    return -(-(hop + 1) // 8) * 8


def partitions(taps: int, hop: int) -> int:
    """Pieces of a hop's length that a response is cut into."""
    return -(-taps // hop)


def spectra(responses: NDArray[np.floating], hop: int) -> Samples:
    """(N, 2, taps) to (N, 2, P, 2, K): each piece's spectrum, zero-padded to two hops."""
    rows, ears, taps = responses.shape
    parts = partitions(taps, hop)
    cut = np.zeros((rows, ears, parts * hop), np.float32)
    cut[:, :, :taps] = responses
    found = fft.rfft(cut.reshape(rows, ears, parts, hop), n=2 * hop)
    out = np.zeros((rows, ears, parts, 2, padded_bins(hop)), np.float32)
    out[..., 0, : hop + 1], out[..., 1, : hop + 1] = found.real, found.imag
    return out


def table(responses: NDArray[np.floating], hop: int) -> Table:
    """The same in 16 bits, with a scale for every piece: 90 dB below its largest bin."""
    rows, ears, taps = responses.shape
    parts = partitions(taps, hop)
    whole = np.empty((rows, ears, parts, 2, padded_bins(hop)), np.int16)
    scale = np.empty((rows, ears, parts), np.float32)
    for start in range(0, rows, _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        found = spectra(responses[some], hop)
        scale[some] = np.abs(found).max(axis=(3, 4)).clip(min=1e-20) / _FULL
        whole[some] = np.rint(found / scale[some][..., None, None])
    return Table(whole, scale)
