"""A kind of part that has alternatives: one table of them. Knows none by name, and loads none.

The settings' choices, the command line, the doctor and the docs are made from such tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, ParamSpec, TypeVar

from ttmba_live.errors import InvalidInput, TtmbaError, Unavailable, did_you_mean

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U")

ASKED = "asked for"
"""Why a part was taken that was named."""

AUTO = "auto"
"""Asks for the first entry that can be used here."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was taken and, in words for the user, why."""

    name: str
    why: str
    notes: tuple[str, ...] = ()
    """What more is to be told: what was mended, or guessed."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[P, T]):
    """One alternative. ``make`` and ``look`` take the same arguments, the settings among them."""

    name: str
    """What the settings and the command line call it."""
    about: str
    """What it is, in one line."""
    needs: str
    """What must be there for it, in words; empty if nothing."""
    make: Callable[P, T]
    """Makes it, loading what it needs; raises `TtmbaError` if it cannot be had."""
    look: Callable[P, str]
    """Says in one line what is there for it, and loads nothing heavy; raises likewise."""
    auto: bool = True
    """Whether "auto" may take it."""


class Table(Generic[P, T]):
    """The alternatives of one kind. "auto" tries them in their order."""

    def __init__(self, kind: str, *entries: Entry[P, T]) -> None:
        """Name the kind in the singular: "renderer"."""
        self.kind = kind
        self._entries = {entry.name: entry for entry in entries}

    def __iter__(self) -> Iterator[Entry[P, T]]:
        return iter(self._entries.values())

    def __getitem__(self, name: str) -> Entry[P, T]:
        """Find one by its name; raises `InvalidInput` that names what there is."""
        try:
            return self._entries[name]
        except KeyError:
            hint = did_you_mean(name, self.choices) or f"; there are: {', '.join(self.choices)}"
            raise InvalidInput(f"no {self.kind} is called {name!r}{hint}") from None

    @property
    def choices(self) -> tuple[str, ...]:
        """Every name that may be asked for, "auto" first if there is anything to choose by it."""
        names = tuple(self._entries)
        return (AUTO, *names) if any(entry.auto for entry in self) else names

    def __get_pydantic_core_schema__(self, source: object, handler: object) -> CoreSchema:
        """A setting that is annotated with the table takes its choices."""
        from pydantic_core import core_schema

        del source, handler
        return core_schema.literal_schema(list(self.choices))

    def pick(self, wanted: str, *args: P.args, **kwargs: P.kwargs) -> tuple[T, Choice]:
        """Make the one that is wanted; "auto" is the first that can be had.

        Raises `TtmbaError` if the wanted one cannot be had.
        """
        if wanted != AUTO:
            return self[wanted].make(*args, **kwargs), Choice(wanted, ASKED)
        return self._first(lambda entry: entry.make(*args, **kwargs), *args, **kwargs)

    def look(self, wanted: str, *args: P.args, **kwargs: P.kwargs) -> Choice:
        """Say what `pick` would make, unless making it fails; makes nothing. Raises likewise."""
        if wanted != AUTO:
            return Choice(wanted, self[wanted].look(*args, **kwargs))
        return self._first(lambda _: None, *args, **kwargs)[1]

    def _first(
        self, use: Callable[[Entry[P, T]], U], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[U, Choice]:
        """The first entry that is there and that ``use`` does not fail with."""
        passed: list[str] = []
        for entry in self:
            if not entry.auto:
                continue
            try:
                found = entry.look(*args, **kwargs)
                used = use(entry)
            except TtmbaError as error:
                passed.append(f"no {entry.name}: {error}")
            else:
                return used, Choice(entry.name, "; ".join(passed) or found)
        raise Unavailable(f"no {self.kind} can be used: {'; '.join(passed)}")
