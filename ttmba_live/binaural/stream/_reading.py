"""Delay lines, doubled as they are filled and read along smooth paths: compiled loops.

Knows samples, no response. A line is a ring twice: its samples, and the values halfway between
them, each standing `HALF_TAPS` samples after its place, when all that it is made of is there. What
a ring begins with stands behind its end again, so that whatever is read is in one piece. Loops run
over samples with unsigned indices into flat arrays; only so are eight taken at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS, ORDER

ROOM = 64
"""Samples that stand behind a ring's end besides a hop: what reading touches around it."""

_HALF = FINE_TAPS // 2
_LAST = np.uint64(HALF_TAPS)
_EIGHT = np.uint64(8)


class Lines(NamedTuple):
    """What every row was given, and the filters with which it is read."""

    rings: Array  # (R, 2, size + room and more): samples, halfway values
    size: int
    """Frames of a ring, a power of two."""
    half: Array  # (HALF_TAPS,)
    fine: Array  # (ORDER + 1, FINE_TAPS / 2)
    window: Array  # (2 HALF_TAPS + H,) room


class Ways(NamedTuple):
    """Ways from a line to the ears, each by three control points: the last two hops' and this one's.

    A voice has one; an echo of it would be another from the same line.
    """

    rows: Array  # (W,) whose line
    delay: Array  # (W, 2, 3) frames
    gain: Array  # (W, 3)


@compiled
def take(lines: Lines, rows: Array, dry: Array, now: int) -> None:
    """Put a hop of dry sound (V, H) into rows (V,) of the lines, from frame ``now`` on."""
    window, half, given, flat = lines.window, lines.half, dry.reshape(-1), lines.rings.reshape(-1)
    count, size, back = np.uint64(dry.shape[1]), lines.size, np.uint64(2 * HALF_TAPS - 1)
    at, ring_size = now & (size - 1), lines.rings.shape[2]
    again = np.uint64(max(0, min(dry.shape[1], ring_size - size - at)))
    for v in range(len(rows)):
        plain = rows[v] * 2 * ring_size
        old = np.uint64(plain + ((at - 2 * HALF_TAPS + 1) & (size - 1)))
        new, halves = np.uint64(plain + at), np.uint64(plain + ring_size + at)
        origin = np.uint64(v) * count
        for n in range(back):
            window[n] = flat[old + n]
        for n in range(count):
            window[back + n] = given[origin + n]
            flat[new + n] = given[origin + n]
        for n in range(count):
            total = np.float32(0.0)
            for t in range(HALF_TAPS):
                total += half[t] * (
                    window[n + (_LAST - np.uint64(1 + t))] + window[n + (_LAST + np.uint64(t))]
                )
            flat[halves + n] = total
        for n in range(again):
            flat[new + np.uint64(size) + n] = flat[new + n]
            flat[halves + np.uint64(size) + n] = flat[halves + n]


@compiled
def read(lines: Lines, ways: Ways, now: int, hop: int, out: Array) -> None:
    """Fill ``out`` (2, W, at least hop + 7) with what each ear hears from frame ``now`` on.

    Paths are quadratic B-splines. A path is read in pieces in which it goes on by a whole sample
    for each sample, but for a fraction: ``place`` is that of the doubled rate less two a sample.
    """
    flat, ears = lines.rings.reshape(-1), out.reshape(-1)
    row_size, ring_size = lines.rings.shape[1] * lines.rings.shape[2], lines.rings.shape[2]
    step, at = 1.0 / hop, now & (lines.size - 1)
    p, q, r, s = lines.fine[0], lines.fine[1], lines.fine[2], lines.fine[3]
    for w in range(len(ways.rows)):
        first, second, third = ways.gain[w, 0], ways.gain[w, 1], ways.gain[w, 2]
        silent, even_loud = first == second == third == 0.0, first == second == third
        # Samples count from the hop's first one, which stands a step after its beginning.
        g2 = 0.5 * (first - 2.0 * second + third) * step * step
        g1 = (second - first) * step + 2.0 * g2
        g0 = np.float32(0.5 * (first + second) + (second - first) * step + g2)
        gain1, gain2 = np.float32(g1), np.float32(g2)
        origin = ways.rows[w] * row_size
        for ear in range(2):
            to = np.uint64((ear * len(ways.rows) + w) * out.shape[2])
            if silent:
                for n in range(np.uint64(hop)):
                    ears[to + n] = 0.0
                continue
            old, mid, new = ways.delay[w, ear, 0], ways.delay[w, ear, 1], ways.delay[w, ear, 2]
            bend = -(old - 2.0 * mid + new) * step * step
            slope = -2.0 * (mid - old) * step + 2.0 * bend
            base = 2.0 * at - (old + mid) - 2.0 * (mid - old) * step + bend
            n = 0
            while n < hop:
                place = base + n * (slope + n * bend)
                whole = int(np.floor(place))
                stop = hop
                if slope != 0.0 or bend != 0.0:
                    stop = _stop(base - whole, slope, bend, n, hop)
                start = whole + 2 * n - (_HALF - 1)
                odd = start & 1
                even_at, odd_at = (start >> 1) + odd * HALF_TAPS, (start >> 1) + 1 + (
                    0 if odd else HALF_TAPS - 1
                )
                front = np.uint64(origin + odd * ring_size + (even_at & (lines.size - 1)))
                other = np.uint64(origin + (1 - odd) * ring_size + (odd_at & (lines.size - 1)))
                x0 = np.float32(place - whole - 0.5)
                x1, x2 = np.float32(slope + 2.0 * n * bend), np.float32(bend)
                h0 = np.float32(g0 + n * (g1 + n * g2))
                h1 = np.float32(g1 + 2.0 * n * g2)
                here = to + np.uint64(n)
                if even_loud and slope == 0.0 and bend == 0.0:
                    c4, c3 = _pair(lines.fine, 0, x0, h0)
                    c5, c2 = _pair(lines.fine, 1, x0, h0)
                    c6, c1 = _pair(lines.fine, 2, x0, h0)
                    c7, c0 = _pair(lines.fine, 3, x0, h0)
                    for k in range(np.uint64(hop)):
                        ears[here + k] = (
                            c0 * flat[front + k] + c1 * flat[other + k]
                            + c2 * flat[front + k + np.uint64(1)] + c3 * flat[other + k + np.uint64(1)]
                            + c4 * flat[front + k + np.uint64(2)] + c5 * flat[other + k + np.uint64(2)]
                            + c6 * flat[front + k + np.uint64(3)] + c7 * flat[other + k + np.uint64(3)]
                        )
                    break
                for k in range((np.uint64(stop - n) + np.uint64(7)) // _EIGHT * _EIGHT):
                    t = np.float32(k)
                    x = x0 + t * (x1 + t * x2)
                    v0, v1 = flat[front + k], flat[other + k]
                    v2, v3 = flat[front + k + np.uint64(1)], flat[other + k + np.uint64(1)]
                    v4, v5 = flat[front + k + np.uint64(2)], flat[other + k + np.uint64(2)]
                    v6, v7 = flat[front + k + np.uint64(3)], flat[other + k + np.uint64(3)]
                    u0, u1, u2, u3 = v4 + v3, v5 + v2, v6 + v1, v7 + v0
                    d0, d1, d2, d3 = v4 - v3, v5 - v2, v6 - v1, v7 - v0
                    s0 = p[0] * u0 + p[1] * u1 + p[2] * u2 + p[3] * u3
                    s1 = q[0] * d0 + q[1] * d1 + q[2] * d2 + q[3] * d3
                    s2 = r[0] * u0 + r[1] * u1 + r[2] * u2 + r[3] * u3
                    s3 = s[0] * d0 + s[1] * d1 + s[2] * d2 + s[3] * d3
                    level = h0 + t * (h1 + t * gain2)
                    ears[here + k] = level * (s0 + x * (s1 + x * (s2 + x * s3)))
                n = stop


@compiled
def _pair(fine: Array, away: int, x: float, level: float) -> tuple[float, float]:
    """The taps after and before the middle, for one point."""
    sums = fine[0, away] + x * x * fine[2, away]
    differences = x * (fine[1, away] + x * x * fine[3, away])
    return level * (sums + differences), level * (sums - differences)


@compiled
def _stop(offset: float, slope: float, bend: float, n: int, hop: int) -> int:
    """The first sample after ``n`` whose place leaves 0..1: ``offset + m (slope + m bend)``."""
    nearest = float(hop)
    for edge in range(2):
        rest = offset - edge
        inside = slope * slope - 4.0 * bend * rest
        if inside < 0.0:
            continue
        half = -0.5 * (slope + np.copysign(np.sqrt(inside), slope))
        for root in (half / bend if bend != 0.0 else -1.0, rest / half if half != 0.0 else -1.0):
            if n < root < nearest:
                nearest = root
    return min(hop, max(n + 1, int(np.ceil(nearest))))
