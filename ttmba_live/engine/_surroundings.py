"""Rooms around the listener, one state, hop by hop: reflections and reverberation. Knows rows only.

A room that is changed lets the next one take over: what sounds goes into the new one at once and
the old one rings on for a moment. Thread: render.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE, Samples, from_db
from ttmba_live.binaural import Flags, Floats, Images, Rows, stride
from ttmba_live.engine._crossfader import Crossfader
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room import NO_ROOM, Room, acoustics, entering, images, mirrors
from ttmba_live.scene import Listener

_FADE = 0.25
"""Seconds in which a room takes over."""

_REFLECTIONS = 432
"""Reflections at once; voices that came later have none of their own, only the late part's."""

_LEVELS = 0.05
"""Seconds in which levels of rooms and sends go most of their way."""


def ready_for(room: Room, hop: int) -> None:
    """Do beforehand what entering a room takes long for: any thread but the render thread."""
    if room.is_none:
        return
    from ttmba_live.binaural.room import late_part

    late_part(acoustics(room), None, hop).step(np.zeros((2, hop), np.float32))


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
    """

    rows: Rows
    world: Floats
    away: Floats
    gain: Floats
    send: Floats
    fresh: Flags
    listener: Listener
    turn: Floats


class Surroundings:
    """The room that is, and for a moment the one that was."""

    def __init__(self, renderer: Crossfader, voices: int, settings: GlideSettings) -> None:
        """Begin with no room, for so many rows of a renderer."""
        self._renderer, self._voices, self._settings = renderer, voices, settings
        self._room = self._walls = NO_ROOM
        self._places: list[_Place] = []
        self._left = 0
        self._send = np.ones(voices)
        self._early, self._late = 1.0, 1.0
        self.unreflected = 0
        """Voices that have no reflections of their own, since there are so many."""

    @property
    def on(self) -> bool:
        """Whether there is a room to be heard."""
        return bool(self._places)

    @property
    def ringing(self) -> bool:
        """Whether something still sounds, or is on its way to another room."""
        return self._left > 0

    def aim(self, room: Room, *, alone: bool) -> None:
        """Let a room take over from now on, at once if nothing sounds; levels alone glide."""
        if not self._renderer.rooms:
            return
        self._room = room
        if alone and not self.ringing and _walls_of(room) != self._walls:
            for place in self._places:
                self._renderer.forget(place.walls)
            self._places = []
            self._early, self._late = from_db(room.early_db), from_db(room.late_db)
            self._enter(1.0)
        self._change()

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
            place = _Place(self._room, self._renderer, self._voices, self._settings)
            place.level = level
            self._places.append(place)

    def reach(self, metres: float) -> float:
        """Metres after which nothing of a voice so far away is on its way any more."""
        return metres + max((place.reach for place in self._places), default=0.0)

    def step(self, hop: Hop, *, left: int) -> Samples | None:
        """What rooms add to a hop (hop, 2), if there are any.

        ``left`` counts the last hops before silence, 0 if there is to be none: in the first of two
        the room fades, with the other it is over.
        """
        if not self._places:
            return None
        out = np.zeros((self._renderer.hop, 2), np.float32)
        share = 1.0 - math.exp(-self._renderer.hop / (RATE * _LEVELS))
        self._early += share * (from_db(self._room.early_db) - self._early)
        self._late += share * (from_db(self._room.late_db) - self._late)
        before = self._send[hop.rows]
        glided = np.where(hop.fresh, hop.send, before + share * (hop.send - before))
        self._send[hop.rows] = glided
        hop = replace(hop, send=glided)
        field = np.zeros((2, self._renderer.hop), np.float32)
        for place in self._places:
            early, late = place.step(hop, self._early, self._late)
            out += early
            if place.for_ears:
                out += late.T
            else:
                field += late
        out += self._renderer.diffuse(field)
        self.unreflected = max(0, len(hop.rows) - self._places[-1].most)
        self._let_go(len(hop.rows))
        self._change()
        if left:
            out *= np.linspace(1.0, 0.0, len(out), dtype=np.float32)[:, None] * (left > 1)
        if left == 1:
            self.hush()
        return out

    def _let_go(self, voices: int) -> None:
        over = [place for place in self._places if place.goes and place.level <= 0.0]
        for place in over:
            self._places.remove(place)
            self._renderer.forget(place.walls)
        if voices:
            self._left = max((place.tail for place in self._places), default=0)
            return
        self._left = max(0, self._left - self._renderer.hop)
        if not self._left:
            self.hush()

    def hush(self) -> None:
        """Be silent at once, as if nothing had ever sounded."""
        self._left = 0
        self._places = [place for place in self._places if not place.goes]
        for place in self._places:
            place.empty()


def _walls_of(room: Room) -> Room:
    """A room without what only levels are."""
    return replace(room, early_db=0.0, late_db=0.0)


class _Place:
    """One room: its walls' images, its reverberation, and how much of it is heard."""

    def __init__(
        self, room: Room, renderer: Crossfader, voices: int, settings: GlideSettings
    ) -> None:
        from ttmba_live.binaural.room import late_part  # with it comes numba

        self._room, self._renderer = room, renderer
        self._acoustics = acoustics(room)
        self._mirrors = mirrors(self._acoustics, room.order)
        count, hop = len(self._mirrors), renderer.hop
        self.walls = renderer.walls(self._mirrors)
        self._stride = stride(hop)
        self._glide = Glide(voices * max(count, 1), self._stride * hop, settings)
        self._xyz = np.zeros((voices, count, 3))
        self._share = np.zeros(voices)
        self._late = late_part(self._acoustics, room.impulse, hop)
        measured = room.impulse is not None
        delay = self._acoustics.mixing if measured else self._acoustics.predelay
        self._delay = max(0.0, delay * RATE - self._late.earliest)
        self.for_ears = self._late.for_ears
        self.most = _REFLECTIONS // count if count else 1 << 30
        diagonal = float(np.linalg.norm(self._acoustics.high - self._acoustics.low))
        self.reach = 2.0 * room.order * diagonal + self._delay / RATE * SPEED_OF_SOUND
        self.tail = self._late.tail() + round(self._delay) + 4 * self._stride * hop
        self._hops, self.level, self.goes = 0, 0.0, False

    def empty(self) -> None:
        """Forget all that sounds."""
        from ttmba_live.binaural.room import late_part

        self._late = late_part(self._acoustics, self._room.impulse, self._renderer.hop)
        self._renderer.forget(self.walls)
        self.walls = self._renderer.walls(self._mirrors)

    def step(self, hop: Hop, early: float, late: float) -> tuple[Samples, Samples]:
        """Reflections (hop, 2) and reverberation (2, hop)."""
        before = self.level
        change = self._renderer.hop / (RATE * _FADE)
        self.level = float(np.clip(before + (-change if self.goes else change), 0.0, 1.0))
        shown = math.sin(0.5 * math.pi * self.level)
        heard = self._heard(hop)
        share = self._share[hop.rows]
        phase = (hop.rows + self._hops) % self._stride
        self._hops += 1
        self._move(hop, heard, phase)
        sent = hop.gain * hop.send
        wet, fed = self._renderer.reflect(
            self.walls,
            hop.rows,
            Images(
                self._xyz[hop.rows],
                sent * early * shown * share,
                self._fed(hop, sent * late, share) * (1.0 if self.goes else shown),
                self._delay,
                phase,
                hop.fresh,
                heard,
            ),
        )
        field = self._late.step(fed)
        if self.level < 1.0 or before < 1.0:
            ramp = np.linspace(before, self.level, self._renderer.hop + 1)[1:]
            field = field * np.sin(0.5 * np.pi * ramp).astype(np.float32)
        return wet, field

    def _heard(self, hop: Hop) -> Flags:
        """Who has reflections; who has them no longer, or not yet, fades."""
        wanted = np.arange(len(hop.rows)) < self.most
        step = self._renderer.hop / (RATE * _FADE)
        now = self._share[hop.rows]
        now = np.where(hop.fresh, wanted, np.clip(now + np.where(wanted, step, -step), 0.0, 1.0))
        self._share[hop.rows] = now
        heard: Flags = now > 0.0
        return heard

    def _move(self, hop: Hop, heard: Flags, phase: Rows) -> None:
        """Let the images of those whose turn it is glide on."""
        count = len(self._mirrors)
        some = hop.fresh | (heard & (phase == 0))
        if not count or not some.any():
            return
        way = images(self._acoustics, self._mirrors, hop.world[some], np.array(hop.listener.xyz))
        seen = way @ hop.turn
        rows, fresh = hop.rows[some], hop.fresh[some]
        for row, places in zip(rows[fresh], seen[fresh], strict=True):
            for image, place in enumerate(places):
                self._glide.join(row * count + image, place, 1.0)
        flat = (rows[:, None] * count + np.arange(count)).reshape(-1)
        moved, _ = self._glide.move(flat, seen.reshape(-1, 3), np.ones(len(flat)))
        self._xyz[rows] = moved.reshape(-1, count, 3)

    def _fed(self, hop: Hop, gain: Floats, share: Floats) -> Floats:
        """What the late part is sent (V,), so that it is as loud as the room's is."""
        room = self._acoustics
        later = self._delay * (share > 0.0) / RATE  # without reflections, it has their energy too
        level = self._late.gain * room.late(hop.away / SPEED_OF_SOUND + later)
        into: Floats = gain * level * entering(room, hop.world, np.array(hop.listener.xyz))
        return into
