"""What is on its way: cues, their events' orders, who makes the clips and who is told. No logic."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Protocol

from ttmba_live.generate import ClipSpec, Made
from ttmba_live.osc import Client
from ttmba_live.scene import Event

Lineage = tuple[tuple[int, float], ...]
"""Seeds that made a clip; see `ttmba_live.generate.Start`."""

SKETCH = "a sketch"
BEFORE = "the sound before"


class Submit(Protocol):
    """What makes clips elsewhere."""

    def submit(
        self, spec: ClipSpec, *, due: float | None = None, key: str | None = None
    ) -> Future[Made]:
        """Promise a clip that is due at a monotonic time; a newer one of its key replaces it."""
        ...


class Tell(Protocol):
    """Whom the news goes to."""

    def planned(self, client: Client | None, cue: int, events: int, planner: str) -> None:
        """A cue, or the first part of it, was understood."""

    def state(self, client: Client | None, name: str, state: str, note: str = "") -> None:
        """An event entered a state."""

    def progress(self, client: Client | None, name: str, share: float) -> None:
        """How far an event's clip is, 0..1."""

    def placed(self, client: Client | None, event: Event) -> None:
        """What was decided for an event."""

    def failed(self, client: Client | None, why: str) -> None:
        """A cue came to nothing."""

    def error(self, client: Client | None, address: str, message: str) -> None:
        """Something failed."""


@dataclass(eq=False, slots=True)
class Order:
    """One event that waits for its clip."""

    event: Event
    spec: ClipSpec
    cue: Cue
    client: Client
    """Who is told."""
    address: str = "/ttmba/cue"
    """What asked for it, for errors."""
    future: Future[Made] | None = None
    preview: Future[Made] | None = None
    generating: bool = False
    share: float = 0.0
    arrived: bool = False
    stand_in: str = ""
    """What can sound until the clip is there, `SKETCH` or `BEFORE`; empty if nothing can."""
    begun: bool = False
    """Whether that was started."""
    take: bool = False
    """Whether the source had begun before: its clip waits for no cue's zero."""

    @property
    def ready(self) -> bool:
        """Whether anything of it can sound."""
        return self.arrived or bool(self.stand_in)

    @property
    def lineage(self) -> Lineage:
        """The seeds that make its clip; nothing if it begins from one of which nobody knows."""
        start, seed = self.spec.start, self.spec.seed
        if start is None:
            return ((seed, 1.0),)
        return (*start.lineage, (seed, start.amount)) if start.lineage else ()


@dataclass(eq=False, slots=True)
class Cue:
    """The events of one message; ``orders`` are those that still wait for something."""

    number: int
    client: Client
    orders: list[Order] = field(default_factory=list)
    zero: int | None = None
    held: bool = False
    """Whether its clips are only made: something else lets them sound."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a source was last asked to be: its event, the number of its cue, and who asked."""

    event: Event
    cue: int
    client: Client
    lineage: Lineage = ()
