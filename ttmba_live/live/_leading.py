"""Whom the show's clock leads: DAWs and other daemons, each in its own words. Knows no clock.

REAPER takes what it sends (``Default.ReaperOSC``). Ardour has its own words for it, and sends its
time to whoever asks by ``/set_surface``, with the bits of its manual: 16 for transport and 2048 for
time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from ttmba_live.audio import RATE
from ttmba_live.errors import InvalidInput
from ttmba_live.osc import Client, host_and_port
from ttmba_live.scene import Halt, Locate, Roll

Message = tuple[str, tuple[float, ...]]
Spoken = Roll | Halt | Locate

_FEEDBACK = 16 + 2048


class Wire(Protocol):
    """What sends."""

    @property
    def port(self) -> int:
        """Where answers are heard."""
        ...

    async def reach(self, listener: str) -> Client:
        """The client that "host:port" names; raises `TtmbaError`."""
        ...

    def send(self, client: Client, address: str, *arguments: float | str) -> None:
        """Send one message."""
        ...


def _reaper(command: Spoken, *, rolling: bool) -> Message:
    del rolling
    match command:
        case Roll():
            return "/play", (1,)
        case Halt():
            return "/stop", (1,)
        case Locate(seconds=seconds):
            return "/time", (float(seconds),)


def _ardour(command: Spoken, *, rolling: bool) -> Message:
    match command:
        case Roll():
            return "/transport_play", (1,)
        case Halt():
            return "/transport_stop", (1,)
        case Locate(seconds=seconds):
            return "/locate", (round(seconds * RATE), int(rolling))


def _own(command: Spoken, *, rolling: bool) -> Message:
    del rolling
    match command:
        case Roll():
            return "/ttmba/transport/play", (1,)
        case Halt():
            return "/ttmba/transport/stop", (1,)
        case Locate(seconds=seconds):
            return "/ttmba/transport/locate", (float(seconds),)


@dataclass(frozen=True, slots=True)
class _Tongue:
    words: Callable[..., Message]
    greeting: Callable[[int], Message] | None = None
    """What asks it for its time, to be sent to a port."""


_TONGUES = {
    "reaper": _Tongue(_reaper),
    "ardour": _Tongue(_ardour, lambda port: ("/set_surface", (0, 0, _FEEDBACK, 0, 0, 0, port))),
    "ttmba": _Tongue(_own),
}


def check_leading(lead: Iterable[str]) -> None:
    """Raise `InvalidInput` unless each is a program's name and where it listens."""
    for one in lead:
        name, _, listener = one.partition(" ")
        if name not in _TONGUES or host_and_port(listener.strip()) is None:
            known = ", ".join(_TONGUES)
            raise InvalidInput(
                f'[transport] lead is written "program host:port" with one of {known}; not {one!r}'
            )


class Leading:
    """All who are led."""

    def __init__(self, wire: Wire, lead: Iterable[str]) -> None:
        """Reach nobody yet."""
        self._wire, self._lead = wire, tuple(lead)
        self._led: list[tuple[_Tongue, Client]] = []

    async def start(self) -> None:
        """Find them and ask those who send their time on demand; raises `TtmbaError`."""
        for one in self._lead:
            name, _, listener = one.partition(" ")
            self._led.append((_TONGUES[name], await self._wire.reach(listener.strip())))
        self.greet()

    def greet(self) -> None:
        """Ask again: a program that was started later has not heard it."""
        for tongue, client in self._led:
            if tongue.greeting is not None:
                address, arguments = tongue.greeting(self._wire.port)
                self._wire.send(client, address, *arguments)

    def tell(self, command: Spoken, *, rolling: bool) -> None:
        """Let all do what was asked of us."""
        for tongue, client in self._led:
            address, arguments = tongue.words(command, rolling=rolling)
            self._wire.send(client, address, *arguments)
