"""What the room adds to every voice on its own, until it has rung out. Knows no room's shape.

Rooms are linear: reverberation of every voice apart adds up to that of all. A voice is known by its
key, which stays when other samples take over in it; its serial is then theirs.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.engine._crossfader import Crossfader

if TYPE_CHECKING:
    from ttmba_live.binaural.room import Late  # with it comes numba


class Apart:
    """One room's reverberation, once for each voice."""

    def __init__(self, late: Late, hop: int) -> None:
        """Go beside that of all voices."""
        self._late = late
        self._own: dict[int, Late] = {}
        self._silence = np.zeros((2, hop), np.float32)

    def step(self, sent: Mapping[int, Samples]) -> dict[int, Samples]:
        """What voices send (2, hop) to signals, by their keys; before that of all goes on."""
        for key in sent.keys() - self._own.keys():
            self._own[key] = self._late.twin()
        return {key: late.step(sent.get(key, self._silence)) for key, late in self._own.items()}

    def let_go(self, keys: Collection[int]) -> None:
        """Forget voices that have rung out."""
        for key in keys:
            self._own.pop(key, None)


class Each:
    """A hop of every voice's room, gathered from the rooms that there are. Thread: render."""

    def __init__(self, renderer: Crossfader) -> None:
        """Begin with no voice."""
        self._renderer = renderer
        self._serials: dict[int, int] = {}
        self._left: dict[int, int] = {}
        self._wet: dict[int, Samples] = {}
        self._fields: dict[int, Samples] = {}

    def begin(self) -> None:
        """Begin the next hop, of voices that are known."""
        self._wet, self._fields = {}, {}
        for key in self._serials:
            self._wet[key] = self._silence()
            self._fields[key] = np.zeros((self._renderer.feeds, self._renderer.hop), np.float32)

    def meet(self, serials: Mapping[int, int]) -> None:
        """The hop's voices: their serials by their keys, oldest first."""
        self._serials.update(serials)
        for key in self._serials.keys() - self._wet.keys():
            self._wet[key] = self._silence()

    def add(self, wet: Mapping[int, Samples]) -> None:
        """What one room adds to voices (hop, channels)."""
        for key, block in wet.items():
            self._wet[key] += block

    def add_late(self, late: Mapping[int, Samples], *, ears: bool) -> None:
        """One room's reverberation (signals, hop), for ``ears`` or of a field."""
        for key, field in late.items():
            if ears:
                self._wet[key] += field.T
            else:
                self._fields[key] += field

    def diffuse(self) -> None:
        """Let fields become what is heard of them."""
        for key, field in self._fields.items():
            self._wet[key] += self._renderer.diffuse(field, key)

    def finish(self, now: Collection[int], tail: int) -> dict[int, Samples]:
        """The hop by serials (hop, channels); voices but those that sound ``now`` ring out."""
        out = {}
        for key, serial in self._serials.items():
            out[serial] = self._wet[key]
            self._left[key] = tail if key in now else self._left[key] - self._renderer.hop
        self._wet = {}
        return out

    def _silence(self) -> Samples:
        return np.zeros((self._renderer.hop, self._renderer.channels), np.float32)

    def let_go(self, *, everything: bool = False) -> list[int]:
        """Forget voices that have rung out; returns their keys."""
        gone = [key for key, left in self._left.items() if left <= 0 or everything]
        for key in gone:
            for known in (self._serials, self._left, self._wet, self._fields):
                known.pop(key, None)
            self._renderer.let_go(key)
        return gone


def with_rooms(
    own: Samples | None, serials: list[int], rooms: Mapping[int, Samples]
) -> tuple[Samples | None, list[int]]:
    """Voices (V, hop, channels) with what the room adds, and what rings on after them; serials."""
    if own is None or not rooms:
        return own, serials
    ringing = [serial for serial in rooms if serial not in serials]
    whole = np.concatenate([own, np.zeros((len(ringing), *own.shape[1:]), np.float32)])
    named = [*serials, *ringing]
    for at, serial in enumerate(named):
        if serial in rooms:
            whole[at] += rooms[serial]
    return whole, named
