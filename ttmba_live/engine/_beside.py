"""What leaves beside the two ears, hop by hop: the scene in other forms. Knows no form's sound.

Directions are the world's from where the listener stands: loudspeakers do not turn with a head.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural import Flags, Floats, Rows
from ttmba_live.engine._glide import GlideSettings
from ttmba_live.engine._spreading import Widened
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
    """

    rows: Rows
    dry: Samples
    xyz: Floats
    gain: Floats
    fresh: Flags
    sources: list[str]


class Feed(Protocol):
    """One form. Thread: render."""

    channels: int

    def step(self, hop: Sounding) -> Samples:
        """The next hop (hop, channels)."""


class Many(Protocol):
    """A renderer as `ttmba_live.binaural.Renderer`, to any number of channels."""

    channels: int

    def start(self, voices: int) -> Any:
        """State for that many rows."""

    def join(self, state: Any, row: int, xyz: Floats, gain: float) -> None:
        """Make a row a new voice."""

    def step(
        self, state: Any, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        """The next hop (hop, channels), and the rows of it."""


class Rendered:
    """What a renderer makes of the scene; a `Feed`."""

    def __init__(self, renderer: Many, voices: int) -> None:
        """Make room for that many rows."""
        self.channels = renderer.channels
        self._renderer, self._state = renderer, renderer.start(voices)

    def step(self, hop: Sounding) -> Samples:
        """The next hop (hop, channels)."""
        for at in np.flatnonzero(hop.fresh):
            self._renderer.join(self._state, int(hop.rows[at]), hop.xyz[at], float(hop.gain[at]))
        out, _ = self._renderer.step(self._state, hop.rows, hop.dry, hop.xyz, hop.gain, stems=False)
        return out


class DirectOuts:
    """A channel for each source, dry and as loud as its fader says; a `Feed`.

    Sources get channels in the order in which they sound first, and keep them. When there are no
    more, the one that has been silent longest gives up its own; if all sound, it is not heard.
    """

    def __init__(self, channels: int, voices: int, hop: int) -> None:
        """Make room for that many rows."""
        self.channels, self._hop = channels, hop
        self._whose: dict[str, int] = {}
        self._level = np.zeros(voices, np.float32)
        self._ramp = (np.arange(1, hop + 1) / hop).astype(np.float32)

    def step(self, hop: Sounding) -> Samples:
        """The next hop (hop, channels)."""
        out = np.zeros((self._hop, self.channels), np.float32)
        now = hop.gain.astype(np.float32)
        self._level[hop.rows[hop.fresh]] = now[hop.fresh]
        before = self._level[hop.rows]
        self._level[hop.rows] = now
        busy = set(hop.sources)
        for source in dict.fromkeys(hop.sources):
            self._give(source, busy)
        for at, source in enumerate(hop.sources):
            channel = self._whose.get(source)
            if channel is not None:
                out[:, channel] += hop.dry[at] * (before[at] + (now[at] - before[at]) * self._ramp)
        return out

    def _give(self, source: str, busy: set[str]) -> None:
        """Give a source that sounds a channel, or see that it is the last to lose its own."""
        channel = self._whose.pop(source, None)
        if channel is None and len(self._whose) < self.channels:
            channel = min(set(range(self.channels)) - set(self._whose.values()))
        if channel is None:
            silent = next((other for other in self._whose if other not in busy), None)
            channel = None if silent is None else self._whose.pop(silent)
        if channel is not None:
            self._whose[source] = channel


class Beside:
    """All forms of the scene that are wanted, side by side. Thread: render."""

    def __init__(self, feeds: Sequence[Feed], hop: int, glide: GlideSettings) -> None:
        """Make those forms."""
        self.channels = sum(feed.channels for feed in feeds)
        self._feeds = feeds
        self._turn = _LaggingHead(1.0 - math.exp(-hop / (RATE * glide.smoothing)))

    def step(
        self, wide: Widened, fresh: Flags, voices: Sequence[Voice], scene: Scene,
        level: Samples | float,
    ) -> Samples | None:  # fmt: skip
        """The next hop (hop, channels), from places as the head has them; None if none is wanted.

        ``fresh`` (V,) says which voices begin; ``level`` is that of all, also over time (hop, 1).
        """
        if not self._feeds:
            return None
        axes = self._turn.to(head_axes(scene), alone=bool(fresh.all()))
        copies = np.zeros(len(wide.owners), np.bool_)
        owners = [*range(len(voices)), *wide.owners]
        hop = Sounding(
            wide.rows, wide.dry, wide.xyz @ axes.T, wide.gain, np.concatenate([fresh, copies]),
            [voices[owner].source for owner in owners],
        )  # fmt: skip
        whole: Samples = np.concatenate([feed.step(hop) for feed in self._feeds], axis=1)
        whole *= level
        return whole


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
