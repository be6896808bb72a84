"""What a room does after its first reflections, whoever does it. Knows no head."""

from __future__ import annotations

import math
from typing import Protocol

from ttmba_live.audio import Samples
from ttmba_live.binaural.room._measured import Measured, Response
from ttmba_live.binaural.room._network import Network
from ttmba_live.room import Acoustics, Impulse


class Late(Protocol):
    """Makes signals of a diffuse field of what all voices send: two, or more if it can."""

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
        """Whether its signals, two, are ears' already, and not those of a diffuse field."""
        ...

    def step(self, sent: Samples) -> Samples:
        """Take a hop (2, hop), give one (signals, hop)."""
        ...

    def twin(self) -> Late:
        """An empty one that goes on beside this: both together do what one does with the sum."""
        ...

    def tail(self) -> int:
        """Frames that still sound after the last one sent."""
        ...


def late_part(
    room: Acoustics, impulse: Impulse | None, hop: int, signals: int = 2, wanted: float = math.inf
) -> Late:
    """What a measured response says, which has two signals, or else a network.

    Its first sound is no later than ``wanted`` frames after what is sent, if it can.
    """
    if impulse is None or signals != 2:
        return Network.of(room, signals, wanted)
    return Measured(Response.of(room, impulse, hop), hop)
