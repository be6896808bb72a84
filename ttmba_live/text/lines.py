"""Event lines among prose: the lines are taken exactly, the rest is a planner's. Decides no place.

A line with four ``@`` or more was meant as an event line; `ttmba_live.scene.pieces` finds them.
"""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.scene import Event, parse_line, pieces
from ttmba_live.text._carry import carried
from ttmba_live.text._plan import Plan, Planner

NAME = "lines"


def plan_text(planner: Planner, text: str) -> Plan:
    """Plan a text that may hold event lines, prose or both; the events come in that order.

    Far events of prose are made louder, see `ttmba_live.text._carry`.

    Raises `InvalidInput` if the text is empty or white space, or if it holds nothing but event
    lines with mistakes; a line with a mistake beside anything usable is left out with a note.
    """
    return with_lines(text, lambda prose: carried(planner.plan(prose)))


def with_lines(text: str, plan_prose: Callable[[str], Plan]) -> Plan:
    """As `plan_text`, with the planner given as a function that sees prose only."""
    events, notes, prose = _split(text)
    if not prose:
        if events:
            return Plan(tuple(events), NAME, tuple(notes))
        raise InvalidInput(notes[0] if notes else "a cue needs some text")
    plan = plan_prose("\n".join(prose))
    name = f"{NAME}+{plan.planner}" if events else plan.planner
    return Plan((*events, *plan.events), name, (*notes, *plan.notes))


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
