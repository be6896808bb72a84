"""How many voices have reflections: fewer while rendering takes too long. Decides, renders nothing.

The direct sound and the reverberation of every voice stay; a gap would take them all. What is
decided goes into the timeline, so that a replay has the same reflections.
"""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.engine import LimitReflections, Mixer

_BUSY, _TIGHT = 0.6, 0.4
"""Shares of the time there is: too much by itself, or in a second with a gap."""

_FULL = 0.9
"""Share of a processor at which the next gap is a moment away."""

_EFFECT = 0.5
"""Seconds until it shows what fewer reflections were good for: their fade, and the mean of hops."""

_EASY = 0.36
"""Share at which twice as many reflections fit. A voice's six cost some 2.5 times its direct sound,
and voices without them have that still: twice as many take 1.6 times as long at most.
"""

_FEW = 8
"""Voices that keep theirs unless there is a gap or the next one is near: then none has any."""

_MEAN = 0.3
"""Share that a second's load has in the mean: a moment is no reason."""

_SECONDS, _PATIENCE = 2, 10
"""Looks in a row before reflections go, and before they come back."""


class Reflections:
    """Looked after once a second, and when it is urgent. Thread: control."""

    def __init__(self, mixer: Mixer, say: Callable[[str], None]) -> None:
        """Limit the reflections of a mixer, and ``say`` so."""
        self._mixer, self._say = mixer, say
        self._most: int | None = None
        self._busy = self._easy = 0
        self._load, self._gaps = 0.0, 0
        self._without = 0
        self._hurried = float("-inf")

    def look(self, load: float, gaps: int) -> None:
        """Decide by the render thread's load (1 is all its time) and the gaps so far."""
        dry, self._gaps = gaps > self._gaps, gaps
        self._load += _MEAN * (load - self._load)
        load = self._load
        self._busy = self._busy + 1 if load > (_TIGHT if dry else _BUSY) else 0
        self._easy = self._easy + 1 if load < _EASY else 0
        voices, having = self._voices, self._having
        if having > (0 if dry else _FEW) and self._busy >= _SECONDS:
            self._halve(having, load)
        elif self._most is not None and self._easy >= _PATIENCE:
            twice = max(2 * self._most, _FEW)
            self._limit(twice if twice < voices else None)
            if self._most is None:
                self._say("there is time again for reflections of every voice")
        elif self._most is None:
            self._tell_of_many()

    def hurry(self, work: float, now: float) -> None:
        """Between looks: do not wait for the next one if a processor is all but used up.

        ``work`` is the render thread's share of it in the last tenth of a second, ``now`` a time in
        seconds.
        """
        if work > _FULL and now > self._hurried + _EFFECT and self._having:
            self._hurried = now
            self._halve(self._having, work)

    @property
    def _voices(self) -> int:
        """Voices that may have reflections where there is a room."""
        return 0 if self._mixer.scene.room.is_none else self._mixer.voices

    @property
    def _having(self) -> int:
        return self._voices - self._mixer.unreflected

    def _halve(self, having: int, load: float) -> None:
        left = max(having // 2, _FEW) if having > _FEW else 0
        self._limit(left)
        who = f"{left} voices have reflections from now on, the others" if left else "voices have"
        self._say(f"rendering takes {load:.0%} of the time there is: {who} only reverberation")

    def _limit(self, most: int | None) -> None:
        self._most = most
        self._busy = self._easy = 0
        self._mixer.post(LimitReflections(most))

    def _tell_of_many(self) -> None:
        """Say, once, that voices are too many for reflections of their own."""
        without = self._mixer.unreflected
        if without > self._without:
            self._say(
                f"{without} voices have no reflections of their own, only reverberation: "
                "there are so many"
            )
        self._without = max(self._without, without)
