"""What every binaural renderer promises to the engine. No renderer lives here."""

from __future__ import annotations

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
    """What walls make of a hop's V voices, each with E images, and what the late part is sent.

    Attributes:
        xyz: (V, E, 3) metres in the head's frame, reached at the end of a stride.
        gain: (V,) linear gains of all of a voice's images at the hop's end, distance left out.
        late: (V,) linear gains of what the late part is sent, at the hop's end.
        delay: frames that the late part is sent later than the direct sound arrives.
        phase: (V,) hops of each voice's stride that are over; at 0 its images move on.
        fresh: (V,) whether a voice began with this hop.
        heard: (V,) whether a voice has reflections; the late part gets all.
    """

    xyz: Floats
    gain: Floats
    late: Floats
    delay: float
    phase: Rows
    fresh: Flags
    heard: Flags

    def only(self, some: Flags) -> Images:
        """Those of some voices."""
        return Images(
            self.xyz[some],
            self.gain[some],
            self.late[some],
            self.delay,
            self.phase[some],
            self.fresh[some],
            self.heard[some],
        )


@dataclass(frozen=True, slots=True, eq=False)
class Reflected:
    """What walls add to a hop of V voices.

    Attributes:
        wet: (hop, channels) the reflections' sum.
        sent: (2, hop) what the late part is sent: all voices as they arrive at either side of the
            head, without its shadow.
        each: (V, hop, channels) every voice's reflections, if they are wanted.
        each_sent: (V, 2, hop) what every voice sends, likewise.
    """

    wet: Samples
    sent: Samples
    each: Samples | None = None
    each_sent: Samples | None = None


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
    """A renderer that plays rooms too, after each `step`."""

    rooms: bool
    """Whether it does; one that asks a network for every place does not."""

    channels: int
    """What it renders to: two ears, or as many as it likes."""

    feeds: int
    """Signals of a diffuse field that it takes."""

    def walls(self, state: Any, mirrors: Mirrors) -> Any:
        """State for reflections of every row of ``state``, all silent."""
        ...

    def air(self, state: Any, *, heard: bool) -> None:
        """Let the air take its share of direct sound from far away, or not any more."""
        ...

    def reflect(
        self, state: Any, walls: Any, rows: Rows, images: Images, *, each: bool = False
    ) -> Reflected:
        """After `step`, with its rows: what walls add to that hop; ``each`` voice's too."""
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
