"""What is wrong in a file of settings, in one line that names each. Reads no file.

Knows no setting by name: sections, settings and what they take come from the schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ttmba_live.config._schema import expected, keys_of, schema
from ttmba_live.errors import did_you_mean

if TYPE_CHECKING:
    from pydantic import ValidationError

_MOST = 450
"""Characters of a line to which another mistake is added."""

_MANY = 8
"""Words that are not all told if it is plain which one was meant."""

_HOMES = 4
"""Sections that are named at most where a setting belongs."""


def told(error: ValidationError, whole: type[Any]) -> str:
    """Every mistake, in one line."""
    found = error.errors(include_url=False)
    said = list(dict.fromkeys(" ".join(_said(fault, whole).split()) for fault in found))
    count, length = 1, len(said[0])
    while count < len(said) and length + len(said[count]) < _MOST:
        length += len(said[count])
        count += 1
    more = [f"{len(said) - count} more mistakes"] if count < len(said) else []
    return "; also ".join([*said[:count], *more])


def no_toml(path: Path, text: str, error: Exception) -> str:
    """That a file is no TOML, and what was meant if it looks like a Windows path."""
    escape = any(word in str(error) for word in ("hex value", "Unescaped", "escape"))
    hint = ""
    if escape and "\\" in text:
        hint = "; a path with backslashes stands in single quotes: 'C:\\sounds'"
    return f"{path} is not TOML: {error}{hint}"


def _said(fault: Any, whole: type[Any]) -> str:
    """One mistake."""
    sections = {field.name: field.type for field in fields(whole)}
    if not fault["loc"]:
        return "a setting holds something that is no text"
    section, *rest = map(str, fault["loc"])
    if section not in sections:
        return _unknown_section(section, fault["input"], whole)
    head, name = f"[{section}]", section
    about = schema(whole)["properties"][section]
    if repeated := "items" in about:
        head = f"[[{section}]]"
        name = f"{head} {int(rest.pop(0)) + 1}: " if rest else section
    if not rest:
        if fault["type"] == "missing":
            return f"there is no section {head}"
        if repeated and isinstance(fault["input"], dict):
            return f"[{section}] may be there many times: write {head}, with two brackets"
        return f"{name} must be a section, {head}"
    key = rest[0]
    if free := about.get("additionalProperties"):
        return f"{name}.{key} must be {_wanted(free, fault['input'])}"
    known = keys_of(whole, section)
    if key not in known:
        hint = did_you_mean(key, known) or _belongs(key, whole)
        return f"unknown setting {key!r} in {head}{hint}"
    name += key if repeated else f".{key}"
    return f"{name} must be {_wanted(known[key], fault['input'])}"


def _unknown_section(name: str, value: object, whole: type[Any]) -> str:
    """What is wrong with a name at the top of a file: a section's, or a setting's."""
    if not isinstance(value, dict | list) and (home := _belongs(name, whole)):
        return f"the setting {name!r} stands before any section{home}"
    sections = [field.name for field in fields(whole)]
    return f"unknown section [{name}]{did_you_mean(name, sections)}"


def _belongs(key: str, whole: type[Any]) -> str:
    """Which sections have a setting of this name, as the end of a sentence."""
    homes = []
    for field in fields(whole):
        about = schema(whole)["properties"][field.name]
        if "$ref" in about.get("items", about) and key in keys_of(whole, field.name):
            homes.append(f"[[{field.name}]]" if "items" in about else f"[{field.name}]")
    return f"; it belongs in {' or '.join(homes[:_HOMES])}" if homes else ""


def _wanted(one: Mapping[str, Any], given: object) -> str:
    """What a setting takes, what it was given, and what may have been meant."""
    words = [word for word in _words(one) if word]
    hint = did_you_mean(given[:80], words) if isinstance(given, str) else ""
    takes = f"one of {len(words)} words" if hint and len(words) > _MANY else expected(one)
    return f"{takes}, not {_short(given)}{hint}"


def _words(one: Mapping[str, Any]) -> list[str]:
    """The words that a setting may be."""
    given = one.get("anyOf", [one])
    found = [word for each in given for word in each.get("enum", [each.get("const")])]
    return [word for word in found if isinstance(word, str)]


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
