"""Vector base amplitude panning: how loud each loudspeaker is for a direction. Knows no sound.

V. Pulkki, "Virtual sound source positioning using vector base amplitude panning", JAES 45(6), 1997.
Where a layout leaves holes (below, behind, overhead) imaginary loudspeakers close it; what they get
goes to their neighbours (F. Zotter, M. Frank, "All-round Ambisonic panning and decoding", JAES
60(10), 2012), so that a source that passes there does not jump. One more stands in the middle of
each face with more than three corners: cut in triangles, a square would favour a diagonal.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ttmba_live.binaural import Floats
from ttmba_live.errors import InvalidInput
from ttmba_live.panning._layout import Layout
from ttmba_live.panning._panned import Panned

_POLES = np.array([[0.0, 0.0, 1.0], [0.0, 0.0, -1.0]])
_NEAR = np.cos(np.radians(10.0))
"""A loudspeaker nearer to a pole than this takes its place."""

_INSIDE = 0.02
"""How far the hull must lie from the listener, of the loudspeakers' distance."""


class Vbap:
    """Gains of one layout; their squares add up to one."""

    def __init__(self, layout: Layout) -> None:
        """Close the layout; raises `InvalidInput` if its loudspeakers cannot surround anybody."""
        self.channels = len(layout.places)
        self._heard = np.array([i for i, p in enumerate(layout.places) if p is not None])
        real = np.array([p.direction for p in layout.places if p is not None])
        if len(real) > len(np.unique(real.round(6), axis=0)):
            raise InvalidInput("two loudspeakers of a layout stand in the same direction")
        points, faces, corners = _centred(*_closed(real))
        self._bases = np.linalg.inv(points[faces])
        self._faces = faces
        self._spread = _spread(len(real), points, faces, corners)

    def __call__(self, directions: Floats) -> Floats:
        """Gains (V, channels) for unit vectors (V, 3)."""
        every = np.einsum("vi,tij->vtj", directions, self._bases)
        best = every.min(axis=2).argmax(axis=1)
        rows = np.arange(len(directions))
        gains = np.zeros((len(directions), len(self._spread)))
        gains[rows[:, None], self._faces[best]] = np.maximum(every[rows, best], 0.0)
        gains = gains @ self._spread
        out = np.zeros((len(directions), self.channels))
        out[:, self._heard] = gains / np.linalg.norm(gains, axis=1, keepdims=True)
        return out


def loudspeakers(layout: Layout, hop: int, level: float = 1.0) -> Panned:
    """A renderer to the channels of a layout."""
    vbap = Vbap(layout)
    return Panned(vbap, vbap.channels, hop, level)


def _closed(real: Floats) -> tuple[Floats, NDArray[np.int32], Floats]:
    """Directions with the imaginary ones after them, triangles between (T, 3), their planes."""
    from scipy.spatial import ConvexHull, QhullError  # a while to import

    poles = _POLES[(real @ _POLES.T).max(axis=0) < _NEAR]
    points = np.concatenate([real, poles])
    for _ in range(3):
        try:
            hull = ConvexHull(points)
        except QhullError:
            pass  # all in one plane, with the listener
        else:
            if hull.equations[:, 3].max() < -_INSIDE:
                return points, hull.simplices, hull.equations
        away = -real.mean(axis=0)
        away[2] = 0.0
        length = float(np.linalg.norm(away))
        if length < _INSIDE:
            away, length = np.array([-real[0, 1], real[0, 0], 0.0]), 1.0
        points = np.concatenate([points, away[None] / length])
    raise InvalidInput("the loudspeakers of this layout cannot surround a listener")


def _centred(
    points: Floats, triangles: NDArray[np.int32], planes: Floats
) -> tuple[Floats, NDArray[np.intp], list[NDArray[np.int32]]]:
    """Give each face of more than three corners a middle, and cut it in triangles around that.

    Returns points with the middles after them, triangles (T, 3), and each middle's corners.
    """
    _, face_of = np.unique(planes.round(6) + 0.0, axis=0, return_inverse=True)
    face_of = face_of.reshape(-1)
    cut: list[tuple[int, ...]] = []
    corners: list[NDArray[np.int32]] = []
    for face in range(int(face_of.max()) + 1):
        parts = [tuple(sorted(part)) for part in triangles[face_of == face].tolist()]
        if len(parts) == 1:
            cut += parts
            continue
        edges = Counter(edge for part in parts for edge in combinations(part, 2))
        middle = len(points) + len(corners)
        cut += [(*edge, middle) for edge, times in edges.items() if times == 1]
        corners.append(np.unique(parts).astype(np.int32))
    middles = [points[some].mean(axis=0) for some in corners]
    whole = np.array([*points, *(middle / np.linalg.norm(middle) for middle in middles)])
    return whole, np.array(cut, np.intp), corners


def _spread(
    real: int, points: Floats, faces: NDArray[np.intp], corners: list[NDArray[np.int32]]
) -> Floats:
    """What each point's gain is for the loudspeakers (points, real).

    A middle's is shared out so that the corners' vectors add up to its own: directions stay exact.
    """
    spread = np.eye(len(points), real)
    first = len(points) - len(corners)
    for imaginary in range(real, first):
        touching = [faces[(faces == imaginary).any(axis=1)].reshape(-1)]
        near = np.unique(np.concatenate([*touching, *(c for c in corners if imaginary in c)]))
        near = near[near < real] if (near < real).any() else np.arange(real)
        spread[imaginary, near] = 1.0 / np.sqrt(len(near))
    for middle, some in enumerate(corners, first):
        length = np.linalg.norm(points[some].sum(axis=0))
        spread[middle] = spread[some].sum(axis=0) / length
    return spread
