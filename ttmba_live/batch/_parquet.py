"""The manifest as a Parquet table: the one door to pyarrow. Makes no record.

A row is a scene; its events are a list of structs in it. The table is written some rows at a time.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ttmba_live.audio import whole_file

TABLE = "manifest.parquet"

_GROUP = 1000
"""Scenes that are in memory at a time."""

_EVENT = {
    "id": "string", "sound": "string", "start": "double", "duration": "double",
    "azimuth": "double", "elevation": "double", "distance": "double", "gain_db": "double",
    "room_db": "double", "spread": "double", "seed": "int64", "loop": "bool", "file": "string",
    "maker": "string", "licence": "string", "planner": "string", "negative": "string",
    "guidance": "double", "cue": "int64",
}  # fmt: skip
"""An event's fields, as scene files have them, that are one value."""

_ROWS = ("trajectory", "envelope")
"""Those that are rows of numbers."""

_SCENE = {
    "id": "string", "folder": "string", "source": "string", "frames": "int64",
    "peak_db": "double", "limiter_db": "double", "head": "string", "renderer": "string",
}  # fmt: skip


def write_table(records: Iterable[dict[str, Any]], path: Path) -> None:
    """Write a manifest's lines as a table, if pyarrow is there; else remove an older one.

    Raises `Unavailable` if it cannot be written.
    """
    arrow = _arrow()
    if arrow is None:
        path.unlink(missing_ok=True)
        return
    schema, left = _schema(arrow), iter(records)
    with whole_file(path) as part, arrow.parquet.ParquetWriter(part, schema) as writer:
        while some := list(islice(left, _GROUP)):
            writer.write_table(arrow.Table.from_pylist(list(map(_row, some)), schema))


def read_manifest(path: Path) -> Iterator[dict[str, Any]]:
    """The lines of a manifest, one after another."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def _row(record: dict[str, Any]) -> dict[str, Any]:
    """A record as a row: a room, which has many forms, stays JSON, and so does what is unknown."""
    room = record["room"]
    return {
        **{name: record[name] for name in _SCENE},
        "room": None if room is None else json.dumps(room, ensure_ascii=False),
        "notes": record["notes"],
        "files": list(record["files"].items()),
        "events": record["events"],
    }


def _schema(arrow: Any) -> Any:
    plain = {name: arrow.type_for_alias(kind) for name, kind in (_SCENE | _EVENT).items()}
    rows = arrow.list_(arrow.list_(arrow.float64()))
    event = [*((name, plain[name]) for name in _EVENT), *((name, rows) for name in _ROWS)]
    return arrow.schema(
        [
            *((name, plain[name]) for name in _SCENE),
            ("room", arrow.string()),
            ("notes", arrow.list_(arrow.string())),
            ("files", arrow.map_(arrow.string(), arrow.int64())),
            ("events", arrow.list_(arrow.struct(event))),
        ]
    )


def _arrow() -> Any:
    """The library, or None."""
    with contextlib.suppress(ImportError):
        import pyarrow as pa
        import pyarrow.parquet

        return pa
    return None
