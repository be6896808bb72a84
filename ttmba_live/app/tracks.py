"""What was played, as the tracks of a DAW: from events and stems to a `ttmba_live.daw.Session`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import ttmba_live
from ttmba_live.audio import RATE
from ttmba_live.daw import About, Item, Marker, Session, Track
from ttmba_live.scene import Event

STEMS = "stems"


@dataclass(frozen=True, slots=True)
class Played:
    """An event as it was heard, with its clip as ``file``; its source and its cue."""

    event: Event
    source: str
    cue: int
    frames: int

    @property
    def start(self) -> int:
        """Its first frame on the session's timeline."""
        return round(self.event.start * RATE)


@dataclass(frozen=True, slots=True)
class StemFile:
    """A source's stem: where it is written, its first frame and its length in frames."""

    file: str
    start: int
    frames: int


def software() -> str:
    """This program's name and version."""
    return f"ttmba_live {ttmba_live.__version__}"


def stem_name(clip: str) -> str:
    """The stem's file for a source whose first clip is ``clip``."""
    return f"{STEMS}/{PurePosixPath(clip).name}"


def dry_item(played: Played, taken: Mapping[str, object] | None = None) -> Item:
    """A clip at its start; its id is its file's path, numbered if that is ``taken``."""
    event = played.event
    file = event.file or ""
    name = own = file.removesuffix(".wav")
    number = 1
    while taken is not None and own in taken:
        number += 1
        own = f"{name}#{number}"
    return Item(
        own, "dry", event.sound, file, played.start, played.frames,
        event.position, event.trajectory, event.gain_db,
    )  # fmt: skip


def about_clip(event: Event, cue: int) -> About:
    """What a clip's file says of itself."""
    return About(
        event.sound, round(event.start * RATE), event.position, event.trajectory,
        track=event.id, scene=f"cue {cue}", software=software(),
    )  # fmt: skip


def session_tracks(title: str, played: Sequence[Played], stems: Mapping[str, StemFile]) -> Session:
    """Every source as a track, in the order in which they came."""
    sources: dict[str, list[Played]] = {}
    for one in played:
        sources.setdefault(one.source, []).append(one)
    taken: dict[str, Item] = {}
    tracks = []
    for source, events in sources.items():
        items = []
        for one in events:
            item = dry_item(one, taken)
            taken[item.id] = item
            items.append(item)
        stem = stems.get(source)
        if stem is not None:
            items.append(_stem_item(stem, items[0]))
        tracks.append(Track(source, events[0].event.sound, events[0].cue, tuple(items)))
    zeros: dict[int, int] = {}
    for one in played:
        zeros[one.cue] = min(zeros.get(one.cue, one.start), one.start)
    markers = tuple(Marker(f"cue {cue}", start) for cue, start in sorted(zeros.items()))
    return Session(title, software(), tuple(tracks), markers)


def _stem_item(stem: StemFile, first: Item) -> Item:
    name = stem.file.removesuffix(".wav")
    return Item(
        name, "stem", first.name, stem.file, stem.start, stem.frames, first.place, first.path
    )
