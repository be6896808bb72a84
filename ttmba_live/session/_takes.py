"""What it means for two events that the second's clip took over from the first's. Knows no sound.

A scene file and a DAW's project know nothing of voices that change their clips. Two events with
envelopes say the same: one fades as the other comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.engine import crossfade
from ttmba_live.scene import Envelope, Event, Source

_SILENT = -200.0
"""dB, the lowest level of an event."""

_POINTS = 24
"""Steps of a fade, straight in dB each: within 0.1 dB of what was played, down to -20 dB."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """Frame ``at`` at which one clip took over, in so many frames, and how alike the two were."""

    at: int
    fade: int
    alike: float

    def faded(self, event: Event, *, comes: bool) -> Event:
        """The event that comes or goes with it; its start is there."""
        shares = np.arange(_POINTS + 1) / _POINTS
        gains = crossfade(shares, self.alike)[0 if comes else 1]
        first = self.at / RATE - event.start
        points = [
            (max(0.0, round(first + share * self.fade / RATE, 5)), _db(gain))
            for share, gain in zip(shares.tolist(), gains.tolist(), strict=True)
        ]
        fade = Envelope.checked(points)
        return replace(event, envelope=_product(event.envelope, fade) if event.envelope else fade)


class HandOvers:
    """Those of a run, by the voices' serials."""

    def __init__(self) -> None:
        self._heirs: dict[int, int] = {}
        self._came: dict[int, HandOver] = {}

    def note(self, older: int, newer: int, over: HandOver) -> None:
        """The newer voice took over from the older."""
        self._heirs[older], self._came[newer] = newer, over

    def faded(self, serial: int, event: Event) -> Event:
        """A voice's event with an envelope that comes and goes as its clip did.

        A later take fades out all that is still under it, not only the one it took over from.
        """
        if serial in self._came:
            event = self._came[serial].faded(event, comes=True)
        silent = math.inf
        while (heir := self._heirs.get(serial)) is not None:
            over = self._came[heir]
            if over.at >= silent:
                break
            event = over.faded(event, comes=False)
            silent, serial = min(silent, over.at + over.fade), heir
        return event


def take_start(first: int, frame: int, frames: int, source: Source) -> int:
    """Where a clip of ``frames`` begins that took over at ``frame`` from one begun at ``first``.

    In a loop that is the beginning of the turn it came into. What moves or swells by itself counts
    from the first turn.
    """
    if source.trajectory is not None or source.envelope is not None:
        return first
    return first + (frame - first) // frames * frames


def _db(gain: float) -> float:
    return round(20.0 * math.log10(gain), 2) if gain > 1e-9 else _SILENT


def _product(one: Envelope, other: Envelope) -> Envelope:
    """Both at once: their levels in dB add up, and steps of the first stay steps."""
    rows = list(zip(one.times, one.levels, strict=True))
    points = [(time, level + other.at(time)) for time, level in rows]
    points += [
        (time, one.at(time) + level)
        for time, level in zip(other.times, other.levels, strict=True)
        if time not in one.times
    ]
    points.sort(key=lambda point: point[0])
    return Envelope.checked([(time, max(_SILENT, level)) for time, level in points])
