"""A Ray cluster: how it is joined, and the pool of its workers that the daemon has."""

from ttmba_live.cluster._door import LOCAL, Cluster, knock, load_ray
from ttmba_live.cluster._setup import PoolSetup

__all__ = ["LOCAL", "Cluster", "PoolSetup", "knock", "load_ray"]
