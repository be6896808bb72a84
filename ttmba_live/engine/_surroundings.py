"""Rooms around the listener, one state, hop by hop: reflections and reverberation. Knows rows only.

A room that is changed lets the next one take over: what sounds goes into the new one at once and
the old one rings on for a moment. Thread: render.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE, Samples, from_db
from ttmba_live.engine._crossfader import Crossfader
from ttmba_live.engine._each import Each
from ttmba_live.engine._glide import GlideSettings
from ttmba_live.engine._hop import Hop
from ttmba_live.engine._place import Place
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room import NO_ROOM, Room, acoustics

_LEVELS = 0.05
"""Seconds in which levels of rooms and sends go most of their way."""

_ENDING = 0.25
"""Seconds before a room has rung out in which others fade that ring longer."""


def ready_for(room: Room, hop: int) -> None:
    """Do beforehand what entering a room takes long for: any thread but the render thread."""
    if room.is_none:
        return
    from ttmba_live.binaural.room import late_part

    late_part(acoustics(room), None, hop).step(np.zeros((2, hop), np.float32))


@dataclass(frozen=True, slots=True)
class Shared:
    """A hop of a room, for others that make it too and have to end with it.

    Attributes:
        room: the one that is wanted; `NO_ROOM` where none can be heard.
        left: the last hops before silence, as `Surroundings.step` has them.
        share: how much of what rings is to be heard, 0..1, at the hop's end.
        most: voices that may have reflections; None is as many as there is room for.
    """

    room: Room
    left: int
    share: float
    most: int | None


class Surroundings:
    """The room that is, and for a moment the one that was."""

    def __init__(self, renderer: Crossfader, voices: int, settings: GlideSettings) -> None:
        """Begin with no room, for so many rows of a renderer."""
        self._renderer, self._voices, self._settings = renderer, voices, settings
        self._room = self._walls = NO_ROOM
        self._places: list[Place] = []
        self._left = 0
        self._send = np.ones(voices)
        self._early, self._late = 1.0, 1.0
        self._hop: Hop | None = None
        self._told: Samples | None = None
        self._apart = False
        self.each: dict[int, Samples] = {}
        """What it added to every voice in this hop (hop, channels), by serials, if wanted."""
        self._each = Each(renderer)
        self.unreflected = 0
        """Voices that have no reflections of their own, since there are so many."""
        self._most: int | None = None

    @property
    def on(self) -> bool:
        """Whether there is a room to be heard."""
        return bool(self._places)

    @property
    def ringing(self) -> bool:
        """Whether something still sounds, or is on its way to another room."""
        return self._left > 0

    def shared(self, voices: int, left: int) -> Shared:
        """After `step`, of so many voices: what others need to know of this hop."""
        share = 1.0 if voices else min(1.0, self._left / (_ENDING * RATE))
        return Shared(self._room, left, share, self._most)

    def aim(self, room: Room, *, alone: bool) -> None:
        """Let a room take over from now on, at once if nothing sounds; levels alone glide."""
        if not self._renderer.rooms:
            return
        self._room = room
        if alone and not self.ringing and _walls_of(room) != self._walls:
            for place in self._places:
                self._renderer.forget(place.walls)
            self._places, self._hop, self._told = [], None, None
            self._early, self._late = from_db(room.early_db), from_db(room.late_db)
            self._enter(1.0)
        self._change()

    def limit(self, voices: int | None) -> None:
        """Let so many voices at most have reflections of their own; others lose them in a fade."""
        self._most = voices
        for place in self._places:
            place.limit(voices)

    def _change(self) -> None:
        """Begin to change to the room that is wanted, unless a change is under way."""
        if _walls_of(self._room) == self._walls or any(place.goes for place in self._places):
            return
        for place in self._places:
            place.goes = True
        self._enter(0.0)

    def _enter(self, level: float) -> None:
        self._walls = _walls_of(self._room)
        self._renderer.air(heard=not self._room.is_none)
        if not self._room.is_none:
            place = Place(self._room, self._renderer, self._voices, self._settings)
            place.level = level
            place.limit(self._most)
            self._places.append(place)

    def tail(self, metres: float) -> int:
        """Frames from a voice's last sample to silence, but for what rings on in the late part."""
        reach = max((place.reach for place in self._places), default=0.0)
        later = math.ceil(reach / SPEED_OF_SOUND * RATE)
        return max(self._renderer.tail(metres + reach), later)

    def step(self, hop: Hop, *, left: int, each: bool = False) -> Samples | None:
        """What rooms add to a hop (hop, channels), if there are any; to ``each`` voice, too.

        Most of it was told by `go_ahead`. ``left`` counts the last hops before silence, 0 if there
        is to be none: in the first of two the room fades, with the other it is over.
        """
        self.each = {}
        if not self._places:
            self._each.let_go(everything=True)
            return None
        out, self._told = self._told, None
        if out is None:
            out = self._silence()
        if each:
            self._each.meet(hop.serials)
        for place in self._places:
            out += place.step(hop, self._early, self._each if each else None)
        self._hop, self._apart = hop, each
        if each:
            self._finish_each(hop, left)
        self.unreflected = max(0, len(hop.rows) - self._places[-1].most)
        self._let_go(len(hop.rows))
        self._change()
        _faded(out, left)
        if left == 1:
            self.hush()
        return out

    def go_ahead(self) -> None:
        """Between two hops: render what rooms add to the next, from what the last one told.

        It is the same whenever it is done; what sounds directly need not wait for it.
        """
        hop, self._hop = self._hop, None
        if hop is None or not self._places:
            return
        out, each = self._silence(), self._each if self._apart else None
        hop = self._glided(hop)
        field = np.zeros((self._renderer.feeds, self._renderer.hop), np.float32)
        if each is not None:
            each.begin()
        for place in self._places:
            early, late = place.go_ahead(hop, self._early, self._late, each)
            out += early
            if place.for_ears:
                out += late.T
            else:
                field += late
        out += self._renderer.diffuse(field)
        if each is not None:
            each.diffuse()
        self._told = out

    def _glided(self, hop: Hop) -> Hop:
        """Let levels glide on; the hop with sends as they are now."""
        share = 1.0 - math.exp(-self._renderer.hop / (RATE * _LEVELS))
        self._early += share * (from_db(self._room.early_db) - self._early)
        self._late += share * (from_db(self._room.late_db) - self._late)
        before = self._send[hop.rows]
        glided = np.where(hop.fresh, hop.send, before + share * (hop.send - before))
        self._send[hop.rows] = glided
        return replace(hop, send=glided)

    def _silence(self) -> Samples:
        return np.zeros((self._renderer.hop, self._renderer.channels), np.float32)

    def _finish_each(self, hop: Hop, left: int) -> None:
        """Gather what rooms added to every voice, and forget those that have rung out."""
        tail = max(place.tail for place in self._places)
        self.each = self._each.finish(hop.serials.keys(), tail)
        for room in self.each.values():
            _faded(room, left)
        gone = self._each.let_go()
        for place in self._places:
            place.apart.let_go(gone)

    def _let_go(self, voices: int) -> None:
        over = [place for place in self._places if place.goes and place.level <= 0.0]
        for place in over:
            self._places.remove(place)
            self._renderer.forget(place.walls)
        if voices:
            self._left = max((place.tail for place in self._places), default=0)
            return
        self._left = max(0, self._left - self._renderer.hop) if self._places else 0
        if not self._left:
            self.hush()

    def hush(self) -> None:
        """Be silent at once, as if nothing had ever sounded."""
        self._left = 0
        self._hop = self._told = None
        self._each.let_go(everything=True)
        self._places = [place for place in self._places if not place.goes]
        for place in self._places:
            place.empty()


def _faded(room: Samples, left: int) -> None:
    """Fade (hop, channels) if it is one of the last hops before silence."""
    if left:
        room *= np.linspace(1.0, 0.0, len(room), dtype=np.float32)[:, None] * (left > 1)


def _walls_of(room: Room) -> Room:
    """A room without what only levels are."""
    return replace(room, early_db=0.0, late_db=0.0)
