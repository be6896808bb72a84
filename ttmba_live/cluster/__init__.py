"""A Ray cluster: who joins one goes through here."""

from ttmba_live.cluster._door import LOCAL, Cluster, knock, load_ray

__all__ = ["LOCAL", "Cluster", "knock", "load_ray"]
