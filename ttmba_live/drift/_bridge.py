"""A ring from one device's thread to another's, each with a clock of its own. Knows no device.

Each value that both threads see is replaced by one of them and read once by the other.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from ttmba_live.audio import LOUDEST, RATE, Samples
from ttmba_live.drift._clock import Clock
from ttmba_live.drift._polyphase import Polyphase
from ttmba_live.drift._steering import Steering

_SIZE = 1 << 16
"""Frames of the ring: more than a second, so that a writer never meets the reader."""

_MOST = RATE // 2
"""Frames that are kept in hand at most."""

_SPARE = 64
"""Frames that two clocks need beyond a piece, a block and the resampler's reach: calls are late."""


class _Way:
    """What is between two rates."""

    def __init__(self, source: float, reader: float) -> None:
        self.written = Clock(source)
        self.phases = Polyphase(source / reader)
        self.steering = Steering(source, reader)


class Bridge:
    """Frames of some channels. `write` belongs to one thread, `read` and `pause` to another.

    It begins with a piece and a block in hand. When that was not enough, since a device gives many
    frames at once, silence is put in (``late`` counts its frames) and more is kept. What has lain
    unused for a second is left out in a crossfade (``skipped`` counts).

    Where the two clocks drift apart it resamples; where they do not, every sample is as it was.
    """

    def __init__(
        self, channels: int, piece: int, block: int, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Make room for ``block`` frames written at a time and ``piece`` read."""
        self.late = 0
        self.skipped = 0
        self._ring = np.zeros((_SIZE, channels), np.float32)
        self._piece, self._block, self._time = piece, block, now
        self._more = 0
        self._written = self._read = 0
        self._part = 0.0
        self._primed = False
        self._least, self._frames = _SIZE, 0
        self._way = _Way(RATE, RATE)

    def between(self, source: float, reader: float) -> None:
        """Say both rates, in hertz, when a device has been opened; any thread."""
        self._way = _Way(source, reader)

    @property
    def ppm(self) -> float:
        """By how many millionths the writer's clock is the faster one; any thread."""
        return 1e6 * self._way.steering.drift

    @property
    def resamples(self) -> bool:
        """Whether rates differ, or two clocks have proven to be two; any thread."""
        return self._way.steering.steers

    def write(self, frames: Samples) -> None:
        """Append (frames, channels)."""
        at = self._written % _SIZE
        first = min(len(frames), _SIZE - at)
        self._ring[at : at + first] = frames[:first]
        self._ring[: len(frames) - first] = frames[first:]
        self._written += len(frames)
        self._way.written.tick(self._written, self._time())

    def pause(self) -> None:
        """Nobody reads for a while: what comes meanwhile is past when somebody does."""
        self._primed = False
        self._way.steering.pause()

    def read(self, count: int) -> Samples:
        """The next frames (count, channels); silence where there are none."""
        way, written = self._way, self._written
        way.steering.tick(count, self._time())
        if not self._primed and not self._begin(way, written):
            return self._silence(count)
        position, least = self._read + self._part, self._keep(way, steers=True)
        step, jump = way.steering.step(way.written, position, count, least)
        reach = way.phases.reach if way.steering.steers else 0
        left = int(written - self._read - max(jump, 0) - self._part - count * step) - reach
        if left < 0:
            self._primed = False
            keep = self._keep(way, steers=way.steering.steers)
            self._more += min(_MOST, keep + max(self._piece, keep // 2)) - keep
            self.late += count
            return self._silence(count)
        unused = self._unused(left, count)
        if unused:
            way.steering.moved(unused)
            self.skipped += unused
        return self._taken(way, step, count, jump + unused)

    def _keep(self, way: _Way, *, steers: bool) -> int:
        piece = round(self._piece * way.steering.nominal)
        return piece + self._block + self._more + steers * (way.phases.reach + _SPARE)

    def _begin(self, way: _Way, written: int) -> bool:
        keep = self._keep(way, steers=way.steering.steers)
        if written - self._read < keep:
            return False
        self._read, self._part = written - keep, 0.0  # what came while nobody read is past
        self._primed, self._least, self._frames = True, _SIZE, 0
        way.steering.restart()
        return True

    def _unused(self, left: int, count: int) -> int:
        """Once a second: how many frames are in hand that nobody has needed in it."""
        self._least, self._frames = min(self._least, left), self._frames + count
        if self._frames < RATE:
            return 0
        least, self._least, self._frames = self._least, _SIZE, 0
        return least - self._block if least > self._piece + self._block else 0

    def _taken(self, way: _Way, step: float, count: int, jump: int) -> Samples:
        """The next frames; a jump is crossfaded within them."""
        frames = self._at(way, step, count)
        if jump:
            self._read += jump
            share = np.linspace(0.0, 1.0, count, dtype=np.float32)[:, None]
            frames = frames + (self._at(way, step, count) - frames) * share
        whole = int(self._part + count * step)
        self._read += whole
        self._part += count * step - whole
        return frames

    def _at(self, way: _Way, step: float, count: int) -> Samples:
        if step == 1.0 and self._part == 0.0:
            return _sane(self._ring[(self._read + np.arange(count)) % _SIZE])
        span = way.phases.span(self._part, step, count)
        first = self._read + 1 - way.phases.reach
        frames = _sane(self._ring[(first + np.arange(span)) % _SIZE])
        return way.phases.read(frames, self._part, step, count)

    def _silence(self, count: int) -> Samples:
        return np.zeros((count, self._ring.shape[1]), np.float32)


def _sane(frames: Samples) -> Samples:
    """The frames without what is no number or no sound."""
    peak = np.abs(frames).max(initial=0.0)
    if not peak <= LOUDEST:  # NaN is no more than anything
        return np.clip(np.nan_to_num(frames, posinf=0.0, neginf=0.0), -LOUDEST, LOUDEST)
    return frames
