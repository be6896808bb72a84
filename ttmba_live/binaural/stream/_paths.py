"""Smooth paths as samples go by, for compiled loops. Knows no line and no sound."""

from __future__ import annotations

import numpy as np

from ttmba_live.binaural.stream._compiled import compiled, inlined


@compiled
def spline(a: float, b: float, c: float, step: float) -> tuple[float, float, float]:
    """Three control points to the powers of a sample's number."""
    bend = 0.5 * (a - 2.0 * b + c) * step * step
    slope = (b - a) * step
    return 0.5 * (a + b) + slope + bend, slope + 2.0 * bend, bend


@inlined
def leaving(offset: float, slope: float, bend: float, n: int, hop: int) -> int:
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
