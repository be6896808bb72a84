"""A Ray cluster, joined and left: the one door to ray. Knows no scene and no clip."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Literal, Self

from ttmba_live.errors import Unavailable, one_line

LOCAL = "local"
"""The address that starts a cluster on this machine, for as long as it is used."""

_LOOPBACK = "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"
"""Ray's own variable: with 0 it listens on 127.0.0.1 alone, on every system."""


Kind = Literal["GPU", "CPU"]

_KINDS: dict[Kind, str] = {"GPU": "GPU", "CPU": "processor"}

_ROUNDING = 1e-6
"""Of shares, which Ray counts in ten-thousandths."""


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
        knock(address)
        self.ray = load_ray()
        self._stack = contextlib.ExitStack()
        self._stack.enter_context(contextlib.redirect_stdout(None))
        self._stack.callback(self.ray.shutdown)
        try:
            with _no_errors_told():
                self.ray.init(**how, log_to_driver=False, logging_level="ERROR")
        except Exception as error:
            self._stack.close()
            why = f"no Ray cluster at {address}: {one_line(error)[:300]}"
            if _names_host(address):  # where somebody listens
                why += "; if it wants a token or TLS, this side must be told, too: docs/cluster.md"
            raise Unavailable(why) from error

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
        nodes = sum(node["Alive"] for node in self.ray.nodes())
        found = self.ray.cluster_resources()
        return f"nodes: {nodes}, CPUs: {found.get('CPU', 0):g}, GPUs: {found.get('GPU', 0):g}"

    def cpus(self) -> int:
        """How many processors there are now; nodes come and go."""
        return int(self.ray.cluster_resources().get("CPU", 0))

    def gpus(self) -> int:
        """How many GPUs there are now."""
        return int(self.ray.cluster_resources().get("GPU", 0))

    def free(self, kind: Kind) -> float:
        """How many of these nobody holds now; of a GPU also a part."""
        return float(self.ray.available_resources().get(kind, 0.0))

    def lack(self, kind: Kind, wanted: float) -> str:
        """What has to be waited for if ``wanted`` of these are not free; empty if they are."""
        free = self.free(kind)
        if free + _ROUNDING >= wanted:
            return ""
        what, there = _KINDS[kind], self.ray.cluster_resources().get(kind, 0.0)
        return f"waiting for a {what}: {free:g} of {there:g} free, others have the rest"

    def only_on(self, node: str) -> Any:
        """The scheduling strategy for what shall run on a node, by its number in hex."""
        from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

        return NodeAffinitySchedulingStrategy(node, soft=False)


@contextlib.contextmanager
def _no_errors_told() -> Iterator[None]:
    """Keep what Ray's own threads print from the terminal: a line for each try to connect."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def hush() -> None:
    """Let nothing more of this process reach its terminal: Ray's own threads print there.

    All that they say stands in Ray's logs.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)


def knock(address: str) -> None:
    """Raise `Unavailable` if nobody listens at [ray://]HOST:PORT: Ray would wait for minutes."""
    if not _names_host(address):
        return
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=5.0).close()
    except (OSError, OverflowError) as error:
        raise Unavailable(f"no Ray cluster at {address}: {error}") from error


def _names_host(address: str) -> bool:
    host, _, port = address.removeprefix("ray://").rpartition(":")
    return bool(host) and port.isdecimal() and "/" not in host


def load_ray() -> Any:
    """The library; raises `Unavailable` if it is not there."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nobody is told
    with contextlib.suppress(ImportError):
        import ray

        return ray
    raise Unavailable('Ray is not installed: pip install "ttmba_live[cluster]"')
