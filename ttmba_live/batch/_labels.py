"""Which class sounds when and where, as detectors of sound events learn it. Knows no file.

The table is that of DCASE's task on sound event localisation and detection (STARSS23): a row for
each frame of 100 ms and each source that sounds in it: frame, class, source, azimuth in degrees
(+ left), elevation in degrees, distance in cm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from ttmba_live.audio import RATE, Clip, Samples, from_db
from ttmba_live.batch._order import Classes
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import SPEED_OF_SOUND, Position
from ttmba_live.scene import Event, read_text

FRAME = RATE // 10
"""Samples of a row."""

_AUDIBLE = from_db(-40.0)
"""Level of a frame, of a clip's loudest, from which it counts as sounding."""

Row = tuple[int, int, int, int, int, int]
"""Frame, class, source, azimuth, elevation, distance in cm."""


def read_classes(path: Path) -> Classes:
    """Read a file of classes: one a line, ``name`` or ``name: words, other words``."""
    classes = []
    for number, line in enumerate(read_text(path).splitlines(), 1):
        name, _, words = (part.strip() for part in line.partition(":"))
        if not name and words:
            raise InvalidInput(f"{path}, line {number}: a class needs a name before the colon")
        if name and not name.startswith("#"):
            others = [word.strip() for word in words.split(",")]
            classes.append((name, tuple(filter(None, [name, *others]))))
    if not classes:
        raise InvalidInput(f"{path} names no class")
    return tuple(classes)


def class_of(sound: str, classes: Classes) -> int | None:
    """The number, from 0, of the class that has a sound's description among its words.

    If none has, it is the first class of which it holds a word.
    """
    plain = f" {_plain(sound)} "
    found: int | None = None
    for number, (_, words) in enumerate(classes):
        for word in (f" {_plain(word)} " for word in words):
            if word == plain:
                return number
            if found is None and word in plain:
                found = number
    return found


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def rows(events: Sequence[Event], clips: Mapping[str, Clip], classes: Classes) -> list[Row]:
    """The rows of a scene, in the order of frames, then of events.

    A source sounds where its clip is within 40 dB of its loudest frame, as it is heard: later by
    the sound's way from its first place. Sounds of no class have no rows.
    """
    end = max(round(e.start * RATE) + len(clips[e.id].samples) for e in events)
    found: list[Row] = []
    for source, event in enumerate(events):
        number = class_of(event.sound, classes)
        if number is None:
            continue
        samples = clips[event.id].samples
        if event.loop:
            samples = np.resize(samples, max(len(samples), end - round(event.start * RATE)))
        for frame in _sounding(samples, _heard_from(event)):
            place = _place(event, (frame + 0.5) * FRAME / RATE)
            degrees = round(place.azimuth), round(place.elevation)
            found.append((frame, number, source, *degrees, round(place.distance * 100)))
    return sorted(found, key=lambda row: (row[0], row[2]))


def _heard_from(event: Event) -> int:
    """The sample at which an event's first sound reaches the listener."""
    way = _place(event, event.start).distance / SPEED_OF_SOUND
    return round((event.start + way) * RATE)


def _place(event: Event, time: float) -> Position:
    if event.trajectory is None:
        return event.position
    return event.trajectory.at(max(0.0, time - event.start))


def _sounding(samples: Samples, start: int) -> Iterator[int]:
    """The frames in which a clip sounds that begins at ``start``."""
    first, ahead = divmod(start, FRAME)
    size = -(-(ahead + len(samples)) // FRAME) * FRAME
    padded = np.zeros(size)
    padded[ahead : ahead + len(samples)] = samples
    power = np.square(padded).reshape(-1, FRAME).mean(axis=1)
    loudest = power.max()
    yield from (first + int(at) for at in np.flatnonzero(power > loudest * _AUDIBLE**2))
