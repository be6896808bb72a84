"""What a row of the one table of addresses is, and how its arguments are read. Knows no address."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._codec import Foreign, Value
from ttmba_live.osc._settings import OscSettings
from ttmba_live.scene import Command, Scene, Source

Kind = Literal[
    "number", "integer", "switch", "gate", "trigger", "seed", "text", "words", "anything"
]

KINDS: dict[Kind, str] = {
    "number": "a number (f, d, i or h)",
    "integer": "a whole number (i, h, or a float without a fraction)",
    "switch": "0 or 1 (any number type), or T or F",
    "gate": "T or F, or a number: a half or more is on",
    "trigger": "nothing, an impulse, T or a number; 0 and F, a button's release, do nothing",
    "seed": "a whole number, or a text of its digits, which may be many; nothing, 1 and T choose "
    "one, 0 and F, a button's release, do nothing",
    "text": "a text (s or S); a whole number is taken for its digits",
    "words": "any number of texts and numbers, joined by spaces",
    "anything": "any arguments, ignored",
}
"""What the argument kinds take, for the page and for messages."""

_HANDED = frozenset({"touch", "release"})


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument: its name, what it takes, its unit, an example, and its range."""

    name: str
    kind: Kind = "number"
    unit: str = ""
    example: float | str = 0.0
    optional: bool = False
    span: tuple[float, float] | None = None
    choices: tuple[str, ...] = ()
    """What patches and pages offer; others may be understood."""


TRIGGER = (Arg("on", "trigger", optional=True, example=1),)
"""The argument of an address that does something once: buttons send their value with it."""


@dataclass(slots=True)
class AdmMemory:
    """What ADM-OSC sets that the scene has no place for; a head's turn that comes in pieces."""

    default_dmax: float
    dmax: dict[int, float] = field(default_factory=dict)
    dref: dict[int, float] = field(default_factory=dict)
    change: str = ""
    turn: dict[str, float] = field(default_factory=lambda: {"w": 1.0, "x": 0.0, "y": 0.0, "z": 0.0})


@dataclass(slots=True)
class Playing:
    """What plays beside the scene, by the names that are asked for; the daemon keeps it."""

    now: Callable[[Source], Source] = lambda source: source
    """A source with the place where it is now, on its way perhaps."""
    head: str = "default"
    show: str = "none"
    snapshot: str = "none"


@dataclass(frozen=True, slots=True)
class Desk:
    """What a row may look at: the scene as it is, the settings, ADM-OSC's memory, what plays."""

    scene: Scene
    settings: OscSettings
    adm: AdmMemory
    playing: Playing = field(default_factory=Playing)


@dataclass(frozen=True, slots=True)
class Call:
    """A message at its row: what stood in the address's hole, and the arguments as read."""

    key: str
    values: tuple[Any, ...]
    desk: Desk


@dataclass(frozen=True, slots=True)
class Answer:
    """Values to send back under the address that asked."""

    values: tuple[float | str, ...]


Action = Command | Answer | None


@dataclass(frozen=True, slots=True)
class Row:
    """An address that is understood: ``{id}``, ``{n}`` or ``{device}`` is a hole in it.

    ``make`` turns a call into a command, or into None when there is nothing more to do.
    ``ask`` answers the address without arguments. ``hands`` rows ignore touch and release;
    ``clamps`` rows bring numbers into range instead of refusing them. ``continuous`` rows set a
    value that senders say again and again, of which the newest counts.
    """

    section: str
    address: str
    args: tuple[Arg, ...]
    meaning: str
    make: Callable[[Call], Command | None]
    ask: Callable[[Call], tuple[float | str, ...]] | None = None
    hands: bool = False
    any_case: bool = False
    clamps: bool = False
    continuous: bool = False

    @property
    def usage(self) -> str:
        """The arguments as a person would write them."""
        shown = [f"{a.name} ({a.unit})" if a.unit else a.name for a in self.args]
        marks = [f"[{s}]" if a.optional else s for s, a in zip(shown, self.args, strict=True)]
        return ", ".join(marks) or "no arguments"

    @property
    def example(self) -> tuple[float | str, ...]:
        """Arguments that this row understands."""
        return tuple(a.example for a in self.args)

    def run(self, key: str, arguments: Sequence[Value], desk: Desk) -> Action:
        """Read the arguments and act; raises `InvalidInput` naming the expected form."""
        given = _flat(arguments)
        if self.ask is not None and not given:
            return Answer(self.ask(Call(key, (), desk)))
        if self.hands and _is_hand(given):
            return None
        values = self._read(given)
        if self.args == TRIGGER and values[0] is False:
            return None
        return self.make(Call(key, values, desk))

    def _read(self, given: list[Value]) -> tuple[Any, ...]:
        if self.args and self.args[-1].kind in ("words", "anything"):
            return _joined(self.args[-1], given)
        least = sum(not a.optional for a in self.args)
        if not least <= len(given) <= len(self.args):
            raise InvalidInput(f"expected {self.usage}; got {_count(len(given))}")
        pairs = zip(self.args, given, strict=False)
        try:
            read = tuple(_READ[a.kind](a, value) for a, value in pairs)
        except InvalidInput as error:
            whole = f" (the whole form: {self.usage})" if len(self.args) > 1 else ""
            raise InvalidInput(f"{error}{whole}") from None
        return read + (None,) * (len(self.args) - len(given))


@dataclass(frozen=True, slots=True)
class Out:
    """A message that this program sends by itself: to the one concerned and to subscribers."""

    address: str
    types: str
    args: str
    meaning: str


def spoken(number: float) -> str:
    """A number as a person would write it: whole ones without a point.

    >>> spoken(30.0), spoken(0.10000000149011612)
    ('30', '0.1')
    """
    if not math.isfinite(number):
        raise InvalidInput(f"a text cannot hold the number {number}")
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.7g}"


def _is_hand(given: list[Value]) -> bool:
    """Whether a mixing desk says that a fader was touched or let go."""
    return len(given) == 1 and isinstance(given[0], str) and given[0].lower() in _HANDED


def _flat(arguments: Sequence[Value]) -> list[Value]:
    """Arrays give their contents; nil and impulse are no arguments."""
    out: list[Value] = []
    for value in arguments:
        if isinstance(value, tuple):
            out += _flat(value)
        elif value is not None and value != Foreign("I"):
            out.append(value)
    return out


def _joined(arg: Arg, given: list[Value]) -> tuple[str]:
    if arg.kind == "anything":
        return ("",)
    words = []
    for value in given:
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            words.append(spoken(value))
        else:
            raise InvalidInput(f"{arg.name} is made of texts and numbers, not {_shown(value)}")
    text = " ".join(words)
    if not text.strip():
        got = "an empty one" if given else _count(0)
        raise InvalidInput(f"expected {arg.name}; got {got}")
    return (text,)


def _number(arg: Arg, value: Value) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        unit = f" ({arg.unit})" if arg.unit else ""
        raise InvalidInput(f"{arg.name} must be a number{unit}, not {_shown(value)}")
    if not math.isfinite(value):
        raise InvalidInput(f"{arg.name} must be a finite number, not {value}")
    return float(value)


def _integer(arg: Arg, value: Value) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value % 1 != 0:
        raise InvalidInput(f"{arg.name} must be a whole number, not {_shown(value)}")
    return int(value)


def _switch(arg: Arg, value: Value) -> bool:
    if not isinstance(value, (bool, int, float)) or value not in (0, 1):
        raise InvalidInput(f"{arg.name} must be 0 or 1, not {_shown(value)}")
    return bool(value)


def _gate(arg: Arg, value: Value) -> bool:
    return value if isinstance(value, bool) else _number(arg, value) >= 0.5


def _trigger(arg: Arg, value: Value) -> bool:
    if isinstance(value, bool):
        return value
    try:
        return _number(arg, value) != 0.0
    except InvalidInput:
        raise InvalidInput(f"this takes {KINDS['trigger']}; not {_shown(value)}") from None


def _seed(arg: Arg, value: Value) -> int | bool:
    """A seed, or what a button says: pressed, released."""
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,20}", value):
        return int(value)
    number = value if isinstance(value, bool) else _integer(arg, value)
    return number != 0 if number in (0, 1) else number


def _text(arg: Arg, value: Value) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value % 1 == 0:
        return str(int(value))  # Pure Data and Max send a number that was typed as a float
    if not isinstance(value, str):
        raise InvalidInput(f"{arg.name} must be a text, not {_shown(value)}")
    return value


_READ: dict[Kind, Callable[[Arg, Value], float | str]] = {
    "number": _number,
    "integer": _integer,
    "switch": _switch,
    "gate": _gate,
    "trigger": _trigger,
    "seed": _seed,
    "text": _text,
}


def _shown(value: Value) -> str:
    match value:
        case str():
            return f"the text {value[:40]!r}"
        case bool():
            return "true" if value else "false"
        case bytes():
            return "a blob"
        case Foreign(tag):
            return f"a value of type {tag!r}"
        case _:
            return str(value)


def _count(number: int) -> str:
    return f"{number} argument{'' if number == 1 else 's'}" if number else "none"
