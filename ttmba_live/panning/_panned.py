"""A renderer whose outputs are gains of the dry sound. Knows no loudspeaker and no harmonic.

There is no delay and so no Doppler, and no ear: a sound's frames come out when it has them, at
1 / distance (0 dB at one metre, as in the binaural renderers), nearer than `MIN_DISTANCE` as there.
A room's reflections are as late as their ways are longer; its late part comes from all channels,
each as loud as a field from everywhere is in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Flags, Floats, Images, Rows, everywhere, lines
from ttmba_live.geometry import MIN_DISTANCE
from ttmba_live.panning._around import Around, Walls
from ttmba_live.room import Mirrors, acoustics, mirrors, named

Gains = Callable[[Floats], Floats]
"""Unit vectors (V, 3) to gains (V, channels)."""


@dataclass(slots=True)
class PannedState:
    """One row a voice."""

    reached: Floats  # (R, channels) gains
    away: Floats  # (R,) metres
    line: Samples  # dry sound so far; see `ttmba_live.binaural.Reader`
    now: int = 0  # frames so far


class Panned:
    """`ttmba_live.binaural.RoomRenderer`, but to any number of channels in place of two ears."""

    latency = 0
    rooms = True
    foresees = math.inf

    def __init__(
        self, gains: Gains, channels: int, hop: int, level: float = 1.0,
        feeds: Sequence[int] | None = None,
    ) -> None:  # fmt: skip
        """Render to that many channels; ``gains`` says how loud a direction is in each.

        All of it is multiplied by ``level``. ``feeds`` says which signal of a diffuse field each
        channel has, each its own if it says nothing.
        """
        self.hop, self.channels, self.level, self.gains = hop, channels, level, gains
        self._feeds = np.arange(channels) if feeds is None else np.array(feeds)
        self.feeds = int(self._feeds.max()) + 1
        self._around = Around(gains, channels, hop)
        self._everywhere: Samples | None = None
        u = np.arange(1, hop + 1)[:, None] / hop
        self._ramp = np.stack([1.0 - u, u]).astype(np.float32)

    def warm(self) -> None:
        """Do beforehand what a first room takes long for: any thread but the render thread."""
        state, rows = self.start(1), np.zeros(1, np.intp)
        room = mirrors(acoustics(named("studio")), 1)
        walls, place, once = self.walls(state, room), np.ones((1, 3)), np.ones(1)
        each = np.ones(1, np.bool_)
        self.step(state, rows, np.zeros((1, self.hop), np.float32), place, once, stems=False)
        ways = np.ones((1, len(room), 3))
        images = Images(ways, np.ones((1, len(room))), once, rows, each, each)
        self.reflect(state, walls, rows, images, ahead=False)
        self.diffuse(state, None, np.zeros((self.feeds, self.hop), np.float32))

    def start(self, voices: int) -> PannedState:
        """State for that many voices."""
        return PannedState(np.zeros((voices, self.channels)), np.zeros(voices), lines(voices))

    def join(self, state: PannedState, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice that stands at ``xyz`` (3,), that loud."""
        state.reached[row] = self._levels(xyz[None])[0] * gain
        state.line[row] = 0.0

    def step(
        self,
        state: PannedState,
        rows: Rows,
        dry: Samples,
        xyz: Floats,
        gain: Floats,
        *,
        stems: bool,
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop: the sum (hop, channels), and the voices (V, hop, channels)."""
        ends = self._levels(xyz) * gain[:, None]
        pairs = np.stack([state.reached[rows], ends]).astype(np.float32)
        state.reached[rows] = ends
        state.away[rows] = np.maximum(np.linalg.norm(xyz, axis=1), MIN_DISTANCE)
        self._around.reader.write(state.line, state.now, rows, dry)
        state.now += self.hop
        own = None
        if stems:
            own = np.einsum("vn,knc,kvc->vnc", dry, self._ramp, pairs)
        mix = sum(
            (dry * ramp[:, 0]).T @ gains for ramp, gains in zip(self._ramp, pairs, strict=True)
        )
        return np.asarray(mix, np.float32).reshape(self.hop, self.channels), own

    def tail(self, distance: float) -> int:
        """Nothing sounds after the last dry sample."""
        del distance
        return 0

    def walls(self, state: PannedState, mirrors: Mirrors) -> Walls:
        """See `ttmba_live.binaural.RoomRenderer.walls`."""
        return self._around.walls(len(state.reached), mirrors)

    def air(self, state: PannedState, *, heard: bool) -> None:
        """See `ttmba_live.binaural.RoomRenderer.air`; direct sound goes without."""

    def reflect(
        self, state: PannedState, walls: Walls, rows: Rows, images: Images, *, ahead: bool,
        each: bool = False,
    ) -> tuple[Samples, Samples | None]:  # fmt: skip
        """See `ttmba_live.binaural.RoomRenderer.reflect`; there are no stems to have ``each``.

        Nothing is told ``ahead``.
        """
        del each
        if ahead:
            return np.zeros((self.hop, self.channels), np.float32), None
        then, away = state.now - self.hop, state.away[rows]
        wet = self._around.reflect(state.line, then, walls, rows, images, away)
        return wet * np.float32(self.level), None

    def send(
        self, state: PannedState, walls: Walls, rows: Rows, gain: Floats, delay: float, fresh: Flags
    ) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.send`; both sides are the same."""
        then = state.now - self.hop
        sent = self._around.sent(state.line, then, walls, rows, gain, delay, fresh)
        return np.repeat(sent[:, None], 2, axis=1)

    def start_diffuse(self, state: PannedState) -> None:
        """See `ttmba_live.binaural.RoomRenderer.start_diffuse`."""
        del state

    def diffuse(self, state: PannedState, around: None, field: Samples) -> Samples:
        """See `ttmba_live.binaural.RoomRenderer.diffuse`: as in a field from everywhere."""
        del state, around
        if self._everywhere is None:
            power = (self.gains(everywhere()) ** 2).mean(axis=0)
            self._everywhere = (self.level * np.sqrt(power)).astype(np.float32)
        return field[self._feeds].T * self._everywhere

    def _levels(self, xyz: Floats) -> Floats:
        distance = np.linalg.norm(xyz, axis=1)
        there = distance > 1e-9
        direction = np.tile([1.0, 0.0, 0.0], (len(xyz), 1))
        direction[there] = xyz[there] / distance[there, None]
        level: Floats = self.level * self.gains(direction)
        level /= np.maximum(distance, MIN_DISTANCE)[:, None]
        return level


def together(some: Sequence[Panned]) -> Panned:
    """Renderers of one hop and level as one, their channels side by side: lines are read once.

    Each has the signals of a diffuse field that it has alone.
    """
    first, *others = some
    if not others:
        return first
    feeds = [signal for one in some for signal in range(one.channels)]
    gains = partial(_side_by_side, [one.gains for one in some])
    return Panned(gains, len(feeds), first.hop, first.level, feeds)


def _side_by_side(every: Sequence[Gains], directions: Floats) -> Floats:
    return np.concatenate([gains(directions) for gains in every], axis=1)
