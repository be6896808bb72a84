"""The sound files below a folder. Reads none of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

SUFFIXES = frozenset(
    {".wav", ".bwf", ".flac", ".aif", ".aiff", ".aifc", ".mp3", ".ogg", ".oga", ".opus"}
)

_BATCH = 200


def sound_files(folder: Path) -> Iterator[tuple[Path, str]]:
    """Sound files below a folder, links to elsewhere left out, each with a mark of its version."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root) / name
            if name.startswith(".") or path.suffix.lower() not in SUFFIXES:
                continue
            try:
                if path.is_symlink() and not path.resolve().is_relative_to(folder):
                    continue
                about = path.stat()
            except OSError:
                continue
            if not stat.S_ISREG(about.st_mode):
                continue  # a pipe would be waited for, a device read for ever
            yield path, f"{about.st_mtime_ns}-{about.st_size}"


def batches(files: Iterator[tuple[Path, str]]) -> Iterator[list[tuple[Path, str]]]:
    """So many at a time as one transaction takes."""
    batch: list[tuple[Path, str]] = []
    for one in files:
        batch.append(one)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
