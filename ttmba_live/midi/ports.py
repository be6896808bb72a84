"""Input ports by parts of their names, each opened once for all who listen. Knows no message.

Ports come and go: `look` opens what has come, and what has gone is forgotten until it is back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ttmba_live.errors import Unavailable
from ttmba_live.midi.port import CLIENT, Driver, Opened, RtMidi

Take = Callable[[str, bytes], None]
"""Takes a port's name and a message, in the driver's thread."""


@dataclass(eq=False, slots=True)
class _Heard:
    opened: Opened | None
    takes: list[Take] = field(default_factory=list)


class MidiPorts:
    """All of one run's; its methods belong to one thread."""

    def __init__(self, reach: Callable[[], Driver] = RtMidi) -> None:
        """Open nothing yet."""
        self._reach = reach
        self._driver: Driver | None = None
        self._wanted: list[tuple[str, Take]] = []
        self._heard: dict[str, _Heard] = {}

    def listen(self, words: str, take: Take) -> list[str]:
        """Hear every port whose name holds the words, now and later; the names that do now.

        Raises `Unavailable` if there is no MIDI.
        """
        self._wanted.append((words.casefold(), take))
        self.look()  # also if this raises, the wish stands
        return [name for name in self._heard if words.casefold() in name.casefold()]

    def names(self) -> list[str]:
        """Every input port that is there; raises `Unavailable`."""
        self._driver = self._driver or self._reach()
        # Some systems show each program its own ports.
        return [name for name in self._driver.names() if not name.startswith(f"{CLIENT}:")]

    def look(self) -> list[str]:
        """Open what has come and forget what has gone; a line for each. Raises `Unavailable`."""
        if not self._wanted:
            return []
        names, said = self.names(), []
        for name in [name for name in self._heard if name not in names]:
            self._close(name)
            said.append(f"MIDI input {name!r} has gone")
        for name in names:
            fits = [take for words, take in self._wanted if words in name.casefold()]
            takes = list(dict.fromkeys(fits))  # whose words fit twice hears it once
            if name in self._heard:
                self._heard[name].takes[:] = takes
            elif takes:
                said.append(self._open(name, takes))
        return said

    def close(self) -> None:
        """Let all go."""
        for name in list(self._heard):
            self._close(name)

    def _open(self, name: str, takes: list[Take]) -> str:
        assert self._driver is not None
        heard = _Heard(None, takes)

        def came(data: bytes) -> None:
            for take in heard.takes:
                take(name, data)

        self._heard[name] = heard  # one that refuses is asked again once it has been away
        try:
            heard.opened = self._driver.open(name, came)
        except Unavailable as error:
            return str(error)
        return f"MIDI input {name!r} is heard"

    def _close(self, name: str) -> None:
        opened = self._heard.pop(name).opened
        if opened is not None:
            opened.close()
