"""One program's files: out of the package or the checkout, into a folder. Knows no program.

In a checkout they lie beside the package, in a wheel inside this room, under the same names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ttmba_live.audio import whole_file
from ttmba_live.errors import Unavailable
from ttmba_live.patches._places import Machine

FOLDER = "ttmba_live"
"""What the folder with the files is called, wherever it is put."""


def files_folder() -> Path:
    """Where the folders with the files are: in the wheel, or the checkout's root."""
    room = Path(__file__).parent
    return room if (room / "max_patches").is_dir() else room.parent.parent


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of a copy: files that are new, that were another version, and as they were."""

    folder: Path
    new: int
    replaced: int
    same: int


@dataclass(frozen=True, slots=True)
class Patches:
    """What is copied for a program, where to, and what its user does then."""

    source: str
    """The folder in the checkout."""
    names: tuple[str, ...]
    """What is taken of it: files, and folders with all that is in them."""
    place: Callable[[Machine], Path]
    """Where the program looks; raises `Unavailable` on a system that it does not run on."""
    then: str
    """What to do next; ``{folder}`` stands for where the files are."""
    called: str = ""
    """What the folder that ``place`` finds is called."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Files that the program looks for in another folder beside ``place``, by that one's name."""

    def files(self) -> Iterator[tuple[Path, Path]]:
        """Each file, and its path relative to the folder; raises `Unavailable` if one lacks."""
        root = files_folder() / self.source
        for name in self.names:
            path = root / name
            if not path.exists():
                raise Unavailable(f"{path} is missing: this installation is not whole")
            for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
                if file.is_file() and "__pycache__" not in file.parts:
                    yield file, file.relative_to(root)

    def copy(self, folder: Path) -> Copied:
        """Copy everything into ``folder / "ttmba_live"``, over an older version of it.

        What belongs `beside` goes there if the folder is called as the program calls it. Files
        that this project has not are left alone. Raises `Unavailable`.
        """
        target, counts = folder / FOLDER, {"new": 0, "replaced": 0, "same": 0}
        for file, name in self.files():
            other = self.beside.get(name.name) if folder.name == self.called else None
            where = folder.parent / other / FOLDER if other else target
            counts[_put(file.read_bytes(), where / name)] += 1
        return Copied(target, **counts)


def _put(data: bytes, path: Path) -> str:
    try:
        before = path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    if before == data:
        return "same"
    with whole_file(path) as part:
        part.write_bytes(data)
    return "new" if before is None else "replaced"
