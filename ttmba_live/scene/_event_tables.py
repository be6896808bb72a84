"""Scenes as spreadsheets save them: a row an event, columns by their names. Knows no JSON text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ttmba_live.errors import Faults, InvalidInput, did_you_mean
from ttmba_live.scene._event import FIELDS, Event, event_from_json
from ttmba_live.scene._faults import Look, field_faults, file_faults
from ttmba_live.scene._quantity import DASHES, is_unit, quantity
from ttmba_live.scene._tables import table_rows

_COLUMNS = {name: kinds for name, kinds in FIELDS.items() if list not in kinds}
_REMARKS = frozenset(("note", "notes", "comment", "comments", "remark", "remarks"))
"""Columns that are for who reads the sheet."""
_NEEDED = ("sound", "duration", "azimuth")
_USUAL = {"elevation": 0.0, "distance": 1.0, "start": 0.0}
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")
_WHOLE = re.compile(r"([+-]?\d{1,19})(?:[.,]0{1,9})?")


def is_event_table(text: str, *, sheet: bool) -> bool:
    """Whether a text begins with the names of columns rather than with an event line.

    ``sheet`` says that its file is called a table: any first line without ``@`` names columns then.
    """
    first = next((line for line in text.splitlines() if line.strip(" ;,\t")), "").lower()
    if not first or "@" in first or first.startswith("#"):
        return False
    return sheet or all(name in first for name in _NEEDED)


def read_event_table(path: Path, look: Look | None = None) -> list[Event]:
    """Read a table with a header such as ``sound,duration,azimuth,elevation,distance,start``.

    Columns are a scene file's fields in any order, but for trajectories and envelopes; those of
    remarks are passed over. A cell that is empty is left out, and so may be elevation (0), distance
    (1 m) and start (0). ``look`` is at the files that are named. Raises `Faults` with all that is
    wrong, `InvalidInput` or `Unavailable`.
    """
    (top, head), *rows = table_rows(path)
    columns = [_column(title) for title in head]
    faults = [f"{path}, line {top}: {fault}" for fault in _head_faults(columns)]
    events = []
    for line, row in rows:
        event, wrong = _event(columns, row, look)
        faults += [f"{path}, line {line}: {fault}" for fault in wrong]
        if event is not None:
            events.append(event)
    if faults:
        raise Faults(*faults)
    return events


def _column(title: str) -> str:
    """The name that a title means: "Gain dB" is gain_db, "Distance (m)" distance."""
    title = title.strip().lower()
    words, _, unit = title.replace("[", "(").rstrip(")]").partition("(")
    name = "_".join(words.split())
    return name if not unit or is_unit(name, unit.strip()) else title


def _head_faults(columns: Sequence[str]) -> list[str]:
    """What is wrong with the names of columns; which there are stands behind unknown ones."""
    unknown = [name for name in columns if name and name not in _REMARKS.union(_COLUMNS)]
    found = [
        f"no column is called {name[:40]!r}{did_you_mean(name[:40], _COLUMNS)}" for name in unknown
    ]
    if found:
        found[-1] += f"; columns are {', '.join(_COLUMNS)}, and note for your own remarks"
    else:
        found += [f"there is no column {name}" for name in _NEEDED if name not in columns]
    return found + [f"two columns are called {n}" for n in _COLUMNS if columns.count(n) > 1]


def _event(
    columns: Sequence[str], row: Sequence[str], look: Look | None
) -> tuple[Event | None, list[str]]:
    """A row's event, or None and all that is wrong with the row."""
    if len(row) > len(columns):
        what = f"expected {len(columns)} cells, not {len(row)}"
        return None, [f"{what}: quotes keep a cell with a comma in it together"]
    cells = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if cell.strip()}
    given, faults = _read(cells)
    faults += [f"nothing stands under {n}" for n in _NEEDED if n in columns and n not in cells]
    missing = file_faults(given, look)
    try:
        event = event_from_json({**_USUAL, **given})
    except InvalidInput as error:
        faults += field_faults(given)
        if not faults and all(name in columns for name in _NEEDED):
            faults.append(str(error))
        return None, faults + missing
    return event, faults + missing


def _read(cells: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """What cells say by their names, and what is wrong with the others."""
    given: dict[str, Any] = {}
    faults = []
    for name, cell in cells.items():
        if not name:
            faults.append(f"{cell[:40]!r} stands under no name of a column")
        elif name in _COLUMNS:
            try:
                given[name] = _value(name, cell)
            except InvalidInput as error:
                faults.append(str(error))
    return given, faults


def _value(name: str, cell: str) -> Any:
    """A cell as a scene file would have it."""
    kinds = _COLUMNS[name]
    if str in kinds:
        return cell
    if bool in kinds:
        if cell.lower() not in _YES + _NO:
            raise InvalidInput(f"{name} must be yes or no, not {cell[:40]!r}")
        return cell.lower() in _YES
    if float in kinds:
        return quantity(name, cell)
    whole = _WHOLE.fullmatch(cell.translate(DASHES))
    if whole is None:
        raise InvalidInput(f"{name} must be a whole number, not {cell[:40]!r}")
    return int(whole[1])
