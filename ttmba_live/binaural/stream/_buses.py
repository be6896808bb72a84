"""Buses through the responses of a basis: transforms of many signals side by side. Knows no voice.

Both ears' buses go through the same responses, so one complex transform serves both, the left ear
being its real part. It takes all buses at once: rows are samples, columns are buses, and what is
done to a row is done to sixteen columns at a time. Libraries transform one signal after the other,
at three to four times the cost.

Rows hold real parts, then imaginary ones. The transform is Stockham's, by fours: each pass leaves
its rows in the order that the next one wants (W. Cochran and others, "What is the fast Fourier
transform?", 1967).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled, inlined
from ttmba_live.binaural.stream._spectra import Spectra
from ttmba_live.binaural.stream._vectors import WIDTH, Sixteen, load, spread, store, total

Index = Any  # a np.uint64: with signed ones, loops test for negative ones

_ONE, _TWO, _THREE, _FOUR = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
_WIDTH = np.uint64(WIDTH)
_ROW = _TWO * _WIDTH


class Basis(NamedTuple):
    """K responses in P pieces, as `filtered` wants them."""

    planes: Array  # (P, H + 1, 2, W) spectra; W is K rounded up, zero beyond
    turn: Array  # (2 H, 2) cosine and sine of every step backwards through a turn
    responses: int
    """K."""


def laid_out(responses: Spectra) -> Basis:
    """Take spectra (K, P, H + 1)."""
    count, pieces, bins = responses.shape
    planes = np.zeros((pieces, bins, 2, -(-count // WIDTH) * WIDTH), np.float32)
    planes[:, :, 0, :count] = responses.real.transpose(1, 2, 0)
    planes[:, :, 1, :count] = responses.imag.transpose(1, 2, 0)
    turn = np.exp(-1j * np.pi * np.arange(2 * (bins - 1)) / (bins - 1)).astype(np.complex64)
    return Basis(planes, turn.view(np.float32).reshape(-1, 2), count)


def working_room(hop: int, size: int) -> tuple[Array, Array, Array]:
    """What `filtered` works in, for so many numbers of spectra: two of its passes, zeroed sums."""
    block = 4 * hop * WIDTH
    here, there = np.empty(block, np.float32), np.empty(block, np.float32)
    return here, there, np.zeros(2 * size * WIDTH, np.float32)


@compiled
def filtered(
    basis: Basis, buses: Array, turning: Array, ramp: Array, room: tuple[Array, Array, Array],
    out: Array,
) -> None:  # fmt: skip
    """Fill ``out`` (P, 2, H + 1), both ears' spectra, from buses (2, H, W).

    To them comes ``turning`` of the same shape, times ``ramp`` (H,); or (2, 0, W) for nothing.
    Sixteen buses after the other, whose rows stay near the processor.
    """
    width, hop = np.uint64(buses.shape[2]), np.uint64(len(ramp))
    here, there, sums = room
    given, turned = buses.reshape(-1), turning.reshape(-1)
    turn, planes = basis.turn.reshape(-1), basis.planes.reshape(-1)
    for column in range(np.uint64(0), width, _WIDTH):
        _begin(given, turned, column, width, ramp, turn, here)
        size, stride = hop // _TWO, _FOUR
        while size >= _FOUR:
            _by_fours(here, there, size, stride, turn)
            here, there = there, here
            size, stride = size // _FOUR, stride * _FOUR
        if size == _TWO:
            _halves(here, there)
            here, there = there, here
        for piece in range(np.uint64(out.shape[0])):
            _multiplied(planes, piece, column, width, here, sums)
    flat, half = out.reshape(-1), np.float32(0.5)
    for f in range(np.uint64(len(flat))):
        at = _TWO * f * _WIDTH
        flat[f] = complex(half * total(load(sums, at)), half * total(load(sums, at + _WIDTH)))


@inlined
def _begin(
    buses: Array, turning: Array, column: Index, width: Index, ramp: Array, turn: Array,
    out: Array,
) -> None:  # fmt: skip
    """The first pass; the second half of what is transformed is zero."""
    hop, moved = np.uint64(len(ramp)), len(turning) > 0
    half, ear = hop // _TWO, hop * width
    for n in range(half):
        i, j, k, to = n * width + column, (n + half) * width + column, _TWO * n, _FOUR * n * _ROW
        ar, ai, br, bi = load(buses, i), load(buses, i + ear), load(buses, j), load(buses, j + ear)
        if moved:
            early, late = spread(ramp[n]), spread(ramp[n + half])
            ar, ai = ar + early * load(turning, i), ai + early * load(turning, i + ear)
            br, bi = br + late * load(turning, j), bi + late * load(turning, j + ear)
        _put(out, to, ar + br, ai + bi)
        _turned(out, to + _ROW, ar + bi, ai - br, turn, k)
        _turned(out, to + _TWO * _ROW, ar - br, ai - bi, turn, _TWO * k)
        _turned(out, to + _THREE * _ROW, ar - bi, ai + br, turn, _THREE * k)


@inlined
def _by_fours(given: Array, out: Array, size: Index, stride: Index, turn: Array) -> None:
    """A pass over transforms of ``size`` that are left, ``stride`` of them side by side."""
    quarter, step = size // _FOUR, stride * _ROW
    apart = step * quarter
    for n in range(quarter):
        k = _TWO * stride * n
        for q in range(stride):
            i, to = (q + stride * n) * _ROW, (q + stride * _FOUR * n) * _ROW
            ar, ai = load(given, i), load(given, i + _WIDTH)
            br, bi = load(given, i + apart), load(given, i + apart + _WIDTH)
            i += _TWO * apart
            cr, ci = load(given, i), load(given, i + _WIDTH)
            dr, di = load(given, i + apart), load(given, i + apart + _WIDTH)
            er, ei, fr, fi = ar + cr, ai + ci, ar - cr, ai - ci
            gr, gi, hr, hi = br + dr, bi + di, br - dr, bi - di
            _put(out, to, er + gr, ei + gi)
            _turned(out, to + step, fr + hi, fi - hr, turn, k)
            _turned(out, to + _TWO * step, er - gr, ei - gi, turn, _TWO * k)
            _turned(out, to + _THREE * step, fr - hi, fi + hr, turn, _THREE * k)


@inlined
def _halves(given: Array, out: Array) -> None:
    """The last pass, where fours do not go up."""
    half = np.uint64(len(given)) // _TWO
    for i in range(np.uint64(0), half, _WIDTH):
        a, b = load(given, i), load(given, i + half)
        store(out, i, a + b)
        store(out, i + half, a - b)


@compiled
def _put(out: Array, at: Index, real: Sixteen, imaginary: Sixteen) -> None:
    store(out, at, real)
    store(out, at + _WIDTH, imaginary)


@compiled
def _turned(
    out: Array, at: Index, real: Sixteen, imaginary: Sixteen, turn: Array, k: Index
) -> None:
    """Put a number turned by the step that stands at ``k``."""
    cosine, sine = spread(turn[k]), spread(turn[k + _ONE])
    _put(out, at, real * cosine - imaginary * sine, real * sine + imaginary * cosine)


@inlined
def _multiplied(
    planes: Array, piece: Index, column: Index, width: Index, waves: Array, sums: Array
) -> None:
    """Add the ears, taken apart and doubled, times a piece of the responses: (P, 2, H + 1)."""
    hop = np.uint64(len(waves)) // (_TWO * _ROW)
    bins = hop + _ONE
    for f in range(bins):
        i, at = f * _ROW, (piece * bins + f) * _TWO * width + column
        j = (_TWO * hop - f) * _ROW if f else i  # of the frequency below zero
        to = (_TWO * piece * bins + f) * _ROW
        xr, xi, yr, yi = (
            load(waves, i),
            load(waves, i + _WIDTH),
            load(waves, j),
            load(waves, j + _WIDTH),
        )
        hr, hi = load(planes, at), load(planes, at + width)
        _added(sums, to, hr, hi, xr + yr, xi - yi)
        _added(sums, to + bins * _ROW, hr, hi, xi + yi, yr - xr)


@compiled
def _added(sums: Array, at: Index, ar: Sixteen, ai: Sixteen, br: Sixteen, bi: Sixteen) -> None:
    real, imaginary = load(sums, at), load(sums, at + _WIDTH)
    _put(sums, at, real + (ar * br - ai * bi), imaginary + (ar * bi + ai * br))
