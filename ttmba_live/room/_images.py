"""Mirror images of sources in a shoebox's walls. Knows places; knows no head and no sound.

J. B. Allen and D. A. Berkley, "Image method for efficiently simulating small-room acoustics",
JASA 1979. Walls count as front, back, left, right, floor, ceiling.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ttmba_live.room._acoustics import Acoustics

Floats = NDArray[np.float64]

_INSIDE = 0.05
"""Metres from a wall: sources that stand nearer or beyond are mirrored as if they stood here."""

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
    """

    signs: Floats
    shifts: Floats
    walls: tuple[tuple[int, ...], ...]
    colours: Floats

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
    for image, path in enumerate(walls):
        for wall in path:
            axis, there = wall // 2, _at(room, wall)
            signs[image, axis] *= -1.0
            shifts[image, axis] = 2.0 * there - shifts[image, axis]
    colours = np.array([room.reflections[list(w)].prod(axis=0) for w in walls]).reshape(-1, 8)
    return Mirrors(signs, shifts, walls, colours)


def _at(room: Acoustics, wall: int) -> float:
    """A wall's place on its axis: the front, left and top ones stand high."""
    axis, high = wall // 2, wall in (0, 2, 5)
    return float(room.high[axis] if high else room.low[axis])


def inside(room: Acoustics, places: Floats) -> Floats:
    """Places (..., 3) brought into the room; those inside stay."""
    margin = np.minimum(_INSIDE, 0.25 * (room.high - room.low))
    held: Floats = np.clip(places, room.low + margin, room.high - margin)
    return held


def images(room: Acoustics, walls: Mirrors, places: Floats, listener: Floats) -> Floats:
    """Where images of places (V, 3) are, seen from the listener (3,): metres (V, E, 3).

    What is outside sounds through the wall: its images are those of the nearest place inside, as
    much farther away as it stands from there. So walking through a wall has no jump.
    """
    within, here = inside(room, places), inside(room, listener)
    beyond = np.linalg.norm(places - within, axis=1) + float(np.linalg.norm(listener - here))
    way = within[:, None, :] * walls.signs + walls.shifts - here
    if beyond.any():
        length = np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-6)
        way = way * (1.0 + beyond[:, None, None] / length)
    return way


def entering(room: Acoustics, places: Floats, listener: Floats) -> Floats:
    """How much of each place's sound (V,) gets into the room: amplitude, 1 inside.

    From without it is as much power as the room takes up of the sphere around the place: a convex
    body's shadow is a quarter of its surface in the mean (Cauchy). So far away the reverberation
    falls with distance as the direct sound does.
    """
    outside = np.linalg.norm(places - inside(room, places), axis=1)
    outside = outside + float(np.linalg.norm(listener - inside(room, listener)))
    surface = 4.0 * room.volume / room.free_path
    share: Floats = 1.0 / np.sqrt(1.0 + 16.0 * np.pi * outside**2 / surface)
    return share
