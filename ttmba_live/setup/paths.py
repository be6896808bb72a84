"""Files and folders that settings or commands name and that are not there. Reads none.

What is missing is in nobody's way until it is asked for by name, so a daemon only tells.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ttmba_live.setup._settings import Settings

_QUOTES = "; a path with backslashes stands in single quotes: 'C:\\sounds'"


def lacking(settings: Settings) -> Iterator[tuple[str, str]]:
    """Each setting whose path does not lead where it should, by its name, and why."""
    library, folder = settings.library, settings.session.folder
    if library.index and not Path(library.index).expanduser().is_file():
        fills = "ttmba-live library add FOLDER makes it"
        yield "[library] index", f"there is no {library.index}; {fills}{_quotes(library.index)}"
    for name, wanted in (
        ("[binaural] heads", settings.binaural.heads),
        ("[room] files", settings.room.files),
        ("[tangoflux] loras", settings.tangoflux.loras),
    ):
        if wanted and not Path(wanted).expanduser().is_dir():
            yield name, f"there is no folder {wanted}{_quotes(wanted)}"
    if folder and not _can_be_made(Path(folder)):
        yield "[session] folder", f"{folder} cannot be made or written{_quotes(folder)}"


def new_folder(folder: Path) -> str:
    """What is to be told of a folder that is going to be made: a slip in a path makes one, too.

    Empty if it is there.
    """
    if folder.exists():
        return ""
    above = [one for one in folder.absolute().parents if not one.exists()]
    return f"{folder} is a new folder{f'; so is {above[-1]}' if above else ''}"


def _quotes(path: str) -> str:
    """A hint where a path has a tab or the like in it, which TOML reads in double quotes."""
    return "" if path.isprintable() else _QUOTES


def _can_be_made(folder: Path) -> bool:
    """Whether files can be put into a folder, or into the one above in which it would be made."""
    try:
        there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
        tempfile.TemporaryFile(dir=there).close()
    except OSError:
        return False
    return True
