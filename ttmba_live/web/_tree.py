"""The namespace as OSCQuery's tree of JSON, made from the same table. Knows no sockets.

Follows the OSCQuery proposal: https://github.com/Vidvox/OSCQueryProposal. Own addresses, ADM-OSC
and what is sent stand in it; other programs' spellings of the same things do not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ttmba_live.errors import TtmbaError
from ttmba_live.osc.namespace import OUT, QUERIED, Arg, Call, Desk, Out, Row
from ttmba_live.scene import Scene

ATTRIBUTES = (
    "FULL_PATH", "CONTENTS", "DESCRIPTION", "ACCESS", "TYPE", "RANGE", "UNIT", "EXTENDED_TYPE",
    "CLIPMODE", "OVERLOADS", "VALUE",
)  # fmt: skip
"""Every attribute that may be asked for by name."""

_NO_VALUE, _READ, _WRITE = 0, 1, 2
_TAGS = {"number": "f", "integer": "i", "switch": "T", "gate": "T", "trigger": "T", "seed": "i"}
_UNITS = {
    "deg": "angle.degree", "m": "distance.m", "s": "time.second", "dB": "gain.db",
    "linear": "gain.linear", "Hz": "time.hz",
}  # fmt: skip
_EXTENDED = {
    "x": "position.cartesian.x", "y": "position.cartesian.y", "z": "position.cartesian.z",
    "azimuth": "position.spherical.p", "distance": "position.spherical.r",
    "azim": "position.spherical.p", "dist": "position.spherical.r",
    "yaw": "orientation.euler.y", "pitch": "orientation.euler.p", "roll": "orientation.euler.r",
}  # fmt: skip
"""Elevation is no inclination, which counts from above, so it has no name there."""

_HOLES = {"/ttmba/source": "{id}", "/adm/obj": "{n}"}
"""The containers whose contents come and go, and what stands for one in the table."""


@dataclass(slots=True)
class Node:
    """One address: a container, a method, or both."""

    path: str
    contents: dict[str, Node] = field(default_factory=dict)
    what: Row | Out | None = None
    key: str = ""


class Tree:
    """The address space. Thread: the event loop's.

    ``said`` holds the last arguments of every address that is sent.
    """

    def __init__(self) -> None:
        """Everything but sources."""
        self.root = Node("/")
        self.said: dict[str, tuple[float | str, ...]] = {}
        self._live: set[str] = set()
        for row in QUERIED:
            if "{" not in row.address and "*" not in row.address:
                self._add(row.address, row, "")
        for out in OUT:
            self._add(out.address, out, "")
        for path in _HOLES:
            self._add(path, None, "")

    def find(self, path: str) -> Node | None:
        """The node at an address, with or without a slash at its end."""
        node: Node | None = self.root
        for part in path.split("/"):
            if part and node is not None:
                node = node.contents.get(part)
        return node

    def update(self, scene: Scene) -> tuple[list[str], list[str]]:
        """Follow the scene's sources; the paths that came and those that went."""
        sources = scene.sources.values()
        wanted = {f"/ttmba/source/{one.id}" for one in sources}
        wanted |= {f"/adm/obj/{one.number}" for one in sources}
        added, removed = sorted(wanted - self._live), sorted(self._live - wanted)
        self._live = wanted
        for path in removed:
            parent, _, key = path.rpartition("/")
            container = self.find(parent)
            if container is not None:
                container.contents.pop(key, None)
        for path in added:
            parent, _, key = path.rpartition("/")
            for name, row in _templates()[parent]:
                self._add(f"{path}/{name}", row, key)
        return added, removed

    def fragments(self, node: Node, desk: Desk) -> Iterator[str]:
        """A node and all below it as JSON, in pieces of a few kilobytes at most."""
        yield "{" + self._own(node, desk)
        if node.contents:
            yield ',"CONTENTS":{'
            for index, (name, child) in enumerate(list(node.contents.items())):
                yield ("," if index else "") + json.dumps(name) + ":"
                yield from self.fragments(child, desk)
            yield "}"
        yield "}"

    def attribute(self, node: Node, name: str, desk: Desk) -> Iterator[str] | None:
        """One attribute of a node as JSON, or None where it has none."""
        if name == "CONTENTS":
            return self._contents(node, desk) if node.contents else None
        value = self._attributes(node, desk).get(name)
        return None if value is None else iter([json.dumps({name: value})])

    def value(self, node: Node, desk: Desk) -> tuple[float | str, ...] | None:
        """What an address is set to, or last said."""
        match node.what:
            case Out(address=address):
                return self.said.get(address)
            case Row(ask=ask) if ask is not None:
                try:
                    return ask(Call(node.key, (), desk))
                except TtmbaError:
                    return None
            case _:
                return None

    def _contents(self, node: Node, desk: Desk) -> Iterator[str]:
        yield '{"CONTENTS":{'
        for index, (name, child) in enumerate(list(node.contents.items())):
            yield ("," if index else "") + json.dumps(name) + ":"
            yield from self.fragments(child, desk)
        yield "}}"

    def _own(self, node: Node, desk: Desk) -> str:
        return json.dumps(self._attributes(node, desk), separators=(",", ":"))[1:-1]

    def _attributes(self, node: Node, desk: Desk) -> dict[str, Any]:
        if node.what is None:
            about = _ABOUT.get(node.path, "A group.")
            return {"FULL_PATH": node.path, "DESCRIPTION": about, "ACCESS": _NO_VALUE}
        own = {"FULL_PATH": node.path, **_static(node.what)}
        value = self.value(node, desk)
        if value is not None:
            own["VALUE"] = [
                bool(v) if tag == "T" else v for tag, v in zip(own["TYPE"], value, strict=True)
            ]
        return own

    def _add(self, address: str, what: Row | Out | None, key: str) -> None:
        node = self.root
        for part in address.split("/")[1:]:
            path = f"{node.path.rstrip('/')}/{part}"
            node = node.contents.setdefault(part, Node(path))
        node.what, node.key = what, key


_ABOUT = {
    "/": "ttmba_live: say a sound into a place.",
    "/ttmba": "The program's own addresses.",
    "/ttmba/source": "Sources, by id.",
    "/ttmba/listener": "The head.",
    "/adm": "ADM-OSC.",
    "/adm/obj": "Sources, by object number.",
}


@lru_cache(maxsize=1)
def _templates() -> Mapping[str, list[tuple[str, Row]]]:
    """For each container that lives, its contents' rows by their last name."""
    rows = QUERIED
    return {
        path: [
            (row.address.rpartition("/")[2], row)
            for row in rows
            if row.address.startswith(f"{path}/{hole}/")
        ]
        for path, hole in _HOLES.items()
    }


def type_tags(what: Row | Out) -> str:
    """The OSC types of an address's arguments; N where it takes none."""
    if isinstance(what, Out):
        return what.types
    return "".join(_TAGS.get(arg.kind, "s") for arg in what.args if not arg.optional) or "N"


@lru_cache(maxsize=512)
def _static(what: Row | Out) -> dict[str, Any]:
    """What an address is, whatever its value."""
    about = what.meaning.replace("`", "")
    own: dict[str, Any] = {"DESCRIPTION": about, "TYPE": type_tags(what)}
    if isinstance(what, Out):
        return own | {"ACCESS": _READ, "DESCRIPTION": f"{about} ({what.args})"}
    own["ACCESS"] = _WRITE if what.ask is None else _READ | _WRITE
    args = [arg for arg in what.args if not arg.optional]
    optional = "".join(_TAGS.get(arg.kind, "s") for arg in what.args if arg.optional)
    if optional:
        own["OVERLOADS"] = [{"TYPE": own["TYPE"].replace("N", "") + optional}]
    listed: dict[str, list[Any]] = {
        "RANGE": [_range(arg) for arg in args],
        "UNIT": [_UNITS.get(arg.unit.partition(",")[0]) for arg in args],
        "EXTENDED_TYPE": [_extended(what, index, arg) for index, arg in enumerate(args)],
        "CLIPMODE": ["both" if what.clamps and arg.span else None for arg in args],
    }
    return own | {name: each for name, each in listed.items() if any(each)}


def _range(arg: Arg) -> dict[str, Any] | None:
    if arg.choices:
        return {"VALS": list(arg.choices)}
    return {"MIN": arg.span[0], "MAX": arg.span[1]} if arg.span else None


def _extended(row: Row, index: int, arg: Arg) -> str | None:
    if row.address.endswith("/quaternion"):
        return f"orientation.quaternion.{'abcd'[index]}"
    return _EXTENDED.get(arg.name)
