"""A feedback delay network's frames, some at a time: compiled loops. Knows no room.

See `_network` for what it is; here is what is in it, and how that goes on. No line is shorter than
a block of frames, so what comes out of the lines in a block went in before it, and every step is
done for the whole block: filters with the lines side by side, the matrix with the frames.

Letters: N frames of a block, K lines.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.room._attenuation import SECTIONS
from ttmba_live.binaural.room._lengths import DIFFUSERS, LINES, LONGEST
from ttmba_live.binaural.stream._compiled import Array, compiled

RING = LONGEST + 1
SPREAD = 1.0 / math.sqrt(LINES)
DIFFUSION = 0.6
"""Of the allpasses; more would be heard as ringing."""
BLOCK = 64
"""Frames at a time, fewer than the shortest line has."""


class Lines(NamedTuple):
    """What is in the network."""

    rings: Array  # (LINES, RING)
    kept: Array  # (SECTIONS, 2, LINES) of the filters
    spread: Array  # (2, DIFFUSERS, RING) what the allpasses hold
    turned: Array  # (2, LINES / 2) cosines and sines of the pairs' angles

    @classmethod
    def empty(cls) -> Lines:
        """Silence."""
        return cls(
            np.zeros((LINES, RING), np.float32),
            np.zeros((SECTIONS, 2, LINES), np.float32),
            np.zeros((2, DIFFUSERS, RING), np.float32),
            np.repeat([[1.0], [0.0]], LINES // 2, axis=1),
        )


@compiled
def circulate(
    lines: Lines, parts: tuple[Array, Array, Array, Array, Array], when: tuple[int, int],
    sent: Array, out: Array,
) -> None:  # fmt: skip
    """Let the network go on by a hop: ``sent`` (2, H) in, ``out`` (signals, H) filled.

    ``when`` is the frame, and how far into the lines inputs come in.
    """
    rings, kept, spread_out, turned = lines
    lengths, diffusers, filters, patterns, turning = parts
    now, sooner = when
    for first in range(0, sent.shape[1], BLOCK):
        at, frames = now + first, min(BLOCK, sent.shape[1] - first)
        given = np.empty((2, frames), np.float32)
        x, y = np.empty((frames, LINES), np.float32), np.empty((LINES, frames), np.float32)
        _diffused(spread_out[0], diffusers[0], at, sent[0, first : first + frames], given[0])
        _diffused(spread_out[1], diffusers[1], at, sent[1, first : first + frames], given[1])
        # What comes in before this block's frames may come out with one of them.
        before = min(sooner, frames)
        _put(rings, at - sooner, patterns, given[:, :before])
        _came(rings, lengths, at, x)
        for s in range(SECTIONS):
            _filtered(filters[s], kept[s], x)
        _laid(x, y)
        _heard(patterns, y, out[:, first : first + frames])
        _turned(turned, turning, x)
        _laid(x, y)
        _shared(y)
        _went(rings, at, y)
        _put(rings, at - sooner + before, patterns, given[:, before:])


@compiled
def _came(rings: Array, lengths: Array, at: int, x: Array) -> None:
    """Read the lines' ends into (N, K)."""
    mask = rings.shape[1] - 1
    for k in range(LINES):
        begin = at - lengths[k]
        for n in range(len(x)):
            x[n, k] = rings[k, (begin + n) & mask]


@compiled
def _went(rings: Array, at: int, y: Array) -> None:
    """Write (K, N) to the lines' beginnings, as loud as energy stays."""
    mask = rings.shape[1] - 1
    spread = np.float32(SPREAD)
    for k in range(LINES):
        for n in range(y.shape[1]):
            rings[k, (at + n) & mask] = spread * y[k, n]


@compiled
def _put(rings: Array, at: int, patterns: Array, given: Array) -> None:
    """Add two inputs (2, N) to the lines, from frame ``at`` on."""
    mask = rings.shape[1] - 1
    for k in range(LINES):
        a, b = patterns[0, k], patterns[1, k]
        for n in range(given.shape[1]):
            rings[k, (at + n) & mask] += a * given[0, n] + b * given[1, n]


@compiled
def _filtered(filters: Array, kept: Array, x: Array) -> None:
    """One section of second order, (5, K), with what it keeps (2, K), for each line of (N, K)."""
    for n in range(len(x)):
        for k in range(LINES):
            given = x[n, k]
            y = filters[0, k] * given + kept[0, k]
            kept[0, k] = filters[1, k] * given - filters[3, k] * y + kept[1, k]
            kept[1, k] = filters[2, k] * given - filters[4, k] * y
            x[n, k] = y


@compiled
def _laid(x: Array, y: Array) -> None:
    """Lay (N, K) out as (K, N)."""
    for k in range(LINES):
        for n in range(len(x)):
            y[k, n] = x[n, k]


@compiled
def _turned(turned: Array, turning: Array, x: Array) -> None:
    """Turn pairs of lines of (N, K) into each other, by angles that go on by a frame."""
    half = LINES // 2
    for n in range(len(x)):
        for k in range(half):
            cosine, sine = turned[0, k], turned[1, k]
            a, b = x[n, k], x[n, k + half]
            x[n, k] = np.float32(cosine) * a - np.float32(sine) * b
            x[n, k + half] = np.float32(sine) * a + np.float32(cosine) * b
            turned[0, k] = cosine * turning[0, k] - sine * turning[1, k]
            turned[1, k] = sine * turning[0, k] + cosine * turning[1, k]


@compiled
def _shared(y: Array) -> None:
    """Hand everything of (K, N) on to all lines: Hadamard's matrix, without its scale."""
    lines = len(y)  # not a constant: the compiler would unroll all of it, for seconds
    size = lines // 2
    while size:
        for k in range(0, lines, 2 * size):
            for j in range(k, k + size):
                for n in range(y.shape[1]):
                    a, b = y[j, n], y[j + size, n]
                    y[j, n], y[j + size, n] = a + b, a - b
        size //= 2


@compiled
def _heard(patterns: Array, y: Array, out: Array) -> None:
    """What the outputs (signals, N) have of the lines (K, N)."""
    for signal in range(len(out)):
        out[signal] = 0.0
        for k in range(LINES):
            share = patterns[2 + signal, k]
            if share != 0.0:
                for n in range(y.shape[1]):
                    out[signal, n] += share * y[k, n]


@compiled
def _diffused(rings: Array, lengths: Array, at: int, sent: Array, out: Array) -> None:
    """Samples (N,) through a row of allpasses."""
    mask = rings.shape[1] - 1
    share = np.float32(DIFFUSION)
    for n in range(len(sent)):
        x = sent[n]
        for k in range(len(lengths)):
            then = rings[k, (at + n - lengths[k]) & mask]
            held = x + share * then
            rings[k, (at + n) & mask] = held
            x = then - share * held
        out[n] = x
