"""A model's answer judged: JSON found in it, every number checked and clamped. Trusts nothing."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, Trajectory
from ttmba_live.scene import MAX_SECONDS, Event
from ttmba_live.text._plan import MAX_EVENTS

_LONGEST_SOUND = 200
_SHORTEST = 0.1
_MOST_POINTS = 128
_LIMITS = {
    "duration": (_SHORTEST, MAX_SECONDS),
    "start": (0.0, MAX_SECONDS),
    "time": (0.0, MAX_SECONDS),
    "elevation": (-90.0, 90.0),
    "distance": (MIN_DISTANCE, MAX_DISTANCE),
    "azimuth": (-36_000.0, 36_000.0),
    "gain_db": (-40.0, 12.0),
}
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


def events_of(answer: str) -> tuple[list[Event], list[str]]:
    """The events of an answer and what was wrong with those that are left out.

    Numbers outside their range are brought to its edge. Raises `InvalidInput` if the answer is
    no JSON object with a list ``events``, or if no event of it can be used.
    """
    data = _json(answer)
    items = data.get("events") if isinstance(data, dict) else data
    if not isinstance(items, list) or not items:
        raise InvalidInput('the answer is not an object with a filled list "events"')
    events: list[Event] = []
    faults: list[str] = []
    for number, item in enumerate(items[:MAX_EVENTS], 1):
        try:
            events.append(_event(item))
        except InvalidInput as error:
            faults.append(f"event {number}: {error}")
    if not events:
        raise InvalidInput("; ".join(faults[:5]))
    return events, faults


def count_of(answer: str) -> int:
    """How many events an answer holds that `events_of` accepted, those over the limit too."""
    data = _json(answer)
    items = data.get("events") if isinstance(data, dict) else data
    return len(items) if isinstance(items, list) else 0


def _json(answer: str) -> Any:
    """The JSON value in an answer that may be wrapped in prose or in a code fence."""
    text = _THOUGHT.sub("", answer).strip()
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if not starts:
        raise InvalidInput("the answer holds no JSON")
    try:
        value, _ = json.JSONDecoder().raw_decode(text[min(starts) :])
    except (ValueError, RecursionError):
        raise InvalidInput("the answer is not well-formed JSON") from None
    return value


def _event(item: Any) -> Event:
    if not isinstance(item, dict):
        raise InvalidInput("an event must be an object")
    sound = item.get("sound")
    if not isinstance(sound, str):
        raise InvalidInput('"sound" must be text')
    sound = "".join(c if c.isprintable() else " " for c in sound)
    sound = " ".join(sound.split())[:_LONGEST_SOUND].strip()
    if not any(c.isalnum() for c in sound):
        raise InvalidInput('"sound" must name a sound')
    duration = _number(item, "duration")
    place = Position.checked(*(_number(item, n) for n in ("azimuth", "elevation", "distance")))
    start = _number(item, "start", 0.0)
    gain = _number(item, "gain_db", 0.0)
    trajectory = _trajectory(item.get("trajectory"), duration)
    if trajectory is not None:
        place = trajectory.positions[0]
        trajectory = trajectory if len(trajectory.positions) > 1 else None
    return Event.checked(sound, duration, place, start, gain_db=gain, trajectory=trajectory)


def _trajectory(points: Any, duration: float) -> Trajectory | None:
    if points is None or points == []:
        return None
    if not isinstance(points, list):
        raise InvalidInput('"trajectory" must be a list')
    names = ("time", "azimuth", "elevation", "distance")
    rows = []
    for point in points[:_MOST_POINTS]:
        if isinstance(point, list) and len(point) == len(names):
            point = dict(zip(names, point, strict=True))  # noqa: PLW2901 - the other notation
        if not isinstance(point, dict):
            raise InvalidInput("a trajectory point must be an object")
        time, azimuth, elevation, distance = (_number(point, name) for name in names)
        rows.append((min(time, duration), azimuth, elevation, distance))
    return Trajectory.checked(sorted(rows, key=lambda row: row[0]))


def _number(item: dict[str, Any], name: str, default: float | None = None) -> float:
    value = item.get(name, default)
    if value is None and default is not None:
        value = default
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            value = None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidInput(f'"{name}" must be a number')
    low, high = _LIMITS[name]
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise InvalidInput(f'"{name}" must be a finite number')
    return max(low, min(high, number))
