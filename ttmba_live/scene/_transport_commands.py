"""Requests to the clock of the show, as frozen values. Knows no clock and no wire."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roll:
    """Let the show run from where it stands. ``told`` says that another clock does already."""

    told: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """Let it stand where it is."""

    told: bool = False


@dataclass(frozen=True, slots=True)
class Locate:
    """Put it somewhere, in seconds, running or not."""

    seconds: float


@dataclass(frozen=True, slots=True)
class ShowAt:
    """Another clock says where it is, in seconds."""

    seconds: float
    speed: float | None = None
    """Seconds of the show in one of ours, of a clock that has a tempo."""


@dataclass(frozen=True, slots=True)
class CueAt:
    """Plan this text; its zero is at that second of the show."""

    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class LoadScene:
    """Let the show be the scene of this name in the folder of sessions; nothing empties it."""

    name: str


TransportCommand = Roll | Halt | Locate | ShowAt | CueAt | LoadScene
"""All of them."""
