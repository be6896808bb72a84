"""Two plans of one text side by side, for people. Plans nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ttmba_live.scene import Event, format_line
from ttmba_live.text._plan import Plan


def side_by_side(named: Sequence[tuple[str, Plan]]) -> list[str]:
    """Lines of columns: a name over each plan, then its events, the n-th beside the n-th."""
    columns = [[name, *(_told(event) for event in plan.events)] for name, plan in named]
    widths = [max(map(len, column)) for column in columns]
    rows = itertools.zip_longest(*columns, fillvalue="")
    return [
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _told(event: Event) -> str:
    """An event's line, and in words what has no place in it."""
    more = [
        f"{event.gain_db:+g} dB" if event.gain_db else "",
        "moves" if event.trajectory else "",
        "fades" if event.envelope else "",
    ]
    said = ", ".join(word for word in more if word)
    return f"{format_line(event)} ({said})" if said else format_line(event)
