"""Places to gains, delays and levels: a compiled loop. Knows the lattice, no sound.

Between the lattice's points everything is quadratic: triangles of two steps' length have six
points, their corners and the middles of their sides. From shell to shell it goes linearly.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import Array, compiled, inlined

CORNERS = 12
"""Rows that a place is read from: six of the lattice's points, on two shells."""

_ASIDE = ((2, 0), (0, 2), (0, 0), (1, 1), (1, 0), (0, 1))
"""Steps along x and y from a triangle's corner to its six points."""


class Lattice(NamedTuple):
    """What `locate` reads."""

    vertices: Array  # (S, 2, 2 n + 1, 2 n + 1)
    steps: Array  # (S,)
    nearness: Array  # (S,)
    delays: Array  # (N, 2) frames beyond the distance
    gains: Array  # (N, 2, K)


class Law(NamedTuple):
    """Distance in numbers."""

    nearest: float  # metres
    lifted: float  # metres: nearer places pass over the top of the head
    frames: float  # of delay in a metre
    falloff: float
    longest: float  # frames of delay at most


class Place(NamedTuple):
    """What a head does to sound from V places."""

    delay: Array  # (V, 2) frames from the source to each ear
    level: Array  # (V,) by the law of distance
    parts: Array  # (V or fewer, 2, C) of what a response is a sum, by its bank


@compiled
def locate(
    xyz: Array, lattice: Lattice, law: Law, corners: tuple[Array, Array], out: Place
) -> None:
    """Find delays and level for places (V, 3) metres in the head's frame, gains for the first.

    ``out`` has room for as many of the lattice's gains as are wanted.
    """
    rows, weights = corners
    last, size = len(lattice.nearness) - 1, np.uint64(out.parts.shape[2])
    stride = np.uint64(lattice.gains.shape[2])
    gains, parts = lattice.gains.reshape(-1), out.parts.reshape(-1)
    for v in range(len(xyz)):
        x, y, z = xyz[v, 0], xyz[v, 1], xyz[v, 2]
        missing = law.lifted**2 - (x * x + y * y + z * z)
        if missing > 0.0:
            z = np.sqrt(z * z + missing)
        distance = max(np.sqrt(x * x + y * y + z * z), law.nearest)
        near = min(max(law.nearest / distance, lattice.nearness[0]), lattice.nearness[last])
        shell = 0
        while shell < last - 1 and near > lattice.nearness[shell + 1]:
            shell += 1
        inner = lattice.nearness[shell + 1] - lattice.nearness[shell]
        share = (near - lattice.nearness[shell]) / inner
        out.level[v] = distance ** (-law.falloff)
        for k in range(2):
            part = share if k else 1.0 - share
            table = lattice.vertices[shell + k, 1 if z < 0.0 else 0]
            _six((x, y, z), table, lattice.steps[shell + k], part, (rows, weights, 6 * k))
        for ear in range(2):
            late = distance * law.frames
            to = np.uint64(2 * v + ear) * size
            for c in range(CORNERS):
                late += weights[c] * lattice.delays[rows[c], ear]
            out.delay[v, ear] = min(late, law.longest)
            if v >= len(out.parts):
                continue
            for c in range(0, CORNERS, 4):
                at = (rows[c] * np.uint64(2) + np.uint64(ear)) * stride
                bt = (rows[c + 1] * np.uint64(2) + np.uint64(ear)) * stride
                ct = (rows[c + 2] * np.uint64(2) + np.uint64(ear)) * stride
                dt = (rows[c + 3] * np.uint64(2) + np.uint64(ear)) * stride
                wa, wb, wc, wd = weights[c], weights[c + 1], weights[c + 2], weights[c + 3]
                for k in range(size):
                    here = (
                        wa * np.float32(gains[at + k]) + wb * np.float32(gains[bt + k])
                        + wc * np.float32(gains[ct + k]) + wd * np.float32(gains[dt + k])
                    )  # fmt: skip
                    parts[to + k] = here if c == 0 else parts[to + k] + here


@inlined
def _six(
    direction: tuple[float, float, float],
    table: Array,
    steps: int,
    part: float,
    out: tuple[Array, Array, int],
) -> None:
    """The triangle around a direction: its six rows, and weights that add up to ``part``."""
    (x, y, z), (rows, weights, to), half = direction, out, steps // 2
    scale = half / (abs(x) + abs(y) + abs(z))
    a, b = abs(x) * scale, abs(y) * scale
    i, j = min(int(a), half - 1), min(int(b), half - 1)
    p, q, turn, i, j = a - i, b - j, 1, 2 * i, 2 * j
    if p + q > 1.0:  # the triangle with its corners the other way round
        p, q, turn, i, j = 1.0 - p, 1.0 - q, -1, i + 2, j + 2
    r, right, left = 1.0 - p - q, 1 if x >= 0.0 else -1, 1 if y >= 0.0 else -1
    for c in range(6):
        u, w = _ASIDE[c]
        rows[to + c] = table[steps + right * (i + turn * u), steps + left * (j + turn * w)]
    weights[to], weights[to + 1] = part * p * (2.0 * p - 1.0), part * q * (2.0 * q - 1.0)
    weights[to + 2], weights[to + 3] = part * r * (2.0 * r - 1.0), part * 4.0 * p * q
    weights[to + 4], weights[to + 5] = part * 4.0 * p * r, part * 4.0 * q * r
