"""One row of the table: what is played, and the OSC message that it is. Knows no address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Interval

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.midi._messages import Kind, Played

Number = Annotated[int, Interval(ge=0, le=127)]
When = Literal["press", "release", "change"]
Value = float | str

CUE = "/ttmba/cue"
_WORD = re.compile(r"\$[A-Za-z_]+")
_WORDS = {
    "$value": "how far it went, within `range`",
    "$velocity": "the same as it came: 0..127, of a bend 0..16383",
    "$on": "1 while it is pressed, else 0",
    "$number": "the note, controller or program",
    "$channel": "1..16",
}


@dataclass(frozen=True, slots=True)
class MidiRow:
    """What a note, controller, program or bend does: a [[midi]] for each, see docs/midi.md."""

    note: Number | None = None
    """The key, 60 is middle C; or one of the next three."""
    control: Number | None = None
    """The controller's number."""
    program: Number | None = None
    """The program's number, from 0."""
    bend: bool = False
    """Whether it is the pitch bend."""
    channel: Annotated[int, Interval(ge=0, le=16)] = 0
    """The channel, from 1; 0 is any."""
    port: str = ""
    """A part of the port's name; empty is every port."""
    when: Literal["auto", "press", "release", "change"] = "auto"
    """When it acts. A controller is pressed when it comes to 64 or more. "auto" is "change" for a
    controller or bend with an address, else "press"."""
    cue: str = ""
    """A text to be planned; or an address."""
    address: str = ""
    """An OSC address of docs/osc.md."""
    arguments: tuple[float | str, ...] | None = None
    """Its arguments, where "$value" is how far it went, "$velocity" the same as it came, "$on" 1
    while it is pressed, "$number" and "$channel" what was played; left out it is the value for
    "change", else none."""
    range: tuple[float, float] = (0.0, 1.0)
    """What "$value" is at the least and at the most; 64 is its middle."""

    @property
    def plays(self) -> tuple[Kind, int]:
        """The kind and number that it takes."""
        kinds: list[tuple[Kind, int | None]] = [
            ("note", self.note), ("control", self.control), ("program", self.program),
            ("bend", 0 if self.bend else None),
        ]  # fmt: skip
        found = [(kind, number) for kind, number in kinds if number is not None]
        if len(found) != 1:
            raise InvalidInput("expected one of note, control, program and bend")
        return found[0]

    @property
    def acts(self) -> When:
        """When it acts, with "auto" made plain."""
        if self.when != "auto":
            return self.when
        return "change" if self.address and self.plays[0] in ("control", "bend") else "press"

    @property
    def target(self) -> str:
        """The address of the message that it is."""
        return self.address or CUE

    def said(self, done: Played) -> tuple[Value, ...]:
        """The message's arguments for what was played."""
        return tuple(self._filled(value, done) for value in self._given)

    def checked(self) -> MidiRow:
        """Itself; raises `InvalidInput` for what no message can be made of."""
        kind, _ = self.plays
        if bool(self.cue) == bool(self.address):
            raise InvalidInput("expected either a cue or an address")
        if self.cue and self.arguments is not None:
            raise InvalidInput("arguments belong to an address, not to a cue")
        if self.address and not self.address.startswith("/"):
            raise InvalidInput(f"an address begins with /, not {self.address[:40]!r}")
        if kind == "program" and self.acts != "press":
            raise InvalidInput('a program is chosen and no more: when is "press"')
        for text in self._given:
            for word in _WORD.findall(text) if isinstance(text, str) else ():
                if word not in _WORDS:
                    known = ", ".join(_WORDS)
                    guess = did_you_mean(word, _WORDS)
                    raise InvalidInput(f"unknown {word!r}{guess or f'; there is {known}'}")
        return self

    @property
    def _given(self) -> tuple[Value, ...]:
        if self.cue:
            return (self.cue,)
        if self.arguments is not None:
            return self.arguments
        return ("$value",) if self.acts == "change" else ()

    def _filled(self, given: Value, done: Played) -> Value:
        if not isinstance(given, str):
            return given
        low, high = self.range
        numbers = {
            "$value": low + (high - low) * done.share,
            "$velocity": float(done.value),
            "$on": float(done.on),
            "$number": float(done.number),
            "$channel": float(done.channel),
        }
        if given in numbers:
            return numbers[given]
        return _WORD.sub(lambda found: f"{numbers[found[0]]:.4g}", given)
