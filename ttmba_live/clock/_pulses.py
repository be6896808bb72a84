"""MIDI clock from the bytes of a port (MIDI 1.0): 24 pulses a beat. Knows no port.

Where a show is follows from how many pulses have come, so a pulse that got lost would shift all
that comes after: a gap is looked into before more is said.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

from ttmba_live.clock._said import How, Said

_BEAT, _SIXTEENTH = 24, 6
"""Pulses of a beat, and of the unit that a song position counts."""

_POSITION, _REALTIME = 0xF2, 0xF8

_WINDOW, _LATELY, _LEAST = 96, 12, 6
"""Pulses over which a tempo is measured, over which a new one shows, and the fewest that do."""

_ENOUGH = 48
"""Pulses after which a tempo is measured better than it was known."""

_CHANGED, _FAR = 0.04, 0.25
"""A share by which the last pulses differ from all when the tempo has changed; and by far."""

_PAUSE = 0.5
"""Seconds without a pulse after which nothing was lost: the clock had been halted."""

_LATE = 0.005
"""Seconds that a pulse may come late beside half an interval."""


class _Tempo:
    """The interval between pulses, from when they came."""

    def __init__(self) -> None:
        self.interval: float | None = None
        self._times: deque[float] = deque(maxlen=_WINDOW + 1)

    @property
    def last(self) -> float | None:
        return self._times[-1] if self._times else None

    def restart(self, times: Iterable[float]) -> None:
        """Measure anew, by these and what comes; the old interval holds until they are enough."""
        self._times.clear()
        for came in times:
            self.take(came)

    def take(self, came: float) -> None:
        times = self._times
        times.append(came)
        if len(times) > 2 * _LATELY:
            whole = (times[-1] - times[0]) / (len(times) - 1)
            lately = (times[-1] - times[-1 - _LATELY]) / _LATELY
            if abs(lately - whole) > _CHANGED * whole:
                self._times = times = deque(list(times)[-1 - _LATELY :], _WINDOW + 1)
        if len(times) > _LEAST and times[-1] > times[0]:
            self._measure((times[-1] - times[0]) / (len(times) - 1), len(times) - 1)

    def _measure(self, interval: float, pulses: int) -> None:
        """Let it be what so many pulses say; a few do not replace a known one for nothing."""
        known = self.interval
        off = 1.0 if known is None else abs(interval / known - 1.0)
        needed = _LEAST if off > _FAR else _LATELY if off > _CHANGED else _ENOUGH
        if pulses >= needed:
            self.interval = interval


@dataclass(eq=False, slots=True)
class _Gap:
    """What came since a gap, until it is clear whether pulses were lost or only late."""

    began: float
    interval: float
    times: list[float]

    def lost(self) -> int | None:
        """How many pulses never came; None while that is not clear."""
        if len(self.times) <= _LEAST:
            return None
        span, usual = self.times[-1] - self.times[-1 - _LEAST], _LEAST * self.interval
        if span < 0.85 * usual:  # they still come in a heap
            return None if len(self.times) < _BEAT else 0
        if span > 1.3 * usual:
            return 0  # it is slower now
        return max(0, round((self.times[-1] - self.began) / self.interval) - len(self.times))


class PulseReader:
    """One port's; messages may come in any pieces."""

    def __init__(self, tempo: float) -> None:
        """Stand at the beginning. ``tempo`` is the beats a minute at which seconds are meant."""
        self._pulse = 60.0 / (_BEAT * tempo)
        self._tempo = _Tempo()
        self._gap: _Gap | None = None
        self._next = 0
        """The pulse that comes next, from the beginning."""
        self._running = self._begins = False
        self._data: list[int] | None = None

    def feed(self, data: bytes, came: float) -> list[Said]:
        """What some more bytes say that came at a time (s)."""
        return [said for byte in data if (said := self._byte(byte, came)) is not None]

    def _byte(self, byte: int, came: float) -> Said | None:
        if byte >= _REALTIME:
            return self._real_time(byte, came)
        if byte >= 0x80:
            self._data = [] if byte == _POSITION else None
        elif self._data is not None:
            self._data.append(byte)
            if len(self._data) == 2:
                (low, high), self._data = self._data, None
                return self._put(_SIXTEENTH * (low | high << 7))
        return None

    def _real_time(self, byte: int, came: float) -> Said | None:
        match byte:
            case 0xF8:  # a pulse
                return self._pulsed(came)
            case 0xFA:  # start
                self._next, self._gap = 0, None
                self._running = self._begins = True
            case 0xFB:  # continue
                self._running = self._begins = True
            case 0xFC if self._running:  # stop
                self._running, self._gap = False, None
                return self._said("stops")
        return None

    def _put(self, pulse: int) -> Said:
        self._next, self._gap = pulse, None
        return self._said("put")

    def _pulsed(self, came: float) -> Said | None:
        self._next += self._running
        if self._gap is not None:
            return self._looked_into(self._gap, came)
        last, interval = self._tempo.last, self._tempo.interval
        gap = 0.0 if last is None else came - last
        if interval and last is not None and gap > 1.5 * interval + _LATE:
            if self._running and not self._begins and gap < _PAUSE:
                self._gap = _Gap(last, interval, [came])
                return None
            if gap > _PAUSE:
                self._tempo.restart(())
        self._tempo.take(came)
        if not self._running:
            return None
        begins, self._begins = self._begins, False
        return self._said("begins" if begins else "runs", back=1)

    def _looked_into(self, gap: _Gap, came: float) -> Said | None:
        gap.times.append(came)
        lost = gap.lost()
        if lost is None:
            return None
        self._next += lost
        self._gap = None
        self._tempo.restart(gap.times[-1 - _LEAST :])
        return self._said("runs", back=1)

    def _said(self, how: How, back: int = 0) -> Said:
        interval = self._tempo.interval or self._pulse
        return Said((self._next - back) * self._pulse, how, self._pulse / interval)
