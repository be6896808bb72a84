"""One renderer, and for a while its successor: another head while sound plays.

Knows renderers and rows; knows no voices, no time beyond hops and no heads.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Floats, Images, Renderer, Rows
from ttmba_live.room import Mirrors

_FADE = 2400
"""Frames of the crossfade, 50 ms."""


@dataclass(slots=True, eq=False)
class Held:
    """One room's reflections, in the renderer that plays and in the one that takes over."""

    mirrors: Mirrors
    now: Any
    next: Any = None


class Crossfader:
    """Plays through a renderer; `change` lets another take over without a click.

    The successor hears all voices at once, but is heard only when its delay lines are full and
    its responses have rung in; then the two are crossfaded. That depends on frames alone, so a
    replay does the same.
    """

    def __init__(self, renderer: Renderer, voices: int) -> None:
        """Begin with a renderer, for so many voices."""
        self.hop, self.latency = renderer.hop, renderer.latency
        self._voices = voices
        self._now = renderer
        self._state = renderer.start(voices)
        self._walls: list[Held] = []
        self._air, self._share = False, np.zeros(0, np.float32)
        self._next: _Successor | None = None
        self._waiting: Renderer | None = None

    def change(self, renderer: Renderer) -> None:
        """Let a renderer of the same hop take over; the last one asked for wins."""
        if renderer.hop != self.hop:
            raise ValueError(f"a renderer of hop {renderer.hop} cannot follow one of {self.hop}")
        if self._next is None:
            self._next = self._succeeded(renderer)
        else:
            self._waiting = renderer

    def _succeeded(self, renderer: Renderer) -> _Successor:
        """Who takes over, in the same rooms."""
        follower = _Successor(renderer, self._voices)
        if renderer.rooms:
            renderer.air(follower.state, heard=self._air)
        for held in self._walls:
            held.next = renderer.walls(follower.state, held.mirrors) if renderer.rooms else None
        return follower

    @property
    def rooms(self) -> bool:
        """Whether rooms can be heard."""
        return self._now.rooms

    def walls(self, mirrors: Mirrors) -> Held:
        """Reflections of a room, until `forget`; see `Renderer.walls`."""
        held = Held(mirrors, self._now.walls(self._state, mirrors))
        if self._next is not None and self._next.renderer.rooms:
            held.next = self._next.renderer.walls(self._next.state, mirrors)
        self._walls.append(held)
        return held

    def forget(self, held: Held) -> None:
        """Let a room's reflections go."""
        if held in self._walls:
            self._walls.remove(held)

    def air(self, *, heard: bool) -> None:
        """See `Renderer.air`."""
        self._air = heard
        self._now.air(self._state, heard=heard)
        if self._next is not None and self._next.renderer.rooms:
            self._next.renderer.air(self._next.state, heard=heard)

    def reflect(self, held: Held, rows: Rows, images: Images) -> tuple[Samples, Samples]:
        """After `step`; see `Renderer.reflect`."""
        if not self._now.rooms:
            return np.zeros((self.hop, 2), np.float32), np.zeros((2, self.hop), np.float32)
        wet, sent = self._now.reflect(self._state, held.now, rows, images)
        if self._next is None or held.next is None:
            return wet, sent
        other, more = self._next.renderer.reflect(self._next.state, held.next, rows, images)
        return _blended(wet, other, self._share), _blended(sent.T, more.T, self._share).T

    def diffuse(self, field: Samples) -> Samples:
        """After `step`; see `Renderer.diffuse`."""
        if not self._now.rooms:
            return np.zeros((self.hop, 2), np.float32)
        wet = self._now.diffuse(self._state, field)
        if self._next is None or not self._next.renderer.rooms:
            return wet
        return _blended(wet, self._next.renderer.diffuse(self._next.state, field), self._share)

    def join(self, row: int, xyz: Floats, gain: float, *, alone: bool = False) -> None:
        """Make a row a new voice; see `Renderer.join`.

        ``alone`` says that nothing else sounds: no time went by here meanwhile, and none is needed.
        """
        if alone:
            self._settle()
        self._now.join(self._state, row, xyz, gain)
        if self._next is not None:
            self._next.renderer.join(self._next.state, row, xyz, gain)

    def _settle(self) -> None:
        """Let the one asked for last take over at once."""
        if self._waiting is not None:
            self._next, self._waiting = self._succeeded(self._waiting), None
        self._take_over()

    def _take_over(self) -> None:
        if self._next is None:
            return
        self._now, self._state, self._next = self._next.renderer, self._next.state, None
        self._share = np.zeros(0, np.float32)
        self._walls = [held for held in self._walls if held.next is not None]
        for held in self._walls:
            held.now, held.next = held.next, None

    def tail(self, distance: float) -> int:
        """Frames from the last dry sample to silence."""
        known = [self._now] if self._next is None else [self._now, self._next.renderer]
        return max(renderer.tail(distance) for renderer in known)

    def step(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop; see `Renderer.step`."""
        if len(self._share) and self._share[-1] >= 1.0:
            self._follow()
        mix, own = self._now.step(self._state, rows, dry, xyz, gain, stems=stems)
        if self._next is None:
            return mix, own
        try:
            other, others = self._next.step(rows, dry, xyz, gain, stems=stems)
        except Exception:
            # Who fails on the way in does not fail again at the next hop.
            self._next, self._share = None, np.zeros(0, np.float32)
            raise
        share = self._share = self._next.share(self.hop)
        mix = _blended(mix, other, share)
        if own is not None and others is not None:
            own = _blended(own, others, share)
        return mix, own

    def _follow(self) -> None:
        """The one that took over is the one that plays; the next one begins."""
        self._take_over()
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self.change(waiting)


class _Successor:
    """A renderer that catches up."""

    def __init__(self, renderer: Renderer, voices: int) -> None:
        self.renderer = renderer
        self.state: Any = renderer.start(voices)
        self._wait: int | None = None
        self._done = 0

    def step(
        self, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        if self._wait is None:
            farthest = float(np.linalg.norm(xyz, axis=1).max(initial=0.0))
            self._wait = self.renderer.tail(farthest) if len(rows) else 0
            for row, place, level in zip(rows, xyz, gain, strict=True):
                self.renderer.join(self.state, int(row), place, float(level))
        return self.renderer.step(self.state, rows, dry, xyz, gain, stems=stems)

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
