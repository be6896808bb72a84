"""Brackets around a part of a way, "from left (via the back) to right", or around what is named.

Knows no phrase.
"""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text import _lexicon
from ttmba_live.text._tokens import Token

_PAIRS = {"(": ")", "[": "]", "{": "}"}
_LONGEST = 8
"""Tokens in such brackets."""

_VIA = _lexicon.listed("ways")
_NAMED = frozenset(("event", "source", "object", "sound"))
_ARROWS = frozenset((">", "→", "to", "2"))


def opened(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without brackets around what a way goes by, a stop of it, or what has a letter.

    Of "sound event A (a woman screaming)" what the brackets hold is left.
    """
    gone: set[int] = set()
    for first, token in enumerate(tokens):
        close = _PAIRS.get(token.norm)
        if close is None or first + 2 >= len(tokens):
            continue
        inside = range(first + 1, min(len(tokens), first + _LONGEST + 2))
        last = next((n for n in inside if tokens[n].norm == close), None)
        if last is not None and _is_of_way(tokens, first, last):
            gone |= {first, last}
        elif last is not None and (named := _lettered(tokens, first)):
            gone |= {*range(first - named, first + 1), last}
    return [token for n, token in enumerate(tokens) if n not in gone]


def _is_of_way(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether brackets hold a way's part: "via" opens it, or an arrow leads to it."""
    if last - first < 2:
        return False
    before = tokens[first - 1].norm if first else ""
    return tokens[first + 1].norm in _VIA or before in _ARROWS


def _lettered(tokens: Sequence[Token], first: int) -> int:
    """How many tokens before brackets only name what they hold: "sound event A", "source 2"."""
    row = [token.norm for token in tokens[max(0, first - 3) : first]]
    if len(row) < 2 or row[-2] not in _NAMED or len(row[-1]) > 1:
        return 0
    return 3 if row[0] == "sound" and row[-2] != "sound" else 2
