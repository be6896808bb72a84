"""What leaves beside the two ears, hop by hop: the scene in other forms. Knows no form's sound.

Directions are the world's from where the listener stands: loudspeakers do not turn with a head.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Flags, Floats, Rows
from ttmba_live.engine._glide import GlideSettings
from ttmba_live.engine._hop import Hop
from ttmba_live.engine._spreading import Widened
from ttmba_live.engine._surroundings import Shared
from ttmba_live.engine._targets import head_axes
from ttmba_live.engine._voice import Voice
from ttmba_live.scene import Scene


@dataclass(frozen=True, slots=True, eq=False)
class Sounding:
    """A hop of V rows: wide voices are several.

    Attributes:
        rows: (V,) each below the number of voices there may be.
        dry: (V, hop).
        xyz: (V, 3) metres from the listener in the world's directions, at the hop's end.
        gain: (V,) at the hop's end, distance left out.
        fresh: (V,) whether a row begins with this hop.
        sources: whose the rows are.
        voices: the same without their copies, as rooms need to know them.
        room: the mix's.
    """

    rows: Rows
    dry: Samples
    xyz: Floats
    gain: Floats
    fresh: Flags
    sources: list[str]
    voices: Hop
    room: Shared


class Feed(Protocol):
    """One form. Thread: render."""

    channels: int

    def step(self, hop: Sounding) -> Samples:
        """The next hop (hop, channels)."""
        ...

    def go_ahead(self) -> None:
        """Between hops: do what the next need not wait for."""
        ...

    def rest(self) -> None:
        """Forget what rings: nothing sounds any more."""
        ...


class Beside:
    """All forms of the scene that are wanted, side by side. Thread: render."""

    def __init__(self, feeds: Sequence[Feed], hop: int, glide: GlideSettings) -> None:
        """Make those forms."""
        self.channels = sum(feed.channels for feed in feeds)
        self._feeds = feeds
        self._turn = _LaggingHead(1.0 - math.exp(-hop / (RATE * glide.smoothing)))

    def step(
        self, wide: Widened, voices: Sequence[Voice], scene: Scene, hop: Hop, room: Shared,
        level: Samples | float,
    ) -> Samples | None:  # fmt: skip
        """The next hop (hop, channels), from places as the head has them; None if none is wanted.

        ``hop`` and ``room`` are what the mix's surroundings were told; ``level`` is that of all,
        also over time (hop, 1).
        """
        if not self._feeds:
            return None
        axes = self._turn.to(head_axes(scene), alone=bool(hop.fresh.all()))
        copies = np.zeros(len(wide.owners), np.bool_)
        owners = [*range(len(voices)), *wide.owners]
        sounding = Sounding(
            wide.rows, wide.dry, wide.xyz @ axes.T, wide.gain, np.concatenate([hop.fresh, copies]),
            [voices[owner].source for owner in owners], replace(hop, turn=np.eye(3)), room,
        )  # fmt: skip
        whole: Samples = np.concatenate([feed.step(sounding) for feed in self._feeds], axis=1)
        whole *= level
        return whole

    def go_ahead(self) -> None:
        """Between hops: see `Feed`."""
        for feed in self._feeds:
            feed.go_ahead()

    def rest(self) -> None:
        """A hop goes by in which nothing sounds."""
        for feed in self._feeds:
            feed.rest()


class _LaggingHead:
    """The head's axes as late as places in its frame are, so that both together stand still."""

    def __init__(self, share: float) -> None:
        self._share = share
        self._stages = [np.eye(3), np.eye(3)]

    def to(self, axes: Floats, *, alone: bool) -> Floats:
        """Turn towards axes (3, 3), a hop; at once where nothing has sounded before."""
        if alone or all(np.array_equal(stage, axes) for stage in self._stages):
            self._stages = [axes, axes]
            return axes
        for number, stage in enumerate(self._stages):
            left, _, right = np.linalg.svd(stage + self._share * (axes - stage))
            axes = self._stages[number] = left @ right
        return axes
