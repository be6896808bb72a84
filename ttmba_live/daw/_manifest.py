"""``manifest.tsv``: a session as lines that any script can read. Knows no DAW.

The first line is ``# ttmba session RUN``, the second names the columns; an item a line follows.
A line stands there only when its file is whole, and a torn last line is no line.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from ttmba_live.audio import check_file, whole_file
from ttmba_live.daw._session import DRY, STEM, Item, Kind, Session, one_line
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.geometry import Position

MANIFEST = "manifest.tsv"

COLUMNS = (
    "id", "track", "start", "file", "name", "duration", "kind",
    "cue", "azimuth", "elevation", "distance", "gain",
)  # fmt: skip

_HEAD = "# ttmba session "


@dataclass(frozen=True, slots=True)
class Row:
    """One line: an item, its track, its cue; times in seconds, gain in dB."""

    id: str
    track: str
    start: float
    file: str
    name: str
    duration: float
    kind: Kind
    cue: int
    place: Position
    gain_db: float


def _head(run: str) -> str:
    return f"{_HEAD}{one_line(run)}\n" + "\t".join(COLUMNS) + "\n"


def manifest_line(item: Item, track: str, cue: int) -> str:
    """An item's line, its end included."""
    place = item.place
    numbers = (place.azimuth, place.elevation, place.distance, item.gain_db)
    cells = (
        item.id, one_line(track), f"{item.at:.9f}", item.file, one_line(item.name),
        f"{item.seconds:.9f}", item.kind, str(cue), *(f"{v:.6g}" for v in numbers),
    )  # fmt: skip
    return "\t".join(cells) + "\n"


def write_manifest(folder: Path, session: Session, run: str, name: str = MANIFEST) -> None:
    """Write a finished session's manifest, every item by time."""
    owner = {item.id: track for track in session.tracks for item in track.items}
    rows = [manifest_line(item, owner[item.id].id, owner[item.id].cue) for item in session.items]
    with whole_file(folder / name) as part:
        part.write_text(_head(run) + "".join(rows), encoding="utf-8", newline="\n")


class ManifestWriter:
    """A manifest that grows while a run goes on; each line goes to the system at once."""

    def __init__(self, folder: Path, run: str) -> None:
        """Begin a new manifest; raises `Unavailable`."""
        try:
            with whole_file(folder / MANIFEST) as part:
                part.write_text(_head(run), encoding="utf-8", newline="\n")
            self._file = (folder / MANIFEST).open("a+b", buffering=0)
        except OSError as error:
            raise Unavailable(f"cannot write {folder}: {error.strerror or error}") from error
        self._whole = self._file.tell()

    def add(self, line: str) -> None:
        """Append a line (`manifest_line`) of an item whose file is whole.

        Raises `Unavailable` and leaves no torn line.
        """
        data = line.encode()
        try:
            self._file.truncate(self._whole)
            written = self._file.write(data)
        except OSError as error:
            raise Unavailable(f"cannot write {MANIFEST}: {error.strerror or error}") from error
        if written != len(data):
            raise Unavailable(f"cannot write {MANIFEST}: the disk is full")
        self._whole += len(data)

    def move(self, folder: Path) -> None:
        """Go on in a folder that was made anew; raises OSError or `Unavailable`."""
        self._file.seek(0)
        data = self._file.read(self._whole)
        with whole_file(folder / MANIFEST) as part:
            part.write_bytes(data)
        self._file.close()
        self._file = (folder / MANIFEST).open("a+b", buffering=0)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def keep_dry(source: Path, target: Path) -> None:
    """Copy a manifest without its stems; raises OSError."""
    lines = source.read_bytes().splitlines(keepends=True)
    kept = [line for line in lines if line.split(b"\t")[6:7] != [b"stem"]]
    target.write_bytes(b"".join(kept))


def read_manifest(folder: Path, name: str = MANIFEST) -> tuple[str, list[Row]]:
    """The run's name and its lines; a torn last line is left out.

    Raises `Unavailable` if there is none, `InvalidInput` if it is something else.
    """
    path = folder / name
    check_file(path)
    try:
        text = path.read_bytes().decode("utf-8", errors="replace")
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    whole = text[: text.rfind("\n") + 1]
    first, _, rest = whole.partition("\n")
    if not first.startswith(_HEAD):
        raise InvalidInput(f"{path} is no manifest of a session")
    cells = csv.DictReader(io.StringIO(rest), delimiter="\t", quoting=csv.QUOTE_NONE)
    try:
        return first.removeprefix(_HEAD).strip(), [_row(item) for item in cells]
    except (KeyError, TypeError, ValueError, csv.Error) as error:
        raise InvalidInput(f"{path} is damaged: {error}") from error


def _row(cell: dict[str, str]) -> Row:
    return Row(
        cell["id"], cell["track"], float(cell["start"]), cell["file"], cell["name"],
        float(cell["duration"]), DRY if cell["kind"] == DRY else STEM, int(cell["cue"]),
        Position(*(float(cell[key]) for key in ("azimuth", "elevation", "distance"))),
        float(cell["gain"]),
    )  # fmt: skip
