"""What every binaural renderer promises to the engine. No renderer lives here."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import Samples

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]


class Renderer(Protocol):
    """Turns mono frames and places into two ears, a hop at a time, for a batch of voices.

    All stream state is the value that `start` makes: one row per voice. Positions are metres in
    the head's frame (front, left, up), reached at the hop's end; the renderer moves there
    smoothly from where it was, at most a hop late. Gains are linear and apply at the ear.

    While no row sounds, `step` may not be called at all, and no time goes by: by the end of its
    `tail`, what a row has left in state that rows share must be silence.
    """

    hop: int
    latency: int

    def start(self, voices: int) -> Any:
        """State for that many voices, all silent."""
        ...

    def join(self, state: Any, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice that stands at ``xyz`` (3,), that loud, silent so far."""
        ...

    def step(
        self, state: Any, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop.

        Args:
            state: from `start`; written into.
            rows: (V,) the rows that sound in this hop; the others stand still.
            dry: (V, hop) mono input.
            xyz: (V, 3) positions at the hop's end.
            gain: (V,) linear gains at the hop's end.
            stems: whether each voice is wanted on its own too.

        Returns:
            the sum (hop, 2), and the voices (V, hop, 2) or None.
        """
        ...

    def tail(self, distance: float) -> int:
        """Frames that still sound after the last dry sample of a voice at that many metres."""
        ...
