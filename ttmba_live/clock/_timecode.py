"""SMPTE time code: hours to frames, and what seconds they mean. Knows no wire and no clock."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ttmba_live.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class FrameRate:
    """How frames are counted: ``count`` numbers a second, and how many pass in one."""

    name: str
    count: int
    per_second: Fraction
    drop: bool = False
    """Whether frames 0 and 1 are left out of each minute but every tenth (SMPTE ST 12-1)."""


RATES = {
    rate.name: rate
    for rate in (
        FrameRate("24", 24, Fraction(24)),
        FrameRate("25", 25, Fraction(25)),
        FrameRate("29.97df", 30, Fraction(30_000, 1001), drop=True),
        FrameRate("30", 30, Fraction(30)),
    )
}
"""The four that MIDI time code knows, in its order; LTC tells the third by its flag."""


@dataclass(frozen=True, slots=True)
class Timecode:
    """A frame's number."""

    hours: int
    minutes: int
    seconds: int
    frames: int
    rate: FrameRate

    @classmethod
    def checked(
        cls, hours: int, minutes: int, seconds: int, frames: int, rate: FrameRate
    ) -> Timecode:
        """Raise `InvalidInput` for a number that no frame has."""
        fits = (
            0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 60 and 0 <= frames < rate.count
        )
        if not fits or (rate.drop and frames < 2 and seconds == 0 and minutes % 10):
            shown = f"{hours}:{minutes}:{seconds}:{frames}"
            raise InvalidInput(f"there is no time code {shown} at {rate.name} frames a second")
        return cls(hours, minutes, seconds, frames, rate)

    @classmethod
    def of_frame(cls, number: int, rate: FrameRate) -> Timecode:
        """The code of a frame counted from midnight.

        >>> Timecode.of_frame(1800, RATES["29.97df"])
        Timecode(hours=0, minutes=1, seconds=0, frames=2, rate=...)
        """
        if rate.drop:
            tens, rest = divmod(number, 17_982)
            number += 18 * tens + 2 * (max(0, rest - 2) // 1798)
        seconds, frames = divmod(number, rate.count)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return cls(hours % 24, minutes, seconds, frames, rate)

    @property
    def number(self) -> int:
        """Frames since midnight."""
        minutes = 60 * self.hours + self.minutes
        number = (60 * minutes + self.seconds) * self.rate.count + self.frames
        return number - 2 * (minutes - minutes // 10) if self.rate.drop else number

    @property
    def time(self) -> float:
        """Seconds since midnight at which the frame begins.

        >>> Timecode(1, 0, 0, 0, RATES["25"]).time
        3600.0
        """
        return float(self.number / self.rate.per_second)
