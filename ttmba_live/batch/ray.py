"""A pool of a Ray cluster's workers: the one door to ray. Knows no scene.

Only text goes through Ray: orders and outcomes. Sound goes through files, in a folder that all
nodes see under the same path.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any, Self

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
from ttmba_live.errors import Unavailable, one_line

LOCAL = "local"
"""The address that starts a cluster on this machine, for as long as the batch lasts."""

_LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Ray's own variable: with 0 it listens on 127.0.0.1 alone, on every system."""


class Cluster:
    """A Ray cluster that is joined; a context manager, which leaves it. One at a time.

    What Ray's daemons print meanwhile, a page for each lost node, stays in Ray's own logs.
    """

    def __init__(self, address: str, cpus: int | None = None) -> None:
        """Join the cluster at an address, or start one here, with that many ``cpus``.

        Raises `Unavailable`.
        """
        how: dict[str, Any] = {"address": address}
        if address == LOCAL:
            os.environ.setdefault(_LOOPBACK, "0")
            how = {"address": LOCAL, "num_cpus": cpus, "include_dashboard": False}
        self._ray = library()
        _knock(address)
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(contextlib.redirect_stdout(None))
        self._stack.callback(self._ray.shutdown)
        try:
            self._ray.init(**how, log_to_driver=False, logging_level="ERROR")
        except Exception as error:
            self._stack.close()
            raise Unavailable(f"no Ray cluster at {address}: {one_line(error)[:300]}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def told(self) -> str:
        """How many nodes, processors and GPUs there are."""
        nodes = sum(node["Alive"] for node in self._ray.nodes())
        found = self._ray.cluster_resources()
        return f"nodes: {nodes}, CPUs: {found.get('CPU', 0):g}, GPUs: {found.get('GPU', 0):g}"

    def cpus(self) -> int:
        """How many processors there are now; nodes come and go."""
        return int(self._ray.cluster_resources().get("CPU", 0))

    def gpus(self) -> int:
        """How many GPUs there are now."""
        return int(self._ray.cluster_resources().get("GPU", 0))


class Tasks:
    """Asks as tasks of one processor each, wherever there is one; see `_flow.Pool`.

    Not as actors: what a lost node was doing goes to any other, and nothing waits for its return. A
    worker process keeps what it has loaded from task to task.
    """

    def __init__(self, cluster: Cluster, recipe: Recipe, workers: int | None) -> None:
        """At most ``workers`` asks at once; without it, two for each processor there is."""
        self._ray, self._cluster, self._workers = library(), cluster, workers
        self._recipe = self._ray.put(recipe_to_text(recipe))
        self._task = self._ray.remote(num_cpus=1, max_retries=TRIES - 1)(_done)
        self._asked: dict[Any, Asks] = {}

    def run(self, bundles: Iterable[Asks]) -> Iterator[Answered]:
        """Have asks done; see `_flow.Pool.run`."""
        return flow(bundles, self._begin, self._finished, self._most)

    def _begin(self, asks: Asks) -> Any:
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


def _knock(address: str) -> None:
    """Raise `Unavailable` if nobody listens at HOST:PORT: Ray itself would wait for minutes."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or "/" in host:
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=5.0).close()
    except (OSError, OverflowError) as error:
        raise Unavailable(f"no Ray cluster at {address}: {error}") from error


def library() -> Any:
    """Ray itself; raises `Unavailable` if it is not there."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told
    with contextlib.suppress(ImportError):
        import ray

        return ray
    raise Unavailable('Ray is not installed: pip install "ttmba_live[cluster]"')
