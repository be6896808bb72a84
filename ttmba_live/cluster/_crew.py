"""A cluster's devices, and makers hired on them as Ray's actors. Knows no queue and no health.

Ray starts no actor again and tries no call again (``max_restarts``, ``max_task_retries``,
``retry_exceptions``): the call would wait until its device has loaded a model anew, and who waits
for a clip has others to ask. Who hires does so again, with some time between.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Any, NamedTuple, Protocol

from ttmba_live.cluster._door import Cluster
from ttmba_live.cluster._maker import About, Maker, Wanted
from ttmba_live.cluster._setup import PoolSetup
from ttmba_live.generate.pipe import Handed, Refused

AT_ONCE = 2
"""Calls that a maker has at most: one that it makes, one that it begins next. Its actor has one
thread more, so that it always gives a sign of life."""


class Device(NamedTuple):
    """A GPU of a node; in a cluster without GPUs, a node."""

    node: str
    number: int


class Hired(Protocol):
    """One maker on a device. No method waits."""

    def about(self) -> Future[About]:
        """Ask who it is; it answers once it is loaded, and then also while it makes clips."""
        ...

    def make(self, orders: Sequence[Wanted]) -> Future[list[Handed | Refused]]:
        """Have it make clips."""
        ...

    def dismiss(self) -> None:
        """End it."""
        ...


class Crew:
    """Who can be hired in a cluster that is joined. One thread; each method may wait for Ray."""

    def __init__(self, cluster: Cluster, setup: PoolSetup) -> None:
        self._cluster, self._ray = cluster, cluster.ray
        self._words = setup.generator, setup.of_models()
        self._maker = self._ray.remote(Maker)
        self._share = setup.settings.generator.cluster_share
        self._resource = ""

    def devices(self) -> dict[Device, str]:
        """The devices there are now, with their nodes' names."""
        nodes = [node for node in self._ray.nodes() if node["Alive"]]
        counts = {node["NodeID"]: int(node["Resources"].get("GPU", 0)) for node in nodes}
        self._resource = "num_gpus" if any(counts.values()) else "num_cpus"
        if self._resource == "num_cpus":
            counts = {n["NodeID"]: int(n["Resources"].get("CPU", 0) >= 1) for n in nodes}
        names = {node["NodeID"]: str(node["NodeManagerHostname"]) for node in nodes}
        return {Device(n, at): names[n] for n, count in counts.items() for at in range(count)}

    def lack(self) -> str:
        """What has to be waited for before a maker can be hired; empty if nothing.

        On a processor it need not be: who has one, a batch's task, soon ends.
        """
        return self._cluster.lack("GPU", self._share) if self._resource == "num_gpus" else ""

    def hire(self, device: Device) -> Hired:
        """Have a maker started on a device; returns at once."""
        how = self._maker.options(
            **{"num_cpus": 0, self._resource: self._share},
            scheduling_strategy=self._cluster.only_on(device.node),
            max_concurrency=AT_ONCE + 1,
            max_restarts=0,
            max_task_retries=0,
        )
        return _Actor(self._ray, how.remote(*self._words))


class _Actor:
    """A `Hired` that is an actor."""

    def __init__(self, ray: Any, handle: Any) -> None:
        self._ray, self._handle = ray, handle

    def about(self) -> Future[About]:
        return _future(self._handle.about.remote())

    def make(self, orders: Sequence[Wanted]) -> Future[list[Handed | Refused]]:
        return _future(self._handle.make.options(retry_exceptions=False).remote(orders))

    def dismiss(self) -> None:
        with contextlib.suppress(Exception):  # it is lost already
            self._ray.kill(self._handle)


def _future(ref: Any) -> Future[Any]:
    """What comes of a call."""
    found: Future[Any] = ref.future()
    return found
