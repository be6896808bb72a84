"""Small words that stand for one of several things. Reads a row of phrases; cuts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text import _lexicon
from ttmba_live.text._chunks import SIDES
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_ONES = frozenset(("ein", "eine", "einer", "eins", "un", "une", "una", "uno", "um", "uma", "een"))
_THE = _lexicon.listed("foreign_articles") | {"the"}
_LASTS = _lexicon.listed("lasts")


def one_of_them(tokens: Sequence[Token], row: Sequence[Phrase], n: int) -> str:
    """How a word stands for one of several: "três vozes, uma à frente, a última atrás".

    ``one``, ``other`` for the last, or nothing.
    """
    word = tokens[row[n].first].norm
    before = row[n - 1] if n else None
    if before is not None and tokens[before.first].norm in _THE:
        before = row[n - 2] if n > 1 else None
    begins = before is None or before.kind == "link"
    if not begins or n + 1 >= len(row) or row[n + 1].kind not in SIDES:
        return ""
    if word in _LASTS:
        return "other"
    return "one" if word in _ONES and row[n].kind == "drop" else ""
