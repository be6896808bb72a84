"""What "everything back" brings back: what a solo, mutes or one end of all took away.

An evening has many sounds that ended long ago; nobody means those. Thread: control.
"""

from __future__ import annotations

from dataclasses import replace

from ttmba_live.live._playback import Playback
from ttmba_live.text import Extent, FollowUp, Verb

_BACK = (Verb.FADE_IN, Verb.PLAY)


class BackAgain:
    """Knows what sounded when all of it ended."""

    def __init__(self, playback: Playback) -> None:
        self._playback = playback
        self._ended: frozenset[str] = frozenset()

    def all_end(self) -> None:
        """Keep what sounds: all of it ends now."""
        sources, goes_on = self._playback.scene.sources, self._playback.goes_on
        self._ended = frozenset(filter(goes_on, sources)) or self._ended

    def meant(self, order: FollowUp) -> list[FollowUp]:
        """An order, or of "everything back" those that bring back what is not heard.

        All that there is, if nothing was taken away.
        """
        if not (order.all and order.verb in _BACK):
            return [order]
        sources = self._playback.scene.sources
        there = [sources[name] for name in order.ids if name in sources]
        solo = tuple(one.id for one in there if one.solo)
        muted = tuple(one.id for one in there if one.mute)
        ended = tuple(name for name in order.ids if name in self._ended)
        switched = ((Verb.UNSOLO, solo), (Verb.UNMUTE, muted))
        found = [
            replace(order, verb=verb, ids=names, all=False, extent=Extent())
            for verb, names in switched
            if names
        ]
        if ended and not found:
            found = [replace(order, ids=ended, all=False)]
        return found or [order]
