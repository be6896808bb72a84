"""Smooth ways from where voices are to where they are wanted, so that no jump clicks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np
from annotated_types import Interval

from ttmba_live.audio import RATE
from ttmba_live.binaural import Floats, Rows


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
        self._direction = np.zeros((2, voices, 3))
        self._distance = np.ones((2, voices))
        self._gain = np.zeros((2, voices))
        self._share = 1.0 - math.exp(-hop / (RATE * settings.smoothing))
        self._step = settings.max_speed * hop / RATE

    def join(self, row: int, xyz: Floats, gain: float) -> None:
        """Put a row there at once."""
        direction, distance = _polar(xyz[None])
        self._direction[:, row] = direction[0]
        self._distance[:, row] = distance[0]
        self._gain[:, row] = gain

    def move(self, rows: Rows, xyz: Floats, gain: Floats) -> tuple[Floats, Floats]:
        """Go a hop towards ``xyz`` (V, 3) metres and ``gain`` (V,); return where that leads."""
        direction, distance = _polar(xyz)
        share = self._share
        for stage in (0, 1):
            direction = _turn(self._direction[stage, rows], direction, share)
            ahead = distance - self._distance[stage, rows]
            distance = self._distance[stage, rows] + np.clip(share * ahead, -self._step, self._step)
            gain = self._gain[stage, rows] + share * (gain - self._gain[stage, rows])
            self._direction[stage, rows] = direction
            self._distance[stage, rows] = distance
            self._gain[stage, rows] = gain
        return direction * distance[:, None], gain


def _polar(xyz: Floats) -> tuple[Floats, Floats]:
    """Unit directions (V, 3) and distances (V,); the origin faces front."""
    distance = np.linalg.norm(xyz, axis=1)
    direction = np.tile([1.0, 0.0, 0.0], (len(xyz), 1))
    np.divide(xyz, distance[:, None], out=direction, where=distance[:, None] > 1e-9)
    return direction, distance


def _turn(start: Floats, end: Floats, share: float) -> Floats:
    """Turn (V, 3) unit vectors a share of the way along the shorter arc.

    Opposite directions have no shorter arc: those turn about the vertical, by the left.
    """
    cosine = np.clip((start * end).sum(axis=1), -1.0, 1.0)
    opposite = cosine < -0.9999
    if opposite.any():
        aside = np.stack([-start[:, 1], start[:, 0], np.zeros(len(start))], axis=1)
        aside[np.linalg.norm(aside, axis=1) < 1e-3] = (0.0, 1.0, 0.0)
        aside /= np.linalg.norm(aside, axis=1, keepdims=True)
        end = np.where(opposite[:, None], aside, end)
        cosine = np.where(opposite, (start * end).sum(axis=1), cosine)
    angle = np.arccos(cosine)
    sine = np.sin(angle)
    near = sine < 1e-6
    safe = np.where(near, 1.0, sine)
    a = np.where(near, 0.0, np.sin((1.0 - share) * angle) / safe)
    b = np.where(near, 1.0, np.sin(share * angle) / safe)
    turned = a[:, None] * start + b[:, None] * end
    unit: Floats = turned / np.linalg.norm(turned, axis=1, keepdims=True)
    return unit
