"""Mirror images of sources in a shoebox's walls. Knows places; knows no head and no sound.

J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics",
JASA 1979. Walls count as front, back, left, right, floor, ceiling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ttmba_live.room._acoustics import Acoustics

Floats = NDArray[np.float64]

_BENT = 1.0
"""Metres beyond an edge within which an image fades: a wave of 340 Hz."""

_GONE = 1e-3
"""Amplitudes that count as no reflection."""


@dataclass(frozen=True, slots=True, eq=False)
class Mirrors:
    """The walls that images stand behind: E images, as sign and shift of every axis.

    Attributes:
        signs: (E, 3) 1 or -1.
        shifts: (E, 3) metres.
        walls: for each image, the walls that it was thrown back by.
        colours: (E, 8) amplitude by octave that is left after them.
        planes: (E, 3) metres on every axis where the straight way to an image meets its last wall;
            not a number where it meets none.
    """

    signs: Floats
    shifts: Floats
    walls: tuple[tuple[int, ...], ...]
    colours: Floats
    planes: Floats

    def __len__(self) -> int:
        """How many images a source has."""
        return len(self.walls)


def mirrors(room: Acoustics, order: int) -> Mirrors:
    """Images up to an order (1 or 2) that throw anything back."""
    single = [(wall,) for wall in range(6)]
    double: list[tuple[int, ...]] = []
    if order == 2:
        for first in range(6):
            # Across a corner the order of two walls makes no other image.
            double += [(first, second) for second in range(6)
                       if second // 2 > first // 2 or second == first ^ 1]  # fmt: skip
    walls = tuple(w for w in [*single, *double] if room.reflections[list(w)].prod(0).max() > _GONE)
    signs, shifts = np.ones((len(walls), 3)), np.zeros((len(walls), 3))
    planes = np.full((len(walls), 3), np.nan)
    for image, path in enumerate(walls):
        for wall in path:
            axis, there = wall // 2, _at(room, wall)
            signs[image, axis] *= -1.0
            shifts[image, axis] = 2.0 * there - shifts[image, axis]
            before = planes[image, axis]
            planes[image, axis] = there if np.isnan(before) else 2.0 * there - before
    colours = np.array([room.reflections[list(w)].prod(axis=0) for w in walls]).reshape(-1, 8)
    return Mirrors(signs, shifts, walls, colours, planes)


def _at(room: Acoustics, wall: int) -> float:
    """A wall's place on its axis: the front, left and top ones stand high."""
    axis, high = wall // 2, wall in (0, 2, 5)
    return float(room.high[axis] if high else room.low[axis])


def inside(room: Acoustics, places: Floats) -> Floats:
    """Places (..., 3) brought into the room; those inside stay."""
    low, high = room.within
    held: Floats = np.minimum(np.maximum(places, low), high)
    return held


def _lengths(ways: Floats) -> Floats:
    """Of (V, E, 3): (V, E)."""
    found: Floats = np.sqrt(np.add.reduce(ways * ways, axis=-1))
    return found


def images(room: Acoustics, walls: Mirrors, places: Floats, listener: Floats) -> Floats:
    """Where images of places (V, 3) are, seen from the listener (3,): metres (V, E, 3).

    What is behind the very wall that throws it back has its image where it went through, as much
    farther away as it stands from there. So walking through a wall has no jump; `visible` says
    what is left of such an image. Who listens from outside hears what is heard at the wall, from
    as much farther away.
    """
    here = inside(room, listener)
    across = (walls.signs < 0.0) | (walls.shifts != 0.0)
    held = np.where(across, inside(room, places)[:, None, :], places[:, None, :])
    beyond = _lengths(places[:, None, :] - held) + math.dist(listener, here)
    way: Floats = held * walls.signs + walls.shifts - here
    if beyond.any():
        length = np.maximum(_lengths(way), 1e-6)
        way = way * (1.0 + beyond / length)[:, :, None]
    return way


def visible(room: Acoustics, walls: Mirrors, places: Floats, listener: Floats) -> Floats:
    """How much there is of images of places (V, 3): amplitude (V, E), 1 inside the room.

    A wall throws back what meets it within its edges, from the side of the room. So of what stands
    far in front of the room only the back wall has an image. Along the straight way from the
    listener to an image all its walls come before the one through which the sound comes in; where
    they do not, the image fades with what lies between, since edges bend sound around them.
    """
    here, low, high = inside(room, listener), room.low, room.high
    out = np.maximum(places - high, low - places)
    if not len(walls) or (out <= 0.0).all():
        return np.ones((len(places), len(walls)))
    way = places[:, None, :] * walls.signs + walls.shifts - here
    length = np.maximum(np.linalg.norm(way, axis=2), 1e-6)
    safe = np.where(np.abs(way) < 1e-9, 1e-9, way)
    border = np.where(places > high, high, low)[:, None, :] * walls.signs + walls.shifts
    entry = np.where((out > 0.0)[:, None, :], (border - here) / safe, 1.0).min(axis=2)
    entry = np.minimum(entry, 1.0)
    met = (walls.planes - here) / safe
    late = np.where(met < 0.0, np.inf, met - entry[:, :, None]) * length[:, :, None]
    off = np.where(np.isnan(walls.planes), 0.0, late).max(axis=2)
    kept: Floats = 0.5 * (1.0 + np.cos(np.pi * np.clip(off / _BENT, 0.0, 1.0)))
    return kept


def entering(room: Acoustics, places: Floats, listener: Floats) -> Floats:
    """How much of each place's sound (V,) gets into the room: amplitude, 1 inside.

    From without it is as much power as the room takes up of the sphere around the place: a convex
    body's shadow is a quarter of its surface in the mean (Cauchy). So far away the reverberation
    falls with distance as the direct sound does.
    """
    outside = _lengths(places - inside(room, places))
    outside = outside + math.dist(listener, inside(room, listener))
    surface = 4.0 * room.volume / room.free_path
    share: Floats = 1.0 / np.sqrt(1.0 + 16.0 * np.pi * outside**2 / surface)
    return share
