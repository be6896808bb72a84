"""Levels on their way to the subscribers who asked for them. Knows no sockets and no audio."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ttmba_live.osc._settings import METER_RATE, Client
from ttmba_live.osc._subscribers import Subscribers
from ttmba_live.osc.namespace import _addresses as names

FLOOR = -120.0
"""Decibels that silence is shown as."""

Message = tuple[str, tuple[float | str, ...]]


class Level(NamedTuple):
    """A window's level, linear: the highest sample and the mean of the squares."""

    peak: float
    power: float


@dataclass(slots=True)
class _Sum:
    """Windows that wait to be sent together."""

    windows: int = 0
    sources: dict[str, list[Level]] = field(default_factory=dict)
    mix: list[tuple[Level, Level]] = field(default_factory=list)


class MeterDesk:
    """Gathers windows, `METER_RATE` a second at most, for each rate that was asked for.

    Thread: the event loop's.
    """

    def __init__(self, subscribers: Subscribers) -> None:
        """Serve those subscribers."""
        self._subscribers = subscribers
        self._sums: dict[int, _Sum] = {}
        self._shown: dict[int, set[str]] = {}

    def messages(
        self, sources: Mapping[str, Level], mix: tuple[Level, Level], *, always: bool = False
    ) -> Iterator[tuple[int, list[Client], list[Message]]]:
        """Take a window; give what is due now: after how many windows, to whom, and what.

        ``always`` gives every window, whether or not a subscriber wants that.
        """
        groups: dict[int, list[Client]] = {1: []} if always else {}
        for client in self._subscribers:
            every = math.ceil(METER_RATE / self._subscribers.rate(client) - 1e-9)
            groups.setdefault(every, []).append(client)
        for gone in self._sums.keys() - groups.keys():
            del self._sums[gone]
        for every, clients in groups.items():
            total = self._sums.setdefault(every, _Sum())
            total.windows += 1
            total.mix.append(mix)
            for name, level in sources.items():
                total.sources.setdefault(name, []).append(level)
            if total.windows >= every:
                self._sums[every] = _Sum()
                yield every, clients, self._told(every, total)

    def _told(self, every: int, total: _Sum) -> list[Message]:
        """Each sounding source, each that has just fallen silent, and the mix."""
        silent = self._shown.get(every, set()) - total.sources.keys()
        self._shown[every] = set(total.sources)
        told: list[Message] = [
            (names.METER.address, (name, *_decibels(levels, total.windows)))
            for name, levels in total.sources.items()
        ]
        told += [(names.METER.address, (name, FLOOR, FLOOR)) for name in sorted(silent)]
        left, right = ([pair[ear] for pair in total.mix] for ear in (0, 1))
        (lp, lr), (rp, rr) = _decibels(left, total.windows), _decibels(right, total.windows)
        return [*told, (names.METER_MIX.address, (lp, lr, rp, rr))]


def _decibels(levels: list[Level], windows: int) -> tuple[float, float]:
    """Peak and RMS in dB re full scale over that many windows; missing ones were silent."""
    peak = max(level.peak for level in levels)
    power = sum(level.power for level in levels) / windows
    return _db(peak, 20.0), _db(power, 10.0)


def _db(value: float, factor: float) -> float:
    return max(FLOOR, factor * math.log10(value)) if value > 1e-30 else FLOOR
