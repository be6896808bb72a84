"""Long work in pieces, between which others may have the interpreter. Knows no work."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_TOGETHER = 0.0003
"""Seconds of work in one piece: what a few messages of a bundle do is heard in one hop."""

Item = TypeVar("Item")


def in_pieces(items: Iterable[Item], give_way: Callable[[], object]) -> Iterator[Item]:
    """Hand out items; whenever work at them has taken a while, ``give_way`` first."""
    began = time.perf_counter()
    for item in items:
        if time.perf_counter() - began > _TOGETHER:
            give_way()
            began = time.perf_counter()
        yield item
