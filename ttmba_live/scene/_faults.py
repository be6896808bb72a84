"""All that is wrong with one event's object, where its reader names the first thing alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.scene._event import event_from_json, lacking

_RIGHT = {
    "sound": "a", "duration": 1.0, "azimuth": 0.0, "elevation": 0.0, "distance": 1.0, "start": 0.0,
}  # fmt: skip

Look = Callable[[str], None]
"""Raises `TtmbaError` for the name of a sound file that cannot be used."""


def file_faults(event: Any, look: Look | None) -> list[str]:
    """What is wrong with the sound file that an event's object names, if anybody looks at it."""
    name = event.get("file") if isinstance(event, Mapping) else None
    if look is None or not isinstance(name, str):
        return []
    try:
        look(name)
    except TtmbaError as error:
        return [f"file: {error}"]
    return []


def event_faults(data: Any) -> list[str]:
    """What is wrong with an object that `event_from_json` refuses."""
    if not isinstance(data, Mapping):
        return ["each event is an object"]
    lacks = lacking(data)
    return [*field_faults(data), *([lacks] if lacks else [])]


def field_faults(fields: Mapping[str, Any]) -> list[str]:
    """What is wrong with fields, each judged alone: none of an event's depends on another."""
    found = []
    for name, value in fields.items():
        try:
            event_from_json({**_RIGHT, name: value})
        except InvalidInput as error:
            found.append(str(error))
    return found
