"""What becomes of orders whose process died: which link of a chain is asked next. Starts none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from ttmba_live.generate._orders import Order
from ttmba_live.generate._spec import Generator
from ttmba_live.generate.chain import ChainSetup
from ttmba_live.generate.pipe import Server

_TRIES = 2

At = tuple[int, bool] | None
"""The number of the link that was at work, and whether it was being made; None if unknown."""


class Links:
    """What makes a worker's generator, and what of it is left."""

    def __init__(self, make: Callable[[], Generator] | Server) -> None:
        self.make = make
        self._fallen: Counter[str] = Counter()

    def fell(self, at: At, orders: Sequence[Order], words: str) -> str:
        """Leave a link out for good if making it ended the process too often; says so.

        ``orders`` then begin anew.
        """
        if not (isinstance(self.make, ChainSetup) and at and at[1]):
            return ""
        name = self.make.links[at[0]].name
        self._fallen[name] += 1
        rest = self.make.without(at[0])
        if self._fallen[name] < _TRIES or rest is None:
            return ""
        self.make = rest
        for order in orders:
            order.tries, order.skip = 0, max(order.skip - 1, 0)
            order.why = f"{name}: {words}"
        return f"{name} is left out from now on"

    def tries_again(self, order: Order, at: At, words: str) -> bool:
        """Whether an order that lost its process is tried again, and by which link."""
        order.tries += 1
        if order.tries < _TRIES:
            return True
        links = self.make.links if isinstance(self.make, ChainSetup) else ()
        if at is None or at[1] or at[0] + 1 >= len(links):
            return False
        order.skip, order.tries = at[0] + 1, 1
        order.why = f"{links[at[0]].name}: {words}"
        return True
