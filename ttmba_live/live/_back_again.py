"""What "everything back" brings back: what a solo, mutes or one end of all took away.

An evening has many sounds that ended long ago; nobody means those. Thread: control.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ttmba_live.live._playback import Playback
from ttmba_live.scene import Scene
from ttmba_live.text import Extent, FollowUp, Verb

_BACK = (Verb.FADE_IN, Verb.PLAY)
_SHOWN = 3


def unheard(scene: Scene, names: Iterable[str]) -> str:
    """Which of these nobody can hear, since others are solo, for people; empty if all are heard."""
    sources = scene.sources
    silent = [name for name in names if name in sources and sources[name].hushed]
    if not silent:
        return ""
    solo = next(source.id for source in sources.values() if source.solo)
    return f'{", ".join(silent[:_SHOWN])}: not heard while {solo} is solo; "unsolo" ends that'


class BackAgain:
    """Knows what sounded when all of it ended."""

    def __init__(self, playback: Playback) -> None:
        self._playback = playback
        self._ended: frozenset[str] = frozenset()

    def all_end(self) -> None:
        """Keep what sounds: all of it ends now."""
        self.end(self._playback.scene.sources)

    def end(self, names: Iterable[str]) -> None:
        """Keep what sounds of these, which end together."""
        self._ended = frozenset(filter(self._playback.goes_on, names)) or self._ended

    def meant(self, order: FollowUp) -> list[FollowUp]:
        """An order, or of "everything back" those that bring back what is not heard.

        All that there is, if nothing was taken away. What is back only for the end of a solo,
        "everything else", begins nothing.
        """
        if order.verb not in _BACK or not (order.all or len(order.ids) > 1):
            return [order]
        sources = self._playback.scene.sources
        there = [sources[name] for name in order.ids if name in sources]
        solo = tuple(name for name, one in sources.items() if one.solo)
        if not order.all:
            hushed = solo and all(one.hushed for one in there)
            return [_switch(order, Verb.UNSOLO, solo)] if hushed else [order]
        muted = tuple(one.id for one in there if one.mute)
        switched = ((Verb.UNSOLO, solo), (Verb.UNMUTE, muted))
        found = [_switch(order, verb, names) for verb, names in switched if names]
        ended = tuple(name for name in order.ids if name in self._ended)
        if ended and (not found or not any(map(self._playback.goes_on, sources))):
            found.append(replace(order, ids=ended, all=False))
        return found or [order]


def _switch(order: FollowUp, verb: Verb, names: tuple[str, ...]) -> FollowUp:
    """A switch of some instead of an order."""
    return replace(order, verb=verb, ids=names, all=False, extent=Extent())
