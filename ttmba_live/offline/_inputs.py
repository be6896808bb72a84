"""Files that a command reads are not those that it writes. Knows paths; makes no sound."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.files import Files
from ttmba_live.scene import Event, read_events, read_room


def spare(inputs: Iterable[Path | None], *outputs: Path | None) -> None:
    """Raise `InvalidInput` if an output is an input, by whatever name or link, or another output.

    What is None is none, and so is an input that is not there.
    """
    read = [path for path in inputs if path is not None]
    written = [path for path in outputs if path is not None]
    for number, output in enumerate(written):
        if any(output.absolute() == other.absolute() for other in written[:number]):
            raise InvalidInput(f"{output} cannot be written twice: name another file")
        for path in read:
            if _same(path, output):
                raise InvalidInput(f"{output} is read here and kept: name another file to write")


def as_path(scene: str) -> Path | None:
    """The file or folder that a word names, or None if it is a text."""
    if not scene.strip() or "\n" in scene or len(scene) > 500 or "\0" in scene:
        return None
    path = Path(scene)
    try:
        found = path.exists()
    except OSError:
        return None
    if found:
        return path
    looks_like_one = path.suffix.lower() in {".json", ".txt", ".csv"} and " " not in scene
    return path if looks_like_one or path.is_absolute() else None


def read_piece(path: Path) -> list[Event]:
    """The events of a scene's file; all that is wrong with it and with its sound files is told."""
    return read_events(path, Files(path.parent).look)


def scene_inputs(scene: str) -> list[Path]:
    """The files that a scene is read from: its own, its events', its room's; a session's clips."""
    path = as_path(scene)
    if path is None:
        return []
    if path.is_dir():
        return list((path / "clips").glob("*"))
    room = read_room(path)
    names = [event.file for event in read_piece(path)] + ([room.file] if room else [])
    return [path, *(path.parent / name for name in names if name)]


def _same(path: Path, output: Path) -> bool:
    try:
        return os.path.samefile(path, output)  # noqa: PTH121 - follows links of both
    except (OSError, ValueError):
        return False  # one of them is not there
