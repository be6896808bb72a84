"""Places to field rows, delays and levels: a compiled loop. Knows the lattice, no sound."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ttmba_live.binaural.stream._compiled import CORNERS, Array, Place, compiled


class Lattice(NamedTuple):
    """What `locate` reads."""

    vertices: Array  # (S, 2, 2 n + 1, 2 n + 1)
    steps: Array  # (S,)
    nearness: Array  # (S,)
    delays: Array  # (N, 2) frames beyond the distance


class Law(NamedTuple):
    """Distance in numbers."""

    nearest: float  # metres
    lifted: float  # metres: nearer places pass over the top of the head
    frames: float  # of delay in a metre
    falloff: float
    longest: float  # frames of delay at most


@compiled
def locate(xyz: Array, lattice: Lattice, law: Law, out: Place) -> None:
    """Find delays, level and the field's rows for places (V, 3) metres in the head's frame."""
    for v in range(len(xyz)):
        x, y, z = xyz[v, 0], xyz[v, 1], xyz[v, 2]
        missing = law.lifted**2 - (x * x + y * y + z * z)
        if missing > 0.0:
            z = np.sqrt(z * z + missing)
        size = np.sqrt(x * x + y * y + z * z)
        distance = max(size, law.nearest)
        near = min(max(law.nearest / distance, lattice.nearness[0]), lattice.nearness[-1])
        shell = 0
        while shell < len(lattice.nearness) - 2 and near > lattice.nearness[shell + 1]:
            shell += 1
        inner = lattice.nearness[shell + 1] - lattice.nearness[shell]
        share = (near - lattice.nearness[shell]) / inner
        _corners((x, y, z), lattice, shell, 1.0 - share, out.corners[v, :3], out.weights[v, :3])
        _corners((x, y, z), lattice, shell + 1, share, out.corners[v, 3:], out.weights[v, 3:])
        for ear in range(2):
            late = distance * law.frames
            for c in range(CORNERS):
                late += out.weights[v, c] * lattice.delays[out.corners[v, c], ear]
            out.delay[v, ear] = min(late, law.longest)
        out.level[v] = distance ** (-law.falloff)


@compiled
def _corners(
    direction: tuple[float, float, float],
    lattice: Lattice,
    shell: int,
    share: float,
    rows: Array,
    parts: Array,
) -> None:
    """The triangle around a direction: its rows, and weights that add up to ``share``."""
    x, y, z = direction
    n = lattice.steps[shell]
    scale = n / (abs(x) + abs(y) + abs(z))
    a, b, c = abs(x) * scale, abs(y) * scale, abs(z) * scale
    i, j = min(int(a), n), min(int(b), n)
    fa, fb, fc = a - i, b - j, c - int(c)
    over = int(np.round(fa + fb + fc))
    right, left = 1 if x >= 0.0 else -1, 1 if y >= 0.0 else -1
    below = 1 if z < 0.0 else 0
    table = lattice.vertices[shell, below]
    if over == 1:
        rows[0] = table[n + right * (i + 1), n + left * j]
        rows[1] = table[n + right * i, n + left * (j + 1)]
        rows[2] = table[n + right * i, n + left * j]
        parts[0], parts[1] = share * fa, share * fb
        parts[2] = share * (1.0 - fa - fb)
    elif over == 2:
        rows[0] = table[n + right * i, n + left * (j + 1)]
        rows[1] = table[n + right * (i + 1), n + left * j]
        rows[2] = table[n + right * (i + 1), n + left * (j + 1)]
        parts[0], parts[1] = share * (1.0 - fa), share * (1.0 - fb)
        parts[2] = share * (fa + fb - 1.0)
    else:  # on a vertex, give or take rounding
        rows[:] = table[n + right * int(np.round(a)), n + left * int(np.round(b))]
        parts[0], parts[1], parts[2] = share, 0.0, 0.0
