"""How much sound may be ordered and kept: minutes in memory, bytes on the disk. Knows no source."""

from __future__ import annotations

from collections.abc import Iterable

from ttmba_live.audio import RATE, Clip
from ttmba_live.errors import InvalidInput
from ttmba_live.long_clip import HELD, LONG, LongClip, held
from ttmba_live.setup import CueSettings

_BYTES = 4 * RATE
"""Of a second of sound."""


class Bounds:
    """What the settings allow, and what is kept of it."""

    def __init__(self, settings: CueSettings) -> None:
        """Nothing is kept yet."""
        self._minutes, self._gib = settings.max_minutes, settings.long_gib
        self._memory = self._disk = 0

    def check(self, more: Iterable[float], waiting: Iterable[float]) -> None:
        """Raise `InvalidInput` if clips of that many seconds are too much beside those that wait.

        A message must fill neither memory nor disk.
        """
        memory, disk = map(sum, zip((0.0, 0.0), *map(_sizes, more), strict=True))
        busy, full = map(sum, zip((0.0, 0.0), *map(_sizes, waiting), strict=True))
        if memory + busy > 60.0 * self._minutes * _BYTES:
            wait = f", and {busy / _BYTES / 60:.3g} wait already" if busy else ""
            raise InvalidInput(
                f"{memory / _BYTES / 60:.3g} minutes of sound are ordered{wait}; at most "
                f"{self._minutes:g} may wait (max_minutes in [cues])"
            )
        if disk + full > self._gib * 2**30:
            wait = f", and {full / 2**30:.3g} wait already" if full else ""
            raise InvalidInput(
                f"{disk / 2**30:.3g} GiB of long sound are ordered{wait}; at most "
                f"{self._gib:g} may wait (long_gib in [cues])"
            )

    def keep(self, clip: Clip) -> None:
        """A clip is kept from now on."""
        self._memory += held(clip)
        self._disk += _on_disk(clip)

    def let_go(self, clip: Clip) -> None:
        """It is no longer."""
        self._memory -= held(clip)
        self._disk -= _on_disk(clip)

    @property
    def overfull(self) -> bool:
        """Whether what is kept is too much."""
        memory, disk = 60.0 * self._minutes * _BYTES, self._gib * 2**30
        return self._memory > memory or self._disk > disk


def _on_disk(clip: Clip) -> int:
    return clip.samples.nbytes if isinstance(clip, LongClip) else 0


def _sizes(seconds: float) -> tuple[float, float]:
    """Bytes in memory and on the disk of a clip that is that long."""
    size = seconds * _BYTES
    return (size, 0.0) if seconds * RATE < LONG else (HELD, size)
