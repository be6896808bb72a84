"""Delay lines read along smooth paths: compiled loops. Knows samples, no response."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS, PHASES, REACH

_POINT = 32
_ONE = float(1 << (_POINT))
_PHASE_BITS = PHASES.bit_length() - 1


class Past(NamedTuple):
    """What every row was given, and what each ear read in the hop before."""

    line: Array  # (R, at least ``size``): rings
    size: int
    """Frames of a ring, a power of two."""
    block: Array  # (R, 2, H)


class Line(NamedTuple):
    """How delay lines are read."""

    half: Array  # (HALF_TAPS,)
    fine: Array  # (PHASES + 1, FINE_TAPS)
    scratch: Array  # (3, whatever one read may need): samples, halfway values, both by turns


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
        at = now & (past.size - 1)
        ring[at : at + hop] = dry[v]
        out[v, :, :hop] = before
        gain, delay = paths.gain[v], paths.delay[v]
        if gain[0] == 0.0 and gain[1] == 0.0 and gain[2] == 0.0:
            before[:] = 0.0
        else:
            first = now - int(np.ceil(delay.max())) - REACH
            size = now + hop - int(np.floor(delay.min())) + REACH - first
            _gather(ring, past.size, first, size, line)
            if not (_stands(delay[0]) and _stands(delay[1])):
                _interleave(size, line)
            for ear in range(2):
                _ear(float(now - first), delay[ear], gain, line, before[ear])
        out[v, :, hop:] = before


@compiled
def _stands(points: Array) -> bool:
    same: bool = points[0] == points[1] and points[1] == points[2]
    return same


@compiled
def _ear(start: float, delay: Array, gain: Array, line: Line, out: Array) -> None:
    """One ear's hop from the scratch room, where the hop would begin at ``start``."""
    if _stands(delay):
        _still(start - delay[2], line, out)
    else:
        _gliding(start, delay, line, out)
    if _stands(gain):
        level = np.float32(gain[2])
        for n in range(len(out)):
            out[n] *= level
    else:
        _faded(gain, out)


@compiled
def _gather(ring: Array, around: int, first: int, size: int, line: Line) -> None:
    """Bring a stretch of a ring to the scratch room, and work out the values halfway between."""
    plain, half = line.scratch[0], line.scratch[1]
    at = first & (around - 1)
    head = min(size, around - at)
    plain[:head] = ring[at : at + head]
    if head < size:
        plain[head:size] = ring[: size - head]
    count = size - 2 * HALF_TAPS + 1
    middle = half[HALF_TAPS - 1 : HALF_TAPS - 1 + count]
    middle[:] = 0.0
    # Slices, because an index with a minus in it may wrap, and then nothing is done eightfold.
    for t in range(0, HALF_TAPS, 2):
        before, after = plain[HALF_TAPS - 1 - t :], plain[HALF_TAPS + t :]
        earlier, later = plain[HALF_TAPS - 2 - t :], plain[HALF_TAPS + t + 1 :]
        p, q = line.half[t], line.half[t + 1]
        for n in range(count):
            middle[n] += p * (before[n] + after[n]) + q * (earlier[n] + later[n])


@compiled
def _interleave(size: int, line: Line) -> None:
    plain, half, both = line.scratch[0], line.scratch[1], line.scratch[2]
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
    taps = line.fine[row] + share * (line.fine[row + 1] - line.fine[row])
    # Taps fall on samples and halfway values by turns.
    size, odd, start = len(out), first & 1, first >> 1
    here, there = line.scratch[odd, start:], line.scratch[1 - odd, start + odd :]
    out[:] = 0.0
    for j in range(0, FINE_TAPS // 2, 2):
        a, b = here[j : j + size], there[j : j + size]
        c, d = here[j + 1 : j + 1 + size], there[j + 1 : j + 1 + size]
        p, q, r, s = taps[2 * j], taps[2 * j + 1], taps[2 * j + 2], taps[2 * j + 3]
        for n in range(size):
            out[n] += p * a[n] + q * b[n] + r * c[n] + s * d[n]


@compiled
def _gliding(start: float, delay: Array, line: Line, out: Array) -> None:
    """The same where the delay runs along a spline.

    The place is a whole number of 2^-32 samples at the doubled rate, and goes on by differences:
    a spline's second one is constant, and no number has to be rounded on the way.
    """
    step = 1.0 / len(out)
    slope = 2.0 * step * (delay[1] - delay[0])
    bend = step * step * (delay[0] - 2.0 * delay[1] + delay[2])
    base = 2.0 * start - (delay[0] + delay[1]) - (FINE_TAPS // 2 - 1)
    half_a_phase = 1 << (_POINT - _PHASE_BITS - 1)
    place = np.int64((base - slope - bend) * _ONE) + half_a_phase
    pace = np.int64((2.0 - slope - 3.0 * bend) * _ONE)
    turn = np.int64(-2.0 * bend * _ONE)
    fine, both = line.fine.reshape(-1), line.scratch[2]
    for n in range(len(out)):
        # Unsigned, because a signed index may wrap, and then nothing is done at once.
        at = np.uint64(place >> _POINT)
        phase = np.uint64((place >> (_POINT - _PHASE_BITS)) & (PHASES - 1))
        row = phase * np.uint64(FINE_TAPS)
        total = np.float32(0.0)
        for t in range(FINE_TAPS):
            total += fine[row + np.uint64(t)] * both[at + np.uint64(t)]
        out[n] = total
        place += pace
        pace += turn


@compiled
def _faded(gain: Array, out: Array) -> None:
    base, slope = 0.5 * (gain[0] + gain[1]), gain[1] - gain[0]
    bend = 0.5 * (gain[0] - 2.0 * gain[1] + gain[2])
    step = 1.0 / len(out)
    for n in range(len(out)):
        u = (n + 1) * step
        out[n] *= np.float32(base + u * (slope + u * bend))
