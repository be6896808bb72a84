"""Takes memory as it is used, gives back what is not, looks for none while a program starts.

Knows no sound.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import math
import mmap
import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LARGE = 32 << 20
"""Bytes from which a part of a library is looked at: compilers and frameworks, which nothing at
rest runs.
"""

_HUGE = 64 << 20
"""Bytes from which zeroes lie in pages of 2 MB, if the system has them: from some 250 delay lines
on, what translates addresses no longer knows all small ones, which costs a tenth.
"""

_HEAD = re.compile(r"([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+ *(.*)")


class Part(NamedTuple):
    """A part of this process's memory; sizes in bytes."""

    start: int
    size: int
    access: str
    file: str
    own: int
    """Of it, what is no longer as the file has it, in memory or swapped out."""


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Look for no cycles meanwhile: what a start makes stays, and is much to look through.

    That is a tenth of a start's work.
    """
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def untouched(*shape: int) -> NDArray[np.float32]:
    """Zeroes (shape) of which only those take memory that are written to.

    `numpy.zeros` may take such an array from memory that was used before, and then fills all of it.
    """
    import numpy as np  # the command line comes without

    count = math.prod(shape)
    size = max(4 * count, 1)
    if sys.platform == "win32":
        room = mmap.mmap(-1, size)
    else:
        room = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        if size >= _HUGE and hasattr(mmap, "MADV_HUGEPAGE"):
            with contextlib.suppress(OSError):  # a system without them
                room.madvise(mmap.MADV_HUGEPAGE)
    return np.frombuffer(room, np.float32, count).reshape(shape)


def give_back() -> None:
    """Return freed memory to the system, and large libraries' pages to their files; any thread.

    Such pages are as their files have them and come back when they are touched, in a millionth of
    a second each while the system still has them. Takes some 10 ms; never raises. Where the system
    is not Linux with glibc nothing is done: what is asked for here is theirs.
    """
    if sys.platform != "linux":
        return
    try:
        system = ctypes.CDLL(None, use_errno=True)
        system.malloc_trim(ctypes.c_size_t(0))
        for part in _unchanged(list(_parts())):
            system.madvise(
                ctypes.c_void_p(part.start), ctypes.c_size_t(part.size), mmap.MADV_DONTNEED
            )
    except (OSError, AttributeError):  # another C library, or no /proc
        return


def _unchanged(parts: list[Part]) -> list[Part]:
    """Large parts of libraries that nobody may write and nobody wrote.

    Libraries only, which Python never unloads: nothing else can have come to their place.
    """
    libraries = {part.file for part in parts if part.file.startswith("/") and "x" in part.access}
    return [
        part
        for part in parts
        if part.file in libraries
        and part.size >= _LARGE
        and part.access in ("r--p", "r-xp")
        and not part.own
    ]


def _parts() -> Iterator[Part]:
    with open("/proc/self/smaps", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
        head: re.Match[str] | None = None
        own = 0
        for line in file:
            if found := _HEAD.fullmatch(line.rstrip("\n")):
                head = found
            elif line.startswith("Anonymous:"):
                own = 1024 * int(line.split()[1])
            elif head and line.startswith("Swap:"):
                start, end = (int(text, 16) for text in head.group(1, 2))
                yield Part(start, end - start, head[3], head[4], own + 1024 * int(line.split()[1]))
