"""What a room does after its first reflections, whoever does it. Knows no head."""

from __future__ import annotations

from typing import Protocol

from ttmba_live.audio import Samples
from ttmba_live.binaural.room._measured import Measured
from ttmba_live.binaural.room._network import Network
from ttmba_live.room import Acoustics, Impulse


class Late(Protocol):
    """Makes two signals of what all voices send."""

    @property
    def gain(self) -> float:
        """What makes it as loud as the room is; senders' gains are multiplied by it."""
        ...

    @property
    def earliest(self) -> int:
        """Frames from what is sent to the first sound of it."""
        ...

    @property
    def for_ears(self) -> bool:
        """Whether its two signals are ears' already, and not those of a diffuse field."""
        ...

    def step(self, sent: Samples) -> Samples:
        """Take a hop (2, hop), give one (2, hop)."""
        ...

    def tail(self) -> int:
        """Frames that still sound after the last one sent."""
        ...


def late_part(room: Acoustics, impulse: Impulse | None, hop: int) -> Late:
    """What a measured response says, or a network."""
    return Network.of(room) if impulse is None else Measured(room, impulse, hop)
