"""A pool of a Ray cluster's workers. Knows no scene.

Only text goes through Ray: orders and outcomes. Sound goes through files, in a folder that all
nodes see under the same path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ttmba_live.batch._flow import TRIES, Answered, flow, given_up
from ttmba_live.batch._order import (
    Asks,
    Outcomes,
    Recipe,
    asks_from_text,
    asks_to_text,
    outcomes_from_text,
    outcomes_to_text,
    recipe_from_text,
    recipe_to_text,
)
from ttmba_live.batch._workshop import Workshop
from ttmba_live.cluster import Cluster


class Tasks:
    """Asks as tasks of one processor each, wherever there is one; see `_flow.Pool`.

    Not as actors: what a lost node was doing goes to any other, and nothing waits for its return. A
    worker process keeps what it has loaded from task to task.
    """

    def __init__(
        self,
        cluster: Cluster,
        recipe: Recipe,
        workers: int | None,
        told: Callable[[str], object] = lambda line: None,  # noqa: ARG005
    ) -> None:
        """At most ``workers`` asks at once; without it, two for each processor there is.

        ``told`` hears what a user should know.
        """
        self._ray, self._cluster, self._workers, self._told = cluster.ray, cluster, workers, told
        self._recipe = self._ray.put(recipe_to_text(recipe))
        self._task = self._ray.remote(num_cpus=1, max_retries=TRIES - 1)(_done)
        self._asked: dict[Any, Asks] = {}
        self._begun = False

    def run(self, bundles: Iterable[Asks]) -> Iterator[Answered]:
        """Have asks done; see `_flow.Pool.run`."""
        return flow(bundles, self._begin, self._finished, self._most)

    def _begin(self, asks: Asks) -> Any:
        if not self._begun and (lack := self._cluster.lack("CPU", 1.0)):
            self._told(lack)
        self._begun = True
        self._asked[ref := self._task.remote(self._recipe, asks_to_text(asks))] = asks
        return ref

    def _most(self) -> int:
        return self._workers or max(2, 2 * self._cluster.cpus())

    def _finished(self, going: list[Any]) -> Iterator[tuple[Any, Outcomes]]:
        self._ray.wait(going, num_returns=1)
        done, _ = self._ray.wait(going, num_returns=len(going), timeout=0)  # with all others
        for one in done:
            yield one, self._outcomes(one, self._asked.pop(one))

    def _outcomes(self, one: Any, asks: Asks) -> Outcomes:
        try:
            return outcomes_from_text(self._ray.get(one))
        except self._ray.exceptions.RayError as error:
            return given_up(asks, type(error).__name__)


_kept: dict[str, Workshop] = {}
"""The workshop of the recipe at hand; a worker process has one batch at a time."""


def _done(recipe: str, asks: str) -> str:
    """Do some asks, in a worker process of a node."""
    if recipe not in _kept:
        _kept.clear()
        _kept[recipe] = Workshop(recipe_from_text(recipe))
    return outcomes_to_text(_kept[recipe].do(asks_from_text(asks)))
