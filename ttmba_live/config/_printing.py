"""Settings as a TOML file that explains itself. Knows no setting by name; reads nothing."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from ttmba_live.audio import whole_file
from ttmba_live.config._schema import expected, keys_of
from ttmba_live.errors import Unavailable
from ttmba_live.setup import Settings, Table

_HEAD = "ttmba-live settings: serve --config FILE; a line that is left out is its default."


def to_toml(settings: Settings) -> str:
    """The settings as a TOML file, each with what it means and takes above it."""
    import tomlkit

    document = tomlkit.document()
    document.add(tomlkit.comment(_HEAD))
    kinds = get_type_hints(Settings)
    for section in fields(settings):
        part, kind = getattr(settings, section.name), kinds[section.name]
        if get_origin(kind) is not tuple:
            document.add(section.name, _explained(section.name, kind, part))
            continue
        document.add(tomlkit.nl())
        for line in _example(section.name, get_args(kind)[0]):
            document.add(tomlkit.comment(line))
        if part:
            rows = tomlkit.aot()
            for row in part:
                rows.append(_plain(row))
            document.add(section.name, rows)
    return tomlkit.dumps(document)


def _explained(section: str, kind: type, part: Any) -> Any:
    """A section's table; above each setting what it means."""
    import tomlkit

    table, hints = tomlkit.table(), get_type_hints(kind, include_extras=True)
    table.add(tomlkit.comment((kind.__doc__ or "").splitlines()[0]))
    for key, about in keys_of(Settings, section).items():
        for line in [*_notes(about), *_alternatives(hints[key])]:
            table.add(tomlkit.comment(line))
        value = getattr(part, key)
        table.add(key, list(value) if isinstance(value, tuple) else value)
    return table


def _example(section: str, kind: type) -> Iterator[str]:
    """What a section that may be there many times, or not at all, would hold: comments."""
    yield f"[[{section}]]"
    yield (kind.__doc__ or "").splitlines()[0]
    for key, about in keys_of(Settings, section).items():
        first, *rest = _notes(about)
        yield f"  {key}: {first}"
        yield from (f"    {line}" for line in rest)


def _plain(row: Any) -> dict[str, Any]:
    """What of a row is not as it is without a word."""
    values = {one.name: (getattr(row, one.name), one.default) for one in fields(row)}
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, (value, default) in values.items()
        if value != default
    }


def write(path: Path, settings: Settings) -> None:
    """Write a new file with the settings; raises `Unavailable` if it cannot be, or is there."""
    if path.exists():
        raise Unavailable(f"{path} is there already; choose another name")
    with whole_file(path) as part:
        part.write_text(to_toml(settings), encoding="utf-8")


def _notes(about: Mapping[str, Any]) -> list[str]:
    text = " ".join(about["description"].split())
    takes = expected(about)
    bounded = any(key in json.dumps(about) for key in ('"enum"', "imum", "const"))
    return textwrap.wrap(f"{text} Takes {takes}." if bounded else text, 96, break_on_hyphens=False)


def _alternatives(kind: Any) -> list[str]:
    """What a setting may name, if there is a table of it."""
    if get_origin(kind) is not Annotated:
        return []
    return [
        f'  "{entry.name}": {entry.about}'
        for table in get_args(kind)[1:]
        if isinstance(table, Table)
        for entry in table
    ]
