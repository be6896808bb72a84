"""Scene files: JSON, event lines or tables of events (text)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ttmba_live.errors import Faults, InvalidInput
from ttmba_live.room import Room
from ttmba_live.room import from_json as room_from_json
from ttmba_live.scene._event import Event, event_from_json, event_to_json
from ttmba_live.scene._event_tables import is_event_table, read_event_table
from ttmba_live.scene._faults import Look, event_faults, file_faults
from ttmba_live.scene._json_text import read_json
from ttmba_live.scene._lines import parse_line, pieces
from ttmba_live.scene._tables import read_text

_JSON = re.compile(r'\s*(\{\s*["}]|\[\s*\{)')

_KEYS = {"version", "events", "room", "software", "generator", "limiter_db", "incomplete"}
_SHEETS = (".csv", ".tsv")


def scene_from_json(text: str, where: str = "scene", look: Look | None = None) -> list[Event]:
    """Read ``{"version": 1, "events": [...]}`` or that list alone; ``look`` is at events' files.

    Raises `Faults`, each with ``where`` and the event, or `InvalidInput`.
    """
    data = read_json(text, where)
    if isinstance(data, list):
        data = {"version": 1, "events": data}
    if not isinstance(data, dict) or data.get("version") != 1:
        raise InvalidInput(
            f'{where} must be an object with "version": 1 and "events", or a list of events'
        )
    if not isinstance(data.get("events"), list):
        raise InvalidInput(f'{where} has no list "events"')
    faults = [f"{where} has unknown field {name[:40]!r}" for name in sorted(set(data) - _KEYS)]
    try:
        _room(data, where)
    except InvalidInput as error:
        faults.append(str(error))
    events = []
    for number, item in enumerate(data["events"], 1):
        try:
            events.append(event_from_json(item))
        except InvalidInput as error:
            wrong = event_faults(item) or [str(error)]
            faults += [f"{where}, event {number}: {fault}" for fault in wrong]
        faults += [f"{where}, event {number}: {fault}" for fault in file_faults(item, look)]
    if faults:
        raise Faults(*faults)
    return events


def _room(data: dict[str, Any], where: str) -> Room | None:
    try:
        return room_from_json(data["room"]) if "room" in data else None
    except InvalidInput as error:
        raise InvalidInput(f"{where}, room: {error}") from error


def read_room(path: Path) -> Room | None:
    """The room of a scene file, if it names one; event lines name none.

    Raises as `read_events`, which should have read the file before.
    """
    return room_of_scene(read_text(path), str(path)) if path.suffix.lower() == ".json" else None


def room_of_scene(text: str, where: str = "scene") -> Room | None:
    """The room of a scene's text, if it is one and names one; raises `InvalidInput`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return _room(data, where) if isinstance(data, dict) else None


def scene_to_json(events: Sequence[Event], **about: Any) -> str:
    """The text of a scene file.

    ``about`` may add ``room``, ``software``, ``generator``, ``limiter_db`` and ``incomplete``.
    """
    whole = _text({"version": 1, **about, "events": []}) + "\n"
    if not events:
        return whole
    # One event at a time: the parts of a text take many times its size.
    items = (_text(event_to_json(event)).replace("\n", "\n  ") for event in events)
    return whole.removesuffix("]\n}\n") + "\n  " + ",\n  ".join(items) + "\n ]\n}\n"


def _text(data: dict[str, Any]) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False)


def is_json(text: str) -> bool:
    """Whether a text was meant as JSON: an object with names, or a list of objects."""
    return _JSON.match(text) is not None


def events_from_json(text: str, where: str = "this") -> list[Event]:
    """Read a scene, a list of its events or one of them, from anybody: they name no files.

    Raises `InvalidInput`.
    """
    data = read_json(text, where)
    if not isinstance(data, dict) or "events" not in data:
        data = {"version": 1, "events": data if isinstance(data, list) else [data]}
    events = scene_from_json(json.dumps(data), where)
    if any(event.file is not None for event in events):
        raise InvalidInput(f"{where} names a file: only scene files may")
    return events


def parse_lines(text: str, where: str = "event lines") -> list[Event]:
    """Read event lines, several in one line too; lines that start with # are skipped.

    Raises `Faults` with all that is wrong.
    """
    events, faults = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        for piece in pieces(line):
            try:
                events.append(parse_line(piece.text))
            except InvalidInput as error:
                faults.append(f"{where}, line {number}: {error}")
    if faults:
        raise Faults(*faults)
    return events


def read_events(path: Path, look: Look | None = None) -> list[Event]:
    """Read a scene file (``.json``), a table of events with a header, or event lines.

    ``look`` is at the sound files that events name: what it raises is told with all other faults.
    """
    text, ending = read_text(path), Path(path).suffix.lower()
    if ending == ".json":
        return scene_from_json(text, str(path), look)
    if is_event_table(text, sheet=ending in _SHEETS):
        return read_event_table(path, look)
    return parse_lines(text, str(path))
