"""Scenes on disk: each is whole or absent. Knows folders and records, and no sound."""

from __future__ import annotations

import json
import shutil
import uuid
from pathlib import Path
from typing import Any

from ttmba_live.batch._order import SCENES

RECORD = "record.json"
"""What a scene is, in its folder: written last, before the folder gets its name."""

_PART = ".part-"


def new_part(folder: Path) -> Path:
    """A new folder for a scene that is being made; raises OSError."""
    path = folder / SCENES / f"{_PART}{uuid.uuid4().hex}"
    path.mkdir(parents=True)
    return path


def remove_parts(folder: Path) -> None:
    """Remove what was being made when a batch was cut off."""
    for path in (folder / SCENES).glob(f"{_PART}*"):
        shutil.rmtree(path, ignore_errors=True)


def record_of(folder: Path, name: str) -> dict[str, Any] | None:
    """The record of a scene that is whole, files and all; None if there is none."""
    path = folder / SCENES / name
    try:
        record: dict[str, Any] = json.loads((path / RECORD).read_bytes())
        sizes = {file: (path / file).stat().st_size for file in record["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return record if sizes == record["files"] else None


def is_whole(folder: Path, name: str, key: str) -> bool:
    """Whether a scene is there as it is wanted now."""
    record = record_of(folder, name)
    return record is not None and record.get("key") == key


def seal(part: Path, record: dict[str, Any], folder: Path) -> None:
    """Give a finished part its name; the first of two that made the same scene wins.

    Raises OSError.
    """
    files = sorted(path for path in part.rglob("*") if path.is_file())
    record["files"] = {path.relative_to(part).as_posix(): path.stat().st_size for path in files}
    text = json.dumps(record, ensure_ascii=False, indent=1)
    (part / RECORD).write_text(text + "\n", encoding="utf-8")
    final = folder / SCENES / record["id"]
    if final.exists() and not is_whole(folder, record["id"], record["key"]):
        shutil.rmtree(final)
    try:
        part.rename(final)
    except OSError:
        if not is_whole(folder, record["id"], record["key"]):
            raise
        shutil.rmtree(part, ignore_errors=True)
