"""Scenes as spreadsheets save them: a row an event, columns by their names. Knows no JSON text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.scene._event import FIELDS, Event, event_from_json
from ttmba_live.scene._tables import number_of, table_rows

_COLUMNS = {name: kinds for name, kinds in FIELDS.items() if list not in kinds}
_NEEDED = ("sound", "duration", "azimuth")
_USUAL = {"elevation": 0.0, "distance": 1.0, "start": 0.0}
_YES, _NO = ("true", "yes", "1"), ("false", "no", "0")


def is_event_table(text: str) -> bool:
    """Whether a text begins with the names of columns rather than with an event line."""
    first = next((line for line in text.splitlines() if line.strip(" ;,\t")), "").lower()
    return "@" not in first and all(name in first for name in _NEEDED)


def read_event_table(path: Path) -> list[Event]:
    """Read a table with a header such as ``sound,duration,azimuth,elevation,distance,start``.

    Columns are a scene file's fields in any order, but for trajectories and envelopes; a cell that
    is empty is left out, and so may be elevation (0), distance (1 m) and start (0). Raises
    `InvalidInput` or `Unavailable`.
    """
    (_, head), *rows = table_rows(path)
    names = [name.strip().lower() for name in head]
    for name in names:
        if name not in _COLUMNS:
            hint = did_you_mean(name[:40], _COLUMNS)
            raise InvalidInput(f"{path}: no column is called {name[:40]!r}{hint}")
    events = []
    for line, row in rows:
        try:
            events.append(_event(names, row))
        except InvalidInput as error:
            raise InvalidInput(f"{path}, line {line}: {error}") from error
    return events


def _event(names: list[str], row: list[str]) -> Event:
    if len(row) > len(names):
        raise InvalidInput(f"expected {len(names)} cells, not {len(row)}")
    cells = zip(names, (cell.strip() for cell in row), strict=False)
    given = {name: _value(name, cell) for name, cell in cells if cell}
    return event_from_json({**_USUAL, **given})


def _value(name: str, cell: str) -> Any:
    """A cell as a scene file would have it."""
    kinds = _COLUMNS[name]
    if str in kinds:
        return cell
    if bool in kinds and cell.lower() in _YES + _NO:
        return cell.lower() in _YES
    try:
        value = number_of(cell)
    except ValueError:
        raise InvalidInput(f"{name} must be a number, not {cell[:40]!r}") from None
    return int(value) if float not in kinds and value.is_integer() else value
