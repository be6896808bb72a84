"""The forms that a piece can take: which sound goes into which file. Knows no command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from ttmba_live.audio import RATE, to_db
from ttmba_live.daw import axml, chna, growing_wave
from ttmba_live.engine import Mixer
from ttmba_live.errors import InvalidInput
from ttmba_live.export._objects import dry_sound, learn
from ttmba_live.export._piece import Piece
from ttmba_live.panning import Layout, Panned, ambisonics, loudspeakers
from ttmba_live.room import Room
from ttmba_live.session import play

_SOFT = 2.0**-24
"""Level at which a mixer renders, so that its limiter finds nothing to do; undone without loss."""

Progress = Callable[[int], None]
"""Hears how many frames are done, of each time that the piece is played."""


def _silent(_: int) -> None:
    pass


def export_adm(piece: Piece, path: Path, progress: Progress = _silent) -> list[str]:
    """Write an ADM BW64 file: dry sound in 24 bits, places and levels over time.

    Returns what is to be told; raises `TtmbaError`.
    """
    _check(path)
    objects = learn(piece, progress)
    listed = objects.listed()
    if not listed:
        raise InvalidInput("nothing sounds in this piece: there are no objects to export")
    chunks = ((b"chna", [chna(listed)]), (b"axml", axml(piece.title, listed, objects.frames)))
    with growing_wave(path, objects.tracks, sample="int24", chunks=chunks, long=b"BW64") as wave:
        for block in dry_sound(piece, objects, progress):
            wave.write(block)
    told = [f"{path}: {len(listed)} objects on {objects.tracks} tracks, {_time(objects.frames)}"]
    if objects.rooms:
        left = ", ".join(objects.rooms)
        told.append(f"objects are dry: the room ({left}) is left to who renders them")
    return told


def export_ambisonics(
    piece: Piece, path: Path, order: int, progress: Progress = _silent
) -> list[str]:
    """Write AmbiX: (order + 1)^2 channels, ACN and SN3D, float32. Returns what is to be told."""
    renderer = ambisonics(order, piece.hop, _SOFT)
    return _panned(piece, path, renderer, f"AmbiX of order {order}", progress)


def export_loudspeakers(
    piece: Piece, path: Path, layout: Layout, progress: Progress = _silent
) -> list[str]:
    """Write a channel for each loudspeaker, by VBAP, float32. Returns what is to be told."""
    renderer = loudspeakers(layout, piece.hop, _SOFT)
    return _panned(piece, path, renderer, " ".join(layout.names), progress)


def _panned(piece: Piece, path: Path, renderer: Panned, what: str, progress: Progress) -> list[str]:
    _check(path)
    mixer = Mixer(renderer, voices=piece.voices, glide=piece.glide)
    peak, rooms = 0.0, dict[str, str]()
    with growing_wave(path, renderer.channels) as wave:
        for block in play(mixer, piece.entries()):
            if block.silent:  # and of two channels
                wave.skip(len(block.mix))
            else:
                sound = block.mix / np.float32(_SOFT)
                wave.write(sound)
                peak = max(peak, float(np.abs(sound).max()))
            rooms |= _told(mixer.scene.room)
            progress(wave.frames)
    told = [f"{path}: {renderer.channels} channels ({what}), {_time(wave.frames)}"]
    told += rooms.values()
    if peak > 1.0:
        told.append(f"samples reach {to_db(peak):.1f} dB over full scale: float32 keeps them")
    return told


def _told(room: Room) -> dict[str, str]:
    """What is to be said of a room in channels, by its name."""
    if room.is_none:
        return {}
    text = f"the room {room.preset} is in it: reflections where they come from, the rest all around"
    if room.impulse is None:
        return {room.preset: text}
    return {room.preset: f"{text}, in place of {Path(room.file).name}, which is for two ears"}


def _check(path: Path) -> None:
    if path.suffix.lower() != ".wav":
        raise InvalidInput(f"{path} must end in .wav")


def _time(frames: int) -> str:
    return f"{frames / RATE:.1f} s"
