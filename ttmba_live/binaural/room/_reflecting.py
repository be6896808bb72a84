"""Reflections from lines into channels: a compiled loop. Knows delays and gains; no wall, no place.

It reads lines as `ttmba_live.binaural.Reader` does, whose table of filters it takes.
"""

from __future__ import annotations

import numpy as np

from ttmba_live.binaural._lines import LINE, TAPS
from ttmba_live.binaural.stream._compiled import Array, compiled

_BEFORE = TAPS // 2 - 1
"""Samples that a filter takes before the place that is read."""


@compiled
def pan(
    line: Array, table: Array, now: int, rows: Array, delay: Array, gains: Array, out: Array
) -> None:
    """Add what every row's E images play in a hop to channels, all rows together.

    Args:
        line: (R, LINE + TAPS), see `ttmba_live.binaural.lines`.
        table: (P + 1, TAPS) filters for places between two samples.
        now: the hop's first frame.
        rows: (V,) of the line.
        delay: (V, E, 3) frames: points of a quadratic B-spline, a hop apart.
        gains: (2, V, E, C) at the hop's begin and end; what has none is not read.
        out: (E, C, H) added to.
    """
    count, hop = delay.shape[1], out.shape[2]
    heard = np.empty(hop, np.float32)
    for v in range(len(rows)):
        for e in range(count):
            if not (gains[0, v, e].any() or gains[1, v, e].any()):
                continue
            _read(line[rows[v]], table, now, delay[v, e], heard)
            for channel in range(out.shape[1]):
                start, end = gains[0, v, e, channel], gains[1, v, e, channel]
                if start == 0.0 and end == 0.0:
                    continue
                slope, to = (end - start) / np.float32(hop), out[e, channel]
                for n in range(hop):
                    to[n] += heard[n] * (start + slope * np.float32(n + 1))


@compiled
def _read(line: Array, table: Array, now: int, points: Array, heard: Array) -> None:
    """Fill (H,) with a line along its spline."""
    hop, phases = len(heard), len(table) - 1
    a, b, c = points
    start, slope, bend = 0.5 * (a + b), b - a, 0.5 * (a - 2.0 * b + c)
    for n in range(hop):
        u = (n + 1) / hop
        at = now + n - (start + u * (slope + u * bend))
        whole = np.floor(at)
        phase = int((at - whole) * phases + 0.5)
        first = (int(whole) - _BEFORE) & (LINE - 1)
        total = np.float32(0.0)
        for t in range(TAPS):
            total += table[phase, t] * line[first + t]
        heard[n] = total
