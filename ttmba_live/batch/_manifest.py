"""What a batch left: a line for each whole scene, and one for each that failed. Makes neither."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from ttmba_live.audio import whole_file
from ttmba_live.batch._folder import record_of
from ttmba_live.batch._order import SCENES, Order, Recipe, Refused
from ttmba_live.batch._parquet import TABLE, read_manifest, write_table
from ttmba_live.errors import Unavailable

MANIFEST = "manifest.jsonl"

FAILED = "failed.jsonl"


def write_manifest(recipe: Recipe, orders: Iterable[Order | Refused]) -> int:
    """Write the records of all whole scenes, in the order of their orders; returns how many.

    Each has its folder beside what stands in its ``record.json``. What a run was, where and how
    long, is no part of it: equal batches have equal manifests. With pyarrow the same is written as
    a table, too. Raises `Unavailable`.
    """
    folder, count = Path(recipe.folder), 0
    with whole_file(folder / MANIFEST) as part, part.open("w", encoding="utf-8") as file:
        for one in orders:
            record = record_of(folder, one.id) if isinstance(one, Order) else None
            if isinstance(one, Order) and record and record.get("key") == recipe.key(one):
                count += 1
                line = {"id": one.id, "folder": f"{SCENES}/{one.id}", **record}
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
    write_table(read_manifest(folder / MANIFEST), folder / TABLE)
    return count


class Failures:
    """The file of what failed, which is there only if something did. One thread."""

    def __init__(self, folder: Path) -> None:
        """Forget what failed last time."""
        self._path = folder / FAILED
        self.count = 0
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            raise Unavailable(f"cannot write {self._path}: {error.strerror or error}") from error

    def add(self, refused: Refused) -> None:
        """Write a line; raises `Unavailable`."""
        line = {"id": refused.id, "source": refused.where, "error": refused.why}
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except OSError as error:
            raise Unavailable(f"cannot write {self._path}: {error.strerror or error}") from error
        self.count += 1
