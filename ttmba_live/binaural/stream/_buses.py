"""Buses through the responses of a basis: transforms of many signals side by side. Knows no voice.

Both ears' buses go through the same responses, so one complex transform serves both, the left ear
being its real part. It takes all buses at once: rows are samples, columns are buses, and what is
done to a row is done to sixteen columns at a time. Libraries transform one signal after the other,
at three to four times the cost.

Rows hold real parts, then imaginary ones. The transform is Stockham's, by fours: each pass leaves
its rows in the order that the next one wants (E. Brigham, "The fast Fourier transform", 1974).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._spectra import Spectra
from ttmba_live.binaural.stream._vectors import WIDTH, Sixteen, load, spread, store, total

_ONE, _TWO, _THREE, _FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_WIDTH = np.uint64(WIDTH)


class Basis(NamedTuple):
    """K responses in P pieces, as `filtered` wants them."""

    planes: Array  # (P, H + 1, 2, W) spectra; W is K rounded up, zero beyond
    turn: Array  # (2 H, 2) cosine and sine of every step backwards through a turn
    count: int
    """K."""


def laid_out(responses: Spectra) -> Basis:
    """Take spectra (K, P, H + 1)."""
    count, pieces, bins = responses.shape
    planes = np.zeros((pieces, bins, 2, -(-count // WIDTH) * WIDTH), np.float32)
    planes[:, :, 0, :count] = responses.real.transpose(1, 2, 0)
    planes[:, :, 1, :count] = responses.imag.transpose(1, 2, 0)
    turn = np.exp(-1j * np.pi * np.arange(2 * (bins - 1)) / (bins - 1)).astype(np.complex64)
    return Basis(planes, turn.view(np.float32).reshape(-1, 2), count)


@compiled
def filtered(basis: Basis, buses: Array, turning: Array, ramp: Array, out: Array) -> None:
    """Fill ``out`` (P, 2, H + 1), both ears' spectra, from buses (2, H, W).

    To them comes ``turning`` of the same shape, times ``ramp`` (H,); or (2, 0, W) for nothing.
    """
    width, hop = np.uint64(buses.shape[2]), np.uint64(len(ramp))
    here = np.empty(_FOUR * hop * width, np.float32)
    there = np.empty(_FOUR * hop * width, np.float32)
    turn = basis.turn.reshape(-1)
    _begin(buses.reshape(-1), turning.reshape(-1), ramp, turn, here)
    size, stride = hop // _TWO, _FOUR
    while size >= _FOUR:
        _by_fours(here, there, size, stride, turn, width)
        here, there = there, here
        size, stride = size // _FOUR, stride * _FOUR
    if size == _TWO:
        _halves(here, there)
        here, there = there, here
    _summed(basis.planes.reshape(-1), here, out)


@compiled
def _begin(buses: Array, turning: Array, ramp: Array, turn: Array, out: Array) -> None:
    """The first pass; the second half of what is transformed is zero."""
    hop = np.uint64(len(ramp))
    half, ear = hop // _TWO, np.uint64(len(buses)) // _TWO
    width, moved = ear // hop, len(turning) > 0
    for n in range(half):
        k = _TWO * n
        early, late = spread(ramp[n]), spread(ramp[n + half])
        for c in range(np.uint64(0), width, _WIDTH):
            i, j, to = n * width + c, (n + half) * width + c, _FOUR * n * _TWO * width + c
            ar, ai, br, bi = load(buses, i), load(buses, i + ear), load(buses, j), load(buses, j + ear)
            if moved:
                ar, ai = ar + early * load(turning, i), ai + early * load(turning, i + ear)
                br, bi = br + late * load(turning, j), bi + late * load(turning, j + ear)
            _put(out, to, width, ar + br, ai + bi)
            _turned(out, to + _TWO * width, width, ar + bi, ai - br, turn, k)
            _turned(out, to + _FOUR * width, width, ar - br, ai - bi, turn, _TWO * k)
            _turned(out, to + _THREE * _TWO * width, width, ar - bi, ai + br, turn, _THREE * k)


@compiled
def _by_fours(
    given: Array, out: Array, size: np.uint64, stride: np.uint64, turn: Array, width: np.uint64
) -> None:
    """A pass over transforms of ``size`` that are left, ``stride`` of them side by side."""
    quarter, row = size // _FOUR, _TWO * width
    apart, step = stride * quarter * row, stride * row
    for n in range(quarter):
        k = _TWO * stride * n
        for q in range(stride):
            for c in range(np.uint64(0), width, _WIDTH):
                i, to = (q + stride * n) * row + c, (q + stride * _FOUR * n) * row + c
                j = i + _TWO * apart
                ar, ai, cr, ci = load(given, i), load(given, i + width), load(given, j), load(given, j + width)
                i, j = i + apart, j + apart
                br, bi, dr, di = load(given, i), load(given, i + width), load(given, j), load(given, j + width)
                er, ei, fr, fi = ar + cr, ai + ci, ar - cr, ai - ci
                gr, gi, hr, hi = br + dr, bi + di, br - dr, bi - di
                _put(out, to, width, er + gr, ei + gi)
                _turned(out, to + step, width, fr + hi, fi - hr, turn, k)
                _turned(out, to + _TWO * step, width, er - gr, ei - gi, turn, _TWO * k)
                _turned(out, to + _THREE * step, width, fr - hi, fi + hr, turn, _THREE * k)


@compiled
def _halves(given: Array, out: Array) -> None:
    """The last pass, where fours do not go up."""
    half = np.uint64(len(given)) // _TWO
    for i in range(np.uint64(0), half, _WIDTH):
        a, b = load(given, i), load(given, i + half)
        store(out, i, a + b)
        store(out, i + half, a - b)


@compiled
def _put(out: Array, at: np.uint64, width: np.uint64, real: Sixteen, imaginary: Sixteen) -> None:
    store(out, at, real)
    store(out, at + width, imaginary)


@compiled
def _turned(
    out: Array, at: np.uint64, width: np.uint64, real: Sixteen, imaginary: Sixteen,
    turn: Array, k: np.uint64,
) -> None:  # fmt: skip
    """Put a number turned by the step that stands at ``k``."""
    cosine, sine = spread(turn[k]), spread(turn[k + _ONE])
    _put(out, at, width, real * cosine - imaginary * sine, real * sine + imaginary * cosine)


@compiled
def _summed(planes: Array, waves: Array, out: Array) -> None:
    """Times the responses, summed over all buses; then the ears apart."""
    bins = np.uint64(out.shape[2])
    hop = bins - _ONE
    width = np.uint64(len(waves)) // (_FOUR * hop)
    row, half = _TWO * width, np.float32(0.5)
    for piece in range(out.shape[0]):
        for f in range(bins):
            i, at = f * row, (np.uint64(piece) * bins + f) * row
            j = (_TWO * hop - f) * row if f else i  # of the frequency below zero
            a, b, c, d = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
            for k in range(np.uint64(0), width, _WIDTH):
                xr, xi = load(waves, i + k), load(waves, i + width + k)
                yr, yi = load(waves, j + k), load(waves, j + width + k)
                hr, hi = load(planes, at + k), load(planes, at + width + k)
                lr, li, rr, ri = xr + yr, xi - yi, xi + yi, yr - xr
                a, b = a + (hr * lr - hi * li), b + (hr * li + hi * lr)
                c, d = c + (hr * rr - hi * ri), d + (hr * ri + hi * rr)
            out[piece, 0, f] = complex(half * total(a), half * total(b))
            out[piece, 1, f] = complex(half * total(c), half * total(d))
