"""Measured heads: found by name or path, prepared once for each file, kept in the cache.

Knows where they lie and where they are kept; a process of its own reads them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from ttmba_live.errors import InvalidInput, Unavailable, did_you_mean
from ttmba_live.setup._field import bank_of, run_baker

if TYPE_CHECKING:
    from ttmba_live.binaural.head.field import Description
    from ttmba_live.binaural.stream import Baked, Field

SHIPPED = "default"
"""The name of the head that comes with the package."""

NO_HEAD = "none"
"""What plays before there is a head: the sphere, whatever renderer is to follow."""

_VERSION = "head-3"
"""Part of what a prepared head is kept under: another number for other ways of preparing."""


@dataclass(frozen=True, eq=False)
class Prepared:
    """A measured head, ready to play, and what is to be told of it."""

    file: Path
    field: Field
    description: Description

    @property
    def words(self) -> str:
        """One line."""
        return f"{self.file.name}, {self.description.words()}"


def head_names(folder: Path) -> dict[str, Path]:
    """The SOFA files of a folder by their names, in order."""
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".sofa")
    except OSError:
        return {}
    return {path.stem: path for path in files if path.is_file()}


def find_head(wanted: str, folder: Path, *, paths: bool = True) -> Path | None:
    """The SOFA file that a name means; None is the head that ships.

    A name is that of a file in ``folder``, with or without its ending; with ``paths`` it may be
    a path too. Raises `Unavailable` if there is no such head.
    """
    if wanted in ("", SHIPPED):
        return None
    if paths and Path(wanted).expanduser().is_file():
        return Path(wanted).expanduser().resolve()
    names = head_names(folder)
    asked = wanted.lower().removesuffix(".sofa")
    for name, path in names.items():
        if name.lower() == asked:
            return path.resolve()
    if paths and (Path(wanted).suffix.lower() == ".sofa" or len(Path(wanted).parts) > 1):
        raise Unavailable(f"cannot read {wanted}: no such file")
    hint = did_you_mean(wanted, names) or f"; there are: {', '.join([SHIPPED, *names])}"
    raise Unavailable(f"no head is called {wanted!r} in {folder}{hint}")


def prepared_head(file: Path) -> Prepared:
    """A SOFA file's head from the cache, or made now.

    Raises `Unavailable` or `InvalidInput` with one line if it cannot be used.
    """
    from ttmba_live.binaural.head import check_sofa
    from ttmba_live.binaural.head.field import described
    from ttmba_live.binaural.stream import load_field

    path = _kept(file)
    try:
        return Prepared(file, load_field(path), described(path))
    except (Unavailable, InvalidInput, OSError, ValueError, TypeError, KeyError):
        # There is none yet, or a damaged one.
        check_sofa(file)
        run_baker(["ttmba_live.binaural.head", str(path), str(file)], file.name)
    return Prepared(file, load_field(path), described(path))


def head_bank(file: Path, radius: float = 0.0) -> Baked:
    """A SOFA file's head for the live renderer; see `bank_of`. Raises likewise."""
    return bank_of(lambda: prepared_head(file).field, radius)


def is_prepared(file: Path) -> bool:
    """Whether the cache has it; raises `Unavailable` if the file cannot be read."""
    return _kept(file).is_file()


def told_of(file: Path) -> Description | None:
    """What was found when a file was prepared; None if it was not yet."""
    from ttmba_live.binaural.head.field import described

    try:
        return described(_kept(file))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _kept(file: Path) -> Path:
    from ttmba_live.binaural.stream import LAYOUT

    digest = hashlib.sha256()
    try:
        with file.open("rb") as raw:
            while part := raw.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise Unavailable(f"cannot read {file}: {error.strerror or error}") from error
    digest.update(f"{_VERSION} {LAYOUT}".encode())
    return platformdirs.user_cache_path("ttmba_live") / "heads" / f"{digest.hexdigest()[:24]}.npz"
