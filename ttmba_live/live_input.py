"""Sound that comes in while it plays: from a device's thread to the hops of a mixer, and recorded.

Knows rings and frames; knows no device, no mixer and no file. Each value that two threads see is
replaced by one of them and read once by the other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np

from ttmba_live.audio import LOUDEST, RATE, Samples

_SIZE = 1 << 16
"""Frames of the ring: more than a second, so that a writer never meets the reader."""

_MOST = RATE // 2
"""Frames that are kept in hand at most."""

ENDLESS = 1 << 40
"""Frames that a sound is long, as far as a voice knows, which ends only when it is stopped."""


class Inlet:
    """Frames of some channels. `write` belongs to the device's thread, `hop_at` to the render's.

    It begins with a hop and a block in hand. When that was not enough, since a device gives many
    frames at once or its clock is the slower one, silence is put in (``late`` counts its frames)
    and more is kept. What has lain unused for a second is left out in a crossfade (``skipped``
    counts).
    """

    def __init__(self, channels: int, hop: int, block: int) -> None:
        """Make room for so many channels of a device that gives ``block`` frames at a time."""
        self.late = 0
        self.skipped = 0
        self._ring = np.zeros((_SIZE, channels), np.float32)
        self._hop, self._block = hop, block
        self._keep = hop + block
        self._written = self._read = 0
        self._primed = False
        self._frame = -1
        self._now = np.zeros((hop, channels), np.float32)
        self._least, self._hops = _SIZE, 0

    def write(self, frames: Samples) -> None:
        """Append (frames, channels)."""
        at = self._written % _SIZE
        first = min(len(frames), _SIZE - at)
        self._ring[at : at + first] = frames[:first]
        self._ring[: len(frames) - first] = frames[first:]
        self._written += len(frames)

    def hop_at(self, frame: int) -> Samples:
        """The hop (hop, channels) of a frame of the mixer's; the same again if asked again."""
        if frame != self._frame:
            self._primed = self._primed and frame == self._frame + self._hop
            self._frame = frame
            self._now = self._next()
        return self._now

    def _next(self) -> Samples:
        written = self._written
        if not self._primed:
            if written - self._read < self._keep:
                return np.zeros_like(self._now)
            self._read = written - self._keep  # what came while nobody listened is past
            self._primed, self._least, self._hops = True, _SIZE, 0
        left = written - self._read - self._hop
        if left < 0:
            self._primed = False
            self._keep = min(_MOST, self._keep + max(self._hop, self._keep // 2))
            self.late += self._hop
            return np.zeros_like(self._now)
        self._least, self._hops = min(self._least, left), self._hops + 1
        unused = 0
        if self._hops * self._hop >= RATE:
            unused = self._least if self._least > self._hop + self._block else self._block
            unused -= self._block
            self._least, self._hops = _SIZE, 0
        return self._taken(unused)

    def _taken(self, unused: int) -> Samples:
        """The next hop; ``unused`` frames are left out within it."""
        old = self._at(self._read)
        self._read += unused + self._hop
        if not unused:
            return old
        self.skipped += unused
        share = np.linspace(0.0, 1.0, self._hop, dtype=np.float32)[:, None]
        return old + (self._at(self._read - self._hop) - old) * share

    def _at(self, start: int) -> Samples:
        frames = self._ring[(start + np.arange(self._hop)) % _SIZE]
        peak = np.abs(frames).max()
        if not peak <= LOUDEST:  # NaN is no more than anything
            return np.clip(np.nan_to_num(frames, posinf=0.0, neginf=0.0), -LOUDEST, LOUDEST)
        return frames


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
