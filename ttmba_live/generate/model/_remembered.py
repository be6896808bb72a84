"""What was computed before, found again: for text that was read. Knows no text and no model."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

MOST = 256


class Remembered(Generic[T]):
    """At most `MOST` values by their keys; those used longest ago go first. One thread."""

    def __init__(self) -> None:
        self._held: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made if it is not there."""
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        value = self._held[key] = make()
        if len(self._held) > MOST:
            self._held.popitem(last=False)
        return value
