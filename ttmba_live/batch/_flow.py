"""Many asks through a pool, a few at a time: what all pools share. Knows no pool."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Protocol, TypeVar

from ttmba_live.batch._order import Ask, Outcome

T = TypeVar("T", bound=Hashable)

Answered = tuple[Ask, Outcome]


class Pool(Protocol):
    """Workers somewhere. A context manager, which ends them."""

    def run(self, asks: Iterable[Ask]) -> Iterator[Answered]:
        """Have asks done, as many at once as there are workers; yields them as they are done.

        Asks are taken from their iterator as workers become free: it may be long, or wait.
        """
        ...


def flow(
    asks: Iterable[Ask],
    begin: Callable[[Ask], T],
    finished: Callable[[list[T]], Iterable[tuple[T, Outcome]]],
    most: Callable[[], int],
) -> Iterator[Answered]:
    """Begin asks, at most ``most()`` at a time, and yield what came of them.

    ``finished`` waits until some of what has begun is done and says what came of it.
    """
    going: dict[T, Ask] = {}

    def done() -> Iterator[Answered]:
        for one, outcome in finished(list(going)):
            yield going.pop(one), outcome

    for ask in asks:
        going[begin(ask)] = ask
        while len(going) >= most():
            yield from done()
    while going:
        yield from done()
