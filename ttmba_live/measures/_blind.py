"""A blind listening test as a folder of files: a page, clips under names that tell nothing, a key.

Knows files; knows no system by name and judges nothing. The page needs no server.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.measures._clips import SUFFIXES
from ttmba_live.measures._forms import FORMS

PAGE, KEY, CLIPS = "index.html", "key.csv", "clips"
COLUMNS = ("file", "system", "clip", "form")

HIDDEN = "reference"
"""What the key calls the reference among the versions."""


def make_test(
    systems: Sequence[Path],
    out: Path,
    references: Path | None = None,
    captions: Mapping[str, str] | None = None,
    form: str = "mushra",
) -> int:
    """Write ``out/page``, for listeners, and ``out/key.csv``, which they must not see.

    Args:
        systems: folders, each named as its system, of clips whose names say which sound they are.
        out: a folder; a page that is there already is replaced.
        references: a folder of the same sounds as they should be.
        captions: what a sound should be like, by its name.
        form: what is asked, a name in `FORMS`.

    Returns:
        how many sounds all of them have.

    Raises:
        InvalidInput: for fewer than two systems, no sound that all have, or what the form needs.
        Unavailable: for a folder that cannot be read.
    """
    asked = FORMS[form]
    for name, given in (("references", references), ("captions", captions)):
        if name in asked.needs and given is None:
            raise InvalidInput(f"--form {form} needs --{name}")
    named = {folder.resolve().name: _clips(folder) for folder in systems}
    if references is not None:
        named[HIDDEN] = _clips(references)
    if len(named) < len(systems) + (references is not None) or len(systems) < 2:
        raise InvalidInput("at least two systems are compared, in folders of different names")
    common = sorted(set.intersection(*(set(clips) for clips in named.values())))
    if not common:
        raise InvalidInput(f"no sound is in all of {', '.join(named)}; names tell which is which")
    page = new_page(out)
    key, trials = [], []
    for clip in common:
        files = {name: _hidden(clips[clip], name, page) for name, clips in named.items()}
        reference = files.get(HIDDEN, "")
        if not asked.hidden:
            files.pop(HIDDEN, None)
        key += [(file, name, clip, form) for name, file in files.items()]
        trials.append(
            {
                "caption": (captions or {}).get(clip, ""),
                "reference": reference,
                "rows": [{"key": file, "file": file} for file in sorted(files.values())],
            }
        )
    write_key(out, COLUMNS, key)
    about = {"question": asked.question, "least": asked.least, "most": asked.most}
    write_page(page, {**about, "words": asked.words, "trials": trials})
    return len(common)


def new_page(out: Path) -> Path:
    """An empty folder for a page; one that is there already is replaced."""
    page = out / "page"
    shutil.rmtree(page, ignore_errors=True)
    (page / CLIPS).mkdir(parents=True)
    return page


def write_page(page: Path, test: Mapping[str, Any]) -> None:
    """Write the page of a test, as its script reads it."""
    template = (resources.files("ttmba_live.measures") / "blind.html").read_text(encoding="utf-8")
    data = json.dumps(test, ensure_ascii=False).replace("<", "\\u003c")
    with whole_file(page / PAGE) as part:
        part.write_text(template.replace("/*TEST*/{}", data), encoding="utf-8")


def write_key(out: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write what listeners must not see."""
    with whole_file(out / KEY) as part, part.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([columns, *rows])


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
