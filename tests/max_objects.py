"""What Max objects do with a message, by their reference pages: those that pass it on.

A message is a tuple: a symbol or ``bang`` and its arguments, or numbers, which are a list.
"""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

# ruff: noqa: ARG002 - every object takes the same arguments

PACKAGE = Path(__file__).parent.parent / "max_patches"
BANG = ("bang",)
KINDS: dict[str, type[Object]] = {}
TRIGGERS = {"b": lambda _: BANG, "l": lambda m: m, "i": lambda m: (int(m[0]),),
            "f": lambda m: (float(m[0]),), "s": lambda m: (str(m[0]),)}  # fmt: skip


def atoms(text):
    """A typed-in message as numbers and symbols; quotes keep a symbol together."""
    lexer = shlex.shlex(text, posix=True)
    lexer.whitespace_split, lexer.quotes, lexer.commenters = True, '"', ""
    return tuple(_number(word) for word in lexer)


def _number(word):
    if re.fullmatch(r"-?\d+", word):
        return int(word)
    return float(word) if re.fullmatch(r"-?(\d+\.\d*|\.\d+)", word) else word


def make(patch, box):
    """The object of a box; one that is not known here fails the test."""
    if box["maxclass"] == "newobj":
        name, *args = atoms(box["text"])
        return KINDS[name](patch, box, args)
    return KINDS[box["maxclass"]](patch, box, ())


def kind(*names):
    def keep(cls):
        KINDS.update(dict.fromkeys(names, cls))
        return cls

    return keep


def by_hand(action):
    """What a person does; what it defers is done before the next thing."""

    def acted(self, *arguments):
        action(self, *arguments)
        self.world.advance(0)

    return acted


class Object:
    def __init__(self, patch, box, args) -> None:
        self.patch, self.world, self.box, self.args = patch, patch.world, box, tuple(args)
        self.cords: list[tuple[int, Object, int]] = []
        self.begin()

    def begin(self):
        """Set up what is remembered."""

    def loaded(self):
        """The patch is complete."""

    def take(self, inlet, message):
        raise AssertionError(f"{self.box} has no use for {message}")

    def send(self, outlet, *message):
        for number, target, inlet in self.cords:
            if number == outlet:
                target.take(inlet, message)


@kind("comment", "panel", "live.line")
class Silent(Object):
    pass


@kind("patcherargs")
class PatcherArgs(Object):
    def loaded(self):
        self.send(0, *self.patch.args, *self.args[len(self.patch.args) :])


@kind("bpatcher")
class Bpatcher(Object):
    def begin(self):
        text = (PACKAGE / "patchers" / self.box["name"]).read_text(encoding="utf-8")
        self.inner = type(self.patch)(self.world, json.loads(text), self.box["args"])
        self.inner.owner = self

    def loaded(self):
        self.inner.loaded()

    def take(self, inlet, message):
        self.inner.inlets[inlet].send(0, *message)


@kind("inlet")
class Inlet(Object):
    pass


@kind("outlet")
class Outlet(Object):
    index = 0

    def take(self, inlet, message):
        owner = getattr(self.patch, "owner", None)
        if owner is not None:
            owner.send(self.index, *message)


@kind("t")
class Trigger(Object):
    def take(self, inlet, message):
        for outlet, form in reversed(list(enumerate(self.args))):
            self.send(outlet, *(TRIGGERS[form](message) if form in TRIGGERS else (form,)))


@kind("unpack")
class Unpack(Object):
    def take(self, inlet, message):
        for outlet, (form, value) in reversed(
            list(enumerate(zip(self.args, message, strict=False)))
        ):
            self.send(outlet, *TRIGGERS[form]((value,)))


@kind("pack")
class Pack(Object):
    def begin(self):
        self.kept = list(self.args)

    def take(self, inlet, message):
        quiet = message[0] == "set"
        if message != BANG:
            for index, value in enumerate(message[1 if quiet else 0 :], inlet):
                self.kept[index] = type(self.args[index])(value)
        if inlet == 0 and not quiet:
            self.send(0, *self.kept)


@kind("pak")
class Pak(Pack):
    def take(self, inlet, message):
        self.kept[inlet] = type(self.args[inlet])(message[0])
        self.send(0, *self.kept)


@kind("prepend")
class Prepend(Object):
    def take(self, inlet, message):
        if message[0] == "set":
            self.args = message[1:]
        else:
            self.send(0, *self.args, *message)


@kind("route")
class Route(Object):
    def take(self, inlet, message):
        if message[0] in self.args:
            self.send(self.args.index(message[0]), *(message[1:] or BANG))
        else:
            self.send(len(self.args), *message)


@kind("sel")
class Select(Object):
    def take(self, inlet, message):
        if message[0] in self.args:
            self.send(self.args.index(message[0]), *BANG)


@kind("split")
class Split(Object):
    def take(self, inlet, message):
        low, high = self.args
        self.send(0 if low <= message[0] <= high else 1, *message)


@kind("gate")
class Gate(Object):
    open_outlet = 0

    def take(self, inlet, message):
        if inlet == 0:
            self.open_outlet = message[0]
        elif self.open_outlet:
            self.send(self.open_outlet - 1, *message)


@kind("tosymbol")
class ToSymbol(Object):
    def take(self, inlet, message):
        self.send(0, " ".join(map(str, message)))


@kind("sprintf")
class Sprintf(Object):
    def take(self, inlet, message):
        self.send(0, *atoms(" ".join(self.args) % message))
