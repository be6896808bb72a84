"""How far the sound is kept ahead of the output. Knows no ring and no thread."""

from __future__ import annotations

from ttmba_live.audio import RATE

_MOST = 1024
"""Frames that stalls may add to those kept ahead, and that a long hop may."""

_CALM = 600 * RATE
"""Frames through which a hop less would have done, after which it is kept no more."""

_SLOWLY = 0.005
"""Share of a hop in the average of the load that decides on what is spare: about a second's."""

_LONG_HOP = 2.0
"""How much longer than the average a hop may take."""


class Lead:
    """Frames that wait for the output; the render thread learns them, any thread reads them.

    ``ahead`` is what is asked for, and may be replaced by any thread. ``more`` is kept beyond it:
    whenever a read leaves next to nothing behind, because the thread was held up, a hop is added,
    before a longer stall makes a gap, and after one that made it, as many hops as were missing; ten
    minutes that would have done with one less take it off. ``spare`` comes on top: what a hop
    takes, a stall may not, so the fuller the processor, the more is kept meanwhile. Nothing is
    heard of either but the later answer to what moves.
    """

    def __init__(self, ahead: int, hop: int, frame: int) -> None:
        """Keep ``ahead`` frames, in hops of ``hop``, the first of them at ``frame``."""
        self.ahead = ahead
        self.more = self.spare = 0
        self._hop = hop
        self._calm = frame  # up to which a hop less would not have done
        self._usual = 0.0
        self._forgets = False

    @property
    def frames(self) -> int:
        """What is to wait for the output; any thread."""
        return self.ahead + self.more + self.spare

    def forget(self) -> None:
        """Keep no more than ``ahead`` again, whatever stalled before; any thread."""
        self._forgets = True

    def took(self, load: float) -> None:
        """Note the share of its time that a hop takes, as it is just now."""
        self._usual += _SLOWLY * (load - self._usual)

    def learn(self, low: int | None, frame: int) -> None:
        """Take up the least that reads have left up to ``frame``, as `Ring.lowest` has it."""
        if self._forgets:
            self._forgets, self.more = False, 0
        self._make_up()
        hop = self._hop
        if low is not None and low < hop // 2:
            self.more = min(self.more - (low - hop // 2) // hop * hop, _MOST)
        if low is not None and low < hop + hop // 2:
            self._calm = frame
        elif self.more and frame - self._calm > _CALM:
            self.more, self._calm = self.more - hop, frame

    def _make_up(self) -> None:
        """Keep as many hops more as a long one lasts; 0.6 and not 0.5, so as not to waver."""
        hops, hop = _LONG_HOP * self._usual, self._hop
        if abs(hops - self.spare / hop) > 0.6:
            self.spare = min(round(hops) * hop, _MOST)
