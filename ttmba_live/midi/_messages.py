"""A channel message (MIDI 1.0) from its bytes. Knows no port and no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["note", "control", "program", "bend"]

_NOTE_OFF, _NOTE_ON, _CONTROL, _PROGRAM, _BEND = 0x80, 0x90, 0xB0, 0xC0, 0xE0
_KINDS: dict[int, Kind] = {
    _NOTE_OFF: "note",
    _NOTE_ON: "note",
    _CONTROL: "control",
    _PROGRAM: "program",
    _BEND: "bend",
}


@dataclass(frozen=True, slots=True)
class Played:
    """A key, a controller, a program or a bend, and how far it went."""

    kind: Kind
    number: int
    """Of the note, controller or program, 0..127; 0 for a bend."""
    channel: int
    """1..16."""
    value: int
    """A note's velocity, 0 when it ends; a controller's 0..127; a bend's 0..16383."""

    @property
    def most(self) -> int:
        """The largest value of its kind."""
        return 16_383 if self.kind == "bend" else 127

    @property
    def on(self) -> bool:
        """Whether it is pressed: a note sounds, and all else is at half its way or beyond."""
        return self.value >= (1 if self.kind == "note" else (self.most + 1) // 2)

    @property
    def share(self) -> float:
        """The value in 0..1; the middle that controllers have, 64 (a bend's 8192), is 0.5.

        >>> played(bytes([0xB0, 10, 64])).share
        0.5
        """
        middle = (self.most + 1) // 2
        if self.value <= middle:
            return 0.5 * self.value / middle
        return 0.5 + 0.5 * (self.value - middle) / (self.most - middle)

    def __str__(self) -> str:
        """As a row of the table names it."""
        number = "" if self.kind == "bend" else f" {self.number}"
        return f"{self.kind}{number} on channel {self.channel}"


def played(data: bytes) -> Played | None:
    """What one message says, if it is one of the four kinds and whole.

    >>> str(played(bytes([0x90, 60, 100])))
    'note 60 on channel 1'
    """
    if not data or (kind := _KINDS.get(data[0] & 0xF0)) is None or data[0] >= 0xF0:
        return None
    status, channel, rest = data[0] & 0xF0, (data[0] & 0x0F) + 1, data[1:]
    if len(rest) != (1 if kind == "program" else 2) or max(rest) > 127:
        return None
    if kind == "program":
        return Played(kind, rest[0], channel, 127)
    if kind == "bend":
        return Played(kind, 0, channel, rest[0] | rest[1] << 7)
    return Played(kind, rest[0], channel, 0 if status == _NOTE_OFF else rest[1])
