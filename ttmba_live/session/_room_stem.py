"""What the room adds to a mix, on its way to a file of its own. Knows no voice and no room."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.session._patience import Writing, at_once
from ttmba_live.session._spool import Spool

_AT_ONCE = 1 << 16


class RoomStem:
    """As long as the mix, from the first hop in which there is a room; nothing without one."""

    def __init__(
        self, folder: Path, *, wanted: bool, spool: Spool | None = None, writing: Writing = at_once
    ) -> None:
        """Use the disk that ``folder`` is on; ``spool`` holds what another had so far."""
        self._folder, self._wanted, self._writing = folder, wanted, writing
        self.spool = spool

    def write(self, mixed: int, frames: int, room: Samples | None) -> None:
        """Go on by so many frames beside a mix of ``mixed``, with what the room adds to them."""
        if room is not None and self.spool is None and self._wanted:
            self.spool = Spool(self._folder, writing=self._writing)
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

    def copy(self, folder: Path, writing: Writing) -> RoomStem:
        """Another that goes on from here, on the disk that ``folder`` is on."""
        spool = None if self.spool is None else Spool(folder, self.spool, writing)
        return RoomStem(folder, wanted=self._wanted, spool=spool, writing=writing)

    def close(self) -> None:
        """Let it go."""
        if self.spool is not None:
            self.spool.close()
