"""Where a folder is that somebody may move or delete while it is written. Knows no run."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class Place:
    """A folder, followed by what it is and not by its name where the system can say that.

    Belongs to the thread that writes there; ``path`` may be read by any.
    """

    def __init__(self, folder: Path) -> None:
        """Remember a folder that exists; raises OSError."""
        self.path = folder.absolute()
        self._hold = -1
        self._remember()

    def look(self) -> tuple[str, bool]:
        """What has happened to it since, if anything, and whether it was made anew.

        Raises OSError if it can neither be found nor be made.
        """
        try:
            if _identity(self.path) == self._identity:
                return "", False
        except OSError:
            pass
        found, before = self._found(), self.path
        if found is not None:
            self.path = found
            return f"{before} was moved to {found}; the session goes on there", False
        self.path.mkdir(parents=True, exist_ok=True)
        self._remember()
        return f"{before} was deleted; what is still at hand is written there again", True

    def close(self) -> None:
        """Remember no more."""
        if self._hold >= 0:
            os.close(self._hold)
            self._hold = -1

    def _remember(self) -> None:
        self.close()
        self._identity = _identity(self.path)
        if sys.platform != "win32":  # there, a folder with open files cannot be moved
            self._hold = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)

    def _found(self) -> Path | None:
        """Where the folder is now, by its descriptor."""
        try:
            if sys.platform == "darwin":
                import fcntl

                name = fcntl.fcntl(self._hold, fcntl.F_GETPATH, b"\0" * 1024)
                path = Path(os.fsdecode(name.rstrip(b"\0")))
            else:
                path = Path(f"/proc/self/fd/{self._hold}").readlink()
            return path if _identity(path) == self._identity else None
        except (OSError, AttributeError):
            return None


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino
