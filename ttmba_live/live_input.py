"""Sound that comes in while it plays: from a device's thread to the hops of a mixer, and recorded.

Knows bridges and frames; knows no device, no mixer and no file.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.drift import Bridge

ENDLESS = 1 << 40
"""Frames that a sound is long, as far as a voice knows, which ends only when it is stopped."""


class Inlet:
    """Frames of some channels, a hop at a time; ``bridge`` is where a device writes them."""

    def __init__(self, bridge: Bridge, hop: int) -> None:
        """Read hops of a bridge; all calls belong to the render thread."""
        self.bridge = bridge
        self._hop = hop
        self._frame = -1
        self._now = np.zeros((0, 0), np.float32)

    def hop_at(self, frame: int) -> Samples:
        """The hop (hop, channels) of a frame of the mixer's; the same again if asked again."""
        if frame != self._frame:
            if frame != self._frame + self._hop:
                self.bridge.pause()
            self._frame = frame
            self._now = self.bridge.read(self._hop)
        return self._now


class LiveSound:
    """What one voice plays of a channel, and what it has played: a `ttmba_live.long_clip.Sound`.

    Slices belong to the render thread, which takes them in order; ``heard`` is emptied by the
    control thread.
    """

    def __init__(self, inlet: Inlet, channel: int, clock: Callable[[], int]) -> None:
        """Play a channel of an inlet; ``clock`` says at which frame the mixer is."""
        self.heard: deque[Samples] = deque()
        self._inlet, self._channel, self._clock = inlet, channel, clock

    def __len__(self) -> int:
        """It ends when it is stopped."""
        return ENDLESS

    def __getitem__(self, part: slice, /) -> Samples:
        """The last frames of this hop, as many as the slice has."""
        samples = self._inlet.hop_at(self._clock())[-(part.stop - part.start) :, self._channel]
        self.heard.append(samples)
        return samples
