"""Who hears what is sent: one client, subscribers, those who follow levels or the scene.

Knows no message's meaning, and of sockets only that packets go to clients.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

from ttmba_live.errors import InvalidInput
from ttmba_live.osc._codec import encode
from ttmba_live.osc._settings import Client, OscSettings
from ttmba_live.osc._subscribers import Subscribers
from ttmba_live.osc.namespace import _addresses as names

_log = logging.getLogger(__name__)


class Observer(Protocol):
    """Who else hears what is sent."""

    def listens(self, address: str) -> bool:
        """Whether it wants to hear that address."""

    def said(self, address: str, arguments: tuple[float | str, ...]) -> None:
        """An address was sent."""


class Audience:
    """Every method belongs to the event loop's thread.

    Nothing here raises: what cannot be sent is logged and forgotten.
    """

    def __init__(self, settings: OscSettings, transmit: Callable[[bytes, Client], None]) -> None:
        """Make room for subscribers; ``transmit`` carries a packet to a client."""
        most, timeout = settings.max_subscribers, settings.subscriber_timeout
        self.subscribers = Subscribers(most, timeout, self._ended("/ttmba/subscribe"))
        self.meters = Subscribers(most, timeout, self._ended("/ttmba/meter/subscribe"))
        self.viewers = Subscribers(most, timeout, self._ended("/ttmba/scene/subscribe"))
        self.observer: Observer | None = None
        self._transmit = transmit

    def send(self, client: Client, address: str, *arguments: float | str) -> None:
        """Send one message to one client."""
        self._deliver((client,), address, arguments)

    def tell(self, client: Client | None, address: str, *arguments: float | str) -> None:
        """Send one message to that client and to every subscriber, once each."""
        first = () if client is None else (client,)
        self._deliver(dict.fromkeys((*first, *self.subscribers)), address, arguments)
        if self.observer is not None:
            self.observer.said(address, arguments)

    def heard(self, client: Client) -> None:
        """A client gave a sign of life."""
        for each in (self.subscribers, self.meters, self.viewers):
            each.heard(client)

    def refused(self, client: Client) -> None:
        """Nothing listens at that client's port."""
        for each in (self.subscribers, self.meters, self.viewers):
            each.refused(client)

    def left(self, client: Client) -> None:
        """A client is gone for good."""
        for each in (self.subscribers, self.meters, self.viewers):
            each.remove(client)

    def _ended(self, address: str) -> Callable[[Client], None]:
        why = "nothing was heard from you for too long, so this has ended; subscribe again"
        return lambda client: self.send(client, names.ERROR.address, address, why)

    def _deliver(
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
