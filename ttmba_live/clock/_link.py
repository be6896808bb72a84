"""Ableton Link as Carabiner tells it: one line of text for each state. Knows no socket.

Facts are from Carabiner's own page: ``status { :peers 0 :bpm 120.0 :start 73743731220 :beat 597.7
:playing true }``, where ``start`` is Link's clock, in microseconds, at beat 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from ttmba_live.clock._said import Said

_PAIR = re.compile(r":([a-z]+)\s+([^\s{}]+)")

_JUST = 0.25
"""Beats into a bar at which a start that is seen was meant for this bar."""

_ELSEWHERE = 0.5
"""Beats off at which the session has taken over another one's count."""

_RECENT = 0.5
"""Seconds after which a beat that is not where it was due may come from another tempo."""


@dataclass(frozen=True, slots=True)
class LinkStatus:
    """A session as it was said to be."""

    tempo: float
    """Beats a minute."""
    start: int
    beat: float
    playing: bool | None
    """None from a Carabiner that does not know."""

    @property
    def now(self) -> int:
        """Link's clock at that beat, in microseconds."""
        return self.start + round(self.beat * 60e6 / self.tempo)

    @classmethod
    def read(cls, line: str) -> LinkStatus | None:
        """A line's, if it is one.

        >>> LinkStatus.read("status { :peers 1 :bpm 90.0 :start 7 :beat 1.5 :playing false }")
        LinkStatus(tempo=90.0, start=7, beat=1.5, playing=False)
        """
        if not line.startswith("status "):
            return None
        said = dict(_PAIR.findall(line))
        try:
            tempo, start, beat = float(said["bpm"]), int(said["start"]), float(said["beat"])
        except (KeyError, ValueError):
            return None
        if not (1.0 <= tempo <= 10_000.0 and abs(beat) < 1e12):
            return None
        return cls(tempo, start, beat, {"true": True, "false": False}.get(said.get("playing", "")))


class LinkReader:
    """Beats to a show's seconds: it begins with a bar when the session starts to play."""

    def __init__(self, tempo: float, quantum: int) -> None:
        """Stand at the beginning; the settings of `TransportSettings`."""
        self._tempo, self._quantum = tempo, quantum
        self._from = 0.0
        """Seconds of the show at which it begins."""
        self._zero: float | None = None
        """The beat at which a show that runs is at second 0."""
        self._last: tuple[LinkStatus, float] | None = None

    @property
    def running(self) -> bool:
        """Whether the session plays."""
        return self._zero is not None

    def take(self, status: LinkStatus, came: float) -> Said | None:
        """What a status says that came at a time (s)."""
        last, self._last = self._last, (status, came)
        if status.playing is None:
            return None  # a new connection's first word
        if not status.playing:
            ran, self._zero = self._zero is not None, None
            return Said(self._from, "stops") if ran else None
        if self._zero is None:
            self._zero = self._bar(status.beat) - self._beats(self._from)
            return self._said(status.beat, "begins")
        if last is not None and came - last[1] < _RECENT:
            jump = status.beat - _beat_at(*last, came)
            if abs(jump) > _ELSEWHERE:
                self._zero += self._quantum * round(jump / self._quantum)
        return self._said(status.beat, "runs")

    def locate(self, seconds: float, now: float) -> None:
        """Be there now, and begin there next time."""
        self._from = seconds
        if self._zero is not None and self._last is not None:
            self._zero = _beat_at(*self._last, now) - self._beats(seconds)

    def _bar(self, beat: float) -> float:
        """Where the bar begins that is meant by a start which was seen at a beat."""
        bars, rest = divmod(beat, self._quantum)
        return self._quantum * (bars if rest < _JUST else bars + 1)

    def _beats(self, seconds: float) -> float:
        return seconds * self._tempo / 60.0

    def _said(self, beat: float, how: Literal["runs", "begins"]) -> Said:
        assert self._last is not None
        assert self._zero is not None
        seconds = (beat - self._zero) * 60.0 / self._tempo
        return Said(seconds, how, self._last[0].tempo / self._tempo)


def _beat_at(status: LinkStatus, came: float, now: float) -> float:
    return status.beat + (now - came) * status.tempo / 60.0
