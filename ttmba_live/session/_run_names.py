"""What a run's files are called in its folder, and how an older run makes room for the next."""

from __future__ import annotations

import os
import re
from itertools import count
from pathlib import Path

from ttmba_live.errors import Unavailable
from ttmba_live.scene import slug
from ttmba_live.session._spool import remove_torn
from ttmba_live.session._timeline import CLIPS, NAME, run_file
from ttmba_live.session._tracks import DRY_ENDING, STEMS
from ttmba_live.setup.exporters import EXPORTERS

MIX, SCENE, SNAPSHOTS = "mix.wav", "session.json", "snapshots.jsonl"

RUN_FILES = (NAME, MIX, SCENE, *(entry.make().file for entry in EXPORTERS))
"""What one run writes into its folder, beside clips and stems."""


def set_aside(folder: Path) -> int:
    """Keep an older run's files under other names, all with one number; the first free clip number.

    Its clips and stems stay where they are, so that a project that shows them stays whole. Raises
    `Unavailable`.
    """
    try:
        there = [folder / name for name in RUN_FILES if os.path.lexists(folder / name)]
        if there:
            number = next(n for n in count(1) if not any(map(os.path.lexists, _named(folder, n))))
            for path in there:
                path.rename(folder / run_file(path.name, number))
        for place in (CLIPS, STEMS):
            remove_torn(folder / place)
        names = [path.name for path in (folder / CLIPS).glob("*.wav")]
    except OSError as error:
        raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
    numbers = [int(head) for name in names if (head := name.partition("_")[0]).isdecimal()]
    return max(numbers, default=0) + 1


def _named(folder: Path, number: int) -> list[Path]:
    return [folder / run_file(name, number) for name in RUN_FILES]


def generated(name: str) -> bool:
    """Whether a session writes a file or folder of this name by itself."""
    plain = re.sub(r"-[0-9]+(?=\.|$)", "", name.casefold())
    return plain in {CLIPS, STEMS, SNAPSHOTS, *RUN_FILES}


def clip_name(number: int, name: str) -> str:
    """A clip's path inside a session folder, safe on every system.

    Dry or stem stands in the file's own name too: programs that gather media go by that alone.
    """
    return f"{CLIPS}/{number:04d}_{slug(name)}{DRY_ENDING}.wav"
