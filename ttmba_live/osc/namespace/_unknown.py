"""What is said of an address that is none: the nearest that is one. Knows no rows, no sockets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ttmba_live.errors import did_you_mean

HOLE = "{}"
"""A part of an address that may be anything."""

_END = ""
"""A part's name in the tree that says that an address ends before it."""


def is_hole(part: str) -> bool:
    """Whether a row's part stands for any name, "{id}"."""
    return part.startswith("{")


def tree(addresses: Iterable[str]) -> dict[str, Any]:
    """All addresses by their parts."""
    whole: dict[str, Any] = {}
    for address in addresses:
        node = whole
        for part in address.split("/")[1:]:
            node = node.setdefault(HOLE if is_hole(part) else part, {})
        node[_END] = {}
    return whole


def why_unknown(known: dict[str, Any], address: str) -> str:
    """What is wrong with an address that is not in a `tree`, in one line."""
    if " " in address:
        return "an address has no spaces; send what follows as arguments of the message"
    parts = address.split("/")[1:]
    if not any(parts):
        return "unknown address"
    node = known
    for index, part in enumerate(parts):
        if part and part in node:
            node = node[part]
            continue
        if HOLE in node and part:
            node = node[HOLE]
            continue
        near = _nearest(part, node, last=index + 1 == len(parts))
        if not near:
            return "unknown address"
        fixed = "/".join(["", *parts[:index], *near, *parts[index + 1 :]])
        return f"unknown address; did you mean {fixed[:120]!r}?"
    return "unknown address: something must follow it"


def _nearest(part: str, node: dict[str, Any], *, last: bool) -> list[str]:
    """The part that may be meant; of the ``last`` one, also that something must follow it."""
    names = [name for name in node if name not in (_END, HOLE)]
    whole = [name for name in names if _END in node[name]] if last else names
    for some, more in ((whole, []), (names, ["..."])):
        if told := did_you_mean(part[:40], some):
            return [told.removeprefix("; did you mean '").removesuffix("'?"), *more]
    return []
