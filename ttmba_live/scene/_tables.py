"""Text files as people's programs write them, tables (CSV) in them, and trajectories as such.

Spreadsheets separate cells by commas, semicolons or tabs, write decimal commas where those are
usual, fill rows up with empty cells and save UTF-16; word processors put typographic signs.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from pathlib import Path

from ttmba_live.errors import Faults, InvalidInput, Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene._quantity import quantity

_HEADER = ["time", "azimuth", "elevation", "distance"]

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_text(data: bytes) -> str:
    """Bytes as text: UTF-8, or UTF-16 where a byte order mark says so, else UnicodeDecodeError."""
    return data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")


def read_text(path: Path) -> str:
    """A file's text: UTF-8, or UTF-16 where a byte order mark says so.

    Raises `Unavailable` if it cannot be read, `InvalidInput` if it is no such text.
    """
    from ttmba_live.audio import check_file  # not before: it brings numpy, which texts need not

    check_file(path)
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    try:
        return decode_text(data)
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path} is not UTF-8 text: save it as UTF-8") from error


def read_trajectory(path: Path) -> Trajectory:
    """Read a table with the header ``time,azimuth,elevation,distance``: s, degrees, degrees, m.

    Its cells may be separated by semicolons or tabs too; then numbers may have decimal commas.
    Raises `Faults` with all that is wrong, `InvalidInput` or `Unavailable`.
    """
    rows = table_rows(path)
    if not rows or [name.strip().lower() for name in rows[0][1]] != _HEADER:
        raise InvalidInput(f"{path} must begin with the line {','.join(_HEADER)}")
    points, faults = [], []
    for number, row in rows[1:]:
        try:
            points.append(_point(row))
        except Faults as wrong:
            faults += [f"{path}, line {number}: {fault}" for fault in wrong.args]
    if faults:
        raise Faults(*faults)
    try:
        return Trajectory.checked(points)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error


def _point(row: Sequence[str]) -> tuple[float, float, float, float]:
    """The time and place that a row holds; raises `Faults`."""
    if len(row) != len(_HEADER):
        raise Faults(f"expected four numbers, not {','.join(row)[:60]!r}")
    found, faults = [], []
    for name, cell in zip(_HEADER, row, strict=True):
        try:
            found.append(quantity(name, cell))
        except InvalidInput as error:
            faults.append(str(error))
    if faults:
        raise Faults(*faults)
    time, azimuth, elevation, distance = found
    try:
        Position.checked(azimuth, elevation, distance)
    except InvalidInput as error:
        raise Faults(str(error)) from error
    return time, azimuth, elevation, distance


def table_rows(path: Path) -> list[tuple[int, list[str]]]:
    """A table's rows with their line numbers; rows and cells at their ends that are empty go.

    Raises `Unavailable` or `InvalidInput`.
    """
    lines = read_text(path).splitlines()
    head = next((line for line in lines if line.strip(" ;,\t")), "")
    separator = max(",;\t", key=head.count)
    rows, begins = [], 1
    reader = csv.reader(lines, delimiter=separator, strict=True)
    try:
        for row in reader:
            while row and not row[-1].strip():
                row.pop()
            if row:
                rows.append((reader.line_num, row))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInput(
            f"{path}, line {begins}: {error}; a quotation mark that opens a cell must close it"
        ) from error
    return rows
