"""What a prompt of strangers wants, one format, and whether a plan gives it. Plans nothing.

One object a line: ``text``, ``events``, and perhaps ``n`` (fewest and most events; else as many
as are listed), ``alt`` (other lists of events that are right too), ``lang``, ``source``. Each
event has ``any`` (one of these is in the sound's words) and what must hold of it:

``side`` left, right; ``front`` front, rear; ``vert`` above, below; ``az absaz el dist start dur``
each a range; ``moves`` true or from side to side; ``still``; ``shape`` one name or several;
``from to via`` places on the way, each a side, ``above``, ``below``
or a range of azimuths; ``turns``; ``nearest``; ``gain`` soft, loud; ``fade`` in,
out, swell; ``after afterend with`` the number of another event, from 0; ``through``; ``not``
words that must not be in the sound.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.geometry import Position, wrap_degrees
from ttmba_live.scene import Event

_SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Wanted:
    """One prompt, and one or more lists of events of which one must come out."""

    text: str
    ways: tuple[tuple[dict[str, Any], ...], ...]
    counts: tuple[tuple[int, int], ...]
    language: str = "en"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many things were wanted, and which of them are missing."""

    wanted: int
    wrong: tuple[str, ...]


def parse(text: str) -> tuple[Wanted, ...]:
    """Read a file of prompts; raises `InvalidInput` for a line that is none."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            data = json.loads(line)
            ways = [tuple(data["events"]), *(tuple(way) for way in data.get("alt", ()))]
            counts = [tuple(data.get("n", (len(ways[0]), len(ways[0]))))]
            counts += [(len(way), len(way)) for way in ways[1:]]
            item = Wanted(
                data["text"],
                tuple(ways),
                tuple(counts),
                data.get("lang", "en"),
                data.get("source", ""),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidInput(f"evaluation set, line {number}: {error}") from error
        found.append(item)
    return tuple(found)


def judge(prompt: Wanted, events: Sequence[Event]) -> Verdict:
    """The verdict by the list of events that fits best."""
    verdicts = [
        _one_way(way, count, events) for way, count in zip(prompt.ways, prompt.counts, strict=True)
    ]
    return min(verdicts, key=lambda verdict: len(verdict.wrong) / verdict.wanted)


def _one_way(
    way: Sequence[dict[str, Any]], count: tuple[int, int], events: Sequence[Event]
) -> Verdict:
    wrong: list[str] = []
    if not count[0] <= len(events) <= count[1]:
        wrong.append(f"{len(events)} events, not {count[0]}..{count[1]}")
    matched = _matched(way, events)
    total = 1
    for n, (wanted, event) in enumerate(zip(way, matched, strict=True)):
        names = [name for name in wanted if name != "any"]
        total += 1 + len(names)
        if event is None:
            wrong += [f"{n}: {'/'.join(wanted['any'])}", *(f"{n}: {name}" for name in names)]
            continue
        around = _Around(event, matched, events)
        wrong += [
            f"{n}: {name} {wanted[name]}" for name in names if not holds(name, wanted[name], around)
        ]
    return Verdict(total, tuple(wrong))


def _matched(way: Sequence[dict[str, Any]], events: Sequence[Event]) -> list[Event | None]:
    """The assignment in which most holds; small sets are tried through, the rest in order."""
    fits = [
        [e for e in events if any(_contains(e.sound, part) for part in wanted["any"])]
        for wanted in way
    ]
    best: list[Event | None] = [None] * len(way)
    best_score = -1.0
    choices = [[*options[:6], None] for options in fits]
    for row in itertools.islice(itertools.product(*choices), 4096):
        taken = [id(e) for e in row if e is not None]
        if len(set(taken)) < len(taken):
            continue
        score = 0.0
        for wanted, event in zip(way, row, strict=True):
            if event is not None:
                around = _Around(event, row, events)
                score += 1.0 + sum(
                    holds(name, value, around) for name, value in wanted.items() if name != "any"
                )
        if score > best_score:
            best, best_score = list(row), score
    return best


def _contains(sound: str, part: str) -> bool:
    return part.casefold() in sound.casefold()


@dataclass(frozen=True, slots=True)
class _Around:
    """An event, the events that the others were matched to, and all."""

    event: Event
    matched: Sequence[Event | None]
    events: Sequence[Event]

    @property
    def path(self) -> list[Position]:
        trajectory = self.event.trajectory
        return list(trajectory.positions) if trajectory else [self.event.position]


def holds(name: str, value: Any, around: _Around) -> bool:
    """Whether one wish holds; raises `InvalidInput` for one that does not exist."""
    if name not in _WISHES:
        raise InvalidInput(f"unknown wish {name!r}{did_you_mean(name, _WISHES)}")
    return _WISHES[name](value, around)


def _in(value: float, bounds: Sequence[float]) -> bool:
    return bounds[0] - _SLACK <= value <= bounds[1] + _SLACK


def _turned_in(azimuth: float, bounds: Sequence[float]) -> bool:
    return any(_in(azimuth + turn, bounds) for turn in (-360.0, 0.0, 360.0))


def _on_side(position: Position, side: str) -> bool:
    across = {"left": 90.0, "right": -90.0, "front": 0.0, "rear": 180.0, "behind": 180.0}
    return abs(wrap_degrees(position.azimuth - across[side])) <= (
        80.0 if side in ("left", "right") else 85.0
    )


def _there(value: Any, position: Position) -> bool:
    """Whether a stop of a way is on a side, above, below, or in a range of azimuths."""
    if not isinstance(value, str):
        return _turned_in(position.azimuth, value)
    if value in ("above", "below"):
        return position.elevation >= 10.0 if value == "above" else position.elevation <= -5.0
    return _on_side(position, value)


def _moved(path: Sequence[Position]) -> bool:
    first = path[0]
    return any(
        abs(wrap_degrees(p.azimuth - first.azimuth)) > 10.0
        or abs(p.elevation - first.elevation) > 10.0
        or not 0.8 < (p.distance + 0.1) / (first.distance + 0.1) < 1.25
        for p in path
    )


def _moves(value: Any, around: _Around) -> bool:
    path = around.path
    if value is True:
        return _moved(path)
    return _moved(path) and _there(value[0], path[0]) and _there(value[1], path[-1])


def _turns(path: Sequence[Position]) -> float:
    return sum(wrap_degrees(b.azimuth - a.azimuth) for a, b in itertools.pairwise(path))


def _passes(path: Sequence[Position]) -> bool:
    nearest = min(p.distance for p in path)
    return _moved(path) and nearest < 0.85 * path[0].distance and nearest < 0.85 * path[-1].distance


_SHAPES: dict[str, Callable[[Sequence[Position]], bool]] = {
    "over": lambda path: _moved(path) and max(p.elevation for p in path) >= 45.0,
    "passby": _passes,
    "approach": lambda path: path[-1].distance < 0.7 * path[0].distance,
    "recede": lambda path: path[0].distance < 0.7 * path[-1].distance,
    "circle": lambda path: abs(_turns(path)) >= 300.0,
    "rise": lambda path: path[-1].elevation - path[0].elevation >= 10.0,
    "fall": lambda path: path[-1].elevation - path[0].elevation <= -10.0,
    "swing": lambda path: _moved(path) and len(path) > 2,
}  # fmt: skip


def _shape(value: str | list[str], around: _Around) -> bool:
    names = [value] if isinstance(value, str) else value
    for name in names:
        if name not in _SHAPES:
            raise InvalidInput(f"unknown shape {name!r}{did_you_mean(name, _SHAPES)}")
    return any(_SHAPES[name](around.path) for name in names)


def _distance(bounds: Sequence[float], around: _Around) -> bool:
    """Where it is, or where it is nearest."""
    nearest = min(p.distance for p in around.path)
    return _in(nearest, bounds) or _in(around.event.position.distance, bounds)


def _fade(value: str, around: _Around) -> bool:
    envelope = around.event.envelope
    if envelope is None:
        return False
    levels = envelope.levels
    rises, falls = levels[0] < max(levels) - 3.0, levels[-1] < max(levels) - 3.0
    return {"in": rises, "out": falls, "swell": rises and falls}[value]


def _other(number: int, around: _Around) -> Event | None:
    return around.matched[number] if 0 <= number < len(around.matched) else None


def _after(number: int, around: _Around) -> bool:
    other = _other(number, around)
    return other is not None and around.event.start > other.start + _SLACK


def _after_end(number: int, around: _Around) -> bool:
    other = _other(number, around)
    return other is not None and around.event.start >= other.start + 0.9 * other.duration


def _with(number: int, around: _Around) -> bool:
    other = _other(number, around)
    return other is not None and abs(around.event.start - other.start) <= 0.5


def _through(_: bool, around: _Around) -> bool:
    end = max(e.start + e.duration for e in around.events)
    return around.event.start + around.event.duration >= end - 0.5


def _vertical(value: str, around: _Around) -> bool:
    elevation = around.event.position.elevation
    highest = max(p.elevation for p in around.path)
    lowest = min(p.elevation for p in around.path)
    if value == "above":
        return max(elevation, highest) >= 10.0
    if value == "below":
        return min(elevation, lowest) <= -5.0
    return -15.0 <= elevation <= 15.0


_WISHES: dict[str, Callable[[Any, _Around], bool]] = {
    "side": lambda v, a: _on_side(a.event.position, v),
    "front": lambda v, a: _on_side(a.event.position, v),
    "vert": _vertical,
    "az": lambda v, a: _turned_in(a.event.position.azimuth, v),
    "absaz": lambda v, a: _in(abs(a.event.position.azimuth), v),
    "el": lambda v, a: _in(a.event.position.elevation, v),
    "dist": _distance,
    "nearest": _distance,
    "start": lambda v, a: _in(a.event.start, v),
    "dur": lambda v, a: _in(a.event.duration, v),
    "moves": _moves,
    "still": lambda v, a: _moved(a.path) is not v,
    "shape": _shape,
    "from": lambda v, a: _there(v, a.path[0]),
    "to": lambda v, a: _there(v, a.path[-1]),
    "via": lambda v, a: any(_there(v, p) for p in a.path[1:]),
    "turn": lambda v, a: _in(_turns(a.path), v),
    "turns": lambda v, a: _in(abs(_turns(a.path)) / 360.0, v),
    "gain": lambda v, a: a.event.gain_db < 0.0 if v == "soft" else a.event.gain_db > 0.0,
    "fade": _fade,
    "after": _after,
    "afterend": _after_end,
    "with": _with,
    "through": _through,
    "not": lambda v, a: not any(_contains(a.event.sound, word) for word in v),
}  # fmt: skip
