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
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS
from ttmba_live.binaural.stream._vectors import WIDTH, Sixteen, fetch, load, spread, store

ROOM = 64
"""Samples that stand behind a ring's end besides a hop: what reading touches around it."""

SPARE = WIDTH
"""Samples behind a hop's end that `read` may write to."""

_AHEAD = 2
"""Voices whose samples are asked of the memory before it is their turn, each from its own pages."""

Index = np.uint64

_HALF, _WIDTH, _STEPS = FINE_TAPS // 2, np.uint64(WIDTH), np.arange(WIDTH, dtype=np.float32)
_LAST, _ONE, _TWO, _THREE = np.uint64(HALF_TAPS), np.uint64(1), np.uint64(2), np.uint64(3)


class Lines(NamedTuple):
    """What every row was given, and the filters with which it is read."""

    rings: Array  # (R, 2, size + room and more): samples, halfway values
    size: int
    """Frames of a ring, a power of two."""
    half: Array  # (HALF_TAPS,)
    fine: Array  # (ORDER + 1, FINE_TAPS / 2)
    window: Array  # (2 HALF_TAPS + H,) room


class Ways(NamedTuple):
    """Ways from lines to the ears, each by control points: the last two hops' and this one's.

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
        if v + _AHEAD < len(rows):
            soon = rows[v + _AHEAD] * 2 * ring_size + at
            _fetched(flat, soon, dry.shape[1])
            _fetched(flat, soon + ring_size, dry.shape[1])
            _fetched(given, (v + _AHEAD) * dry.shape[1], dry.shape[1])
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
    """Fill ``out`` (2, W, at least hop + SPARE) with what each ear hears from frame ``now`` on.

    Paths are quadratic B-splines of which samples are counted from the hop's first, which stands
    a step after its beginning. A path is read in pieces in which it goes on by a whole sample for
    each sample, but for a fraction: ``place`` is that of the doubled rate less two a sample.
    """
    flat, ears = lines.rings.reshape(-1), out.reshape(-1)
    ring, mask = lines.rings.shape[2], lines.size - 1
    step, at = 1.0 / hop, now & mask
    for w in range(len(ways.rows)):
        if w + _AHEAD < len(ways.rows):
            for ear in range(2):
                late = int(ways.delay[w + _AHEAD, ear, 1]) + FINE_TAPS // 2
                front = 2 * ways.rows[w + _AHEAD] * ring + ((at - late) & mask)
                _fetched(flat, front, hop + WIDTH)
                _fetched(flat, front + ring + HALF_TAPS, hop + WIDTH)
        level = _spline(ways.gain[w, 0], ways.gain[w, 1], ways.gain[w, 2], step)
        silent = level[0] == 0.0 and level[1] == 0.0 and level[2] == 0.0
        for ear in range(2):
            to = np.uint64((ear * len(ways.rows) + w) * out.shape[2])
            delay = ways.delay[w, ear]
            away = _spline(delay[0], delay[1], delay[2], step)
            base, slope, bend = 2.0 * (at - away[0]), -2.0 * away[1], -2.0 * away[2]
            stands = slope == 0.0 and bend == 0.0
            n = hop if silent else 0
            for k in range(np.uint64(n)):
                ears[to + k] = 0.0
            while n < hop:
                place = base + n * (slope + n * bend)
                whole = int(np.floor(place))
                stop = hop if stands else _stop(base - whole, slope, bend, n, hop)
                # Eight values, at places and halfway between them by turns.
                start = whole + 2 * n - (_HALF - 1)
                odd, even = start & 1, 1 - (start & 1)
                first = (start >> 1) + odd * HALF_TAPS
                second = (start >> 1) + odd + even * HALF_TAPS
                origin = 2 * ways.rows[w] * ring
                front = np.uint64(origin + odd * ring + (first & mask))
                other = np.uint64(origin + even * ring + (second & mask))
                x = (place - whole - 0.5, slope + 2.0 * n * bend, bend)
                loud = (level[0] + n * (level[1] + n * level[2]), level[1] + 2.0 * n * level[2])
                here, count = to + np.uint64(n), np.uint64(stop - n)
                if stands and level[1] == 0.0 and level[2] == 0.0:
                    _stand(flat, (front, other), lines.fine, (x[0], loud[0]), (ears, here, count))
                else:
                    shape = (loud[0], loud[1], level[2])
                    _glide(flat, (front, other), lines.fine, x, shape, (ears, here, count))
                n = stop


@compiled
def _fetched(flat: Array, at: int, count: int) -> None:
    """Have so many samples on their way to the processor."""
    for k in range(0, count, WIDTH):
        fetch(flat, np.uint64(at + k))


@compiled
def _spline(a: float, b: float, c: float, step: float) -> tuple[float, float, float]:
    """Three control points to the powers of a sample's number."""
    bend = 0.5 * (a - 2.0 * b + c) * step * step
    slope = (b - a) * step
    return 0.5 * (a + b) + slope + bend, slope + 2.0 * bend, bend


@compiled
def _glide(
    flat: Array,
    at: tuple[Index, Index],
    fine: Array,
    x: tuple[float, float, float],
    level: tuple[float, float, float],
    out: tuple[Array, Index, Index],
) -> None:
    """Read where the point moves among the values, by sixteens of samples."""
    front, other = at
    ears, here, count = out
    x0, x1, x2 = spread(x[0]), spread(x[1]), spread(x[2])
    h0, h1, h2 = spread(level[0]), spread(level[1]), spread(level[2])
    for k in range(np.uint64(0), count, _WIDTH):
        t, i, j = spread(k) + load(_STEPS, 0), front + k, other + k
        y, total = x0 + t * (x1 + t * x2), spread(0.0)
        u0, d0 = _around(flat, i + _TWO, j + _ONE)
        u1, d1 = _around(flat, j + _TWO, i + _ONE)
        u2, d2 = _around(flat, i + _THREE, j)
        u3, d3 = _around(flat, j + _THREE, i)
        total = _weighed(fine[3], d0, d1, d2, d3)
        total = _weighed(fine[2], u0, u1, u2, u3) + y * total
        total = _weighed(fine[1], d0, d1, d2, d3) + y * total
        total = _weighed(fine[0], u0, u1, u2, u3) + y * total
        store(ears, here + k, (h0 + t * (h1 + t * h2)) * total)


@compiled
def _around(flat: Array, after: Index, before: Index) -> tuple[Sixteen, Sixteen]:
    """Sums and differences of what stands to both sides."""
    right, left = load(flat, after), load(flat, before)
    return right + left, right - left


@compiled
def _weighed(taps: Array, a: Sixteen, b: Sixteen, c: Sixteen, d: Sixteen) -> Sixteen:
    """The taps of a power times four pairs of values."""
    return (spread(taps[0]) * a + spread(taps[1]) * b) + (spread(taps[2]) * c + spread(taps[3]) * d)


@compiled
def _stand(
    flat: Array,
    at: tuple[Index, Index],
    fine: Array,
    point: tuple[float, float],
    out: tuple[Array, Index, Index],
) -> None:
    """Read where the point stays among the values, as loud as before."""
    front, other = at
    ears, here, count = out
    a4, a3 = _pair(fine[:, 0], point)
    a5, a2 = _pair(fine[:, 1], point)
    a6, a1 = _pair(fine[:, 2], point)
    a7, a0 = _pair(fine[:, 3], point)
    for k in range(np.uint64(0), count, _WIDTH):
        i, j = front + k, other + k
        store(
            ears,
            here + k,
            (spread(a0) * load(flat, i) + spread(a1) * load(flat, j))
            + (spread(a2) * load(flat, i + _ONE) + spread(a3) * load(flat, j + _ONE))
            + (spread(a4) * load(flat, i + _TWO) + spread(a5) * load(flat, j + _TWO))
            + (spread(a6) * load(flat, i + _THREE) + spread(a7) * load(flat, j + _THREE)),
        )


@compiled
def _pair(taps: Array, point: tuple[float, float]) -> tuple[np.float32, np.float32]:
    """The taps so far after and before the middle, for one point and level."""
    x, level = point
    sums = taps[0] + x * x * taps[2]
    differences = x * (taps[1] + x * x * taps[3])
    return np.float32(level * (sums + differences)), np.float32(level * (sums - differences))


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
