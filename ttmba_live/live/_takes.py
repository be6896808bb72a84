"""Sources made anew: the same event with another seed. Knows no generator by name."""

from __future__ import annotations

import random
from dataclasses import replace

from ttmba_live.errors import InvalidInput
from ttmba_live.live._cues import Cues
from ttmba_live.live._making import Making
from ttmba_live.live._playback import Playback
from ttmba_live.osc import Client
from ttmba_live.scene import Event
from ttmba_live.setup import spec_of

SEEDS = 1_000_000
"""Seeds that are chosen lie below: the floats and number boxes of patches show them whole."""


class Takes:
    """Thread: control."""

    def __init__(self, playback: Playback, cues: Cues, making: Making) -> None:
        """Order what is missing from ``making``."""
        self._playback, self._cues, self._making = playback, cues, making
        self._chance = random.SystemRandom()

    def again(self, source: str, seed: int | None, client: Client) -> None:
        """Make a source's clip with another seed; it takes over when it is there.

        Raises `InvalidInput` if there is no such source, or if too much waits.
        """
        event = self._event(source, seed)
        self._making.renew(event, spec_of(event), client, f"/ttmba/source/{source}/again")

    def _event(self, name: str, seed: int | None) -> Event:
        """What a source was asked to be, as it is now, with another seed."""
        source, asked = self._playback.scene.source(name), self._making.asked(name)
        if asked is None:
            raise InvalidInput(f"source {name!r} was asked for too long ago to be made again")
        self._cues.check_room(1, (asked.event,))
        chosen = self._other(asked.event.seed) if seed is None else seed
        return replace(asked.event, seed=chosen, loop=source.loop)

    def _other(self, seed: int | None) -> int:
        chosen = self._chance.randrange(SEEDS - 1)
        return chosen if seed is None or chosen < seed else chosen + 1
