"""The forms in which the scene leaves beside the two ears. Knows no device and no loudspeaker."""

from __future__ import annotations

from collections import deque

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import RoomRenderer
from ttmba_live.engine._beside import Sounding
from ttmba_live.engine._crossfader import Crossfader
from ttmba_live.engine._glide import GlideSettings
from ttmba_live.engine._surroundings import Shared, Surroundings
from ttmba_live.room import NO_ROOM


class Rendered:
    """What a renderer to any number of channels makes of the scene and its room; a `Feed`.

    The room is made by the parts that make the mix's: it changes with that, and rings no longer.
    """

    def __init__(
        self, renderer: RoomRenderer, voices: int, glide: GlideSettings, *, room: bool = True
    ) -> None:
        """Make space for that many rows; ``room`` says whether the room is wanted."""
        self.channels = renderer.channels
        self._renderer = Crossfader(renderer, voices, deque())
        self._around = Surroundings(self._renderer, voices, glide)
        self._wanted, self._room, self._share = room, NO_ROOM, 1.0
        self._most: int | None = None

    def step(self, hop: Sounding) -> Samples:
        """The next hop (hop, channels)."""
        self._take(hop.room, alone=bool(hop.voices.fresh.all()))
        for at in np.flatnonzero(hop.fresh):
            self._renderer.join(int(hop.rows[at]), hop.xyz[at], float(hop.gain[at]))
        out, _ = self._renderer.step(hop.rows, hop.dry, hop.xyz, hop.gain, stems=False)
        around = self._around.step(hop.voices, left=hop.room.left)
        return out if around is None else out + self._ending(around, hop.room.share)

    def _take(self, room: Shared, *, alone: bool) -> None:
        """Follow what the mix has."""
        if self._wanted and room.room is not self._room:
            self._room = room.room
            self._around.aim(self._room, alone=alone)
        if room.most != self._most:
            self._most = room.most
            self._around.limit(self._most)

    def _ending(self, around: Samples, share: float) -> Samples:
        """Let the room be over when that of the mix is."""
        before, self._share = self._share, share
        if before == share == 1.0:
            return around
        return around * np.linspace(before, share, len(around), dtype=np.float32)[:, None]

    def go_ahead(self) -> None:
        """See `Feed`: render what the room adds to the next hop."""
        self._around.go_ahead()

    def rest(self) -> None:
        """See `Feed`."""
        if self._around.ringing:
            self._around.hush()


class DirectOuts:
    """A channel for each source, dry and as loud as its fader says; a `Feed`.

    Sources get channels in the order in which they sound first, and keep them. When there are no
    more, the one that has been silent longest gives up its own; if all sound, it is not heard.
    """

    def __init__(self, channels: int, voices: int, hop: int) -> None:
        """Make room for that many rows."""
        self.channels, self._hop = channels, hop
        self._whose: dict[str, int] = {}
        self._level = np.zeros(voices, np.float32)
        self._ramp = (np.arange(1, hop + 1) / hop).astype(np.float32)

    def step(self, hop: Sounding) -> Samples:
        """The next hop (hop, channels)."""
        out = np.zeros((self._hop, self.channels), np.float32)
        now = hop.gain.astype(np.float32)
        self._level[hop.rows[hop.fresh]] = now[hop.fresh]
        before = self._level[hop.rows]
        self._level[hop.rows] = now
        busy = set(hop.sources)
        for source in dict.fromkeys(hop.sources):
            self._give(source, busy)
        for at, source in enumerate(hop.sources):
            channel = self._whose.get(source)
            if channel is not None:
                out[:, channel] += hop.dry[at] * (before[at] + (now[at] - before[at]) * self._ramp)
        return out

    def go_ahead(self) -> None:
        """See `Feed`; there is nothing to do."""

    def rest(self) -> None:
        """See `Feed`; nothing rings."""

    def _give(self, source: str, busy: set[str]) -> None:
        """Give a source that sounds a channel, or see that it is the last to lose its own."""
        channel = self._whose.pop(source, None)
        if channel is None and len(self._whose) < self.channels:
            channel = min(set(range(self.channels)) - set(self._whose.values()))
        if channel is None:
            silent = next((other for other in self._whose if other not in busy), None)
            channel = None if silent is None else self._whose.pop(silent)
        if channel is not None:
            self._whose[source] = channel
