"""What every binaural renderer promises to the engine. No renderer lives here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import Samples
from ttmba_live.room import Mirrors

Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Flags = NDArray[np.bool_]

_STRIDE = 1024
"""Frames after which a reflection's place is looked at again."""


def stride(hop: int) -> int:
    """Hops of that time."""
    return max(1, _STRIDE // hop)


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """What walls make of a hop's V voices, each with E images.

    Attributes:
        xyz: (V, E, 3) metres in the head's frame, reached at the end of a stride.
        share: (V, E) how much there is of each, amplitude 0..1, at the end of a stride.
        gain: (V,) linear gains of all of a voice's images at the hop's end, distance left out.
        phase: (V,) hops of each voice's stride that are over; at 0 its images move on.
        fresh: (V,) whether a voice began with this hop.
        heard: (V,) whether a voice has reflections.
    """

    xyz: Floats
    share: Floats
    gain: Floats
    phase: Rows
    fresh: Flags
    heard: Flags

    @classmethod
    def joined(cls, some: Sequence[Images]) -> Images:
        """Those of several lots of voices."""
        return cls(
            np.concatenate([one.xyz for one in some]),
            np.concatenate([one.share for one in some]),
            np.concatenate([one.gain for one in some]),
            np.concatenate([one.phase for one in some]),
            np.concatenate([one.fresh for one in some]),
            np.concatenate([one.heard for one in some]),
        )

    def only(self, some: Flags) -> Images:
        """Those of some voices."""
        return Images(
            self.xyz[some],
            self.share[some],
            self.gain[some],
            self.phase[some],
            self.fresh[some],
            self.heard[some],
        )


@runtime_checkable
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


@runtime_checkable
class RoomRenderer(Renderer, Protocol):
    """A renderer that plays rooms too, between one `step` and the next."""

    rooms: bool
    """Whether it does; one that asks a network for every place does not."""

    channels: int
    """What it renders to: two ears, or as many as it likes."""

    feeds: int
    """Signals of a diffuse field that it takes."""

    foresees: float
    """Metres of way from which a reflection of the next hop can be told in this one: all of it has
    set out by then. Infinity if it never can."""

    def walls(self, state: Any, mirrors: Mirrors) -> Any:
        """State for reflections of every row of ``state``, all silent."""
        ...

    def air(self, state: Any, *, heard: bool) -> None:
        """Let the air take its share of direct sound from far away, or not any more."""
        ...

    def reflect(
        self, state: Any, walls: Any, rows: Rows, images: Images, *, ahead: bool, each: bool = False
    ) -> tuple[Samples, Samples | None]:
        """After `step`: what some of its rows' walls add to that hop, or, ``ahead``, to the next.

        Ahead only from `foresees` on; a row is asked for once a hop, this way or that, and each
        way is asked for in every hop, with no rows too: what was filtered rings on.

        Returns:
            the sum (hop, channels), and ``each`` row's (V, hop, channels) if that is wanted.
        """
        ...

    def send(
        self, state: Any, walls: Any, rows: Rows, gain: Floats, delay: float, fresh: Flags
    ) -> Samples:
        """After `step`, with its rows: what every voice sends the late part of a room in that hop.

        Args:
            state: from `start`.
            walls: of the room; written into.
            rows: (V,) of the state.
            gain: (V,) linear, at the hop's end.
            delay: frames that it is later than the direct sound arrives.
            fresh: (V,) whether a voice began with this hop.

        Returns:
            (V, 2, hop): as it arrives at either side of the head, without its shadow.
        """
        ...

    def start_diffuse(self, state: Any) -> Any:
        """State for one diffuse field, silent."""
        ...

    def diffuse(self, state: Any, around: Any, field: Samples) -> Samples:
        """Signals (feeds, hop) that do not resemble each other as a field from all around.

        ``around`` is of `start_diffuse`, and written into.

        Returns:
            (hop, channels); of two ears as loud together and as alike as this head's are in such a
            field.
        """
        ...
