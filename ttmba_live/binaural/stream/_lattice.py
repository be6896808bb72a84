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
    for row, (x, y, z) in enumerate(_points(steps)):
        sides = (0, 1) if z == 0 else (int(z < 0),)
        for side in sides:
            table[side, x + steps, y + steps] = row
    return table


def _points(steps: int) -> NDArray[np.int64]:
    """Whole points with abs(x) + abs(y) + abs(z) = steps."""
    reach = np.arange(-steps, steps + 1)
    x, y, z = (axis.reshape(-1) for axis in np.meshgrid(reach, reach, reach, indexing="ij"))
    on = np.abs(x) + np.abs(y) + np.abs(z) == steps
    return np.stack([x[on], y[on], z[on]], axis=1)
