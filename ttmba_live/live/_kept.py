"""A source's clip, and the voice that plays it. Knows no scene and no mixer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import Clip
from ttmba_live.engine import likeness
from ttmba_live.long_clip import LongClip, Sound
from ttmba_live.scene import Event

NOTHING = Clip(np.zeros(0, np.float32))
"""What is there beforehand of a sound that comes in live."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A source's clip, ready to play again, and its file in the run's folder."""

    clip: Clip
    file: str
    event: Event
    cue: int

    def like(self, other: Kept, at: int, frames: int) -> float:
        """`likeness` of a clip that takes over at a frame; 0 of a long one: nobody waits for it."""
        if isinstance(self.clip, LongClip) or isinstance(other.clip, LongClip):
            return 0.0
        return likeness(self.clip.samples, other.clip.samples, at, frames)


@dataclass(slots=True)
class Sounding:
    """The voice that a source was last asked for."""

    serial: int
    kept: Kept
    note: str
    """What is to be said of it when it begins."""
    sound: Sound
    since: int | None = None
    """The frame at which its clip begins, or is to begin."""
    stopping: bool = False

    def waits(self, frame: int) -> bool:
        """Whether its clip begins only after a frame."""
        return self.since is not None and self.since > frame and not self.stopping
