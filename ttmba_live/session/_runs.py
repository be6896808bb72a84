"""What runs a session folder holds, and how whole each is. Reads only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.audio import RATE
from ttmba_live.errors import TtmbaError, Unavailable
from ttmba_live.session._inside import file_inside
from ttmba_live.session._lock import is_held
from ttmba_live.session._replay import Replay
from ttmba_live.session._run_folder import MIX
from ttmba_live.session._timeline import NAME, run_file


@dataclass(frozen=True, slots=True)
class FoundRun:
    """One run: its number (None is the last one), length, events, and what it lacks."""

    number: int | None
    seconds: float
    events: int
    rendered: bool
    lacks: str


def found_runs(folder: Path) -> list[FoundRun]:
    """The runs of a folder, oldest first; raises `Unavailable` if there is no such folder."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror or error}") from error
    stem, ending = NAME.split(".")
    older = [re.fullmatch(rf"{stem}-([0-9]{{1,9}})\.{ending}", name) for name in names]
    numbers = sorted(int(match[1]) for match in older if match)
    return [_found(folder, n) for n in [*numbers, *([None] if NAME in names else [])]]


def _found(folder: Path, number: int | None) -> FoundRun:
    rendered = (folder / run_file(MIX, number)).is_file()
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
    return FoundRun(number, replay.end / RATE, len(replay.heard), rendered, ", ".join(lacks))
