"""Who listens to which address of OSCQuery's tree, and what they have not heard yet.

Knows no HTTP; sockets only as the listeners that it fills.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator

from ttmba_live.errors import InvalidInput
from ttmba_live.osc import encode
from ttmba_live.osc.namespace import Desk, Row
from ttmba_live.web._listener import Listener
from ttmba_live.web._tree import Node, Tree, type_tags

LOOKED_AT = 400
"""Addresses looked at each time; if clients listen to more, they take turns."""

MAX_LISTENED = 1024
"""Addresses that one client may listen to."""


class Changes:
    """All listeners. Thread: the event loop's."""

    def __init__(self, tree: Tree, desk: Callable[[], Desk]) -> None:
        """``desk`` gives the scene as it is."""
        self.listeners: set[Listener] = set()
        self._tree, self._desk = tree, desk
        self._last: dict[str, tuple[float | str, ...] | None] = {}
        self._turn: Iterator[str] = iter(())

    def listens(self, address: str) -> bool:
        """Whether a client wants to hear that address."""
        return any(address in one.addresses for one in self.listeners)

    def said(self, address: str, arguments: tuple[float | str, ...]) -> None:
        """An address was sent: remember it, and pass it on to who listens."""
        self._tree.said[address] = arguments
        hearing = [one for one in self.listeners if address in one.addresses]
        if hearing:
            with contextlib.suppress(InvalidInput):
                packet = encode(address, *arguments)
                for one in hearing:
                    one.event(packet)

    def command(self, listener: Listener, text: str) -> bool:
        """LISTEN or IGNORE; what is neither is passed over. False: it wants too much."""
        try:
            command = json.loads(text)
            verb, address = command["COMMAND"], command["DATA"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return True
        if not isinstance(address, str):
            return True
        if verb == "IGNORE":
            listener.addresses.discard(address)
        elif verb == "LISTEN":
            if len(listener.addresses) >= MAX_LISTENED:
                return False
            node = self._tree.find(address)
            if node is not None and node.what is not None:
                listener.addresses.add(node.path)
                if isinstance(node.what, Row):
                    self._last.setdefault(node.path, self._tree.value(node, self._desk()))
        return True

    def look(self) -> None:
        """Tell listeners what has changed since the last look."""
        desk = self._desk()
        added, removed = self._tree.update(desk.scene)
        for command, paths in (("PATH_ADDED", added), ("PATH_REMOVED", removed)):
            for path in paths:
                text = json.dumps({"COMMAND": command, "DATA": path})
                for one in self.listeners:
                    one.text(text)
        for _ in range(min(LOOKED_AT, len(self._last))):
            address = next(self._turn, None)
            if address is None:
                self._turn = self._round()
                return
            node = self._tree.find(address)
            if node is not None:
                self._look_at(node, desk)

    def _round(self) -> Iterator[str]:
        """The addresses that are listened to, for another round; the others are forgotten."""
        heard = set().union(*(one.addresses for one in self.listeners))
        self._last = {address: value for address, value in self._last.items() if address in heard}
        return iter(list(self._last))

    def _look_at(self, node: Node, desk: Desk) -> None:
        value = self._tree.value(node, desk)
        if node.what is None or value is None or self._last.get(node.path, value) == value:
            return
        self._last[node.path] = value
        packet = encode(node.path, *value, tags=type_tags(node.what))
        for one in self.listeners:
            if node.path in one.addresses:
                one.value(node.path, packet)
