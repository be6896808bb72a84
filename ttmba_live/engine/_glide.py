"""Smooth ways from where voices are to where they are wanted, so that no jump clicks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from ttmba_live.audio import RATE
from ttmba_live.binaural import Floats, Rows, lengths

_HERE = 1e-9
"""Metres at which a direction is none."""

_NEAR = 0.9
"""Cosine of 26 degrees: for less than that a share of the chord leads where one of the arc does,
to a fifth of a degree, and takes no sines."""


@dataclass(frozen=True, slots=True)
class GlideSettings:
    """How fast things follow a jump."""

    smoothing: Annotated[float, Interval(ge=0.0001, le=1.0)] = 0.004
    """Seconds of each of the two stages that places and gains go through."""
    max_speed: Annotated[float, Interval(ge=0.1, le=340.0)] = 85.0
    """Metres per second that a distance may change by: a thrown fader bends the pitch by a
    quarter at most, and does not tear it."""


class Glide:
    """Direction, distance and gain of every voice row, moved once a hop. Thread: render."""

    def __init__(self, voices: int, hop: int, settings: GlideSettings) -> None:
        """Make room for that many rows."""
        self._ways = np.zeros((2, voices, 5))  # of each stage: direction, distance, gain
        self._ways[:, :, 3] = 1.0
        self._share = 1.0 - math.exp(-hop / (RATE * settings.smoothing))
        self._step = settings.max_speed * hop / RATE

    def join(self, row: int, xyz: Floats, gain: float) -> None:
        """Put a row there at once."""
        direction, distance = _polar(xyz[None])
        self._ways[:, row, :3] = direction[0]
        self._ways[:, row, 3] = distance[0]
        self._ways[:, row, 4] = gain

    def move(self, rows: Rows, xyz: Floats, gain: Floats) -> tuple[Floats, Floats]:
        """Go a hop towards ``xyz`` (V, 3) metres and ``gain`` (V,); return where that leads."""
        direction, distance = _polar(xyz)
        share, step = self._share, self._step
        ways = self._ways[:, rows]
        for way in ways:
            direction = way[:, :3] = _turn(way[:, :3], direction, share)
            ahead = np.minimum(np.maximum(share * (distance - way[:, 3]), -step), step)
            distance = way[:, 3] = way[:, 3] + ahead
            gain = way[:, 4] = way[:, 4] + share * (gain - way[:, 4])
        self._ways[:, rows] = ways
        return direction * distance[:, None], gain


def _polar(xyz: Floats) -> tuple[Floats, Floats]:
    """Unit directions (V, 3) and distances (V,); the origin faces front."""
    distance = lengths(xyz)
    here = distance <= _HERE
    if here.any():
        direction = xyz / np.where(here, 1.0, distance)[:, None]
        direction[here] = (1.0, 0.0, 0.0)
        return direction, distance
    return xyz / distance[:, None], distance


def _turn(start: Floats, end: Floats, share: float) -> Floats:
    """Turn (V, 3) unit vectors a share of the way along the shorter arc.

    Opposite directions have no shorter arc: those turn about the vertical, by the left.
    """
    cosine = np.add.reduce(start * end, axis=1)
    turned = start + share * (end - start)
    far = cosine < _NEAR
    if far.any():
        turned[far] = _along_arcs(start[far], end[far], cosine[far], share)
    unit: Floats = turned / lengths(turned)[:, None]
    return unit


def _along_arcs(start: Floats, end: Floats, cosine: Floats, share: float) -> Floats:
    """A share of arcs between unit vectors (V, 3) that are far from each other."""
    cosine = np.maximum(cosine, -1.0)
    opposite = cosine < -0.9999
    if opposite.any():
        aside = np.stack([-start[:, 1], start[:, 0], np.zeros(len(start))], axis=1)
        aside[lengths(aside) < 1e-3] = (0.0, 1.0, 0.0)
        aside /= lengths(aside)[:, None]
        end = np.where(opposite[:, None], aside, end)
        cosine = np.where(opposite, (start * end).sum(axis=1), cosine)
    angle = np.arccos(cosine)
    a, b = np.sin((1.0 - share) * angle), np.sin(share * angle)
    turned: Floats = a[:, None] * start + b[:, None] * end
    return turned
