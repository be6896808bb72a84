"""Directions spread over the sphere, with triangles between them. Knows no sound and no head.

The lattice is that of an octahedron whose faces are cut into ``steps`` parts along each edge
(the mapping of E. Praun and H. Hoppe, "Spherical parametrization and remeshing", 2003): a
direction's corners and their weights follow from its coordinates without a search, directions lie
densest at front, back, left, right, above and below, and there are no poles.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def directions(steps: int) -> Floats:
    """Unit vectors (4 steps^2 + 2, 3): front, left, up."""
    points = _points(steps).astype(np.float64)
    unit: Floats = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit


def vertices(steps: int) -> NDArray[np.int32]:
    """Which row of `directions` stands at whole x and y, above or below: (2, 2 n + 1, 2 n + 1).

    The first index is 1 below the horizon; x and y count from ``-steps``. No row is -1.
    """
    table = np.full((2, 2 * steps + 1, 2 * steps + 1), -1, np.int32)
    x, y, z = _points(steps).T
    rows = np.arange(len(z), dtype=np.int32)
    for side, on in ((0, z >= 0), (1, z <= 0)):
        table[side, x[on] + steps, y[on] + steps] = rows[on]
    return table


def across(steps: int) -> NDArray[np.intp]:
    """(4 steps^2 + 2,) the row of `directions` across the head from each, left for right."""
    x, y, z = _points(steps).T
    rows: NDArray[np.intp] = vertices(steps)[(z < 0).astype(np.intp), x + steps, steps - y]
    return rows.astype(np.intp)


def _points(steps: int) -> NDArray[np.int64]:
    """Whole points with abs(x) + abs(y) + abs(z) = steps, in the order of x, then y, then z."""
    reach = np.arange(-steps, steps + 1)
    x, y = (axis.reshape(-1) for axis in np.meshgrid(reach, reach, indexing="ij"))
    up = steps - np.abs(x) - np.abs(y)
    # Below and above, but for the horizon, which is there once.
    both = np.stack([np.stack([x, y, -up], axis=1), np.stack([x, y, up], axis=1)], axis=1)
    there = np.stack([up >= 0, up > 0], axis=1)
    points: NDArray[np.int64] = both[there]
    return points
