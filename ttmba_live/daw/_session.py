"""A session as a DAW sees it: tracks, items, markers, all frozen. Knows no project format.

Times are frames at 48 kHz from the session's zero. A track has dry items (one channel) and
stems (two ears); paths are relative to the session's folder, with forward slashes.
"""

from __future__ import annotations

import itertools
import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ttmba_live.audio import RATE, from_db, whole_file
from ttmba_live.geometry import MIN_DISTANCE, Position, Trajectory
from ttmba_live.scene import Envelope

Kind = Literal["dry", "stem", "mix"]

DRY: Kind = "dry"
STEM: Kind = "stem"
MIX: Kind = "mix"

MAX_NAME_BYTES = 900
"""Of a name in UTF-8: a line of a REAPER project must stay under 1 KB."""

_FRONT = Position()

_STEP = 0.05
"""Seconds between the points that a curved path is drawn with."""

_MAX_POINTS = 2000

_STEP_DB = 3.0
"""Decibels between the points that a fade is drawn with: DAWs run straight in amplitude between
them, and so stay within 0.13 dB of it."""

_COLORS = (
    (214, 96, 77), (67, 147, 195), (90, 174, 97), (230, 171, 2), (153, 112, 171),
    (27, 158, 119), (231, 138, 195), (166, 118, 29), (102, 166, 30), (117, 112, 179),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One sound file at its place on the timeline."""

    id: str
    kind: Kind
    name: str
    file: str
    start: int
    frames: int
    place: Position = _FRONT
    path: Trajectory | None = None
    """Times from ``start``, seconds."""
    gain_db: float = 0.0
    envelope: Envelope | None = None
    """Times from ``start``, dB added to ``gain_db``."""

    @property
    def channels(self) -> int:
        """1 for dry sound, 2 for a stem."""
        return 1 if self.kind == DRY else 2

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.frames / RATE

    @property
    def at(self) -> float:
        """Its start in seconds."""
        return self.start / RATE

    @property
    def notes(self) -> str:
        """The whole description and where it sounds, in lines."""
        lines = [one_line(self.name), place_text(self.place)]
        if self.path is not None:
            lines += [
                f"{time:.3f} s: {place_text(place)}"
                for time, place in zip(self.path.times, self.path.positions, strict=True)
            ]
        return "\n".join(lines)

    def moves(self) -> Iterator[tuple[float, Position]]:
        """Where it is, (seconds on the session's timeline, place), drawn with short steps."""
        yield self.at, self.path.at(0.0) if self.path else self.place
        if self.path is None:
            return
        count = min(_MAX_POINTS, math.ceil(self.seconds / _STEP))
        for number in range(1, count + 1):
            time = self.seconds * number / count
            yield self.at + time, self.path.at(time)

    def levels(self) -> Iterator[tuple[float, float]]:
        """How loud it is by distance and envelope, (seconds on the session's timeline, linear)."""
        times = [time - self.at for time, _ in self.moves()]
        fades = [(time, 0.0) for time in times]
        if self.envelope is not None:
            fades = [(time, level) for time, level in _drawn(self.envelope) if time <= self.seconds]
            fades += [(time, self.envelope.at(time)) for time in (*times, self.seconds)]
            fades.sort(key=lambda fade: fade[0])
        for time, level in fades:
            place = self.path.at(time) if self.path else self.place
            yield self.at + time, level_of(place) * from_db(level)


@dataclass(frozen=True, slots=True)
class Track:
    """A source, under the name that it has everywhere: the cue it came with, its items."""

    id: str
    cue: int
    items: tuple[Item, ...]

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """Its items of one kind, by time."""
        return tuple(sorted((i for i in self.items if i.kind == kind), key=lambda i: i.start))

    def layers(self, kind: Kind) -> list[tuple[Item, ...]]:
        """The same, parted so that nothing overlaps in a layer: some DAWs play only one."""
        layers: list[list[Item]] = []
        for item in self.of(kind):
            free = (of for of in layers if of[-1].start + of[-1].frames <= item.start)
            layer = next(free, None)
            if layer is None:
                layers.append([item])
            else:
                layer.append(item)
        return [tuple(layer) for layer in layers]

    @property
    def automated(self) -> bool:
        """Whether any of its sounds moves or fades, or they are at several places or gains."""
        dry = self.of(DRY)
        changing = any(item.path is not None or item.envelope is not None for item in dry)
        return changing or len({(item.place, item.gain_db) for item in dry}) > 1

    @property
    def color(self) -> tuple[int, int, int]:
        """Red, green, blue, 0..255; the same for the same id."""
        return _COLORS[zlib.crc32(self.id.encode()) % len(_COLORS)]


@dataclass(frozen=True, slots=True)
class Marker:
    """The zero of a cue."""

    name: str
    start: int


@dataclass(frozen=True, slots=True)
class Session:
    """Everything a project file says."""

    title: str
    software: str
    tracks: tuple[Track, ...]
    markers: tuple[Marker, ...] = ()
    mix: Item | None = None
    """Everything in one file; projects have it on a muted track."""

    @property
    def cues(self) -> list[int]:
        """The numbers of its cues, in order."""
        return sorted({track.cue for track in self.tracks})

    @property
    def items(self) -> list[Item]:
        """Every item, by time; dry before stem."""
        items = [item for track in self.tracks for item in track.items]
        return sorted(items, key=lambda item: (item.start, item.kind, item.id))

    @property
    def files(self) -> list[Item]:
        """Everything that a project shows: every item, and the mix."""
        return self.items if self.mix is None else [*self.items, self.mix]


def _drawn(envelope: Envelope) -> Iterator[tuple[float, float]]:
    """An envelope's points, (seconds, dB), and more between them where it is steep."""
    rows = list(zip(envelope.times, envelope.levels, strict=True))
    for (start, low), (end, high) in itertools.pairwise(rows):
        count = max(1, math.ceil(abs(high - low) / _STEP_DB)) if end > start else 1
        for number in range(count):
            share = number / count
            yield start + share * (end - start), low + share * (high - low)
    yield rows[-1]


def one_line(text: str) -> str:
    """A text without line ends, tabs and whatever else does not print."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def short_name(text: str) -> str:
    """`one_line`, cut to what a project file's line can hold, between characters."""
    line = one_line(text)
    encoded = line.encode()
    if len(encoded) <= MAX_NAME_BYTES:
        return line
    return encoded[: MAX_NAME_BYTES - 3].decode(errors="ignore").rstrip() + "…"


def write_labels(path: Path, markers: Sequence[Marker]) -> None:
    """Write markers as Audacity's label track: start, end, name; raises `Unavailable`."""
    rows = (
        f"{marker.start / RATE:.6f}\t{marker.start / RATE:.6f}\t{one_line(marker.name)}\n"
        for marker in markers
    )
    with whole_file(path) as part:
        part.write_text("".join(rows), encoding="utf-8", newline="\n")


def place_text(place: Position) -> str:
    """Azimuth, elevation and distance in words."""
    return (
        f"azimuth {place.azimuth:.6g}, elevation {place.elevation:.6g}, "
        f"distance {place.distance:.6g}"
    )


def pan_of(place: Position) -> float:
    """A stereo pan for a direction: -1 left, +1 right."""
    return 0.0 - place.direction[1]


def level_of(place: Position) -> float:
    """The gain of a distance: 1 at one metre."""
    return 1.0 / max(place.distance, MIN_DISTANCE)
