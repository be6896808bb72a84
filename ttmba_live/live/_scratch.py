"""A daemon's folder for what is gone at its end, and those that killed daemons left behind.

Who lives is known by a lock, which the system lets go with its process. Folders without one, of
other users, or on file systems without locks are left alone.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from filelock import FileLock, Timeout

_PREFIX = "ttmba_live-"
_LOCK = ".lock"


class Scratch:
    """A new folder under the system's for temporary files."""

    def __init__(self) -> None:
        """Make it, and lock it where that is possible."""
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        self._lock = FileLock(self.folder / _LOCK, timeout=0, thread_local=False)
        with contextlib.suppress(OSError, NotImplementedError):
            self._lock.acquire()

    def remove(self) -> None:
        """Remove it with all that is in it; never raises, may wait for the disk."""
        with contextlib.suppress(OSError):
            self._lock.release()  # Windows removes no open file
        shutil.rmtree(self.folder, ignore_errors=True)


def remove_left_behind() -> int:
    """Remove the folders whose daemons were killed; how many. May wait for the disk."""
    removed = 0
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError, NotImplementedError, Timeout):
                removed += _removed(folder)
    return removed


def _removed(folder: Path) -> bool:
    about, path = folder.lstat(), folder / _LOCK
    if hasattr(os, "geteuid") and about.st_uid != os.geteuid():
        return False  # in a folder for all, somebody else's lock may be a link to anything
    if folder.is_symlink() or path.is_symlink() or not path.is_file():
        return False
    with FileLock(path, timeout=0):
        pass  # nobody's: its name was never given twice, so nobody takes it now
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()
