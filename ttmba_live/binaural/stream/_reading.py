"""Delay lines, doubled as they are filled and read along smooth paths: compiled loops.

Knows samples, no response. A line is a ring twice: its samples, and the values halfway between
them, each standing `HALF_TAPS` samples after its place, when all that it is made of is there. What
a ring begins with stands behind its end again, so that whatever is read is in one piece. Loops run
over samples with unsigned indices into flat arrays; only so are eight taken at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled, inlined
from ttmba_live.binaural.stream._paths import leaving, spline
from ttmba_live.binaural.stream._taps import FINE_TAPS, HALF_TAPS
from ttmba_live.binaural.stream._vectors import (
    WIDTH,
    Sixteen,
    fetch,
    later,
    load,
    load_raw,
    spread,
    store,
    symmetric,
)

ROOM = 64
"""Samples that stand behind a ring's end besides a hop: what reading touches around it."""

SPARE = WIDTH
"""Samples behind a hop's end that `read` may write to."""

_AHEAD = 2
"""Voices whose samples are asked of the memory before it is their turn, each from its own pages."""

Index = np.uint64

_HALF, _WIDTH, _STEPS = FINE_TAPS // 2, np.uint64(WIDTH), np.arange(WIDTH, dtype=np.float32)


class Lines(NamedTuple):
    """What every row was given, and the filters with which it is read."""

    rings: Array  # (R, 2, size + room and more): samples, halfway values
    size: int
    """Frames of a ring, a power of two."""
    half: Array  # (HALF_TAPS,)
    fine: Array  # (ORDER + 1, FINE_TAPS / 2)


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
    half, given, flat = lines.half, dry.reshape(-1), lines.rings.reshape(-1)
    size, hop, ring_size = lines.size, dry.shape[1], lines.rings.shape[2]
    at = now & (size - 1)
    again = np.uint64(max(0, min(hop, ring_size - size - at)))
    for v in range(len(rows)):
        if v + _AHEAD < len(rows):
            soon = rows[v + _AHEAD] * 2 * ring_size + at
            _fetched(flat, soon, hop)
            _fetched(flat, soon + ring_size, hop)
            _fetched(given, (v + _AHEAD) * hop, hop)
        plain = rows[v] * 2 * ring_size
        old = np.uint64(plain + ((at - 2 * WIDTH) & (size - 1)))
        new, halves = np.uint64(plain + at), np.uint64(plain + ring_size + at)
        origin = np.uint64(v * hop)
        first, second = load_raw(flat, old), load_raw(flat, old + _WIDTH)
        for n in range(np.uint64(0), np.uint64(hop), _WIDTH):
            third = load_raw(given, origin + n)
            store(flat, new + n, third)
            store(flat, halves + n, symmetric((first, second, third), half, HALF_TAPS))
            first, second = second, third
        for n in range(again):
            flat[new + np.uint64(size) + n] = flat[new + n]
            flat[halves + np.uint64(size) + n] = flat[halves + n]


def heard_by_some(lines: Lines, ways: Ways, now: int, hop: int, count: int) -> Iterator[Array]:
    """What both ears hear of ``count`` voices after the other: (2, count, H + SPARE) each.

    Every one takes the place of the one before.
    """
    voices = len(ways.rows)
    room = np.empty(2 * min(count, voices) * (hop + SPARE), np.float32)
    for first in range(0, voices, count):
        some = Ways(*(each[first : first + count] for each in ways))
        block = room[: 2 * len(some.rows) * (hop + SPARE)].reshape(2, -1, hop + SPARE)
        read(lines, some, now, hop, block)
        yield block


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
        level = spline(ways.gain[w, 0], ways.gain[w, 1], ways.gain[w, 2], step)
        silent = level[0] == 0.0 and level[1] == 0.0 and level[2] == 0.0
        for ear in range(2):
            to = np.uint64((ear * len(ways.rows) + w) * out.shape[2])
            delay = ways.delay[w, ear]
            away = spline(delay[0], delay[1], delay[2], step)
            base, slope, bend = 2.0 * (at - away[0]), -2.0 * away[1], -2.0 * away[2]
            stands = slope == 0.0 and bend == 0.0
            n = hop if silent else 0
            for k in range(np.uint64(n)):
                ears[to + k] = 0.0
            while n < hop:
                place = base + n * (slope + n * bend)
                whole = int(np.floor(place))
                stop = hop if stands else leaving(base - whole, slope, bend, n, hop)
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


@inlined
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
    i, j = load_raw(flat, front), load_raw(flat, other)
    for k in range(np.uint64(0), count, _WIDTH):
        t = spread(k) + load(_STEPS, 0)
        y, total = x0 + t * (x1 + t * x2), spread(0.0)
        after, behind = front + k + _WIDTH, other + k + _WIDTH
        next_i, next_j = load_raw(flat, after), load_raw(flat, behind)
        i1, j1 = later(i, next_i, 1), later(j, next_j, 1)
        i2, j2 = later(i, next_i, 2), later(j, next_j, 2)
        i3, j3 = later(i, next_i, 3), later(j, next_j, 3)
        i0, j0 = later(i, next_i, 0), later(j, next_j, 0)
        u0, u1, u2, u3 = i2 + j1, j2 + i1, i3 + j0, j3 + i0
        d0, d1, d2, d3 = i2 - j1, j2 - i1, i3 - j0, j3 - i0
        total = _weighed(fine[3], d0, d1, d2, d3)
        total = _weighed(fine[2], u0, u1, u2, u3) + y * total
        total = _weighed(fine[1], d0, d1, d2, d3) + y * total
        total = _weighed(fine[0], u0, u1, u2, u3) + y * total
        store(ears, here + k, (h0 + t * (h1 + t * h2)) * total)
        i, j = next_i, next_j


@compiled
def _weighed(taps: Array, a: Sixteen, b: Sixteen, c: Sixteen, d: Sixteen) -> Sixteen:
    """The taps of a power times four pairs of values."""
    return (spread(taps[0]) * a + spread(taps[1]) * b) + (spread(taps[2]) * c + spread(taps[3]) * d)


@inlined
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
    i, j = load_raw(flat, front), load_raw(flat, other)
    for k in range(np.uint64(0), count, _WIDTH):
        after, behind = front + k + _WIDTH, other + k + _WIDTH
        next_i, next_j = load_raw(flat, after), load_raw(flat, behind)
        store(
            ears,
            here + k,
            (spread(a0) * later(i, next_i, 0) + spread(a1) * later(j, next_j, 0))
            + (spread(a2) * later(i, next_i, 1) + spread(a3) * later(j, next_j, 1))
            + (spread(a4) * later(i, next_i, 2) + spread(a5) * later(j, next_j, 2))
            + (spread(a6) * later(i, next_i, 3) + spread(a7) * later(j, next_j, 3)),
        )
        i, j = next_i, next_j


@compiled
def _pair(taps: Array, point: tuple[float, float]) -> tuple[np.float32, np.float32]:
    """The taps so far after and before the middle, for one point and level."""
    x, level = point
    sums = taps[0] + x * x * taps[2]
    differences = x * (taps[1] + x * x * taps[3])
    return np.float32(level * (sums + differences)), np.float32(level * (sums - differences))
