"""Reflections' responses in few numbers: walls and air as matrices. Knows no place and no stream.

A wall colours what it throws back, and so does the way through the air. Both are smooth, so a
head's response thus coloured is a sum of the same kind as before: what a colour does to the basis
is a matrix, made once for each wall, and a reflection needs no filter of its own.
"""

from __future__ import annotations

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples, minimum_phase
from ttmba_live.binaural.stream._basis import pink_weights
from ttmba_live.room import BANDS, air_db

Floats = NDArray[np.float64]
Waves = NDArray[np.complex128]

READ = 28
"""Parts of the head's basis that reflections take: -32 dB are missed in the mean."""

KEPT = 32
"""Responses of the reflections' own basis, in which coloured ones are sums."""

NODES = np.array([0.0, 12.0, 30.0, 70.0, 160.0])
"""Metres of way through the air for which there is a matrix; between, they are blended."""

_SIZE = 2048
_SHAPES = (
    (1.0,) * 8,
    (1.0, 0.9, 0.7, 0.5, 0.4, 0.35, 0.3, 0.2),
    (1.0, 0.95, 0.9, 0.85, 0.7, 0.5, 0.3, 0.1),
    (1.0, 0.6, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2),
    (0.3, 0.5, 0.7, 0.9, 1.0, 1.0, 1.0, 1.0),
    (1.0, 1.0, 1.0, 1.0, 0.9, 0.6, 0.2, 0.02),
    (0.6, 0.6, 1.0, 1.0, 0.7, 0.7, 1.0, 1.0),
)
"""Colours by octave that the basis must be able to say."""


def colour(amplitudes: Floats, metres: float = 0.0) -> Waves:
    """The minimum-phase spectrum (F,) of amplitudes (8,) by octave and a way through the air."""
    hertz: Floats = np.asarray(fft.rfftfreq(_SIZE, 1.0 / RATE), dtype=np.float64)
    octave = np.log2(np.maximum(hertz, 1.0) / BANDS[0])
    wall = np.interp(octave, np.arange(len(BANDS)), np.maximum(amplitudes, 1e-3))
    air = 10.0 ** (-np.minimum(air_db(hertz) * metres, 80.0) / 20.0)
    return minimum_phase(wall * air)


class Colours:
    """The reflections' basis, and how coloured sums of the head's become sums of it."""

    def __init__(self, basis: Samples, gains: Samples) -> None:
        """Take a head's basis (K, taps) and gains (N, K) of some places, from which it learns."""
        taps = basis.shape[1]
        self.read = min(READ, len(basis))
        weights = pink_weights(taps).astype(np.float64)
        spectra = fft.rfft(basis.astype(np.float64), n=_SIZE)
        few = spectra[: self.read]
        seen = [colour(np.array(shape)) for shape in _SHAPES]
        seen += [colour(np.ones(8), metres) for metres in NODES[1:]]
        learnt = gains[:, : self.read].astype(np.float64)
        heard = [_scatter(learnt, _coloured(few, one, taps) @ weights) for one in seen]
        _, axes = np.linalg.eigh(np.sum(heard, axis=0))
        axes = axes[:, ::-1][:, : min(KEPT, taps)]
        own = np.linalg.solve(weights.T, axes).T
        self.basis: Samples = own.astype(np.float32)
        """(KEPT, taps) impulse responses."""
        self._few, self._taps = few, taps
        self._onto = weights @ axes
        self.air: Samples = _through_air(fft.rfft(own, n=_SIZE), taps, self._onto)
        """(KEPT, (NODES - 1) * KEPT): reflections' ways through the air beyond the first node."""
        whole = np.linalg.pinv(basis.astype(np.float64) @ weights)
        self.direct: Samples = _through_air(spectra, taps, weights @ whole)
        """(K, (NODES - 1) * K): the same for the head's own basis."""

    def matrices(self, amplitudes: Floats) -> Samples:
        """From sums of the head's basis to coloured ones, for colours (E, 8): (E, READ, KEPT)."""
        known: dict[bytes, Samples] = {}
        for one in amplitudes:
            if one.tobytes() not in known:
                wet = _coloured(self._few, colour(one), self._taps) @ self._onto
                known[one.tobytes()] = wet.astype(np.float32)
        shape = (len(amplitudes), self.read, self.basis.shape[0])
        return np.array([known[one.tobytes()] for one in amplitudes], np.float32).reshape(shape)


def _scatter(sums: Floats, responses: Floats) -> Floats:
    """Scatter matrix (taps, taps) of sums (N, K) of responses (K, taps), each of them unit length.

    The sums themselves are never made: there are many times more of them than responses.
    """
    squares = np.einsum("nk,nk->n", sums @ (responses @ responses.T), sums)
    few: Floats = (sums / squares[:, None]).T @ sums
    return responses.T @ few @ responses


def _coloured(spectra: Waves, spectrum: Waves, taps: int) -> Floats:
    """Responses (K, taps) of spectra (K, F) thus coloured."""
    wet: Floats = fft.irfft(spectra * spectrum, n=_SIZE)[:, :taps]
    return wet


def _through_air(spectra: Waves, taps: int, onto: Floats) -> Samples:
    """What each of the longer `NODES` makes of sums: (K, nodes * K)."""
    ways = [_coloured(spectra, colour(np.ones(8), m), taps) @ onto for m in NODES[1:]]
    return np.concatenate(ways, axis=1).astype(np.float32)


def aired(parts: Samples, metres: Floats, ways: Samples) -> Samples:
    """Sums (V, 2, K) after so many metres (V,) of air, by ``ways`` of `Colours`."""
    at = np.minimum(np.maximum(metres, NODES[0]), NODES[-1])
    first = np.minimum(np.searchsorted(NODES, at, "right") - 1, len(NODES) - 2)
    share = ((at - NODES[first]) / (NODES[first + 1] - NODES[first])).astype(np.float32)
    size, rows = parts.shape[2], np.arange(len(parts))
    wet = np.empty((len(parts), len(NODES), 2, size), np.float32)
    wet[:, 0] = parts
    wet[:, 1:] = (parts @ ways).reshape(len(parts), 2, -1, size).swapaxes(1, 2)
    here, there = wet[rows, first], wet[rows, first + 1]
    blended: Samples = here + (there - here) * share[:, None, None]
    return blended
