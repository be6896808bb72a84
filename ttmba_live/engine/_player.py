"""Renderers with their states: one that plays, one that catches up with it. Knows no voices."""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Floats, Renderer, RoomRenderer, Rows

FADE = 2400
"""Frames of the crossfade, 50 ms; and of the trial of one that takes over in silence."""


@dataclass(slots=True)
class Player:
    """A renderer and its state; a copy of it has a state of its own."""

    renderer: Renderer
    state: Any
    walls: dict[int, Any] = field(default_factory=dict)
    """Its reflections of each room that is known, by the room's number."""

    around: dict[int | None, Any] = field(default_factory=dict)
    """Its diffuse fields: that of all voices, and those of some by their keys."""

    room: RoomRenderer | None = field(init=False)
    """The renderer, if it plays rooms."""

    def __post_init__(self) -> None:
        renderer = self.renderer
        self.room = None
        if isinstance(renderer, RoomRenderer) and renderer.rooms:
            self.room = renderer

    def __deepcopy__(self, memo: dict[int, Any]) -> Player:
        parts = copy.deepcopy((self.state, self.walls, self.around), memo)
        return Player(self.renderer, *parts)


@dataclass(frozen=True, slots=True, eq=False)
class Blend:
    """Two that are heard in a hop, and the share (hop,) of the new one."""

    old: Player
    new: Player
    share: Samples


class Successor:
    """A renderer that catches up."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self._wait: int | None = None
        self._done = 0

    def step(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        renderer, state = self.player.renderer, self.player.state
        if self._wait is None:
            farthest = float(np.linalg.norm(xyz, axis=1).max(initial=0.0))
            self._wait = renderer.tail(farthest) if len(rows) else 0
            for row, place, level in zip(rows, xyz, gain, strict=True):
                renderer.join(state, int(row), place, float(level))
        return renderer.step(state, rows, dry, xyz, gain, stems=stems)

    @property
    def has_begun(self) -> bool:
        """Whether it has heard anything."""
        return self._wait is not None

    def go_on(self, hop: int) -> None:
        """Let a hop have gone by."""
        self._done += hop

    def share(self, hop: int) -> Samples:
        """How much of it is heard in the hop that has not gone by yet (hop,), 0 to 1."""
        at = np.arange(self._done + 1, self._done + hop + 1) - (self._wait or 0)
        turn = np.clip(at / FADE, 0.0, 1.0) * (math.pi / 2.0)
        return (np.sin(turn) ** 2).astype(np.float32)


def blended(old: Samples, new: Samples, share: Samples) -> Samples:
    """Two renderings (..., hop, 2) that resemble each other: gains that add up to one."""
    blended: Samples = old + (new - old) * share[:, None]
    return blended
