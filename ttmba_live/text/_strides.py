"""Steps that are heard rather than a distance: "three steps, then a door slams"."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text import _numbers
from ttmba_live.text._chunks import SIDES
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_STEPS = frozenset(("steps", "paces"))
_READ_AS = frozenset(("distance", "drop"))


def heard(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with steps that are counted and not told of anything else as a sound."""
    out: list[Phrase] = []
    for item, after in zip(row, [*row[1:], None], strict=True):
        alone = not out or out[-1].kind == "link"
        alone = alone and (after is None or after.kind not in SIDES)  # "three steps behind me"
        out += _parts(item) if alone and _is_counted(item, tokens) else [item]
    return out


def _is_counted(item: Phrase, tokens: Sequence[Token]) -> bool:
    """Whether a phrase is a number of steps, and at most a comma."""
    said = tokens[item.first : item.after]
    counted = (
        item.kind in _READ_AS
        and len(said) > 1
        and (said[0].number or _numbers.leading([said[0].norm])) > 0.0
    )
    rest = [token.norm for token in said[2:]]
    return counted and said[1].norm in _STEPS and rest in ([], [","])


def _parts(item: Phrase) -> list[Phrase]:
    first = item.first
    parts = [Phrase("word", "", first, first + 1), Phrase("noun", "", first + 1, first + 2)]
    if item.after > first + 2:
        parts.append(Phrase("link", "comma", first + 2, item.after))
    return parts
