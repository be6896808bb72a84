"""What a renderer of whole clips promises. Knows no network, and no stream."""

from __future__ import annotations

from typing import Protocol

from ttmba_live.audio import Samples
from ttmba_live.binaural._renderer import Floats
from ttmba_live.geometry import Position

Way = Position | Floats
"""Where a clip stands, or metres (front, left, up) (T, 3), a renderer's ``glide`` samples apart."""


class WholeRenderer(Protocol):
    """Turns a whole mono clip at 48 kHz and its way into two ears, offline."""

    @property
    def glide(self) -> int:
        """Samples between the places of a way."""
        ...

    def tail(self, distance: float) -> int:
        """Frames that still sound after the last dry sample of a source that many metres away."""
        ...

    def render(self, samples: Samples, way: Way, frames: int) -> Samples:
        """Mono (N,) to (frames, 2); raises `InvalidInput` for what cannot be rendered."""
        ...
