"""Words that are things elsewhere, and here what one does: "a bee takes off, flies behind me"."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_DOES = {"flies": "go", "leaves": "leave"}
_LISTS = frozenset(("comma", "and", "then"))
_PLACES = frozenset(("place", "motion", "around"))


def read(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with such a noun as a movement, where what is on its way was named before it."""
    return [
        Phrase("motion", _DOES[tokens[item.first].norm], item.first, item.after)
        if _is_done(row, n, tokens)
        else item
        for n, item in enumerate(row)
    ]


def _is_done(row: Sequence[Phrase], n: int, tokens: Sequence[Token]) -> bool:
    """Whether the word goes on from a way, and says where to or that it ends there."""
    item, word = row[n], tokens[row[n].first].norm
    if item.kind != "noun" or word not in _DOES or item.after > item.first + 1 or n < 2:
        return False
    if row[n - 1].kind != "link" or row[n - 1].argument not in _LISTS:
        return False
    following = row[n + 1] if n + 1 < len(row) else None
    ends = following is None or following.kind == "link"
    placed = following is not None and following.kind in _PLACES
    before = itertools.takewhile(lambda other: other.kind != "link", reversed(row[: n - 1]))
    way = any(i.kind == "motion" or i.argument.startswith("from") for i in before)
    return way and (placed or (ends and word == "leaves"))
