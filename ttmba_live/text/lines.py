"""Event lines or JSON among prose: these are taken exactly, the rest is a planner's.

A line with four ``@`` or more was meant as an event line; `ttmba_live.scene.pieces` finds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from ttmba_live.errors import InvalidInput
from ttmba_live.scene import FORM, Event, events_from_json, is_json, near_notes, parse_line, pieces
from ttmba_live.text._carry import carried
from ttmba_live.text._plan import Plan, Planner

NAME = "lines"

_FIELDS = re.compile(r"[^\s@]@(?=[-+\d])")
"""Numbers after an ``@`` with nothing between: two are in no prose, and too few for a line."""


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
    short = [line for line in exact.prose.split("\n") if len(_FIELDS.findall(line)) > 1]
    notes = [f"{line[:60]!r} was read as words; an event line is {FORM}" for line in short]
    return Plan((*exact.events, *plan.events), name, (*exact.notes, *notes, *plan.notes))


@dataclass(frozen=True, slots=True)
class Parted:
    """A text's event lines, read, notes about those with mistakes, and the rest of the text."""

    events: tuple[Event, ...]
    notes: tuple[str, ...]
    prose: str


def parted(text: str) -> Parted:
    """Part a text into event lines and prose; plans nothing. JSON stands alone.

    Raises `InvalidInput` if there is neither.
    """
    if is_json(text):
        events = events_from_json(text, "the cue")
        return Parted(tuple(replace(event, planner=NAME) for event in events), (), "")
    events, notes, prose = _split(text)
    if not prose and not events:
        raise InvalidInput(notes[0] if notes else "a cue needs some text")
    lines = tuple(replace(event, planner=NAME) for event in events)
    return Parted(lines, (*notes, *near_notes(events)), "\n".join(prose))


def _split(text: str) -> tuple[list[Event], list[str], list[str]]:
    """Events of the lines, notes about lines with mistakes, and the pieces of prose."""
    events: list[Event] = []
    notes: list[str] = []
    prose: list[str] = []
    for piece in pieces(text):
        if not piece.meant:
            prose.append(piece.text)
            continue
        try:
            events.append(parse_line(piece.text))
        except InvalidInput as error:
            notes.append(f"event line {piece.text[:60]!r} left out: {error}")
    return events, notes, prose
