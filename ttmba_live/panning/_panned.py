"""A renderer whose outputs are gains of the dry sound. Knows no loudspeaker and no harmonic.

There is no delay and so no Doppler, and no ear: a sound's frames come out when it has them, at
1 / distance (0 dB at one metre, as in the binaural renderers), nearer than `MIN_DISTANCE` as there.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Floats, Rows
from ttmba_live.geometry import MIN_DISTANCE

Gains = Callable[[Floats], Floats]
"""Unit vectors (V, 3) to gains (V, channels)."""


class Panned:
    """`ttmba_live.binaural.Renderer`, but with any number of channels in the place of two ears."""

    latency = 0

    def __init__(self, gains: Gains, channels: int, hop: int, level: float = 1.0) -> None:
        """Render to that many channels; ``gains`` says how loud a direction is in each.

        All of it is multiplied by ``level``.
        """
        self.hop, self.channels, self._level = hop, channels, level
        self._gains = gains
        u = np.arange(1, hop + 1)[:, None] / hop
        self._ramp = np.stack([1.0 - u, u]).astype(np.float32)

    def start(self, voices: int) -> Floats:
        """State for that many voices: the gains that each has reached (voices, channels)."""
        return np.zeros((voices, self.channels))

    def join(self, state: Floats, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice that stands at ``xyz`` (3,), that loud."""
        state[row] = self._levels(xyz[None])[0] * gain

    def step(
        self, state: Floats, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        """Advance by one hop: the sum (hop, channels), and the voices (V, hop, channels)."""
        ends = self._levels(xyz) * gain[:, None]
        pairs = np.stack([state[rows], ends]).astype(np.float32)
        state[rows] = ends
        own = None
        if stems:
            own = np.einsum("vn,knc,kvc->vnc", dry, self._ramp, pairs)
        mix = sum(
            (dry * ramp[:, 0]).T @ gains for ramp, gains in zip(self._ramp, pairs, strict=True)
        )
        return np.asarray(mix, np.float32).reshape(self.hop, self.channels), own

    def tail(self, distance: float) -> int:
        """Nothing sounds after the last dry sample."""
        del distance
        return 0

    def _levels(self, xyz: Floats) -> Floats:
        distance = np.linalg.norm(xyz, axis=1)
        there = distance > 1e-9
        direction = np.tile([1.0, 0.0, 0.0], (len(xyz), 1))
        direction[there] = xyz[there] / distance[there, None]
        level: Floats = self._level * self._gains(direction)
        level /= np.maximum(distance, MIN_DISTANCE)[:, None]
        return level
