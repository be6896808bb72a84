"""A run's log as a CSV file that a resumed run goes on with. Knows columns, not what they mean."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from ttmba_live.audio import whole_file


class TableLog:
    """Rows by step, the first column; each is written at once, the file always whole."""

    def __init__(self, path: Path, columns: Sequence[str], step: int) -> None:
        """Keep what another process wrote up to ``step``."""
        self._path, self._columns = path, list(columns)
        self._rows: list[list[str]] = []
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as file:
                self._rows = [row for row in list(csv.reader(file))[1:] if int(row[0]) <= step]

    def add(self, step: int, *numbers: float) -> None:
        """One row more."""
        self._rows.append([str(step), *(f"{number:.6g}" for number in numbers)])
        with whole_file(self._path) as part, part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(self._columns)
            writer.writerows(self._rows)
