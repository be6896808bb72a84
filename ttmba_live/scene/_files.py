"""Scene files (JSON), event-line files (text) and trajectory files (CSV)."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Trajectory
from ttmba_live.scene._event import Event, event_from_json, event_to_json
from ttmba_live.scene._lines import parse_line, pieces

_HEADER = ["time", "azimuth", "elevation", "distance"]
_KEYS = {"version", "events", "software", "generator"}


def scene_from_json(text: str, where: str = "scene") -> list[Event]:
    """Read ``{"version": 1, "events": [...]}``; errors name ``where`` and the event."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"{where} is not JSON: {error}") from error
    if not isinstance(data, dict) or data.get("version") != 1:
        raise InvalidInput(f'{where} must be an object with "version": 1 and "events"')
    unknown = sorted(set(data) - _KEYS)
    if unknown or not isinstance(data.get("events"), list):
        what = f"unknown field {unknown[0]!r}" if unknown else 'no list "events"'
        raise InvalidInput(f"{where} has {what}")
    events = []
    for number, item in enumerate(data["events"], 1):
        try:
            events.append(event_from_json(item))
        except InvalidInput as error:
            raise InvalidInput(f"{where}, event {number}: {error}") from error
    return events


def scene_to_json(events: Sequence[Event], **about: str) -> str:
    """The text of a scene file; ``about`` may add ``software`` and ``generator``."""
    data: dict[str, Any] = {"version": 1, **about}
    data["events"] = [event_to_json(event) for event in events]
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def parse_lines(text: str, where: str = "event lines") -> list[Event]:
    """Read event lines, several in one line too; lines that start with # are skipped."""
    events = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        for piece in pieces(line):
            try:
                events.append(parse_line(piece.text))
            except InvalidInput as error:
                raise InvalidInput(f"{where}, line {number}: {error}") from error
    return events


def read_text(path: Path) -> str:
    """A file's UTF-8 text, or `Unavailable`."""
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not UTF-8 text") from error
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error


def read_events(path: Path) -> list[Event]:
    """Read a scene file (``.json``) or a file of event lines."""
    text = read_text(path)
    if Path(path).suffix.lower() == ".json":
        return scene_from_json(text, str(path))
    return parse_lines(text, str(path))


def read_trajectory(path: Path) -> Trajectory:
    """Read a CSV with header ``time,azimuth,elevation,distance``."""
    rows = list(csv.reader(read_text(path).splitlines()))
    if not rows or [name.strip().lower() for name in rows[0]] != _HEADER:
        raise InvalidInput(f"{path} must begin with the line {','.join(_HEADER)}")
    points = []
    for number, row in enumerate(rows[1:], 2):
        if not row:
            continue
        try:
            time, azimuth, elevation, distance = (float(value) for value in row)
        except ValueError:
            raise InvalidInput(f"{path}, line {number}: expected four numbers") from None
        points.append((time, azimuth, elevation, distance))
    try:
        return Trajectory.checked(points)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error
