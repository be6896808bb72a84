"""MIDI that fires cues and moves sources: what is played goes the way of OSC messages.

Each message is heard as one of a client's that has no port: of values that wait the newest counts,
and what is refused is told in the terminal. Thread: control, but for the driver's.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.midi import MidiRow, MidiTable, played, samples
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.osc import Client, OscServer, decode, encode, rehearse

_LOOK = 2
"""Seconds between two looks for ports that have come or gone."""

_LOOK_FOR_MIDI = 30
"""The same while the machine has no MIDI at all."""


def checked_table(rows: Sequence[MidiRow]) -> MidiTable:
    """The rows as a table; raises `InvalidInput` that names one which could not do its work."""
    table = MidiTable(rows)
    for number, order in samples(rows):
        try:
            rehearse(order.address, order.arguments)
        except InvalidInput as error:
            raise InvalidInput(f"[[midi]] {number}: {order.address}: {error}") from None
    return table


class MidiTriggers:
    """One run's; without rows it does nothing."""

    def __init__(
        self, table: MidiTable, ports: MidiPorts, osc: OscServer, log: Callable[[str], None]
    ) -> None:
        """Listen to nothing yet."""
        self._table, self._ports, self._osc, self._log = table, ports, osc, log
        self._client: Client | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._seconds = 0
        self._problem = ""

    def start(self) -> None:
        """Listen to every port that a row names; without MIDI that is told, and tried later."""
        if not self._table.rows:
            return
        self._loop = asyncio.get_running_loop()
        self._client = self._osc.connect("MIDI", 0, self._answered)
        for words in sorted({row.port.casefold() for row in self._table.rows}):
            try:
                self._listen(words)
            except Unavailable as error:
                self._without(error)

    def look(self) -> None:
        """Once a second: hear what has been plugged in meanwhile."""
        self._seconds += 1
        if self._seconds % (_LOOK_FOR_MIDI if self._problem else _LOOK):
            return
        try:
            said = self._ports.look()
        except Unavailable as error:
            self._without(error)
            return
        self._problem = ""
        for line in said:
            self._log(line)

    def _without(self, error: Unavailable) -> None:
        """Say once that there is no MIDI."""
        if str(error) != self._problem:
            self._log(f"{error}; going on without, looking again every {_LOOK_FOR_MIDI} s")
        self._problem = str(error)

    def close(self) -> None:
        """Hear nothing more."""
        if self._client is not None:
            self._osc.disconnect(self._client)
            self._client = None

    def _listen(self, words: str) -> None:
        found = self._ports.listen(words, self._came)
        what = f"MIDI inputs with {words!r} in their names" if words else "MIDI inputs"
        names = ", ".join(map(repr, found)) or "none yet"
        count = sum(row.port.casefold() == words for row in self._table.rows)
        self._log(f"{what} play {count} of [[midi]]: {names}")

    def _came(self, port: str, data: bytes) -> None:
        """Take a message on; the driver's thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop has closed
                self._loop.call_soon_threadsafe(self._play, port, data)

    def _play(self, port: str, data: bytes) -> None:
        done = played(data)
        if done is None or self._client is None:
            return
        for order in self._table.play(port, done):
            self._osc.receive(encode(order.address, *order.arguments), self._client)

    def _answered(self, packet: bytes) -> None:
        for message in decode(packet):
            if message.address == "/ttmba/error":
                self._log("MIDI: " + " ".join(map(str, message.arguments)))
