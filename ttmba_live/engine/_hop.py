"""A hop's voices, and where their walls show them, as rows and arrays. Knows no room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ttmba_live.binaural import Flags, Floats, Images, Rows
from ttmba_live.engine._targets import head_axes
from ttmba_live.engine._voice import Voice
from ttmba_live.scene import Listener, Scene


@dataclass(frozen=True, slots=True, eq=False)
class Hop:
    """What surroundings need to know of a hop: V voices, oldest first.

    Attributes:
        rows: (V,) of the renderer's state.
        world: (V, 3) metres, where sources are wanted at the hop's end.
        away: (V,) metres from the listener as the direct sound has it.
        gain: (V,) linear.
        send: (V,) linear gains of what goes into the room.
        fresh: (V,) whether a voice began with this hop.
        listener: where the head is.
        turn: (3, 3) columns are the head's axes in the world.
        serials: (V,) by the voices' keys; see `ttmba_live.engine._each`.
    """

    rows: Rows
    world: Floats
    away: Floats
    gain: Floats
    send: Floats
    fresh: Flags
    listener: Listener
    turn: Floats
    serials: Mapping[int, int]

    @classmethod
    def of(
        cls, voices: Sequence[Voice], scene: Scene, rows: Rows, world: Floats, away: Floats,
        gain: Floats, fresh: Flags,
    ) -> Hop:  # fmt: skip
        """A hop of voices in a scene."""
        send, serials = np.array([v.send for v in voices]), {v.key: v.serial for v in voices}
        turn = head_axes(scene)
        return cls(rows, world, away, gain, send, fresh, scene.listener, turn, serials)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told of some voices' walls, and the voices' keys (V,)."""

    rows: Rows
    images: Images
    keys: NDArray[np.int64]

    @classmethod
    def nobody(cls, count: int) -> Told:
        """No voices, each with so many images."""
        none = np.zeros(0, np.bool_)
        images = Images(
            np.zeros((0, count, 3)), np.zeros((0, count)), np.zeros(0), np.zeros(0, np.intp), none,
            none,
        )  # fmt: skip
        return cls(np.zeros(0, np.intp), images, np.zeros(0, np.int64))

    def only(self, some: Flags) -> Told:
        """That of some of them."""
        return Told(self.rows[some], self.images.only(some), self.keys[some])

    def joined(self, others: Sequence[Told]) -> Told:
        """That of these and of others."""
        if not others:
            return self
        every = [self, *others]
        return Told(
            np.concatenate([told.rows for told in every]),
            Images.joined([told.images for told in every]),
            np.concatenate([told.keys for told in every]),
        )
