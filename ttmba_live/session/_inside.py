"""Names of files inside a session's folder, and none outside. Knows no run."""

from __future__ import annotations

from pathlib import Path

from ttmba_live.errors import InvalidInput


def file_inside(folder: Path, name: str) -> Path | None:
    """The file that a session means by a name, or None if there is none.

    Raises `InvalidInput` if it is, or links make it, a place outside the folder.
    """
    try:
        path = (folder / name).resolve()
        inside, there = path.is_relative_to(folder.resolve()), path.is_file()
    except (OSError, RuntimeError, ValueError) as error:  # no name, or links in a circle
        raise InvalidInput(f"{name!r:.200} is no file's name") from error
    if not inside:
        raise InvalidInput(f"{name!r:.200} leads to a place outside {folder}")
    return path if there else None
