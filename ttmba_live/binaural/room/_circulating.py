"""A feedback delay network's frames, one after the other: compiled loops. Knows no room.

See `_network` for what it is; here is what is in it, and how that goes on.
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
    x = np.empty(LINES, np.float32)
    mask = rings.shape[1] - 1
    spread = np.float32(SPREAD)
    for n in range(sent.shape[1]):
        at = now + n
        for k in range(LINES):
            x[k] = rings[k, (at - lengths[k]) & mask]
        for s in range(SECTIONS):
            for k in range(LINES):
                y = filters[s, 0, k] * x[k] + kept[s, 0, k]
                kept[s, 0, k] = filters[s, 1, k] * x[k] - filters[s, 3, k] * y + kept[s, 1, k]
                kept[s, 1, k] = filters[s, 2, k] * x[k] - filters[s, 4, k] * y
                x[k] = y
        _heard(patterns, x, out, n)
        _turn(turned, turning, x)
        size = LINES // 2
        while size:
            for k in range(0, LINES, 2 * size):
                for j in range(k, k + size):
                    a, b = x[j], x[j + size]
                    x[j], x[j + size] = a + b, a - b
            size //= 2
        first = _diffused(spread_out[0], diffusers[0], at, sent[0, n])
        second = _diffused(spread_out[1], diffusers[1], at, sent[1, n])
        for k in range(LINES):
            rings[k, at & mask] = spread * x[k]
            into = (at - sooner) & mask
            rings[k, into] += patterns[0, k] * first + patterns[1, k] * second


@compiled
def _turn(turned: Array, turning: Array, x: Array) -> None:
    """Turn pairs of lines (LINES,) into each other, by angles that go on by a frame."""
    half = LINES // 2
    for k in range(half):
        cosine, sine = turned[0, k], turned[1, k]
        a, b = x[k], x[k + half]
        x[k] = np.float32(cosine) * a - np.float32(sine) * b
        x[k + half] = np.float32(sine) * a + np.float32(cosine) * b
        turned[0, k] = cosine * turning[0, k] - sine * turning[1, k]
        turned[1, k] = sine * turning[0, k] + cosine * turning[1, k]


@compiled
def _heard(patterns: Array, x: Array, out: Array, n: int) -> None:
    """What the outputs (signals, H) have of the lines (LINES,) in a frame."""
    for signal in range(len(out)):
        total = np.float32(0.0)
        for k in range(LINES):
            total += patterns[2 + signal, k] * x[k]
        out[signal, n] = total


@compiled
def _diffused(rings: Array, lengths: Array, at: int, sample: float) -> float:
    """One sample through a row of allpasses."""
    mask = rings.shape[1] - 1
    share = np.float32(DIFFUSION)
    x = np.float32(sample)
    for k in range(len(lengths)):
        then = rings[k, (at - lengths[k]) & mask]
        held = x + share * then
        rings[k, at & mask] = held
        x = then - share * held
    return float(x)
