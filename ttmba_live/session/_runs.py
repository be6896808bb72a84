"""What runs a session folder holds, or which scene, and how whole each is. Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.audio import RATE
from ttmba_live.daw import read_manifest
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.scene import read_events
from ttmba_live.session._inside import file_inside
from ttmba_live.session._lock import is_held
from ttmba_live.session._replay import Replay
from ttmba_live.session._run_names import MIX, RUN_FILES, SCENE
from ttmba_live.session._timeline import NAME, run_file


@dataclass(frozen=True, slots=True)
class FoundRun:
    """One run, or a scene that was rendered: its length, events, and what it lacks.

    ``number`` is None for the last run; a scene (not ``played``) has no run and no number.
    """

    number: int | None
    seconds: float
    events: int
    rendered: bool
    lacks: str
    played: bool = True


def found_runs(folder: Path) -> list[FoundRun]:
    """The runs of a folder, oldest first, or the scene that `write_session` left there.

    Raises `Unavailable` if there is no such folder.
    """
    names = [path.name for path in _inside(folder)]
    stem, ending = NAME.split(".")
    older = [re.fullmatch(rf"{stem}-([0-9]{{1,9}})\.{ending}", name) for name in names]
    numbers = sorted(int(match[1]) for match in older if match)
    found = [_found(folder, number) for number in numbers]
    if NAME in names:
        found.append(_found(folder, None))
    elif SCENE in names:
        found.append(_scene(folder))
    return found


def sessions_in(folder: Path) -> list[Path]:
    """The folders in a folder that are sessions; raises `Unavailable`."""
    return sorted(path for path in _inside(folder) if _is_session(path))


def _is_session(folder: Path) -> bool:
    try:
        return any((folder / name).is_file() for name in (NAME, SCENE))
    except OSError:  # not ours to look into
        return False


def _inside(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror or error}") from error


def _found(folder: Path, number: int | None) -> FoundRun:
    after = [run_file(name, number) for name in RUN_FILES if name != NAME]
    without = [name for name in after if not (folder / name).is_file()]
    rendered = not {run_file(MIX, number), run_file(SCENE, number)} & set(without)
    try:
        replay = Replay(folder, number)
        try:
            replay.read()
        finally:
            replay.close()
        missing = [clip for clip in replay.heard if file_inside(folder, clip) is None]
    except TtmbaError as error:
        return FoundRun(number, 0.0, 0, rendered, str(error))
    lacks = []
    if number is None and is_held(folder):
        lacks.append("running, or being rendered")
    elif not replay.ended:
        lacks.append("cut off")
    if missing:
        lacks.append(f"{len(missing)} clips are missing")
    if rendered:
        lacks += [f"{name} is missing" for name in without]
    return FoundRun(number, replay.end / RATE, len(replay.heard), rendered, ", ".join(lacks))


def _scene(folder: Path) -> FoundRun:
    """What `write_session` wrote: events in ``session.json``, their files in the manifest."""
    rendered, played = (folder / MIX).is_file(), False
    try:
        events = len(read_events(folder / SCENE))
        rows = read_manifest(folder)[1]
        missing = [row.file for row in rows if file_inside(folder, row.file) is None]
    except TtmbaError as error:
        return FoundRun(None, 0.0, 0, rendered, str(error), played)
    seconds = max((row.start + row.duration for row in rows), default=0.0)
    lacks = f"{len(missing)} clips or stems are missing" if missing else ""
    return FoundRun(None, seconds, events, rendered, lacks, played)
