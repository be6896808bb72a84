"""Who may write a session folder: one process at a time. Knows no run.

The lock is the system's: it ends with the process that took it, however that ends.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from filelock import FileLock, Timeout

from ttmba_live.errors import Unavailable

LOCK = ".ttmba_live.lock"
_OWNER = ".ttmba_live.owner"


class Held:
    """A session folder that is this process's until `release`."""

    def __init__(self, folder: Path) -> None:
        """Take it, making it if need be; raises `Unavailable`, which names who has it."""
        if folder.exists() and not folder.is_dir():
            raise Unavailable(f"a session needs a folder; {folder} is a file")
        self._owner = folder / _OWNER
        if (folder / LOCK).is_symlink():  # it is emptied when it is taken
            raise Unavailable(f"cannot lock {folder}: its {LOCK} is a link to another place")
        self._lock = FileLock(folder / LOCK, timeout=0, thread_local=False)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
            self._owner.unlink(missing_ok=True)  # it may be a link
            self._owner.write_text(f"{os.getpid()}\n", encoding="utf-8")
        except Timeout:
            raise Unavailable(f"{folder} is in use by {_holder(self._owner)}") from None
        except NotImplementedError:
            return  # a file system without locks: nothing can be known
        except OSError as error:
            self._lock.release()
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error

    def release(self) -> None:
        """Let others have it; never raises."""
        with contextlib.suppress(OSError):
            self._owner.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._lock.release()


def is_held(folder: Path) -> bool:
    """Whether a process has the folder now; False where that cannot be known."""
    lock = folder / LOCK
    if lock.is_symlink() or not lock.is_file():
        return False
    probe = FileLock(lock, timeout=0, thread_local=False)
    try:
        probe.acquire()
    except Timeout:
        return True
    except (NotImplementedError, OSError):
        return False
    probe.release()
    return False


def _holder(owner: Path) -> str:
    with contextlib.suppress(OSError, ValueError):
        return f"process {int(owner.read_text(encoding='utf-8'))}; end that one, or take another"
    return "another process"
