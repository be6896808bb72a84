"""A batch from its orders to its manifest: what is whole is skipped, what fails is a line.

Knows neither how a scene is made nor by whom.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from ttmba_live.batch._flow import Answered, Pool, bundled
from ttmba_live.batch._folder import is_whole, remove_parts
from ttmba_live.batch._manifest import Failures, write_manifest
from ttmba_live.batch._order import Ask, Asks, Order, Recipe, Refused
from ttmba_live.errors import Unavailable
from ttmba_live.session import Held

Orders = Callable[[], Iterator[Order | Refused]]
"""Gives all orders, each time the same: they are gone through to count, to make and to list."""


@dataclass(frozen=True, slots=True)
class Pools:
    """Who makes scenes; clips that take long are made apart."""

    scenes: Pool
    clips: Pool | None = None
    together: int = 1
    """Scenes whose clips one worker makes at once."""


@dataclass(slots=True)
class Tally:
    """How a batch went."""

    made: int = 0
    there: int = 0
    """What was whole before."""
    failed: int = 0


def make_scenes(orders: Orders, recipe: Recipe, pools: Pools, *, quiet: bool = True) -> Tally:
    """Make every scene that is not whole yet, then the manifest.

    Raises `Unavailable` if the folder is in use or cannot be written; all that is whole stays.
    """
    folder = Path(recipe.folder)
    held = Held(folder)
    try:
        remove_parts(folder)
        tally, failures = Tally(), Failures(folder)
        bar = tqdm(total=_count(orders), unit="scene", disable=True if quiet else None)
        with bar:
            asks = _missing(orders(), recipe, tally, failures, lambda: bar.update(1))
            for ask, outcome in _answers(asks, pools):
                bar.update(1)
                if outcome.fatal:
                    raise Unavailable(f"{outcome.fault}; what is whole stays: run it again")
                if outcome.fault:
                    failures.add(Refused(ask.order.id, ask.order.where, outcome.fault))
                else:
                    tally.made += 1
        remove_parts(folder)  # of workers that died
        write_manifest(recipe, orders())
    finally:
        held.release()
    tally.failed = failures.count
    return tally


def _count(orders: Orders) -> int:
    return sum(1 for _ in orders())


def _missing(
    orders: Iterable[Order | Refused],
    recipe: Recipe,
    tally: Tally,
    failures: Failures,
    passed: Callable[[], object],
) -> Iterator[Order]:
    """The orders whose scenes are not whole yet."""
    folder = Path(recipe.folder)
    for one in orders:
        if isinstance(one, Refused):
            failures.add(one)
        elif is_whole(folder, one.id, recipe.key(one)):
            tally.there += 1
        else:
            yield one
            continue
        passed()


def _answers(orders: Iterable[Order], pools: Pools) -> Iterator[Answered]:
    """What came of each order: of its sound, or of its clips if these failed."""
    if pools.clips is None:
        yield from pools.scenes.run((Ask("scene", order),) for order in orders)
        return
    failed: list[Answered] = []

    def with_clips(pool: Pool) -> Iterator[Asks]:
        wanted = (Ask("clips", order) for order in orders)
        for ask, outcome in pool.run(bundled(wanted, pools.together)):
            if outcome.fault:
                failed.append((ask, outcome))
            else:
                yield (Ask("render", ask.order, outcome.part),)

    for answered in pools.scenes.run(with_clips(pools.clips)):
        yield from failed
        failed.clear()
        yield answered
    yield from failed
