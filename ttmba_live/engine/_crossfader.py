"""One renderer, and for a while its successor, one state: another head while sound plays.

Knows renderers and rows; knows no voices, no time beyond hops and no heads.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import count
from typing import Any

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Flags, Floats, Images, Renderer, RoomRenderer, Rows
from ttmba_live.engine._player import FADE, Blend, Player, Successor, blended
from ttmba_live.engine._voice import HeadFailed, Report
from ttmba_live.room import Mirrors


class Crossfader:
    """Plays through a renderer; `change` lets another take over without a click.

    The successor hears all voices at once, but is heard only when its delay lines are full and
    its responses have rung in; then the two are crossfaded. That depends on frames alone, so a
    replay does the same. One that raises on its way in, or soon after it took over in silence, is
    given up and reported, and the one before plays on.
    """

    def __init__(self, renderer: Renderer, voices: int, outbox: deque[Report]) -> None:
        """Begin with a renderer, for so many voices; failures go to ``outbox``."""
        self.hop, self.latency = renderer.hop, renderer.latency
        self.channels = self.feeds = 2
        if isinstance(renderer, RoomRenderer):
            self.channels, self.feeds = renderer.channels, renderer.feeds
        self._voices, self._outbox = voices, outbox
        self._now = Player(renderer, renderer.start(voices))
        self._next: Successor | None = None
        self._waiting: Renderer | None = None
        self._before: Player | None = None
        self._trial = 0
        self._anew = False
        self._rooms: dict[int, Mirrors] = {}
        self._numbers = count()
        self._air = False
        self._blend: Blend | None = None

    @property
    def rooms(self) -> bool:
        """Whether rooms can be heard."""
        return self._now.room is not None

    @property
    def changes(self) -> bool:
        """Whether another is to take over, once it is ready and something sounds."""
        return self._next is not None

    def walls(self, mirrors: Mirrors) -> int:
        """Know a room's reflections, until `forget`; returns its number."""
        number = next(self._numbers)  # never one that a player may still know
        self._rooms[number] = mirrors
        return number

    def forget(self, number: int) -> None:
        """Let a room's reflections go."""
        self._rooms.pop(number, None)

    def air(self, *, heard: bool) -> None:
        """See `Renderer.air`."""
        self._air = heard
        for player in (self._now, self._next.player if self._next else None):
            if player is not None and player.room is not None:
                player.room.air(player.state, heard=heard)

    @property
    def foresees(self) -> float:
        """See `RoomRenderer.foresees`: metres that hold for all that may be heard."""
        rooms = [self._now.room, self._next.player.room if self._next else self._now.room]
        return max(math.inf if room is None else room.foresees for room in rooms)

    def reflect(
        self, number: int, rows: Rows, images: Images, *, ahead: bool, each: bool
    ) -> tuple[Samples, Samples | None]:
        """After `step`: what a room's walls add; see `RoomRenderer.reflect`."""

        def one(player: Player) -> tuple[Samples, Samples | None]:
            room, none = player.room, np.zeros((len(rows) + 1, self.hop, self.channels), np.float32)
            if room is None:
                return none[0], none[1:] if each else None
            walls = self._walls(player, room, number)
            return room.reflect(player.state, walls, rows, images, ahead=ahead, each=each)

        blend = self._coming() if ahead else self._blend
        if blend is None:
            return one(self._now)
        (wet, own), (other, others) = one(blend.old), one(blend.new)
        apart = None if own is None or others is None else blended(own, others, blend.share)
        return blended(wet, other, blend.share), apart

    def send(self, number: int, rows: Rows, gain: Floats, delay: float, fresh: Flags) -> Samples:
        """After `step`: what the late part of a room is sent; see `RoomRenderer.send`."""

        def one(player: Player) -> Samples:
            room = player.room
            if room is None:
                return np.zeros((len(rows), 2, self.hop), np.float32)
            walls = self._walls(player, room, number)
            return room.send(player.state, walls, rows, gain, delay, fresh)

        if self._blend is None:
            return one(self._now)
        old, new = one(self._blend.old).swapaxes(1, 2), one(self._blend.new).swapaxes(1, 2)
        return blended(old, new, self._blend.share).swapaxes(1, 2)

    def _walls(self, player: Player, renderer: RoomRenderer, number: int) -> Any:
        """A player's state of a room's reflections; begun if there is none."""
        renderer.air(player.state, heard=self._air)
        player.walls = {key: value for key, value in player.walls.items() if key in self._rooms}
        if number not in player.walls:
            player.walls[number] = renderer.walls(player.state, self._rooms[number])
        return player.walls[number]

    def diffuse(self, field: Samples, key: int | None = None) -> Samples:
        """After `step`: the next hop's diffuse field, that of all or of a voice by its ``key``.

        See `RoomRenderer.diffuse`.
        """
        blend = self._coming()
        if blend is None:
            return self._diffused(self._now, field, key)
        return blended(
            self._diffused(blend.old, field, key), self._diffused(blend.new, field, key),
            blend.share,
        )  # fmt: skip

    def _diffused(self, player: Player, field: Samples, key: int | None) -> Samples:
        if player.room is None:
            return np.zeros((self.hop, self.channels), np.float32)
        if key not in player.around:
            player.around[key] = player.room.start_diffuse(player.state)
        return player.room.diffuse(player.state, player.around[key], field)

    def _coming(self) -> Blend | None:
        """Who is heard how much in the next hop, as far as this one knows."""
        if self._next is None or not self._next.has_begun:
            return None
        return Blend(self._now, self._next.player, self._next.share(self.hop))

    def let_go(self, key: int) -> None:
        """Let a voice's diffuse field go."""
        for player in (self._now, self._before, self._next.player if self._next else None):
            if player is not None:
                player.around.pop(key, None)

    def change(self, renderer: Renderer) -> None:
        """Let a renderer of the same hop take over; the last one asked for wins."""
        if renderer.hop != self.hop:
            raise ValueError(f"a renderer of hop {renderer.hop} cannot follow one of {self.hop}")
        if self._next is None:
            self._begin(renderer)
        else:
            self._waiting = renderer

    def _begin(self, renderer: Renderer) -> None:
        try:
            self._next = Successor(Player(renderer, renderer.start(self._voices)))
        except Exception as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        """Forget who was to follow, and say why."""
        self._next = None
        self._outbox.append(HeadFailed(repr(error)))
        self._go_on()

    def _go_on(self) -> None:
        """Let the one begin that waits, if any does."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._begin(waiting)

    def join(self, row: int, xyz: Floats, gain: float, *, alone: bool = False) -> None:
        """Make a row a new voice; see `Renderer.join`.

        ``alone`` says that nothing else sounds: no time went by here meanwhile, and none is needed.
        """
        if alone:
            self._settle()
        try:
            self._now.renderer.join(self._now.state, row, xyz, gain)
        except Exception as error:
            if not self._fall_back(error):
                raise
        if self._next is not None:
            try:
                self._next.player.renderer.join(self._next.player.state, row, xyz, gain)
            except Exception as error:
                self._give_up(error)

    def _settle(self) -> None:
        """Let the one asked for last take over at once, on trial."""
        if self._waiting is not None:
            self._next = None
            self._go_on()
        if self._next is not None:
            self._before, self._trial = self._now, FADE
            self._now, self._next = self._next.player, None

    def _fall_back(self, error: Exception) -> bool:
        """Let the one before play again, if it is known still; whether it is.

        Every row joins it anew with the next hop: it has heard nothing meanwhile.
        """
        if self._before is None:
            return False
        self._now, self._before, self._anew = self._before, None, True
        self._outbox.append(HeadFailed(repr(error)))
        return True

    def tail(self, distance: float) -> int:
        """Frames from the last dry sample to silence."""
        known = [self._now] if self._next is None else [self._now, self._next.player]
        return max(player.renderer.tail(distance) for player in known)

    def step(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop; see `Renderer.step`."""
        self._blend = None
        try:
            mix, own = self._played(rows, dry, xyz, gain, stems=stems)
        except Exception as error:
            if not self._fall_back(error):
                raise
            mix, own = self._played(rows, dry, xyz, gain, stems=stems)
        if self._before is not None:
            self._trial -= self.hop
            self._before = self._before if self._trial > 0 else None
        if self._next is None:
            return mix, own
        try:
            other, others = self._next.step(rows, dry, xyz, gain, stems=stems)
        except Exception as error:
            self._give_up(error)
            return mix, own
        share = self._next.share(self.hop)
        self._next.go_on(self.hop)
        mix = blended(mix, other, share)
        if own is not None and others is not None:
            own = blended(own, others, share)
        self._blend = Blend(self._now, self._next.player, share)
        if share[-1] >= 1.0:
            self._now, self._next, self._before = self._next.player, None, None
            self._go_on()
        return mix, own

    def _played(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        now = self._now
        if self._anew:
            self._anew = False
            for row, place, level in zip(rows, xyz, gain, strict=True):
                now.renderer.join(now.state, int(row), place, float(level))
        return now.renderer.step(now.state, rows, dry, xyz, gain, stems=stems)
