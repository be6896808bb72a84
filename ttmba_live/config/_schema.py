"""What settings take, by their types and ranges, and in words. Knows no setting by name.

The door to pydantic, which is not loaded where the defaults do.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

_ADAPTERS: dict[tuple[type[Any], bool], TypeAdapter[Any]] = {}
_SCHEMAS: dict[type[Any], dict[str, Any]] = {}
"""What checks kinds and says what is expected: made when it is needed, and once."""

_RULES = {"extra": "forbid", "strict": True, "allow_inf_nan": False}


def adapter(kind: type[T], *, documented: bool) -> TypeAdapter[T]:
    """What checks a kind; ``documented`` with what its fields mean, which takes thrice as long."""
    from pydantic import TypeAdapter

    if (kind, documented) not in _ADAPTERS:
        rules = {**_RULES, "use_attribute_docstrings": documented}
        kind.__pydantic_config__ = rules  # type: ignore[attr-defined]
        _ADAPTERS[kind, documented] = TypeAdapter(kind)
    return _ADAPTERS[kind, documented]


def schema(kind: type[Any]) -> dict[str, Any]:
    """The JSON schema of a kind, with what its fields mean."""
    if kind not in _SCHEMAS:
        _SCHEMAS[kind] = adapter(kind, documented=True).json_schema()
    return _SCHEMAS[kind]


def keys_of(whole: type[Any], section: str) -> dict[str, dict[str, Any]]:
    """Each setting of a section, and its schema."""
    known = schema(whole)
    one = known["properties"][section]
    name = one.get("items", one)["$ref"].rsplit("/", 1)[1]
    keys: dict[str, dict[str, Any]] = known["$defs"][name]["properties"]
    return keys


def expected(one: Mapping[str, Any]) -> str:
    """What a setting takes, in words."""
    if "anyOf" in one:
        given = [each for each in one["anyOf"] if each.get("type") != "null"]
        return " or ".join(expected(each) for each in given)
    if "enum" in one or "const" in one:
        words = [json.dumps(word) for word in one.get("enum", [one.get("const")])]
        return " or ".join(words) if len(words) < 3 else f"one of {', '.join(words)}"
    if "prefixItems" in one:
        return f"a list of {len(one['prefixItems'])}, each {expected(one['prefixItems'][0])}"
    if one["type"] == "array" and (one["items"].get("type") != "string" or "enum" in one["items"]):
        return f"a list, each {expected(one['items'])}"
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
