"""A SOFA file as named arrays and texts: the one door to h5py.

Knows HDF5 and how files differ in writing it; knows no acoustics. Everything that a damaged or
foreign file may do ends here as `InvalidInput`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.errors import InvalidInput, Unavailable

Floats = NDArray[np.float64]

_MAGIC = b"\x89HDF\r\n\x1a\n"

_MOST = 1 << 25
"""Numbers read at once; a file that claims more is read no further."""


class Container:
    """An open file. Names of variables are as in SOFA: ``Data.IR``, ``SourcePosition``."""

    def __init__(self, path: Path, file: Any) -> None:
        self.path = path
        self._file = file

    def text(self, name: str, of: str = "") -> str:
        """An attribute of the file, or of a variable; empty if there is none."""
        holder = self._variable(of) if of else self._file
        if holder is None:
            return ""
        try:
            value = holder.attrs.get(name)
        except Exception:  # an attribute that cannot be read says nothing
            return ""
        return _as_text(value)

    def shape(self, name: str) -> tuple[int, ...] | None:
        """A variable's, None if the file has no such one."""
        found = self._variable(name)
        return None if found is None else tuple(int(size) for size in found.shape)

    def letters(self, name: str) -> str:
        """SOFA's letters of a variable's dimensions, as "MRN"; "?" where the file does not say."""
        found, letters = self._variable(name), ""
        for index in range(len(found.shape) if found is not None else 0):
            scale = ""
            with contextlib.suppress(Exception):  # scales are decoration: many files have none
                scale = str(found.dims[index][0].name).rsplit("/", 1)[-1]
            letters += scale if len(scale) == 1 else "?"
        return letters

    def numbers(self, name: str, part: tuple[slice, ...] = ()) -> Floats:
        """A variable, or a part of it; raises `InvalidInput` for what are no numbers."""
        found = self._variable(name)
        if found is None:
            raise InvalidInput(f"{self.path} has no {name}")
        cut = [each.indices(n) for each, n in zip(part, found.shape, strict=False)]
        sizes = [len(range(*each)) for each in cut] + list(found.shape[len(cut) :])
        if np.prod([float(size) for size in sizes]) > _MOST:
            raise InvalidInput(f"{self.path}: {name} is too large, {found.shape}")
        try:
            numeric = found.dtype.kind in "fiu"
            values = np.asarray(found[part or ...], dtype=np.float64) if numeric else None
        except Exception as error:
            raise InvalidInput(f"{self.path} is damaged: {name} cannot be read") from error
        if values is None:
            raise InvalidInput(f"{self.path}: {name} holds no numbers")
        return values

    def _variable(self, name: str) -> Any:
        import h5py

        try:
            link = self._file.get(name, getlink=True)
            if link is None or isinstance(link, h5py.ExternalLink):
                return None
            found = self._file[name]
            is_data = isinstance(found, h5py.Dataset) and found.shape is not None
            # A file may borrow its numbers from any other file: those are not its own.
            own = is_data and not (found.external or found.is_virtual)
        except Exception:  # h5py raises what it likes for damaged headers
            return None
        return found if own else None


def _as_text(value: Any) -> str:
    if isinstance(value, np.ndarray):
        value = value.reshape(-1)[0] if value.size else ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip(" \0\t\r\n")
    return value.strip(" \0\t\r\n") if isinstance(value, str) else ""


def check_sofa(path: Path) -> None:
    """Look at a file's first bytes alone.

    Raises:
        Unavailable: if there is no such file, or it cannot be read.
        InvalidInput: if it is no SOFA file.
    """
    try:
        with path.open("rb") as raw:
            begin = raw.read(len(_MAGIC))
    except OSError as error:
        reason = "no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise Unavailable(f"cannot read {path}: {reason or error}") from error
    if not begin:
        raise InvalidInput(f"{path} is empty")
    if begin[:3] == b"CDF":
        raise InvalidInput(f"{path} is NetCDF 3; SOFA files are NetCDF 4")
    if begin != _MAGIC:
        raise InvalidInput(f"{path} is not a SOFA file")


@contextlib.contextmanager
def opened(path: Path) -> Iterator[Container]:
    """Open a file for reading; raises as `check_sofa`, and `InvalidInput` for a damaged one."""
    import h5py

    check_sofa(path)
    try:
        file = h5py.File(path, "r")
    except Exception as error:
        raise InvalidInput(f"{path} is not a whole SOFA file: it is damaged or cut off") from error
    with file:
        yield Container(path, file)
