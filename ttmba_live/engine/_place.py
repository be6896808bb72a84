"""One room of those that sound: its walls' images, its reverberation. Knows voices' rows only.

Thread: render.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Flags, Floats, Images, Rows, stride
from ttmba_live.engine._crossfader import Crossfader
from ttmba_live.engine._each import Apart, Each
from ttmba_live.engine._glide import Glide, GlideSettings
from ttmba_live.engine._targets import head_axes
from ttmba_live.engine._voice import Voice
from ttmba_live.geometry import SPEED_OF_SOUND
from ttmba_live.room import Room, acoustics, entering, images, mirrors
from ttmba_live.scene import Listener, Scene

_FADE = 0.25
"""Seconds in which a room takes over."""

_REFLECTIONS = 432
"""Reflections at once; voices that came later have none of their own, only the late part's."""


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
        serials: (V,) by the voices' keys; see `ttmba_live.engine._each`.
    """

    rows: Rows
    world: Floats
    away: Floats
    gain: Floats
    send: Floats
    fresh: Flags
    listener: Listener
    turn: Floats
    serials: Mapping[int, int]

    @classmethod
    def of(
        cls, voices: Sequence[Voice], scene: Scene, rows: Rows, world: Floats, away: Floats,
        gain: Floats, fresh: Flags,
    ) -> Hop:  # fmt: skip
        """A hop of voices in a scene."""
        send, serials = np.array([v.send for v in voices]), {v.key: v.serial for v in voices}
        turn = head_axes(scene)
        return cls(rows, world, away, gain, send, fresh, scene.listener, turn, serials)


class Place:
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
        self._late = late_part(self._acoustics, room.impulse, hop, renderer.feeds)
        self.apart = Apart(self._late, hop)
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

        hop, feeds = self._renderer.hop, self._renderer.feeds
        self._late = late_part(self._acoustics, self._room.impulse, hop, feeds)
        self.apart = Apart(self._late, hop)
        self._renderer.forget(self.walls)
        self.walls = self._renderer.walls(self._mirrors)

    def step(
        self, hop: Hop, early: float, late: float, each: Each | None
    ) -> tuple[Samples, Samples]:
        """Reflections (hop, channels) and reverberation (signals, hop); ``each`` hears of all."""
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
        found = self._renderer.reflect(
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
            each=each is not None,
        )
        ramp = self._ramp(before)
        if each is not None and found.each is not None and found.each_sent is not None:
            fields = self.apart.step(dict(zip(hop.serials, found.each_sent, strict=True)))
            fields = {key: field * ramp for key, field in fields.items()}
            wet = dict(zip(hop.serials, found.each, strict=True))
            each.add(wet, fields, ears=self.for_ears)
        return found.wet, self._late.step(found.sent) * ramp

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
