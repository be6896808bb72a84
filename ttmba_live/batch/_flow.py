"""Many asks through a pool, a few at a time: what all pools share. Knows no pool."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Protocol, TypeVar

from ttmba_live.batch._order import Ask, Asks, Outcome, Outcomes

T = TypeVar("T", bound=Hashable)

Answered = tuple[Ask, Outcome]

TRIES = 3
"""Workers that may die of one scene before it is given up."""


class Pool(Protocol):
    """Workers somewhere. A context manager, which ends them."""

    def run(self, bundles: Iterable[Asks]) -> Iterator[Answered]:
        """Have asks done, a bundle by one worker; yields them as they are done.

        Bundles are taken from their iterator as workers become free: it may be long, or wait.
        """
        ...


def flow(
    bundles: Iterable[Asks],
    begin: Callable[[Asks], T],
    finished: Callable[[list[T]], Iterable[tuple[T, Outcomes]]],
    most: Callable[[], int],
) -> Iterator[Answered]:
    """Begin bundles, at most ``most()`` at a time, and yield what came of them.

    ``finished`` waits until some of what has begun is done and says what came of it.
    """
    going: dict[T, Asks] = {}

    def done() -> Iterator[Answered]:
        for one, outcomes in finished(list(going)):
            yield from zip(going.pop(one), outcomes, strict=True)

    for asks in bundles:
        going[begin(asks)] = asks
        while len(going) >= most():
            yield from done()
    while going:
        yield from done()


def given_up(asks: Asks, why: str) -> Outcomes:
    """What came of asks of which too many workers died."""
    return tuple(Outcome(fault=f"its worker died {TRIES} times ({why})") for _ in asks)


def bundled(asks: Iterable[Ask], size: int) -> Iterator[Asks]:
    """So many asks at a time, the last ones fewer."""
    some: list[Ask] = []
    for ask in asks:
        some.append(ask)
        if len(some) == size:
            yield tuple(some)
            some.clear()
    if some:
        yield tuple(some)
