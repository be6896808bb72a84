"""TOML files that are frozen values: read and checked. Knows no setting by name."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from ttmba_live.config._mistakes import no_toml, told
from ttmba_live.config._schema import adapter
from ttmba_live.errors import InvalidInput
from ttmba_live.scene import read_text
from ttmba_live.setup import Settings

T = TypeVar("T")

Tables = Mapping[str, Any]
"""``{"section": {"key": value}}``, as TOML reads."""


def load(path: Path | None, given: Tables | None = None) -> Settings:
    """The settings in a file with what is ``given`` over them; defaults where both are silent.

    Of ``given``, None is silent too. Raises `Unavailable` or `InvalidInput`, which names
    everything that is unknown or out of its range.
    """
    over = {
        name: {key: value for key, value in table.items() if value is not None}
        for name, table in (given or {}).items()
    }
    over = {name: table for name, table in over.items() if table}
    if path is None:
        return from_tables(over)
    data = _read(Path(path))
    try:
        settings = from_tables(data)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error
    if not over:
        return settings
    return from_tables(data | {name: data.get(name, {}) | table for name, table in over.items()})


def from_tables(data: Tables) -> Settings:
    """Settings from tables; raises `InvalidInput` on what is unknown or out of its range."""
    return _checked(data, Settings) if data else Settings()


def read_as(path: Path, kind: type[T]) -> T:
    """A TOML file as a dataclass whose fields are sections, checked as the settings are.

    Raises `Unavailable` or `InvalidInput`, which names the file and what is wrong in it.
    """
    data = _read(Path(path))
    try:
        return _checked(data, kind)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error


def _checked(data: Tables, kind: type[T]) -> T:
    from pydantic import ValidationError

    try:
        return adapter(kind, documented=False).validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise InvalidInput(told(error, kind)) from None
    except RecursionError:
        raise InvalidInput("tables stand in tables too deeply") from None


def _read(path: Path) -> dict[str, Any]:
    """A TOML file in UTF-8 or, as PowerShell 5 writes it, in UTF-16."""
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError
        raise InvalidInput(no_toml(path, text, error)) from error
