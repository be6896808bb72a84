"""A blind listening test as a folder of files: a page, clips under names that tell nothing, a key.

Knows files; knows no system by name and judges nothing. The page needs no server. It is in the
manner of MUSHRA (ITU-R BS.1534): all versions of a sound side by side, an open and a hidden
reference.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.measures._clips import SUFFIXES

PAGE, KEY, CLIPS = "index.html", "key.csv", "clips"
COLUMNS = ("file", "system", "clip")

HIDDEN = "reference"
"""What the key calls the reference among the versions."""


def make_test(
    systems: Sequence[Path],
    out: Path,
    references: Path | None = None,
    captions: Mapping[str, str] | None = None,
) -> int:
    """Write ``out/page``, for listeners, and ``out/key.csv``, which they must not see.

    Args:
        systems: folders, each named as its system, of clips whose names say which sound they are.
        out: a folder; a page that is there already is replaced.
        references: a folder of the same sounds as they should be.
        captions: what a sound should be like, by its name.

    Returns:
        how many sounds all of them have.

    Raises:
        InvalidInput: for fewer than two systems or no sound that all have.
        Unavailable: for a folder that cannot be read.
    """
    named = {folder.resolve().name: _clips(folder) for folder in systems}
    if references is not None:
        named[HIDDEN] = _clips(references)
    if len(named) < len(systems) + (references is not None) or len(systems) < 2:
        raise InvalidInput("at least two systems are compared, in folders of different names")
    common = sorted(set.intersection(*(set(clips) for clips in named.values())))
    if not common:
        raise InvalidInput(f"no sound is in all of {', '.join(named)}; names tell which is which")
    page = out / "page"
    shutil.rmtree(page, ignore_errors=True)
    (page / CLIPS).mkdir(parents=True)
    key, trials = [], []
    for clip in common:
        files = {name: _hidden(clips[clip], name, page) for name, clips in named.items()}
        key += [(file, name, clip) for name, file in files.items()]
        trials.append(
            {
                "caption": (captions or {}).get(clip, ""),
                "reference": files.get(HIDDEN, ""),
                "files": sorted(files.values()),
            }
        )
    with whole_file(out / KEY) as part, part.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([COLUMNS, *key])
    template = (resources.files("ttmba_live.measures") / "blind.html").read_text(encoding="utf-8")
    data = json.dumps(trials, ensure_ascii=False).replace("<", "\\u003c")
    with whole_file(page / PAGE) as part:
        part.write_text(template.replace("/*TRIALS*/[]", data), encoding="utf-8")
    return len(common)


def _clips(folder: Path) -> dict[str, Path]:
    """Sound files by their names without endings."""
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror or error}") from error
    return {path.stem: path for path in paths if path.suffix.lower() in SUFFIXES}


def _hidden(path: Path, system: str, page: Path) -> str:
    """Copy a clip under a name that tells neither its system nor its sound."""
    digest = hashlib.sha256(f"{system}\0{path.name}\0".encode() + path.read_bytes())
    name = digest.hexdigest()[:16] + path.suffix.lower()
    shutil.copyfile(path, page / CLIPS / name)
    return name
