"""What goes out: answers to one client, news to subscribers. Knows nothing of what comes in."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from ttmba_live import __version__
from ttmba_live.errors import InvalidInput
from ttmba_live.osc import _namespace as names
from ttmba_live.osc._codec import encode
from ttmba_live.osc._settings import Client, OscSettings
from ttmba_live.scene import Event

MAX_MESSAGE = 500
"""Characters of an error's message and of a state's note."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Subscription:
    owner: Client
    heard: float


class Feedback:
    """The outgoing half of the server. Every method belongs to the event loop's thread.

    Nothing here raises: what cannot be sent is logged and forgotten.
    """

    def __init__(self, settings: OscSettings, transmit: Callable[[bytes, Client], None]) -> None:
        self._timeout = settings.subscriber_timeout
        self._most = settings.max_subscribers
        self._transmit = transmit
        self._subscriptions: dict[Client, _Subscription] = {}
        self._generator: tuple[str, str, float, str] | None = None

    @property
    def subscribers(self) -> tuple[Client, ...]:
        """Where news goes, oldest first."""
        self._forget_silent()
        return tuple(self._subscriptions)

    def send(self, client: Client, address: str, *arguments: float | str) -> None:
        """Send one message to one client."""
        self._send((client,), address, arguments)

    def tell(self, client: Client | None, address: str, *arguments: float | str) -> None:
        """Send one message to that client and to every subscriber, once each."""
        first = () if client is None else (client,)
        self._send(dict.fromkeys((*first, *self.subscribers)), address, arguments)

    def planned(self, client: Client | None, cue: int, events: int) -> None:
        """A cue was understood and has so many events."""
        self.tell(client, names.PLANNED.address, cue, events)

    def state(self, client: Client | None, name: str, state: str, note: str = "") -> None:
        """An event entered a state."""
        self.tell(client, names.STATE.address, name, state, note[:MAX_MESSAGE])

    def progress(self, client: Client | None, name: str, share: float) -> None:
        """How far an event's clip is, 0..1."""
        self.tell(client, names.PROGRESS.address, name, float(share))

    def placed(self, client: Client | None, event: Event) -> None:
        """What was decided for an event."""
        p = event.position
        numbers = (event.duration, p.azimuth, p.elevation, p.distance, event.start)
        floats = (float(number) for number in numbers)
        self.tell(client, names.PLACED.address, event.id, event.sound, *floats)

    def error(self, client: Client | None, address: str, message: str) -> None:
        """A message was refused, or something failed."""
        line = " ".join(message.split())[:MAX_MESSAGE]
        self.tell(client, names.ERROR.address, address[: names.MAX_ADDRESS], line)

    def status(self, voices: int, queue: int, cpu_load: float, underruns: int) -> None:
        """How the daemon is, to subscribers."""
        self.tell(None, names.STATUS.address, voices, queue, float(cpu_load), underruns)

    def generator(self, name: str, state: str, share: float, note: str) -> None:
        """How far what makes clips is, to subscribers, those to come included."""
        self._generator = name, state, float(share), note[:MAX_MESSAGE]
        self.tell(None, names.GENERATOR.address, *self._generator)

    def pong(self, client: Client) -> None:
        """The answer to a ping."""
        self.send(client, names.PONG.address, __version__)

    def saved(self, client: Client | None, name: str, folder: str) -> None:
        """A session is complete."""
        self.tell(client, names.SAVED.address, name, folder)

    def subscribe(self, target: Client, owner: Client) -> None:
        """Send news to ``target``; the oldest makes room if there are too many."""
        self._subscriptions.pop(target, None)
        while len(self._subscriptions) >= max(1, self._most):
            del self._subscriptions[next(iter(self._subscriptions))]
        self._subscriptions[target] = _Subscription(owner, time.monotonic())
        if self._generator:
            self.send(target, names.GENERATOR.address, *self._generator)

    def unsubscribe(self, target: Client) -> None:
        """Send no more news there."""
        self._subscriptions.pop(target, None)

    def heard(self, client: Client) -> None:
        """A client gave a sign of life."""
        if not self._timeout:
            return
        for target, subscription in self._subscriptions.items():
            if client in (target, subscription.owner):
                subscription.heard = time.monotonic()

    def _forget_silent(self) -> None:
        if not self._timeout:
            return
        oldest = time.monotonic() - self._timeout
        silent = [t for t, s in self._subscriptions.items() if s.heard < oldest]
        for target in silent:
            del self._subscriptions[target]

    def _send(
        self,
        clients: dict[Client, None] | tuple[Client, ...],
        address: str,
        arguments: tuple[float | str, ...],
    ) -> None:
        if not clients:
            return
        try:
            packet = encode(address, *arguments)
        except InvalidInput as error:
            _log.warning("not sent: %s", error)
            return
        for client in clients:
            self._transmit(packet, client)
