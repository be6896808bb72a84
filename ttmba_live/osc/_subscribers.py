"""Who gets what is sent without asking, and for how long. Knows no messages and no sockets."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ttmba_live.osc._settings import Client

REFUSED_FOR = 5.0
"""Seconds for which a subscriber's port must have been closed before it is dropped: a patch that
is opened again, or a restarting program, takes less."""

_APART = 10.0
"""Seconds after which a closed port was another time's trouble."""


@dataclass(slots=True)
class _Subscription:
    owner: Client
    rate: float
    heard: float
    lasting: bool
    refused_since: float = 0.0
    refused_last: float = 0.0


class Subscribers:
    """A bounded, ordered set of clients. Every method belongs to the event loop's thread.

    One that has been silent for ``timeout`` seconds (0: for ever) is forgotten, and so is one
    whose port has been closed for a while. Lasting ones stay.
    """

    def __init__(
        self, most: int, timeout: float, ended: Callable[[Client], None] = lambda _: None
    ) -> None:
        """Make room for that many; ``ended`` is called with one that was silent for too long."""
        self._most, self._timeout, self._ended = max(1, most), timeout, ended
        self._all: dict[Client, _Subscription] = {}

    def __iter__(self) -> Iterator[Client]:
        """Those that are there, oldest first."""
        if self._timeout:
            oldest = time.monotonic() - self._timeout
            for target in [t for t, s in self._all.items() if s.heard < oldest and not s.lasting]:
                del self._all[target]
                self._ended(target)
        return iter(tuple(self._all))

    def __contains__(self, target: Client) -> bool:
        """Whether it is there."""
        return target in self._all

    def __len__(self) -> int:
        return len(self._all)

    def is_lasting(self, target: Client) -> bool:
        """Whether it is one of those that stay."""
        one = self._all.get(target)
        return one is not None and one.lasting

    def rate(self, target: Client) -> float:
        """How often it asked to be told, in Hz."""
        return self._all[target].rate

    def add(
        self, target: Client, owner: Client, rate: float = 0.0, *, lasting: bool = False
    ) -> None:
        """Add a client; the oldest makes room if there are too many."""
        old = self._all.pop(target, None)
        lasting = lasting or (old is not None and old.lasting)
        passing = [t for t, s in self._all.items() if not s.lasting]
        for oldest in passing[: max(0, len(passing) + 1 - self._most)]:
            del self._all[oldest]
        self._all[target] = _Subscription(owner, rate, time.monotonic(), lasting)

    def remove(self, target: Client) -> None:
        """Forget a client."""
        self._all.pop(target, None)

    def heard(self, client: Client) -> None:
        """A client gave a sign of life."""
        for target, subscription in self._all.items():
            if client in (target, subscription.owner):
                subscription.heard = time.monotonic()
                subscription.refused_since = 0.0

    def refused(self, target: Client) -> None:
        """Nothing listens at that client's port."""
        one = self._all.get(target)
        if one is None or one.lasting:
            return
        now = time.monotonic()
        if not one.refused_since or now - one.refused_last > _APART:
            one.refused_since = now
        one.refused_last = now
        if now - one.refused_since >= REFUSED_FOR:
            del self._all[target]
