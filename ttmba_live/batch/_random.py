"""Scenes drawn from a spec: the same for a seed, whatever else is made. Renders nothing.

Each scene has a source of chance of its own, made of the seed and the scene's number. Only uniform
numbers are taken from it, which Python keeps the same from version to version.
"""

from __future__ import annotations

import json
import math
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from ttmba_live.batch._order import Order
from ttmba_live.batch._spec import MotionSpec, PlaceSpec, Spec
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.library import Found, LibrarySetup
from ttmba_live.geometry import Position, Trajectory, wrap_degrees
from ttmba_live.scene import Event, event_to_json
from ttmba_live.setup.generators import LIBRARY

T = TypeVar("T")

_TRIES = 50
"""Starts that are tried for an event before it is left out."""

_MOST_FILES = 1000
"""Files of the library for a prompt."""

_STEP = 0.25
"""Seconds between the points of a straight way."""

_TURN = 15.0
"""Degrees between the points of a way around."""

Files = Mapping[str, Sequence[Found]]
"""For each prompt the library's files that fit it."""


def random_orders(
    spec: Spec, count: int, seed: int, where: str, files: Files | None = None
) -> Iterator[Order]:
    """So many scenes; ``where`` names the spec for people, ``files`` is `find_files`'s answer."""
    folder = _folder(files) if files else ""
    for number in range(1, count + 1):
        draw = _Draw(f"{seed} {number}")
        events = [_with_file(event, draw, files, folder) for event in _events(spec, draw)]
        rows = [event_to_json(event) for event in events]
        scene = json.dumps({"version": 1, "events": rows}, ensure_ascii=False)
        yield Order(
            f"random_{number:06d}",
            f"{where}, scene {number}",
            scene=scene,
            folder=folder,
            room=draw.one(spec.room.names),
        )


def find_files(spec: Spec, library: LibrarySetup) -> Files:
    """The library's files for every prompt; raises `Unavailable` if one has none."""
    found: dict[str, Sequence[Found]] = {}
    for prompts in spec.classes.values():
        for prompt in prompts:
            every = library.search(prompt, _MOST_FILES)
            near = [one for one in every if one.near and one.share >= library.threshold]
            fit = [one for one in near if one.entry.file.is_file()]
            if not fit:
                raise Unavailable(f"nothing in the library fits {prompt!r}")
            found[prompt] = sorted(fit, key=lambda one: str(one.entry.file))
    return found


class _Draw:
    """Chance that depends on a text alone."""

    def __init__(self, text: str) -> None:
        self._random = random.Random(text)  # noqa: S311 - nothing is kept secret by it

    def between(self, low_high: tuple[float, float]) -> float:
        low, high = low_high
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        return low + int(self._random.random() * (high - low + 1))

    def one(self, some: Sequence[T]) -> T:
        return some[self.whole(0, len(some) - 1)]

    def happens(self, share: float) -> bool:
        return self._random.random() < share


def _events(spec: Spec, draw: _Draw) -> list[Event]:
    """A scene's events by their starts; at least one, though it may begin at 0."""
    length = round(draw.between(spec.scene.seconds), 3)
    placed: list[Event] = []
    for _ in range(draw.whole(*spec.scene.events)):
        longest = min(spec.sounds.seconds[1], length)
        seconds = round(draw.between((spec.sounds.seconds[0], longest)), 3)
        start = _start(placed, seconds, length, spec.scene.overlap, draw)
        if start is not None:
            placed.append(_event(spec, draw, seconds, start))
    return sorted(placed, key=lambda event: event.start)


def _start(
    placed: Sequence[Event], seconds: float, length: float, overlap: int, draw: _Draw
) -> float | None:
    """A start at which no more than ``overlap`` events sound at a time; None if none is found."""
    for _ in range(_TRIES):
        start = round(draw.between((0.0, length - seconds)), 3)
        end = start + seconds
        starts = [start, *(other.start for other in placed if start < other.start < end)]
        if all(sum(_sounds(other, at) for other in placed) < overlap for at in starts):
            return start
    return None


def _sounds(event: Event, at: float) -> bool:
    return event.start <= at < event.start + event.duration


def _event(spec: Spec, draw: _Draw, seconds: float, start: float) -> Event:
    classes = list(spec.classes.values())
    if spec.sounds.class_share == "prompts":
        classes = [tuple(prompt for prompts in classes for prompt in prompts)]
    prompt = draw.one(draw.one(classes))
    place = _place(spec.place, draw)
    gain = round(draw.between(spec.sounds.gain_db), 2)
    seed = draw.whole(0, 2**31 - 1)
    way = _way(spec.motion, spec.place, place, seconds, draw)
    return Event.checked(prompt, seconds, place, start, gain_db=gain, seed=seed, trajectory=way)


def _place(spec: PlaceSpec, draw: _Draw) -> Position:
    low, high = (math.sin(math.radians(angle)) for angle in spec.elevation)
    elevation = math.degrees(math.asin(max(-1.0, min(1.0, draw.between((low, high))))))
    azimuth, distance = draw.between(spec.azimuth), draw.between(spec.distance)
    return Position.checked(round(azimuth, 2), round(elevation, 2), round(distance, 3))


def _way(
    spec: MotionSpec, places: PlaceSpec, start: Position, seconds: float, draw: _Draw
) -> Trajectory | None:
    """How an event moves, if it does; a straight way stays there when it has come to its end."""
    if not draw.happens(spec.share):
        return None
    if draw.one(spec.kinds) == "around":
        turn = draw.between(spec.degrees_per_second) * seconds * draw.one((-1.0, 1.0))
        return _around(start, turn, seconds)
    return _line(start, _place(places, draw), draw.between(spec.metres_per_second), seconds)


def _around(start: Position, turn: float, seconds: float) -> Trajectory:
    """So many degrees around the listener, + left, with elevation and distance kept."""
    count = max(1, math.ceil(abs(turn) / _TURN))
    rows = []
    for number in range(count + 1):
        share = number / count
        azimuth = round(wrap_degrees(start.azimuth + turn * share), 2)
        rows.append((round(seconds * share, 3), azimuth, start.elevation, start.distance))
    return Trajectory.checked(rows)


def _line(start: Position, goal: Position, speed: float, seconds: float) -> Trajectory:
    """Straight towards a place at so many metres a second, to where time or the way ends."""
    metres = math.dist(start.xyz, goal.xyz)
    last = min(seconds, metres / speed)
    count = max(1, math.ceil(last / _STEP))
    rows = []
    for number in range(count + 1):
        time = last * number / count
        share = time * speed / metres if metres else 0.0
        x, y, z = (a + share * (b - a) for a, b in zip(start.xyz, goal.xyz, strict=True))
        at = Position.from_xyz(x, y, z)
        place = round(at.azimuth, 2), round(at.elevation, 2), round(at.distance, 3)
        rows.append((round(time, 3), *place))
    return Trajectory.checked(rows)


def _with_file(event: Event, draw: _Draw, files: Files | None, folder: str) -> Event:
    """The event as one of the library's files, not longer than that; as it is without a library."""
    if files is None:
        return event
    entry = draw.one(files[event.sound]).entry
    return replace(
        event,
        duration=round(min(event.duration, entry.seconds or event.duration), 3),
        file=Path(os.path.relpath(entry.file, folder)).as_posix(),
        seed=None,
        maker=LIBRARY,
        licence=entry.licence,
    )


def _folder(files: Files) -> str:
    """The folder that holds all folders of the library whose files are used."""
    folders = {str(one.entry.folder) for found in files.values() for one in found}
    try:
        return os.path.commonpath(folders)
    except ValueError as error:
        raise InvalidInput(f"the library's folders lie on several drives: {error}") from error
