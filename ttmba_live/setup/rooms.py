"""Rooms' measured responses: found by name or path, read, judged. Plays nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from ttmba_live.audio import read_sound, resample
from ttmba_live.errors import InvalidInput, Unavailable, did_you_mean
from ttmba_live.room import NONE, Impulse, Room, changed, named
from ttmba_live.setup._folders import default_folder

RoomName = Literal[
    "none", "studio", "living room", "bathroom", "kitchen", "office", "hall", "theatre",
    "station", "church", "cathedral", "cave", "cellar", "stairwell", "garage", "tunnel",
    "car", "street", "courtyard", "forest", "field", "snow", "mountains",
]  # fmt: skip
"""The rooms of `ttmba_live.room.PRESETS`, and none."""

_ENDINGS = (".wav", ".flac", ".aif", ".aiff", ".ogg")

_LONGEST = 20.0
"""Seconds of a response that are read."""

_ONSET = 0.1
"""Share of the peak at which the direct sound begins."""


def rooms_folder(wanted: str = "") -> Path:
    """Where responses of rooms lie that are called by their names."""
    return Path(wanted).expanduser() if wanted else default_folder() / "rooms"


def find_response(wanted: str, folder: Path, *, paths: bool = True) -> Path:
    """The file that a name means, with or without its ending; raises `Unavailable`.

    With ``paths`` it may be a path too.
    """
    if paths and Path(wanted).expanduser().is_file():
        return Path(wanted).expanduser().resolve()
    try:
        files = sorted(file for file in folder.iterdir() if file.suffix.lower() in _ENDINGS)
    except OSError:
        files = []
    for file in files:
        if wanted.lower() in (file.name.lower(), file.stem.lower()):
            return file.resolve()
    names = [file.stem for file in files]
    hint = did_you_mean(wanted[:80], names) or f"; there are: {', '.join(names) or 'none'}"
    raise Unavailable(f"no response of a room is called {wanted[:80]!r} in {folder}{hint}")


def read_response(file: Path) -> Impulse:
    """Read a response of one channel or two; raises `Unavailable` or `InvalidInput`."""
    samples, rate = read_sound(file, _LONGEST)
    if samples.shape[1] > 2:
        raise InvalidInput(f"{file.name}: a room's response has 1 channel or 2 (two ears)")
    loud = np.abs(samples).max(axis=1, initial=0.0)
    if not loud.max(initial=0.0) > 0.0:
        raise InvalidInput(f"{file.name} is silent")
    kept = np.stack([resample(samples[:, k], rate) for k in range(samples.shape[1])], axis=1)
    loud = np.abs(kept).max(axis=1)
    return Impulse(kept, int(np.argmax(loud >= _ONSET * loud.max())))


def room_of(wanted: str, folder: Path | None = None) -> Room:
    """The room that a word means: a preset's name, or a response's file in a studio.

    Raises `InvalidInput` or `Unavailable`.
    """
    if Path(wanted).suffix.lower() in _ENDINGS:
        file = find_response(wanted, folder or rooms_folder())
        return with_impulse(changed(named("studio"), file=str(file)), "")
    return named(wanted or NONE)


def with_impulse(room: Room, folder: str, *, paths: bool = True) -> Room:
    """A room whose ``file`` has been read, if it names one; its name is the whole path then."""
    if not room.file:
        return replace(room, impulse=None)
    file = find_response(room.file, rooms_folder(folder), paths=paths)
    return replace(room, file=str(file), impulse=read_response(file))
