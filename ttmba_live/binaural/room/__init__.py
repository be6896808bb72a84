"""The late part of rooms, and reflections in channels. Importing loads numba."""

from ttmba_live.binaural.room._late import Late, late_part
from ttmba_live.binaural.room._network import Network
from ttmba_live.binaural.room._reflecting import pan

__all__ = ["Late", "Network", "late_part", "pan"]
