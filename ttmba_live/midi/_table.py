"""The table at work: what is played becomes OSC messages. Knows no port, and sends nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ttmba_live.errors import InvalidInput
from ttmba_live.midi._messages import Played
from ttmba_live.midi._rows import CUE, MidiRow, Value


@dataclass(frozen=True, slots=True)
class Order:
    """An OSC message that was played."""

    address: str
    arguments: tuple[Value, ...]


class MidiTable:
    """Rows, and which buttons are down. Thread: the one that plays."""

    def __init__(self, rows: Sequence[MidiRow]) -> None:
        """Check them; raises `InvalidInput` that names the row."""
        for number, row in enumerate(rows, 1):
            try:
                row.checked()
            except InvalidInput as error:
                raise InvalidInput(f"[[midi]] {number}: {error}") from None
        for (one, first), (other, second) in itertools.combinations(enumerate(rows, 1), 2):
            if _overlap(first, second):
                kind, number = first.plays
                what = "fire a cue; one text may name both sounds" if second.cue else first.target
                named = kind if kind == "bend" else f"{kind} {number}"
                raise InvalidInput(f"[[midi]] {one} and {other} both let {named} {what}")
        self.rows = tuple(rows)
        self._down: set[tuple[str, str, int, int]] = set()

    def play(self, port: str, done: Played) -> list[Order]:
        """What all rows make of something played on a port of that name."""
        moved = self._moved(port, done)
        return [
            Order(row.target, row.said(done))
            for row in self.rows
            if row.plays == (done.kind, done.number)
            and row.channel in (0, done.channel)
            and row.port.casefold() in port.casefold()
            and row.acts in moved
        ]

    def _moved(self, port: str, done: Played) -> set[str]:
        """Whether it was pressed or released by this, beside having changed."""
        if done.kind == "program":
            return {"press"}
        key = (port, done.kind, done.number, done.channel)
        was, now = key in self._down, done.on
        if now:
            self._down.add(key)
        else:
            self._down.discard(key)
        if done.kind == "note":  # a note that begins twice is two
            return {"change", "press" if now else "release"}
        return {"change", *(["press"] if now and not was else ["release"] if was > now else [])}


def samples(rows: Iterable[MidiRow]) -> Iterable[tuple[int, Order]]:
    """What each row with an address says at its least, middle and most, with the row's number."""
    for number, row in enumerate(rows, 1):
        kind, played = row.plays
        top = Played(kind, played, row.channel or 1, 0).most
        for value in (0, (top + 1) // 2, top) if row.target != CUE else ():
            done = Played(kind, played, row.channel or 1, value)
            yield number, Order(row.target, row.said(done))


def _overlap(one: MidiRow, other: MidiRow) -> bool:
    """Whether something played would do the same thing twice."""
    ports = sorted((one.port.casefold(), other.port.casefold()), key=len)
    return (
        one.plays == other.plays
        and one.target == other.target
        and (one.channel == other.channel or 0 in (one.channel, other.channel))
        and ports[0] in ports[1]
        and (one.acts == other.acts or "change" in (one.acts, other.acts))
    )
