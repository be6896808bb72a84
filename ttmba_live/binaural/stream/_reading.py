"""Delay lines read along smooth paths: compiled loops. Knows samples, no response."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS, PHASES, REACH


class Past(NamedTuple):
    """What every row was given, and what each ear read in the hop before."""

    line: Array  # (R, a power of two): rings
    block: Array  # (R, 2, H)


class Line(NamedTuple):
    """How delay lines are read."""

    half: Array  # (HALF_TAPS,)
    fine: Array  # (PHASES + 1, FINE_TAPS)
    scratch: Array  # (3, whatever one read may need): samples, halfway values, both by turns
    at: Array  # (H,)
    row: Array  # (H,)


class Paths(NamedTuple):
    """Three control points of each voice's way through a hop: of the last two and of this one."""

    delay: Array  # (V, 2, 3)
    gain: Array  # (V, 3)


@compiled
def read(
    past: Past, rows: Array, dry: Array, now: int, line: Line, paths: Paths, out: Array
) -> None:
    """Take in a hop of dry sound (V, H), and read each ear's from what there was.

    Args:
        past: written into.
        rows: (V,).
        dry: (V, H).
        now: the stream's frame at which the hop begins.
        line: filters and room.
        paths: ways of delay and gain, along quadratic B-splines.
        out: (V, 2, 2 H) filled with the hop before and this one.
    """
    hop = dry.shape[1]
    for v in range(len(rows)):
        ring, before = past.line[rows[v]], past.block[rows[v]]
        at = now & (len(ring) - 1)
        ring[at : at + hop] = dry[v]
        out[v, :, :hop] = before
        gain, delay = paths.gain[v], paths.delay[v]
        if gain[0] == 0.0 and gain[1] == 0.0 and gain[2] == 0.0:
            before[:] = 0.0
        else:
            first = now - int(np.ceil(delay.max())) - REACH
            size = now + hop - int(np.floor(delay.min())) + REACH - first
            _gather(ring, first, size, line)
            for ear in range(2):
                _ear(float(now - first), delay[ear], gain, line, before[ear])
        out[v, :, hop:] = before


@compiled
def _ear(start: float, delay: Array, gain: Array, line: Line, out: Array) -> None:
    """One ear's hop from the scratch room, where the hop would begin at ``start``."""
    if delay[0] == delay[1] and delay[1] == delay[2]:
        _still(start - delay[2], line, out)
    else:
        _gliding(start, delay, line, out)
    if gain[0] == gain[1] and gain[1] == gain[2]:
        level = np.float32(gain[2])
        for n in range(len(out)):
            out[n] *= level
    else:
        _faded(gain, out)


@compiled
def _gather(ring: Array, first: int, size: int, line: Line) -> None:
    """Bring a stretch of a ring to the scratch room, and the values halfway between."""
    plain, half, both = line.scratch[0], line.scratch[1], line.scratch[2]
    mask = len(ring) - 1
    at = first & mask
    head = min(size, len(ring) - at)
    plain[:head] = ring[at : at + head]
    if head < size:
        plain[head:size] = ring[: size - head]
    count = size - 2 * HALF_TAPS + 1
    middle = half[HALF_TAPS - 1 : HALF_TAPS - 1 + count]
    middle[:] = 0.0
    # Slices, because an index with a minus in it may wrap, and then nothing is done eightfold.
    for t in range(HALF_TAPS):
        weight = line.half[t]
        before = plain[HALF_TAPS - 1 - t : HALF_TAPS - 1 - t + count]
        after = plain[HALF_TAPS + t : HALF_TAPS + t + count]
        for n in range(count):
            middle[n] += weight * (before[n] + after[n])
    for n in range(size):
        both[2 * n] = plain[n]
        both[2 * n + 1] = half[n]


@compiled
def _still(place: float, line: Line, out: Array) -> None:
    """Samples at ``place``, ``place + 1``, ... of the scratch room."""
    doubled = 2.0 * place
    whole = int(np.floor(doubled))
    phase = (doubled - whole) * PHASES
    row = min(int(phase), PHASES - 1)
    share = np.float32(phase - row)
    first = whole - (FINE_TAPS // 2 - 1)
    out[:] = 0.0
    for t in range(FINE_TAPS):
        weight = line.fine[row, t] + share * (line.fine[row + 1, t] - line.fine[row, t])
        start = (first + t) >> 1
        source = line.scratch[(first + t) & 1, start : start + len(out)]
        for n in range(len(out)):
            out[n] += weight * source[n]


@compiled
def _gliding(start: float, delay: Array, line: Line, out: Array) -> None:
    """The same where the delay runs along a spline."""
    slope = delay[1] - delay[0]
    bend = 0.5 * (delay[0] - 2.0 * delay[1] + delay[2])
    step = 1.0 / len(out)
    base = 2.0 * start - (delay[0] + delay[1]) - (FINE_TAPS // 2 - 1)
    for n in range(len(out)):
        u = (n + 1) * step
        doubled = base + 2.0 * (n - u * (slope + u * bend))
        whole = np.int32(doubled)
        line.at[n] = whole
        line.row[n] = np.int32((doubled - whole) * PHASES + 0.5)
    fine, both = line.fine.reshape(-1), line.scratch[2]
    for n in range(len(out)):
        # Unsigned, because a signed index may wrap, and then nothing is done at once.
        at, row = np.uint64(line.at[n]), np.uint64(line.row[n]) * np.uint64(FINE_TAPS)
        total = np.float32(0.0)
        for t in range(FINE_TAPS):
            total += fine[row + np.uint64(t)] * both[at + np.uint64(t)]
        out[n] = total


@compiled
def _faded(gain: Array, out: Array) -> None:
    base, slope = 0.5 * (gain[0] + gain[1]), gain[1] - gain[0]
    bend = 0.5 * (gain[0] - 2.0 * gain[1] + gain[2])
    step = 1.0 / len(out)
    for n in range(len(out)):
        u = (n + 1) * step
        out[n] *= np.float32(base + u * (slope + u * bend))
