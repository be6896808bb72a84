"""A model's answer judged: every number checked, mended or clamped. Trusts nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, Trajectory
from ttmba_live.scene import MAX_SECONDS, Envelope, Event
from ttmba_live.text._json import found_in
from ttmba_live.text._plan import MAX_EVENTS
from ttmba_live.text._quantities import number_of
from ttmba_live.text._sides import turned

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
_ENVELOPE_LIMITS = {"time": _LIMITS["time"], "gain_db": (-100.0, 12.0)}
_WRAPPERS = 3
"""Objects of one field that may stand around the events: {"scene": {"events": ...}}."""

_SLACK = 1e-3
"""Seconds by which a path may go on after its event."""


@dataclass(frozen=True, slots=True)
class Read:
    """What an answer says: its events, what was wrong with others, and what was mended."""

    events: list[Event]
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(answer: str) -> Read:
    """The events of an answer, those of a cut one that are whole.

    Numbers outside their range are brought to its edge. Raises `InvalidInput` if the answer is
    no JSON with events, or if no event of it can be used.
    """
    found = found_in(answer)
    items = _items(found.value, bare=found.whole)
    out = Read([])
    for number, item in enumerate(items[:MAX_EVENTS], 1):
        try:
            out.events.append(_event(item, out.notes))
        except InvalidInput as error:
            out.faults.append(f"event {number}: {error}")
    if not out.events:
        raise InvalidInput("; ".join(out.faults[:5]))
    if len(items) > MAX_EVENTS:
        out.notes.append(f"the model made {len(items)} events; the first {MAX_EVENTS} are taken")
    if not found.whole:
        out.notes.append(f"the answer was cut off; its {len(items)} whole events are taken")
    return out


def _items(data: Any, *, bare: bool) -> list[Any]:
    """The list of events in an answer: under its name, under another, on its own, or one event."""
    for _ in range(_WRAPPERS):
        if isinstance(data, dict) and len(data) == 1 and "events" not in data:
            (data,) = data.values()
    if isinstance(data, dict) and "sound" in data and bare:
        data = [data]
    items = data.get("events") if isinstance(data, dict) else data
    if isinstance(items, dict):
        items = [items]
    if not isinstance(items, list) or not items:
        raise InvalidInput('the answer is not an object with a filled list "events"')
    return items


def _event(item: Any, notes: list[str]) -> Event:
    """One event; what had to be mended goes to ``notes``."""
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
    mended: list[str] = []
    rows = _rows(item, "trajectory", _PATH, _LIMITS)
    rows, late = _in_time(rows, start, duration)
    mended += late
    path = Trajectory.checked(rows) if rows else None
    fades, late = _in_time(_rows(item, "envelope", _FADE, _ENVELOPE_LIMITS), start, duration)
    mended += late
    event = Event.checked(
        sound, duration, path.positions[0] if path else place, start, gain_db=gain,
        trajectory=path if path and len(path.positions) > 1 else None,
        envelope=Envelope.checked(fades) if fades else None,
    )  # fmt: skip
    event, side = _agreeing(event, item.get("where"))
    notes += [f"{sound!r}: {note}" for note in (*mended, *side)]
    return event


_PATH = ("time", "azimuth", "elevation", "distance")
_FADE = ("time", "gain_db")


def _rows(
    item: dict[str, Any],
    key: str,
    names: tuple[str, ...],
    limits: dict[str, tuple[float, float]],
) -> list[Any]:
    """The points of a list, (time, ...) each, by time; objects or lists of numbers."""
    points = item.get(key)
    if points is None or points == []:
        return []
    if not isinstance(points, list):
        raise InvalidInput(f'"{key}" must be a list')
    rows = []
    for point in points[:_MOST_POINTS]:
        if isinstance(point, list) and len(point) == len(names):
            point = dict(zip(names, point, strict=True))  # noqa: PLW2901 - the other notation
        if not isinstance(point, dict):
            raise InvalidInput(f'a point of "{key}" must be an object')
        rows.append(tuple(_number(point, name, limits=limits) for name in names))
    return sorted(rows, key=lambda row: row[0])


def _in_time(rows: list[Any], start: float, duration: float) -> tuple[list[Any], list[str]]:
    """Points whose times count from the event's start and end with it, and what was done."""
    if not rows or rows[-1][0] <= duration + _SLACK:
        return rows, []
    notes = []
    if start > 0.0 and rows[0][0] >= start - _SLACK:
        rows = [(row[0] - start, *row[1:]) for row in rows]
        rows = [(max(0.0, row[0]), *row[1:]) for row in rows]
        notes.append("times that counted from the cue's start count from the event's")
    last = rows[-1][0]
    if last > duration + _SLACK:
        rows = [(row[0] * duration / last, *row[1:]) for row in rows]
        notes.append(f"points up to {last:g} s are fitted into its {duration:g} s")
    return rows, notes


def _agreeing(event: Event, where: Any) -> tuple[Event, list[str]]:
    """The event on the side that its words say, and what was turned."""
    if not isinstance(where, str):
        return event, []
    here = turned(event.position, where)
    if here is None:
        return event, []
    path = event.trajectory
    if path is not None:
        path = Trajectory(path.times, tuple(here.apply(place) for place in path.positions))
    said = f"it is {' '.join(where.split())[:40]!r} in words and was not in numbers: turned"
    return replace(event, position=here.apply(event.position), trajectory=path), [said]


def _number(
    item: dict[str, Any],
    name: str,
    default: float | None = None,
    limits: dict[str, tuple[float, float]] = _LIMITS,
) -> float:
    value = item.get(name)
    if value is None and default is not None:
        return default
    low, high = limits[name]
    return max(low, min(high, number_of(name, value)))
