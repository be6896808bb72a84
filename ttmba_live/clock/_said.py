"""What a clock says of where the show is. Knows no wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

How = Literal["runs", "begins", "put", "stops"]


@dataclass(frozen=True, slots=True)
class Said:
    """Where the show is, in seconds, and what it does there."""

    seconds: float
    how: How = "runs"
    """"runs": seen in passing, one of many. "begins" and "stops": said once, and meant. "put": it
    was put there, running or not."""
    speed: float | None = None
    """Seconds of the show in one of ours, of clocks that have a tempo."""
