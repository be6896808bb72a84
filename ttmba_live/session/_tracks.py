"""What was played, as the tracks of a DAW: from events and stems to a `ttmba_live.daw.Session`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import ttmba_live
from ttmba_live.audio import RATE
from ttmba_live.daw import About, Item, Marker, Session, Track
from ttmba_live.scene import Event
from ttmba_live.session._timeline import CLIPS

STEMS = "stems"

ROOM_STEM = f"{STEMS}/room.wav"
"""What the room adds to the stems."""

DRY_ENDING = "_dry"
"""What a clip's file name ends in, before its suffix."""


@dataclass(frozen=True, slots=True)
class Played:
    """An event as it was heard, with its clip as ``file``; its source and its cue.

    ``time`` counts how often that clip has sounded, and ``serial`` orders what was heard.
    """

    event: Event
    source: str
    cue: int
    frames: int
    serial: int = 0
    time: int = 1

    @property
    def start(self) -> int:
        """Its first frame on the session's timeline."""
        return round(self.event.start * RATE)

    def earlier(self, frames: int) -> Played:
        """The same, that many frames earlier, but not before 0."""
        if not frames:
            return self
        start = max(0, self.start - frames) / RATE
        return replace(self, event=replace(self.event, start=start))


@dataclass(frozen=True, slots=True)
class StemFile:
    """One sounding in two ears: where it is written, its first frame and its length in frames."""

    file: str
    start: int
    frames: int


def software() -> str:
    """This program's name and version."""
    return f"ttmba_live {ttmba_live.__version__}"


def stem_name(clip: str, time: int = 1) -> str:
    """The stem's file for the ``time``-th time that a clip sounds."""
    path = PurePosixPath(clip)
    again = f"_{time}" if time > 1 else ""
    return f"{STEMS}/{path.stem.removesuffix(DRY_ENDING)}_stem{again}{path.suffix}"


def _id(folder: str, played: Played) -> str:
    """The same for a clip and its stem, but for the folder."""
    again = f"#{played.time}" if played.time > 1 else ""
    stem = PurePosixPath(played.event.file or "").stem.removesuffix(DRY_ENDING)
    return f"{folder}/{stem}{again}"


def dry_item(played: Played) -> Item:
    """A clip at its start."""
    event = played.event
    return Item(
        _id(CLIPS, played), "dry", event.sound, event.file or "", played.start, played.frames,
        event.position, event.trajectory, event.gain_db, event.envelope,
    )  # fmt: skip


def stem_item(stem: StemFile, played: Played) -> Item:
    """A stem at its start."""
    event = played.event
    return Item(
        _id(STEMS, played), "stem", event.sound, stem.file, stem.start, stem.frames,
        event.position, event.trajectory,
    )  # fmt: skip


def about_clip(event: Event, cue: int) -> About:
    """What a clip's file says of itself."""
    return About(
        event.sound, round(event.start * RATE), event.position, event.trajectory,
        track=event.id, scene=f"cue {cue}", software=software(),
        maker=event.maker, licence=event.licence,
    )  # fmt: skip


def about_stem(played: Played) -> About:
    """What a stem's file says of itself."""
    return replace(about_clip(played.event, played.cue), track=played.source)


def cue_markers(played: Sequence[Played]) -> tuple[Marker, ...]:
    """Where each cue's first sound begins."""
    zeros: dict[int, int] = {}
    for one in played:
        zeros[one.cue] = min(zeros.get(one.cue, one.start), one.start)
    return tuple(Marker(f"cue {cue}", start) for cue, start in sorted(zeros.items()))


def session_tracks(
    title: str,
    played: Sequence[Played],
    stems: Mapping[int, StemFile],
    mix: StemFile,
    room: StemFile | None = None,
) -> Session:
    """Every source as a track, in the order in which they came; stems by serial; room and mix."""
    items: dict[tuple[str, int], list[Item]] = {}
    for one in played:
        track = items.setdefault((one.source, one.cue), [])
        track.append(dry_item(one))
        if one.serial in stems:
            track.append(stem_item(stems[one.serial], one))
    tracks = [Track(source, cue, tuple(of)) for (source, cue), of in items.items()]
    if room is not None:
        item = Item(f"{STEMS}/room", "stem", "room", room.file, room.start, room.frames)
        tracks.append(Track("room", 1, (item,)))
    whole = Item("mix", "mix", "mix", mix.file, mix.start, mix.frames)
    return Session(title, software(), tuple(tracks), cue_markers(played), whole)
