"""What a planner promises and what it hands back. Knows no grammar, no model and no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ttmba_live.scene import Event

MAX_EVENTS = 64
"""Events a planner makes of one text of prose; what comes later is left out with a note."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text became: valid events without ids, who decided, and what to tell the user."""

    events: tuple[Event, ...]
    planner: str
    notes: tuple[str, ...] = ()


class Planner(Protocol):
    """Turns words into events; made once, then safe to call from any thread."""

    name: str

    def plan(self, text: str) -> Plan:
        """Decide what sounds, where and when.

        Always at least one event. Raises `ttmba_live.errors.InvalidInput` if there is nothing
        to plan (see `ttmba_live.text.plan_text`), and nothing else, whatever the text.
        """
        ...


@runtime_checkable
class Served(Protocol):
    """What a planner with a server behind it can do besides."""

    def warm(self) -> None:
        """Get the server ready; returns at once."""

    def close(self) -> None:
        """End what waits for it; the program ends."""


@runtime_checkable
class Backed(Protocol):
    """A planner that another one stands behind, which needs no server."""

    @property
    def fallback(self) -> Planner:
        """The one behind it."""
        ...


def without_server(planner: Planner) -> Planner:
    """The planner, or the one behind it that needs no server."""
    return planner.fallback if isinstance(planner, Backed) else planner


@runtime_checkable
class Translator(Protocol):
    """A planner that can put names into English without holding up what else its caller does."""

    def in_english(self, text: str) -> str:
        """See `ttmba_live.text.in_english`; any thread."""
        ...
