"""What leaves the mixer: one hop. Knows samples and nobody who makes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ttmba_live.audio import Samples


@dataclass(frozen=True, slots=True)
class Block:
    """One hop: the mix (hop, 2), and by its serial each voice on its own (hop, 2) if asked for.

    The voices and the room add up to the mix: what `/ttmba/gain` and the limiter did is in them.
    Voices that have the room in them ring on under their serials, and ``room`` is None.
    """

    mix: Samples
    stems: Mapping[int, Samples]
    room: Samples | None = None
    """What the room is of it (hop, 2), if stems were asked for and there is one."""
    silent: bool = False
    """Whether nothing sounded at all."""
    beside: Samples | None = None
    """The scene in other forms (hop, channels), if they are wanted and anything sounded."""
    sounding: tuple[int, ...] = ()
    """The serials of its voices."""
