"""One renderer, and for a while its successor, one state: another head while sound plays.

Knows renderers and rows; knows no voices, no time beyond hops and no heads.
"""

from __future__ import annotations

import copy
import math
from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Floats, Images, Reflected, Renderer, RoomRenderer, Rows
from ttmba_live.engine._voice import HeadFailed, Report
from ttmba_live.room import Mirrors

_FADE = 2400
"""Frames of the crossfade, 50 ms; and of the trial of one that takes over in silence."""


@dataclass(slots=True)
class _Player:
    """A renderer and its state; a copy of it has a state of its own."""

    renderer: Renderer
    state: Any
    walls: dict[int, Any] = field(default_factory=dict)
    """Its reflections of each room that is known, by the room's number."""

    around: dict[int | None, Any] = field(default_factory=dict)
    """Its diffuse fields: that of all voices, and those of some by their keys."""

    room: RoomRenderer | None = field(init=False)
    """The renderer, if it plays rooms."""

    def __post_init__(self) -> None:
        renderer = self.renderer
        self.room = None
        if isinstance(renderer, RoomRenderer) and renderer.rooms:
            self.room = renderer

    def __deepcopy__(self, memo: dict[int, Any]) -> _Player:
        parts = copy.deepcopy((self.state, self.walls, self.around), memo)
        return _Player(self.renderer, *parts)


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
        self._now = _Player(renderer, renderer.start(voices))
        self._next: _Successor | None = None
        self._waiting: Renderer | None = None
        self._before: _Player | None = None
        self._trial = 0
        self._anew = False
        self._rooms: dict[int, Mirrors] = {}
        self._air = False
        self._blend: tuple[_Player, _Player, Samples] | None = None

    @property
    def rooms(self) -> bool:
        """Whether rooms can be heard."""
        return self._now.room is not None

    def walls(self, mirrors: Mirrors) -> int:
        """Know a room's reflections, until `forget`; returns its number."""
        number = max(self._rooms, default=0) + 1
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

    def reflect(self, number: int, rows: Rows, images: Images, *, each: bool) -> Reflected:
        """After `step`: what a room's walls add; see `RoomRenderer.reflect`."""
        if self._blend is None:
            return self._reflected(self._now, number, rows, images, each=each)
        old, follower, share = self._blend
        one = self._reflected(old, number, rows, images, each=each)
        other = self._reflected(follower, number, rows, images, each=each)
        whole = Reflected(
            _blended(one.wet, other.wet, share), _blended(one.sent.T, other.sent.T, share).T
        )
        if (
            one.each_sent is None
            or other.each_sent is None
            or one.each is None
            or other.each is None
        ):
            return whole
        sent = _blended(one.each_sent.swapaxes(1, 2), other.each_sent.swapaxes(1, 2), share)
        apart = _blended(one.each, other.each, share)
        return replace(whole, each=apart, each_sent=sent.swapaxes(1, 2))

    def _reflected(
        self, player: _Player, number: int, rows: Rows, images: Images, *, each: bool
    ) -> Reflected:
        renderer, state = player.room, player.state
        if renderer is None:
            none = np.zeros((len(rows) + 1, self.hop, self.channels), np.float32)
            sent = np.zeros((len(rows) + 1, 2, self.hop), np.float32)
            return Reflected(none[0], sent[0], none[1:], sent[1:])
        renderer.air(state, heard=self._air)
        player.walls = {key: value for key, value in player.walls.items() if key in self._rooms}
        if number not in player.walls:
            player.walls[number] = renderer.walls(state, self._rooms[number])
        return renderer.reflect(state, player.walls[number], rows, images, each=each)

    def diffuse(self, field: Samples, key: int | None = None) -> Samples:
        """After `step`: a diffuse field, a voice's by its ``key``; see `RoomRenderer.diffuse`."""
        if self._blend is None:
            return self._diffused(self._now, field, key)
        old, follower, share = self._blend
        return _blended(
            self._diffused(old, field, key), self._diffused(follower, field, key), share
        )

    def _diffused(self, player: _Player, field: Samples, key: int | None) -> Samples:
        if player.room is None:
            return np.zeros((self.hop, self.channels), np.float32)
        if key not in player.around:
            player.around[key] = player.room.start_diffuse(player.state)
        return player.room.diffuse(player.state, player.around[key], field)

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
            self._next = _Successor(_Player(renderer, renderer.start(self._voices)))
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
            self._before, self._trial = self._now, _FADE
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
        mix = _blended(mix, other, share)
        if own is not None and others is not None:
            own = _blended(own, others, share)
        self._blend = self._now, self._next.player, share
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


class _Successor:
    """A renderer that catches up."""

    def __init__(self, player: _Player) -> None:
        self.player = player
        self._wait: int | None = None
        self._done = 0

    def step(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        renderer, state = self.player.renderer, self.player.state
        if self._wait is None:
            farthest = float(np.linalg.norm(xyz, axis=1).max(initial=0.0))
            self._wait = renderer.tail(farthest) if len(rows) else 0
            for row, place, level in zip(rows, xyz, gain, strict=True):
                renderer.join(state, int(row), place, float(level))
        return renderer.step(state, rows, dry, xyz, gain, stems=stems)

    def share(self, hop: int) -> Samples:
        """How much of it is heard in the hop that was just rendered (hop,), 0 to 1."""
        at = np.arange(self._done + 1, self._done + hop + 1) - (self._wait or 0)
        self._done += hop
        turn = np.clip(at / _FADE, 0.0, 1.0) * (math.pi / 2.0)
        return (np.sin(turn) ** 2).astype(np.float32)


def _blended(old: Samples, new: Samples, share: Samples) -> Samples:
    """Two renderings (..., hop, 2) that resemble each other: gains that add up to one."""
    blended: Samples = old + (new - old) * share[:, None]
    return blended
