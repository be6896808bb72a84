"""One TOML file with every setting: read, checked, printed. Knows no setting by name."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import sys
import textwrap
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from ttmba_live.errors import InvalidInput, Unavailable, did_you_mean
from ttmba_live.setup import Settings, Table

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def load(path: Path | None) -> Settings:
    """The settings in a file, defaults where it is silent; unknown keys are refused."""
    if path is None:
        return Settings()
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} is not TOML: {error}") from error
    try:
        return from_tables(data)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error


def from_tables(data: dict[str, Any]) -> Settings:
    """Settings from ``{"section": {"key": value}}``; raises `InvalidInput` on what is unknown."""
    sections = {f.name: f.default_factory for f in dataclasses.fields(Settings)}
    made: dict[str, Any] = {}
    for name, table in data.items():
        if name not in sections:
            raise InvalidInput(f"unknown section [{name}]{did_you_mean(name, sections)}")
        if not isinstance(table, dict):
            raise InvalidInput(f"{name} must be a section, [{name}]")
        made[name] = _section(name, sections[name], table)
    return Settings(**made)


def _section(section: str, kind: Any, table: dict[str, Any]) -> Any:
    hints = get_type_hints(kind, include_extras=True)
    checked = {}
    for key, value in table.items():
        if key not in hints:
            raise InvalidInput(f"unknown setting {key!r} in [{section}]{did_you_mean(key, hints)}")
        checked[key] = _checked(f"{section}.{key}", hints[key], value)
    try:
        return kind(**checked)
    except InvalidInput as error:
        raise InvalidInput(f"[{section}]: {error}") from error


def _checked(name: str, kind: Any, value: Any) -> Any:
    if get_origin(kind) is Annotated:
        table = kind.__metadata__[0]
        assert isinstance(table, Table)
        kind = Literal[table.choices]
    if get_origin(kind) is tuple:
        if isinstance(value, list) and all(type(one) is str for one in value):
            return tuple(value)
        raise InvalidInput(f'{name} must be a list of texts, ["like", "this"], not {value!r}')
    kinds = (kind,) if get_origin(kind) is Literal or not get_args(kind) else get_args(kind)
    for one in kinds:
        if get_origin(one) is Literal and value in get_args(one):
            return value
        if one is float and isinstance(value, (int, float)) and not isinstance(value, bool):
            return float(value)
        if inspect.isclass(one) and type(value) is one:
            return value
    wanted = " or ".join(_kind_name(one) for one in kinds)
    raise InvalidInput(f"{name} must be {wanted}, not {value!r}")


def _kind_name(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(f'"{word}"' for word in get_args(kind))
    names = {float: "a number", int: "a whole number", str: "text", bool: "true or false"}
    return names.get(kind, str(kind))


def to_toml(settings: Settings) -> str:
    """The settings as a TOML file, each with what it means above it."""
    lines = ["# ttmba-live settings: what is written here are the defaults.\n"]
    for section in dataclasses.fields(settings):
        part = getattr(settings, section.name)
        lines.append(f"# {(inspect.getdoc(part) or '').splitlines()[0]}\n[{section.name}]")
        notes, hints = _notes(type(part)), get_type_hints(type(part), include_extras=True)
        for item in dataclasses.fields(part):
            lines += [f"# {line}" for line in notes.get(item.name, ())]
            lines += _alternatives(hints[item.name])
            lines.append(f"{item.name} = {_toml(getattr(part, item.name))}")
        lines.append("")
    return "\n".join(lines)


def _notes(kind: type) -> dict[str, list[str]]:
    """The docstring under each field, from the class's source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(tree, ast.ClassDef)
    notes = {}
    for item, after in zip(tree.body, tree.body[1:], strict=False):
        documented = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name) and documented:
            text = inspect.cleandoc(str(after.value.value))  # type: ignore[attr-defined]
            notes[item.target.id] = textwrap.wrap(text, 96)
    return notes


def _alternatives(kind: Any) -> list[str]:
    """What a setting may name, if there is a table of it."""
    if get_origin(kind) is not Annotated:
        return []
    table = kind.__metadata__[0]
    lines = [f'#   "{entry.name}": {entry.about}' for entry in table]
    return [*lines, '#   "auto": the first of these that can be used']


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(one) for one in value)}]"
    return repr(value)
