"""TOML files that are frozen values, one format: read, checked and printed.

Knows no setting by name.

pydantic checks by the settings' types and ranges; its JSON schema says what is expected, in
errors as in the printed file. Neither is loaded where the defaults do.
"""

from __future__ import annotations

import json
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput, Unavailable, did_you_mean
from ttmba_live.scene import read_text
from ttmba_live.setup import Settings, Table

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")

Tables = Mapping[str, Any]
"""``{"section": {"key": value}}``, as TOML reads."""

_HEAD = "ttmba-live settings: serve --config FILE; a line that is left out is its default."

_ADAPTERS: dict[tuple[type[Any], bool], TypeAdapter[Any]] = {}
_SCHEMAS: dict[type[Any], dict[str, Any]] = {}
"""What checks kinds and says what is expected: made when it is needed, and once."""

_RULES = {"extra": "forbid", "strict": True, "allow_inf_nan": False}


def load(path: Path | None, given: Tables | None = None) -> Settings:
    """The settings in a file with what is ``given`` over them; defaults where both are silent.

    Of ``given``, None is silent too. Raises `Unavailable` or `InvalidInput`, which names what is
    unknown or out of its range.
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
        return _adapter(kind, documented=False).validate_json(json.dumps(data, default=str))
    except ValidationError as error:
        raise InvalidInput(" ".join(_said(error, kind).split())) from None
    except RecursionError:
        raise InvalidInput("tables stand in tables too deeply") from None


def _adapter(kind: type[T], *, documented: bool) -> TypeAdapter[T]:
    """What checks a kind; ``documented`` with what its fields mean, which takes thrice as long."""
    from pydantic import TypeAdapter

    if (kind, documented) not in _ADAPTERS:
        rules = {**_RULES, "use_attribute_docstrings": documented}
        kind.__pydantic_config__ = rules  # type: ignore[attr-defined]
        _ADAPTERS[kind, documented] = TypeAdapter(kind)
    return _ADAPTERS[kind, documented]


def _schema(kind: type[Any]) -> dict[str, Any]:
    if kind not in _SCHEMAS:
        _SCHEMAS[kind] = _adapter(kind, documented=True).json_schema()
    return _SCHEMAS[kind]


def _read(path: Path) -> dict[str, Any]:
    """A TOML file in UTF-8 or, as PowerShell 5 writes it, in UTF-16."""
    text = read_text(path)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is a ValueError
        raise InvalidInput(f"{path} is not TOML: {error}") from error


def _said(error: ValidationError, whole: type[Any]) -> str:
    """The first fault in one line."""
    fault = error.errors(include_url=False)[0]
    sections = {field.name: field.type for field in fields(whole)}
    if not fault["loc"]:
        return "a setting holds something that is no text"
    section, *rest = map(str, fault["loc"])
    if section not in sections:
        return f"unknown section [{section}]{did_you_mean(section, sections)}"
    head, name = f"[{section}]", section
    about = _schema(whole)["properties"][section]
    if repeated := "items" in about:
        head = f"[[{section}]]"
        name = f"{head} {int(rest.pop(0)) + 1}: " if rest else section
    if not rest:
        lacks = fault["type"] == "missing"
        return f"there is no section {head}" if lacks else f"{name} must be a section, {head}"
    key = rest[0]
    if free := about.get("additionalProperties"):
        return f"{name}.{key} must be {_expected(free)}, not {_short(fault['input'])}"
    known = _keys(whole, section)
    if key not in known:
        return f"unknown setting {key!r} in {head}{did_you_mean(key, known)}"
    name += key if repeated else f".{key}"
    return f"{name} must be {_expected(known[key])}, not {_short(fault['input'])}"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _keys(whole: type[Any], section: str) -> dict[str, dict[str, Any]]:
    """Each setting of a section, and its schema."""
    schema = _schema(whole)
    one = schema["properties"][section]
    name = one.get("items", one)["$ref"].rsplit("/", 1)[1]
    keys: dict[str, dict[str, Any]] = schema["$defs"][name]["properties"]
    return keys


def _expected(one: Mapping[str, Any]) -> str:
    """What a setting takes, in words."""
    if "anyOf" in one:
        given = [each for each in one["anyOf"] if each.get("type") != "null"]
        return " or ".join(_expected(each) for each in given)
    if "enum" in one or "const" in one:
        words = [json.dumps(word) for word in one.get("enum", [one.get("const")])]
        return " or ".join(words) if len(words) < 3 else f"one of {', '.join(words)}"
    if "prefixItems" in one:
        return f"a list of {len(one['prefixItems'])}, each {_expected(one['prefixItems'][0])}"
    if one["type"] == "array" and (one["items"].get("type") != "string" or "enum" in one["items"]):
        return f"a list, each {_expected(one['items'])}"
    if one["type"] == "array":
        return 'a list of texts, ["like", "this"]'
    kinds = {"integer": "a whole number", "number": "a number", "boolean": "true or false"}
    kind = kinds.get(one["type"], "text, not empty" if one.get("minLength") else "text")
    least, most, above = (one.get(key) for key in ("minimum", "maximum", "exclusiveMinimum"))
    if least is not None and most is not None:
        return f"{kind} from {least:.15g} to {most:.15g}"
    bounds = {"more than": above, "at least": least, "at most": most}
    told = [f"{words} {bound:.15g}" for words, bound in bounds.items() if bound is not None]
    return ", ".join([kind, *told])


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
    for key, about in _keys(Settings, section).items():
        for line in [*_notes(about), *_alternatives(hints[key])]:
            table.add(tomlkit.comment(line))
        value = getattr(part, key)
        table.add(key, list(value) if isinstance(value, tuple) else value)
    return table


def _example(section: str, kind: type) -> Iterator[str]:
    """What a section that may be there many times, or not at all, would hold: comments."""
    yield f"[[{section}]]"
    yield (kind.__doc__ or "").splitlines()[0]
    for key, about in _keys(Settings, section).items():
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
    takes = _expected(about)
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
