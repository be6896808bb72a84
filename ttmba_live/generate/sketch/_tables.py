"""Reads the tables in ``data/``: one dataclass for each entry. Knows no sound."""

from __future__ import annotations

import dataclasses
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

DATA = Path(__file__).parent / "data"

T = TypeVar("T")


def entries(name: str, kind: type[T]) -> dict[str, T]:
    """Entries of ``data/<name>.toml``, each a ``kind``: name -> entry.

    Lists become tuples, tables the dataclasses that the fields' types name. Raises TypeError for a
    field that ``kind`` lacks.
    """
    text = (DATA / f"{name}.toml").read_text(encoding="utf-8")
    return {key: _filled(kind, row) for key, row in tomllib.loads(text).items()}


def _filled(kind: type[T], row: dict[str, Any]) -> T:
    hints = get_type_hints(kind)
    return kind(**{key: _value(hints.get(key), value) for key, value in row.items()})


def _value(hint: Any, value: Any) -> Any:
    """A value as the field's type has it."""
    if isinstance(value, dict):
        return _filled(hint, value)
    if isinstance(value, list):
        inner = next((arg for arg in get_args(hint) if dataclasses.is_dataclass(arg)), None)
        return tuple(_value(inner, item) for item in value)
    return value
