"""One room of those that sound: its walls' images, its reverberation. Knows voices' rows only.

Thread: render.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Flags, Floats, Images, Rows, lengths, stride
from ttmba_live.engine._crossfader import Crossfader
from ttmba_live.engine._each import Apart, Each
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.engine._hop import Hop, Told
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room import Room, acoustics, entering, images, mirrors, visible

if TYPE_CHECKING:
    from ttmba_live.binaural.room import Late

_FADE = 0.25
"""Seconds in which a room takes over."""

_REFLECTIONS = 432
"""Reflections at once; voices that came later have none of their own, only the late part's."""


class Place:
    """One room: its walls' images, its reverberation, and how much of it is heard.

    What it adds to a hop is told in the hop before, from where all was then, but for what begins
    with the hop and for images so near that their sound sets out and arrives in one hop.
    """

    def __init__(
        self, room: Room, renderer: Crossfader, voices: int, settings: GlideSettings
    ) -> None:
        self._room, self._renderer = room, renderer
        self._acoustics = acoustics(room)
        self._mirrors = mirrors(self._acoustics, room.order)
        count, hop = len(self._mirrors), renderer.hop
        self.walls = renderer.walls(self._mirrors)
        self._stride = stride(hop)
        self._glide = Glide(voices * max(count, 1), self._stride * hop, settings)
        self._xyz, self._seen = np.zeros((voices, count, 3)), np.zeros((voices, count))
        self._share = np.zeros(voices)
        self._known = np.zeros(voices, np.bool_)
        self._close = np.zeros(voices, np.int64)  # hops until which a row is not told ahead
        self._nobody = Told.nobody(count)
        self._near: Told | None = None
        self._late = self._begun_late()
        self.apart = Apart(self._late, hop)
        self._delay = max(0.0, self._wanted - self._late.earliest)
        self.for_ears = self._late.for_ears
        self.most = self._room_for = _REFLECTIONS // count if count else 1 << 30
        diagonal = float(np.linalg.norm(self._acoustics.high - self._acoustics.low))
        self.reach = 2.0 * room.order * diagonal + (self._delay + hop) / RATE * SPEED_OF_SOUND
        self.tail = self._late.tail() + round(self._delay) + 4 * self._stride * hop
        self._hops, self.level, self.goes = 0, 0.0, False

    @property
    def _wanted(self) -> float:
        """Frames from a hop in which the late part is sent sound to what it makes of it."""
        measured = self._room.impulse is not None
        delay = self._acoustics.mixing if measured else self._acoustics.predelay
        return delay * RATE - self._renderer.hop

    def _begun_late(self) -> Late:
        from ttmba_live.binaural.room import late_part  # with it comes numba

        hop, feeds = self._renderer.hop, self._renderer.feeds
        impulse = self._room.impulse if self._renderer.channels == 2 else None
        return late_part(self._acoustics, impulse, hop, feeds, self._wanted)

    def limit(self, voices: int | None) -> None:
        """Let no more voices than that have reflections; None is what there is room for."""
        self.most = self._room_for if voices is None else min(voices, self._room_for)

    def empty(self) -> None:
        """Forget all that sounds."""
        self._late = self._begun_late()
        self.apart = Apart(self._late, self._renderer.hop)
        self._renderer.forget(self.walls)
        self.walls = self._renderer.walls(self._mirrors)
        self._near = None

    def step(self, hop: Hop, early: float, each: Each | None) -> Samples:
        """What this hop has of reflections that were not told ahead: (hop, channels)."""
        told, self._near = self._near, None
        some = [] if told is None else [told.only(~np.isin(told.rows, hop.rows[hop.fresh]))]
        if hop.fresh.any():
            some.append(self._begun(hop, early))
        return self._reflected(self._nobody.joined(some), each, ahead=False)

    def _begun(self, hop: Hop, early: float) -> Told:
        """Put images of voices that begin where they are."""
        rows = hop.rows[hop.fresh]
        heard = np.flatnonzero(hop.fresh) < self.most
        self._share[rows] = heard
        self._put(hop, hop.fresh)
        gain = (hop.gain * hop.send)[hop.fresh] * early * self._shown * heard
        phase = (rows + self._hops - 1) % self._stride
        fresh = np.ones(len(rows), np.bool_)
        images = Images(self._xyz[rows], self._seen[rows], gain, phase, fresh, heard)
        return Told(rows, images, np.array(list(hop.serials), np.int64)[hop.fresh])

    def go_ahead(
        self, hop: Hop, early: float, late: float, each: Each | None
    ) -> tuple[Samples, Samples]:
        """After a hop: the next one's reflections (hop, channels), reverberation (signals, hop)."""
        before = self.level
        change = self._renderer.hop / (RATE * _FADE)
        self.level = min(1.0, max(0.0, before + (-change if self.goes else change)))
        heard, share = self._heard(hop), self._share[hop.rows]
        phase = (hop.rows + self._hops) % self._stride
        self._move(hop, heard, phase)
        self._hops += 1
        sent = hop.gain * hop.send
        gain, none = sent * early * self._shown * share, np.zeros(len(hop.rows), np.bool_)
        rows = hop.rows
        images = Images(self._xyz[rows], self._seen[rows], gain, phase, none, heard)
        told = Told(hop.rows, images, np.array(list(hop.serials), np.int64))
        near = (self._close[hop.rows] > self._hops) | math.isinf(self._renderer.foresees)
        self._near = told.only(near) if near.any() else None
        wet = self._reflected(told.only(~near), each, ahead=True)
        fed = self._fed(hop, sent * late, share) * (1.0 if self.goes else self._shown)
        given = self._renderer.send(self.walls, hop.rows, fed, self._delay, hop.fresh)
        ramp = self._ramp(before)
        if each is not None:
            fields = self.apart.step(dict(zip(hop.serials, given, strict=True)))
            each.add_late({key: own * ramp for key, own in fields.items()}, ears=self.for_ears)
        return wet, self._late.step(given.sum(axis=0)) * ramp

    @property
    def _shown(self) -> float:
        """How much of the reflections is heard."""
        return math.sin(0.5 * math.pi * self.level)

    def _reflected(self, told: Told, each: Each | None, *, ahead: bool) -> Samples:
        wet, own = self._renderer.reflect(
            self.walls, told.rows, told.images, ahead=ahead, each=each is not None
        )
        if each is not None and own is not None:
            each.add(dict(zip(told.keys.tolist(), own, strict=True)))
        return wet

    def _ramp(self, before: float) -> Samples | np.float32:
        """How much of the reverberation is heard over the hop."""
        if self.level == before == 1.0:
            return np.float32(1.0)
        ramp = np.linspace(before, self.level, self._renderer.hop + 1)[1:]
        risen: Samples = np.sin(0.5 * np.pi * ramp).astype(np.float32)
        return risen

    def _heard(self, hop: Hop) -> Flags:
        """Who has reflections; who has them no longer, or not yet, fades."""
        wanted = np.arange(len(hop.rows)) < self.most
        step = self._renderer.hop / (RATE * _FADE)
        now = self._share[hop.rows] + np.where(wanted, step, -step)
        now = np.minimum(np.maximum(now, 0.0), 1.0)
        self._share[hop.rows] = now
        heard: Flags = now > 0.0
        return heard

    def _put(self, hop: Hop, some: Flags) -> None:
        """Put images of some voices where they are, at once."""
        count = len(self._mirrors)
        seen = self._looked(hop, some)
        for row, places in zip(hop.rows[some], seen, strict=True):
            for image, place in enumerate(places):
                self._glide.join(row * count + image, place, 1.0)
        self._keep(hop.rows[some], seen)
        self._known[hop.rows[some]] = True

    def _move(self, hop: Hop, heard: Flags, phase: Rows) -> None:
        """Let the images of those whose turn it is glide on."""
        count = len(self._mirrors)
        if (new := ~self._known[hop.rows]).any():
            self._put(hop, new)
        some = heard & (phase == 0) & ~new
        if not count or not some.any():
            return
        rows, seen = hop.rows[some], self._looked(hop, some)
        flat = (rows[:, None] * count + np.arange(count)).reshape(-1)
        moved, _ = self._glide.move(flat, seen.reshape(-1, 3), np.ones(len(flat)))
        self._keep(rows, moved.reshape(-1, count, 3))

    def _looked(self, hop: Hop, some: Flags) -> Floats:
        """Where images of some voices are in the head's frame (V, E, 3); notes what is left."""
        here, world = np.array(hop.listener.xyz), hop.world[some]
        self._seen[hop.rows[some]] = visible(self._acoustics, self._mirrors, world, here)
        way: Floats = images(self._acoustics, self._mirrors, world, here) @ hop.turn
        return way

    def _keep(self, rows: Rows, places: Floats) -> None:
        """Know places (V, E, 3) that images reach: whether they are near, and for how long."""
        self._xyz[rows] = places
        nearest = lengths(places).min(axis=1, initial=math.inf)
        # Ways lie between a stride's last three places, so a near one counts as long.
        close = rows[nearest < self._renderer.foresees]
        self._close[close] = self._hops + 3 * self._stride + 1

    def _fed(self, hop: Hop, gain: Floats, share: Floats) -> Floats:
        """What the late part is sent (V,), so that it is as loud as the room's is."""
        room = self._acoustics
        later = (self._delay + self._renderer.hop) / RATE
        # Without reflections, it has their energy too.
        level = self._late.gain * room.late(hop.away / SPEED_OF_SOUND + later * (share > 0.0))
        into: Floats = gain * level * entering(room, hop.world, np.array(hop.listener.xyz))
        return into
