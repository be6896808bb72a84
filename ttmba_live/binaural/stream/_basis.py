"""Many responses to few: the basis in which a head's responses are sums. Knows no lattice's use.

Responses without their delays resemble each other: a singular value decomposition finds the
impulse responses of which all are sums, and the error that is left is known before anything plays.
Errors are weighed as pink noise sounds, every octave alike, and by how loud a place is.
"""

from __future__ import annotations

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.binaural.stream._field import FORMAT, SHELLS, Field, Shells, mirrored, row_count
from ttmba_live.errors import InvalidInput

Singles = NDArray[np.float32]

COMPONENTS = 80
"""Responses of the basis. With fewer, -40 dB are missed; each costs every voice as much."""

LAYOUT = f"{FORMAT} {SHELLS} {COMPONENTS}"
"""What a field of the usual lattice depends on, besides its head."""

_FULL = 32_000.0
"""What a component's largest gain becomes, of 16 bits."""

_COARSEST = 0.5
"""Of the loudest component's steps: no other has finer ones, which would be noise in the file."""

_ROUNDS, _EVENNESS = 4, 0.9
"""Of weighing places, and how far they are brought from least squares to equal decibels."""

_LOWEST, _HIGHEST = 20.0, 20_000.0
"""Hertz between which pink noise is pink; what is above counts a fiftieth."""


def from_responses(
    responses: NDArray[np.floating],
    delays: NDArray[np.floating],
    *,
    lead: int,
    falloff: float = 1.0,
    shells: Shells = SHELLS,
    components: int = COMPONENTS,
) -> Field:
    """Make a field of a head's responses at `places(shells)`.

    Args:
        responses: (N, 2, taps) impulse responses at 48 kHz without the way's delay, left and
            right, times distance (metres) to the power ``falloff``; N rows as `places` has them.
            512 taps hold the bass of a head.
        delays: (N, 2) frames that the way to each ear takes beyond the distance to the head's
            centre: negative at the nearer ear.
        lead: frames before a response's time zero, where its onset stands; some 20 let it ring
            in.
        falloff: amplitude falls as distance to this power.
        shells: the lattice; see `SHELLS`.
        components: responses of the basis, at most ``taps``.

    Returns:
        a field; a head whose sides mirror each other to 1e-4 becomes one that does exactly.

    Raises:
        InvalidInput: for other shapes, NaN or infinite numbers, or silence.
    """
    rows, taps = row_count(shells), responses.shape[-1]
    if responses.shape != (rows, 2, taps) or delays.shape != (rows, 2):
        raise InvalidInput(f"a field of {shells} needs {rows} rows for two ears")
    if not (np.isfinite(responses).all() and np.isfinite(delays).all()):
        raise InvalidInput("the responses hold NaN or infinite numbers")
    if not (responses != 0.0).any(axis=(1, 2)).all():
        raise InvalidInput("some responses are silent")
    found, late = _evened(np.asarray(responses, np.float32), np.asarray(delays, float), shells)
    weights = pink_weights(taps)
    heard = found @ weights
    level = (heard.astype(np.float64) ** 2).sum(axis=(1, 2))
    axes = _axes(heard, level, min(components, taps))
    gains = heard @ axes
    largest = np.abs(gains).max(axis=(0, 1))
    size = np.maximum(largest, max(_COARSEST * largest.max(), 1e-20)) / _FULL
    basis = np.linalg.solve(weights.T.astype(np.float64), axes).T * size[:, None]
    whole = np.rint(gains / size).astype(np.int16)
    return Field(basis.astype(np.float32), whole, late.astype(np.float32), lead, falloff, shells)


def errors_db(field: Field, rows: NDArray[np.intp], responses: NDArray[np.floating]) -> Singles:
    """How far rows (M,) of a field are from responses (M, 2, taps), weighed as above: dB (M,)."""
    weights = pink_weights(responses.shape[-1])
    wanted = np.asarray(responses, np.float32) @ weights
    made = (field.gains[rows].astype(np.float32) @ field.basis) @ weights
    error, whole = ((made - wanted) ** 2).sum(axis=(1, 2)), (wanted**2).sum(axis=(1, 2))
    decibels: Singles = 10.0 * np.log10(np.maximum(error, 1e-20) / whole)
    return decibels


def _evened(
    responses: Singles, delays: NDArray[np.float64], shells: Shells
) -> tuple[Singles, NDArray[np.float64]]:
    """Make sides that mirror each other but for rounding do so to the last bit."""
    other = mirrored(shells)
    far = np.abs(responses[:, 1] - responses[other, 0]).max() / np.abs(responses).max()
    if far > 1e-4 or np.abs(delays[:, 1] - delays[other, 0]).max() > 0.01:
        return responses, delays
    left = 0.5 * (responses[:, 0] + responses[other, 1])
    late = 0.5 * (delays[:, 0] + delays[other, 1])
    return np.stack([left, left[other]], axis=1), np.stack([late, late[other]], axis=1)


def pink_weights(taps: int) -> Singles:
    """(taps, taps) lower triangle after which a response's square sum is its pink loudness."""
    size = 2 * taps
    hertz = np.maximum(fft.rfftfreq(size, 1.0 / RATE), _LOWEST)
    share = np.where(hertz <= _HIGHEST, 1.0, 0.02) / hertz
    alike = fft.irfft(share / share.sum(), n=size)[:taps]
    near = np.arange(taps)
    square = alike[np.abs(near[:, None] - near)]
    whole: Singles = np.linalg.cholesky(square + 1e-9 * square[0, 0] * np.eye(taps)).astype(
        np.float32
    )
    return whole


def _axes(heard: Singles, level: NDArray[np.float64], components: int) -> Singles:
    """(taps, K) orthogonal axes that leave little of every place's responses (N, 2, taps).

    Least squares would serve the places that are badly off; places are weighed anew a few times,
    so that what counts is nearly every place's error in dB. That happens among half as many axes
    again as are wanted, those of least squares: others hold next to nothing of any place.
    """
    wide = _strongest(heard, 1.0 / level, 3 * components // 2)
    few = heard @ wide
    axes = np.eye(wide.shape[1], components, dtype=np.float32)
    for _ in range(_ROUNDS):
        left = level - ((few @ axes).astype(np.float64) ** 2).sum(axis=(1, 2))
        share = np.maximum(left / level, 1e-9) ** -_EVENNESS / level
        axes = _strongest(few, share / share.mean(), components)
    axes = wide @ axes
    top = np.take_along_axis(axes, np.abs(axes).argmax(axis=0)[None], axis=0)
    signed: Singles = axes * np.sign(top)
    return signed


def _strongest(heard: Singles, share: NDArray[np.float64], count: int) -> Singles:
    """(size, count) at most: the axes on which places (N, 2, size), so weighed, are loudest."""
    flat = (heard * np.sqrt(share)[:, None, None].astype(np.float32)).reshape(-1, heard.shape[-1])
    _, found = np.linalg.eigh((flat.T @ flat).astype(np.float64))
    strongest: Singles = found[:, ::-1][:, :count].astype(np.float32)
    return strongest
