"""How loud an event is over its time, as fades and swells. Knows numbers; knows no sound."""

from __future__ import annotations

import bisect
import itertools
from dataclasses import dataclass
from typing import Any

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import finite

MAX_POINTS = 10_000
"""Of one envelope."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Levels over time; seconds from the event's start, dB, straight between, held outside.

    Two points at the same time make a step.
    """

    times: tuple[float, ...]
    levels: tuple[float, ...]

    @classmethod
    def checked(cls, points: list[tuple[float, float]]) -> Envelope:
        """Take ``(time, dB)`` rows; raise `InvalidInput` on bad ones."""
        if not 1 <= len(points) <= MAX_POINTS:
            raise InvalidInput(f"an envelope has 1..{MAX_POINTS} points, not {len(points)}")
        times = tuple(finite("envelope time", row[0]) for row in points)
        if times[0] < 0.0 or any(b < a for a, b in itertools.pairwise(times)):
            raise InvalidInput("envelope times must not be negative or run backwards")
        return cls(times, tuple(checked_gain(row[1]) for row in points))

    @classmethod
    def from_json(cls, rows: list[Any]) -> Envelope:
        """Read a scene file's ``[[t, dB], ...]``; raises `InvalidInput`."""
        for row in rows:
            pair = isinstance(row, list) and len(row) == 2
            if not pair or not all(type(value) in (int, float) for value in row):
                raise InvalidInput(f"an envelope point is [time, dB], not {str(row)[:40]}")
        return cls.checked([(row[0], row[1]) for row in rows])

    def to_json(self) -> list[list[float]]:
        """The scene file's ``[[t, dB], ...]``."""
        return [[time, level] for time, level in zip(self.times, self.levels, strict=True)]

    def at(self, time: float) -> float:
        """The level in dB, ``time`` seconds after the event's start; at a step, what follows."""
        after = bisect.bisect_right(self.times, time)
        if after in (0, len(self.times)):
            return self.levels[0 if after == 0 else -1]
        start, end = self.times[after - 1], self.times[after]
        share = (time - start) / (end - start)
        return self.levels[after - 1] + share * (self.levels[after] - self.levels[after - 1])


def checked_spread(degrees: float) -> float:
    """A spread in 0..180 degrees, or `InvalidInput`."""
    if not 0.0 <= finite("spread", degrees) <= 180.0:
        raise InvalidInput(f"spread must lie in 0..180 degrees, not {degrees:g}")
    return float(degrees)


def checked_gain(gain_db: float) -> float:
    """A gain in -200..40 dB, or `InvalidInput`."""
    if not -200.0 <= finite("gain", gain_db) <= 40.0:
        raise InvalidInput(f"gain must lie in -200..40 dB, not {gain_db:g}")
    return float(gain_db)
