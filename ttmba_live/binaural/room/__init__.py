"""The late part of rooms: networks and measured responses. Importing loads numba."""

from ttmba_live.binaural.room._late import Late, late_part
from ttmba_live.binaural.room._network import Network

__all__ = ["Late", "Network", "late_part"]
