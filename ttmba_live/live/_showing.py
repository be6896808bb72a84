"""The scene as it sounds, to whoever shows it. Decides nothing and sends nothing itself."""

from __future__ import annotations

import time

from ttmba_live.geometry import Position
from ttmba_live.live._playback import Playback
from ttmba_live.osc import OscServer

_EVERY = 0.04
"""Seconds between two looks."""


class Showing:
    """Thread: control."""

    def __init__(self, osc: OscServer) -> None:
        """Show through that server."""
        self._osc, self._due = osc, 0.0

    @property
    def wanted(self) -> bool:
        """Whether someone follows the scene."""
        return self._osc.wants_scene()

    def look(self, playback: Playback) -> None:
        """Show what has changed since the last look, if someone follows the scene."""
        now = time.monotonic()
        if now < self._due or not self.wanted:
            return
        self._due = now + _EVERY
        self._osc.show(playback.scene, _places(playback))


def _places(playback: Playback) -> dict[str, Position]:
    """Where the sources that sound are on their ways."""
    sources, found = playback.scene.sources, {}
    for name, seconds in playback.elapsed().items():
        path = sources[name].trajectory if name in sources else None
        if path is not None:
            found[name] = path.at(seconds)
    return found
