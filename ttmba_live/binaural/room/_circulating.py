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
from ttmba_live.binaural.stream._compiled import Array, compiled, inlined

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


def working_room() -> tuple[Array, Array, Array]:
    """What `circulate` works in."""
    return (
        np.empty((2, BLOCK), np.float32),
        np.empty((BLOCK, LINES), np.float32),
        np.empty((LINES, BLOCK), np.float32),
    )


@compiled
def circulate(
    lines: Lines, parts: tuple[Array, Array, Array, Array, Array], when: tuple[int, int],
    room: tuple[Array, Array, Array], sent: Array, out: Array,
) -> None:  # fmt: skip
    """Let the network go on by a hop: ``sent`` (2, H) in, ``out`` (signals, H) filled.

    ``when`` is the frame, and how far into the lines inputs come in.
    """
    rings, kept, spread_out, turned = lines
    lengths, diffusers, filters, patterns, turning = parts
    given, x, y = room
    now, sooner = when
    for first in range(0, sent.shape[1], BLOCK):
        at, frames = now + first, min(BLOCK, sent.shape[1] - first)
        _diffused(spread_out, diffusers, at, sent[:, first : first + frames], given)
        # What comes in before this block's frames may come out with one of them.
        before = min(sooner, frames)
        _put(rings, at - sooner, patterns, given, 0, before)
        _came(rings, lengths, at, frames, x)
        for s in range(len(filters)):
            _filtered(filters[s], kept[s], frames, x)
        _laid(x, y, frames)
        _heard(patterns, y, first, frames, out)
        _turned(turned, turning, frames, x)
        _laid(x, y, frames)
        _shared(y, frames)
        _went(rings, at, frames, y)
        _put(rings, at - sooner, patterns, given, before, frames)


@inlined
def _came(rings: Array, lengths: Array, at: int, frames: int, x: Array) -> None:
    """Read the lines' ends into (N, K)."""
    mask = rings.shape[1] - 1
    for k in range(len(rings)):
        begin = at - lengths[k]
        for n in range(frames):
            x[n, k] = rings[k, (begin + n) & mask]


@inlined
def _went(rings: Array, at: int, frames: int, y: Array) -> None:
    """Write (K, N) to the lines' beginnings, as loud as energy stays."""
    mask = rings.shape[1] - 1
    spread = np.float32(SPREAD)
    for k in range(len(rings)):
        for n in range(frames):
            rings[k, (at + n) & mask] = spread * y[k, n]


@compiled
def _put(rings: Array, at: int, patterns: Array, given: Array, begin: int, end: int) -> None:
    """Add some of two inputs (2, N) to the lines, the first of them at frame ``at``."""
    mask = rings.shape[1] - 1
    for k in range(len(rings)):
        a, b = patterns[0, k], patterns[1, k]
        for n in range(begin, end):
            rings[k, (at + n) & mask] += a * given[0, n] + b * given[1, n]


@compiled
def _filtered(filters: Array, kept: Array, frames: int, x: Array) -> None:
    """One section of second order, (5, K), with what it keeps (2, K), for each line of (N, K)."""
    for n in range(frames):
        for k in range(LINES):
            given = x[n, k]
            y = filters[0, k] * given + kept[0, k]
            kept[0, k] = filters[1, k] * given - filters[3, k] * y + kept[1, k]
            kept[1, k] = filters[2, k] * given - filters[4, k] * y
            x[n, k] = y


@compiled
def _laid(x: Array, y: Array, frames: int) -> None:
    """Lay (N, K) out as (K, N)."""
    for k in range(len(y)):
        for n in range(frames):
            y[k, n] = x[n, k]


@inlined
def _turned(turned: Array, turning: Array, frames: int, x: Array) -> None:
    """Turn pairs of lines of (N, K) into each other, by angles that go on by a frame."""
    half = x.shape[1] // 2
    for n in range(frames):
        for k in range(half):
            cosine, sine = turned[0, k], turned[1, k]
            a, b = x[n, k], x[n, k + half]
            x[n, k] = np.float32(cosine) * a - np.float32(sine) * b
            x[n, k + half] = np.float32(sine) * a + np.float32(cosine) * b
            turned[0, k] = cosine * turning[0, k] - sine * turning[1, k]
            turned[1, k] = sine * turning[0, k] + cosine * turning[1, k]


@inlined
def _shared(y: Array, frames: int) -> None:
    """Hand everything of (K, N) on to all lines: Hadamard's matrix, without its scale."""
    lines = len(y)  # not a constant: the compiler would unroll all of it, for seconds
    size = lines // 2
    while size:
        for k in range(0, lines, 2 * size):
            for j in range(k, k + size):
                for n in range(frames):
                    a, b = y[j, n], y[j + size, n]
                    y[j, n], y[j + size, n] = a + b, a - b
        size //= 2


@inlined
def _heard(patterns: Array, y: Array, first: int, frames: int, out: Array) -> None:
    """What the outputs (signals, H) have of the lines (K, N), from a frame on."""
    for signal in range(len(out)):
        for n in range(frames):
            out[signal, first + n] = 0.0
        for k in range(len(y)):
            share = patterns[2 + signal, k]
            if share != 0.0:
                for n in range(frames):
                    out[signal, first + n] += share * y[k, n]


@inlined
def _diffused(rings: Array, lengths: Array, at: int, sent: Array, out: Array) -> None:
    """Samples (2, N) through a row of allpasses each."""
    mask = rings.shape[2] - 1
    share = np.float32(DIFFUSION)
    for k in range(2):
        for n in range(sent.shape[1]):
            x = sent[k, n]
            for m in range(lengths.shape[1]):
                then = rings[k, m, (at + n - lengths[k, m]) & mask]
                held = x + share * then
                rings[k, m, (at + n) & mask] = held
                x = then - share * held
            out[k, n] = x
