"""Event lines among prose: the lines are taken exactly, the rest is a planner's. Decides no place.

A line with four ``@`` or more was meant as an event line. Several may stand in one line of text,
as when a cue's arguments are joined by spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ttmba_live.errors import InvalidInput
from ttmba_live.scene import Event, is_line, parse_line
from ttmba_live.text._carry import carried
from ttmba_live.text._plan import Plan, Planner

NAME = "lines"

_NUMBER = r"\s*<?\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*>?\s*"
_PAIR = rf"\s*<?{_NUMBER},{_NUMBER}>?\s*"
_LINE = re.compile(rf"[^@]+@{_NUMBER}@{_PAIR}@{_NUMBER}@{_NUMBER}(?=\s|;|$)")
_BREAK = re.compile(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def plan_text(planner: Planner, text: str) -> Plan:
    """Plan a text that may hold event lines, prose or both; the events come in that order.

    Far events of prose are made louder, see `ttmba_live.text._carry`.

    Raises `InvalidInput` if the text is empty or white space, or if it holds nothing but event
    lines with mistakes; a line with a mistake beside anything usable is left out with a note.
    """
    return with_lines(text, lambda prose: plan_prose(planner, prose))


def plan_prose(planner: Planner, prose: str) -> Plan:
    """Plan a text that holds no event lines; its far events are louder, and say who planned."""
    plan = carried(planner.plan(prose))
    return replace(plan, events=tuple(replace(e, planner=plan.planner) for e in plan.events))


def with_lines(text: str, planned: Callable[[str], Plan]) -> Plan:
    """As `plan_text`, with the planner given as a function that sees prose only."""
    exact = parted(text)
    if not exact.prose:
        return Plan(exact.events, NAME, exact.notes)
    plan = planned(exact.prose)
    name = f"{NAME}+{plan.planner}" if exact.events else plan.planner
    return Plan((*exact.events, *plan.events), name, (*exact.notes, *plan.notes))


@dataclass(frozen=True, slots=True)
class Parted:
    """A text's event lines, read, notes about those with mistakes, and the rest of the text."""

    events: tuple[Event, ...]
    notes: tuple[str, ...]
    prose: str


def parted(text: str) -> Parted:
    """Part a text into event lines and prose; plans nothing.

    Raises `InvalidInput` if there is neither.
    """
    events, notes, prose = _split(text)
    if not prose and not events:
        raise InvalidInput(notes[0] if notes else "a cue needs some text")
    lines = tuple(replace(event, planner=NAME) for event in events)
    return Parted(lines, tuple(notes), "\n".join(prose))


def _split(text: str) -> tuple[list[Event], list[str], list[str]]:
    """Events of the lines, notes about lines with mistakes, and the pieces of prose."""
    events: list[Event] = []
    notes: list[str] = []
    prose: list[str] = []
    for line in _BREAK.split(text):
        for piece in _pieces(line) if is_line(line) else [line]:
            if not piece.strip():
                continue
            if not is_line(piece):
                prose.append(piece.strip())
                continue
            try:
                events.append(parse_line(piece))
            except InvalidInput as error:
                notes.append(f"event line {piece.strip()[:60]!r} left out: {error}")
    return events, notes, prose


def _pieces(line: str) -> list[str]:
    """Cut a line after each whole event line in it; what is left over stays one piece."""
    pieces, rest = [], line
    while (found := _LINE.match(rest)) is not None:
        pieces.append(found.group())
        rest = rest[found.end() :].lstrip(" \t;")
    return [*pieces, rest]
