"""What the room adds to a mix, on its way to a file of its own. Knows no voice and no room."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.session._spool import Spool, Spools

_AT_ONCE = 1 << 16


class RoomStem:
    """As long as the mix, from the first hop in which there is a room; nothing without one."""

    def __init__(self, spools: Spools, *, wanted: bool, spool: Spool | None = None) -> None:
        """Use a run's spools; ``spool`` holds what another had so far."""
        self._spools, self._wanted = spools, wanted
        self.spool = spool

    def write(self, mixed: int, frames: int, room: Samples | None) -> None:
        """Go on by so many frames beside a mix of ``mixed``, with what the room adds to them."""
        if room is not None and self.spool is None and self._wanted:
            self.spool = self._spools.new()
            self._silence(mixed)
        if self.spool is None:
            return
        if room is None:
            self._silence(frames)
        else:
            self.spool.write(room)

    def _silence(self, frames: int) -> None:
        assert self.spool is not None
        silence = np.zeros((_AT_ONCE, 2), np.float32)
        for start in range(0, frames, _AT_ONCE):
            self.spool.write(silence[: frames - start])

    def copy(self, spools: Spools) -> RoomStem:
        """Another that goes on from here."""
        spool = None if self.spool is None else spools.new(self.spool)
        return RoomStem(spools, wanted=self._wanted, spool=spool)

    def close(self) -> None:
        """Let it go."""
        if self.spool is not None:
            self._spools.close(self.spool)
