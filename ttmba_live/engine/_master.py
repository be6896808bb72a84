"""The last step of a hop: the level of the whole mix, and the limiter. Knows no voices."""

from __future__ import annotations

import math

import numpy as np

from ttmba_live.audio import RATE, Samples, from_db
from ttmba_live.engine._limiter import Limiter, gain_between

_GLIDE = 0.01
"""Seconds in which the level goes most of its way."""


class Master:
    """Glides to the level that is wanted. Thread: render; ``held_db`` may be read by any."""

    def __init__(self, hop: int) -> None:
        """Start at unit level."""
        self._hop = hop
        self._limiter = Limiter(hop)
        self._level = self._wanted = 1.0
        self.ramp: Samples | float = 1.0
        """The level over the last hop (hop, 1), without the limiter."""

    def aim(self, gain_db: float) -> None:
        """Go to a level from now on."""
        self._wanted = from_db(gain_db)

    @property
    def is_steady(self) -> bool:
        """Whether neither level nor limiter is on its way."""
        return self._limiter.gain == 1.0 and self._level == self._wanted

    @property
    def gain(self) -> float:
        """Linear, as it is now."""
        return self._level * self._limiter.gain

    @property
    def held_db(self) -> float:
        """The most that the limiter has held the mix down, in dB."""
        return self._limiter.held_db

    def __call__(self, mix: Samples) -> Samples:
        """Return (hop, 2) as it leaves the mixer; the block itself if nothing is done to it."""
        return self._limiter(self._leveled(mix))

    def finished(
        self, mix: Samples, own: Samples | None, room: Samples | None
    ) -> tuple[Samples, Samples | None, Samples | None]:
        """The whole mix as it leaves the mixer, and its parts so that they add up to it.

        Args:
            mix: (hop, 2) without the room.
            own: the voices (V, hop, 2), if they are wanted.
            room: (hop, 2), if there is one.
        """
        raw = mix if room is None else mix + room
        out = self(raw)
        if own is not None and out is not raw:
            change = gain_between(raw, out, self.gain)
            own, room = own * change, None if room is None else room * change
        return out, own, room

    def _leveled(self, mix: Samples) -> Samples:
        wanted = self._wanted
        if wanted == self._level == 1.0:
            self.ramp = 1.0
            return mix
        share = 1.0 - math.exp(-self._hop / (RATE * _GLIDE))
        end = self._level + share * (wanted - self._level)
        end = wanted if abs(end - wanted) < 1e-6 else end
        ramp = np.linspace(self._level, end, self._hop, dtype=np.float32)
        self._level, self.ramp = end, ramp[:, None]
        return mix * self.ramp
