"""Verbs that may tell a way or a sound: German "rumpelt" without a way is heard. Places nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ttmba_live.text import _wording
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_WAYS = frozenset(("motion", "via", "turn", "azimuths", "elevations", "distances", "clocks"))
_ROLES = frozenset(("from", "to", "via"))
_NAMING = frozenset(("noun", "weather"))
_PARTING = frozenset(("link", "sign"))


def heard(row: Sequence[Phrase], readings: Callable[[str, int], list[Phrase]]) -> list[Phrase]:
    """The row, with what is said to move but goes nowhere as what it sounds like.

    ``readings`` are all phrases of a kind that begin at a token.
    """
    out: list[Phrase] = []
    clause: list[Phrase] = []
    for item in row:
        clause.append(item)
        if item.kind in _PARTING:
            out += _clause(clause, readings)
            clause = []
    return out + _clause(clause, readings)


def _clause(items: list[Phrase], readings: Callable[[str, int], list[Phrase]]) -> list[Phrase]:
    goes = [n for n, item in enumerate(items) if (item.kind, item.argument) == ("motion", "go")]
    if len(goes) != 1:
        return items
    others = [item for n, item in enumerate(items) if n not in goes]
    named = any(item.kind in _NAMING for item in others)
    going = any(item.kind in _WAYS or item.argument[:4].strip() in _ROLES for item in others)
    item = items[goes[0]]
    kind = "" if named and going else "verb" if named else "noun"
    for wanted in (kind, "verb") if not going else (kind,):
        same = (p for p in readings("*", item.first) if p.kind == wanted and p.argument)
        if (found := next((p for p in same if p.after == item.after), None)) is not None:
            items[goes[0]] = found
            break
    return items


def shuts_in(row: Sequence[Phrase], n: int, tokens: Sequence[Token]) -> bool:
    """Whether something shuts in a place rather than comes near: "a door closes in a house"."""
    near = row[n].kind == "motion" and row[n].argument == "approach" and n + 1 < len(row)
    shuts = near and tokens[row[n].first].norm in ("closes", "close", "closing")
    return shuts and tokens[row[n + 1].first].norm in _wording.DETERMINERS
