"""What is told of a device that has a clock of its own. Knows bridges, no device.

Thread: control.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ttmba_live.audio import RATE
from ttmba_live.drift import Bridge

_CHANGED = 1.0
"""Millionths that are worth a message."""

Way = Literal["in", "out"]


@dataclass(frozen=True, slots=True)
class News:
    """Who hears of devices."""

    log: Callable[[str], None]
    """The terminal."""
    clock: Callable[[str, str, float], None]
    """Subscribers: the way, the device, by how many millionths it is faster than the output."""
    part: Callable[[str, str, str], None] = lambda *_: None
    """Subscribers: a part's kind, its name and a note."""
    say: Callable[[str], None] = lambda _: None
    """Both, in a line."""


class Crossing:
    """One bridge's news: terminal lines for what is heard, numbers for subscribers."""

    def __init__(self, bridge: Bridge, way: Way, news: News) -> None:
        """Of a bridge from a device (``in``) or to one (``out``)."""
        self._bridge, self._way, self._news = bridge, way, news
        self._said = (0, 0)
        self._ppm: float | None = None

    def look(self, device: str) -> None:
        """Once a second, while the device of that name is there."""
        self._gaps(device)
        self._clock(device)

    def _gaps(self, device: str) -> None:
        told = self._bridge.late, self._bridge.skipped
        if told == self._said:
            return
        late, skipped = (now - before for now, before in zip(told, self._said, strict=True))
        self._said = told
        self._news.log(
            f"{self._way}put {device!r}: {1000 * late / RATE:.0f} ms of silence, "
            f"{1000 * skipped / RATE:.0f} ms left out: blocks came late"
        )

    def _clock(self, device: str) -> None:
        if not self._bridge.resamples:
            return
        ppm = self._bridge.ppm if self._way == "in" else -self._bridge.ppm
        if self._ppm is not None and abs(ppm - self._ppm) < _CHANGED:
            return
        if self._ppm is None:
            self._news.log(
                f"{self._way}put {device!r} has a clock of its own: resampled so that its delay "
                "stays the same"
            )
        self._ppm = ppm
        self._news.clock(self._way, device, ppm)
