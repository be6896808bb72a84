"""What is said of how something moves. Reads no phrases."""

from __future__ import annotations

from dataclasses import dataclass, field

from ttmba_live.text._places import Stop


@dataclass(slots=True)
class Motion:
    """What is said of movement.

    ``kinds`` are arguments of ``motion`` phrases; ``way`` has the stops of a route, two at least,
    or none; ``via`` names the way round; ``turns`` is how often something circles.
    """

    kinds: set[str] = field(default_factory=set)
    way: list[Stop] = field(default_factory=list)
    turn: str = ""
    via: str = ""
    turns: float | None = None
    radius: float | None = None
    radial: tuple[float, float] | None = None
    leaving: Stop | None = None
    """Where it goes off."""

    lap: float | None = None
    """Seconds of one turn."""

    returns: bool = False
    assumed: bool = False
    """Whether no words tell where its way begins."""

    rest: float = 0.0
    """Seconds that it stays at its nearest point."""

    pace: str = ""

    def said(self) -> bool:
        """Whether anything moves."""
        return bool(self.kinds or self.way or self.turn)

    def goes(self) -> bool:
        """Whether no words tell where it goes, if it does."""
        return self.kinds <= {"go"} and not self.way and not self.turn
