"""Levels of what sounds, measured only while someone wants them. Knows no threads and no OSC."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Floats
from ttmba_live.geometry import MIN_DISTANCE

WINDOWS = 20.0
"""Windows a second, at most: a window is a whole number of hops."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One window's levels, linear: peak and mean of squares. ``frame`` is the window's end.

    A source's level is that of its dry sound as it arrives at the listener's place: after its
    gain and the law of distance, before the head.
    """

    frame: int
    sources: Mapping[str, tuple[float, float]]
    mix: tuple[tuple[float, float], tuple[float, float]]
    """Left and right, as they leave the mixer."""


class Meters:
    """Gathers hops into windows. `take` belongs to the render thread; ``levels`` to any."""

    def __init__(self, hop: int) -> None:
        """Begin with an empty window."""
        self.levels: Levels | None = None
        self._hop = hop
        self._hops = max(1, math.ceil(RATE / WINDOWS / hop))
        self._clear()

    def _clear(self) -> None:
        self._taken = 0
        self._sources: dict[str, tuple[float, float]] = {}
        self._peak = np.zeros(2)
        self._power = np.zeros(2)

    def take(
        self,
        frame: int,
        sources: Sequence[str],
        dry: Samples,
        gain: Floats,
        xyz: Floats,
        mix: Samples,
    ) -> None:
        """Add a hop that ends at ``frame``.

        Args:
            frame: the frame after the hop.
            sources: the voices' sources (V).
            dry: (V, hop) their sound.
            gain: (V,) their linear gains.
            xyz: (V, 3) metres from the listener.
            mix: (hop, 2) what leaves the mixer.
        """
        level = gain / np.maximum(np.linalg.norm(xyz, axis=1), MIN_DISTANCE)
        peaks = np.abs(dry).max(axis=1, initial=0.0) * level
        powers = np.einsum("vn,vn->v", dry, dry) * level**2 / self._hop
        for name, peak, power in zip(sources, peaks.tolist(), powers.tolist(), strict=True):
            before = self._sources.get(name, (0.0, 0.0))
            self._sources[name] = (max(before[0], peak), before[1] + power)
        self._peak = np.maximum(self._peak, np.abs(mix).max(axis=0))
        self._power += np.einsum("ne,ne->e", mix, mix) / len(mix)
        self._taken += 1
        if self._taken == self._hops:
            self._publish(frame)
            self._clear()

    def rest(self, frame: int, mix: Samples) -> None:
        """Add a hop in which nothing sounded."""
        none, nowhere = np.zeros((0, len(mix)), np.float32), np.zeros((0, 3))
        self.take(frame, (), none, np.zeros(0), nowhere, mix)

    def _publish(self, frame: int) -> None:
        hops = self._hops
        sources = {name: (peak, power / hops) for name, (peak, power) in self._sources.items()}
        (left, right), (low, high) = self._peak.tolist(), (self._power / hops).tolist()
        self.levels = Levels(frame, sources, ((left, low), (right, high)))
