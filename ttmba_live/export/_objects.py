"""Sounds as objects: each with its dry sound, where it was and how loud. Knows no file.

A piece is played twice: once to learn which objects there are and how many sound at a time, once
for their sound. So nothing but their ways is held in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.binaural import Floats, Rows
from ttmba_live.daw import AdmObject
from ttmba_live.engine import Block, GlideSettings, Mixer, Started
from ttmba_live.export._path import Path
from ttmba_live.export._piece import Piece
from ttmba_live.room import Room
from ttmba_live.session import drained, play

_AT_ONCE = GlideSettings(smoothing=1e-4, max_speed=1e9)
"""Who renders the objects smooths their jumps."""

_DRY, _PLACE, _GAIN = 0, slice(1, 4), 4


class _Items:
    """A renderer that renders nothing: a voice's stem (hop, 5) is its dry sound, place and gain."""

    latency = 0

    def __init__(self, hop: int) -> None:
        self.hop = hop

    def start(self, voices: int) -> None:
        del voices

    def join(self, state: None, row: int, xyz: Floats, gain: float) -> None:
        del state, row, xyz, gain

    def step(
        self, state: None, rows: Rows, dry: Samples, xyz: Floats, gain: Floats, *, stems: bool
    ) -> tuple[Samples, Samples | None]:
        del state, rows, stems
        own = np.empty((len(dry), self.hop, 5), np.float32)
        own[:, :, _DRY] = dry
        own[:, :, _PLACE] = xyz[:, None]
        own[:, :, _GAIN] = gain[:, None]
        return np.zeros((self.hop, 1), np.float32), own

    def tail(self, distance: float) -> int:
        del distance
        return 0


@dataclass(slots=True)
class Sounding:
    """An object while it is learnt."""

    source: str
    start: int
    track: int
    path: Path
    end: int = 0
    peak: float = 0.0


@dataclass(frozen=True, slots=True)
class Objects:
    """What there is: objects in the order in which they begin, by the voices' serials."""

    soundings: dict[int, Sounding]
    tracks: int
    frames: int
    rooms: tuple[str, ...] = ()
    """Rooms that the piece was in."""

    def listed(self) -> list[AdmObject]:
        """As a file has them."""
        return [
            AdmObject(one.source, one.start, one.end - one.start, one.track, one.path)
            for one in self.soundings.values()
        ]


def learn(piece: Piece, progress: Callable[[int], None]) -> Objects:
    """Play a piece for its objects; each has a track to itself while it sounds.

    What is louder than full scale is scaled down, and its levels up.
    """
    soundings: dict[int, Sounding] = {}
    open_now: dict[int, Sounding] = {}
    tracks, frames, rooms = 0, 0, dict[str, None]()
    for reports, block, room in _played(piece):
        if not room.is_none:
            rooms[room.preset] = None
        for serial in [serial for serial in open_now if serial not in block.stems]:
            open_now.pop(serial).path.finish()
        for report in reports:
            used = {one.track for one in open_now.values()}
            track = next(number for number in range(len(used) + 1) if number not in used)
            tracks = max(tracks, track + 1)
            one = Sounding(report.source, report.frame, track, Path())
            soundings[report.serial] = open_now[report.serial] = one
        frames += len(block.mix)
        for serial, item in block.stems.items():
            one = open_now[serial]
            one.end = frames
            one.peak = max(one.peak, float(np.abs(item[:, _DRY]).max()))
            one.path.see(frames - one.start, item[0, _PLACE].astype(float), float(item[0, _GAIN]))
        progress(frames)
    for one in open_now.values():
        one.path.finish()
    for one in soundings.values():
        if one.peak > 1.0:
            one.path.scale(one.peak)
    return Objects(soundings, tracks, frames, tuple(rooms))


def dry_sound(piece: Piece, objects: Objects, progress: Callable[[int], None]) -> Iterator[Samples]:
    """Play a piece again for its dry sound, (frames, tracks) at a time."""
    frames = 0
    for _, block, _room in _played(piece):
        for part in range(0, len(block.mix), 1 << 14):
            size = min(1 << 14, len(block.mix) - part)
            out = np.zeros((size, objects.tracks), np.float32)
            for serial, item in block.stems.items():
                one = objects.soundings[serial]
                out[:, one.track] = item[:, _DRY] / max(1.0, one.peak)
            yield out
        frames += len(block.mix)
        progress(frames)


def _played(piece: Piece) -> Iterator[tuple[list[Started], Block, Room]]:
    mixer = Mixer(_Items(piece.hop), voices=piece.voices, glide=_AT_ONCE)
    for block in play(mixer, piece.entries(), stems=True):
        begun = [one for one in drained(mixer) if isinstance(one, Started)]
        yield begun, block, mixer.scene.room
