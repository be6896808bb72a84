"""What is said in another order than it happens, or only says why. Knows tokens, no phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text._tokens import Token

_STOPS = frozenset((".", "!", "?", ";", "\n", "…"))
_BEFORE = frozenset(("before", "bevor"))
_LEAST = 2
"""Words of what happens later: "before the thunder claps"; not of "before, ..."."""

_CAN = frozenset(("can", "could", "will", "would", "may", "might"))
_DO = frozenset("hear see know feel notice understand think tell get be believe sense".split())  # noqa: SIM905
_THIS_ORDER = (["in", "this", "order"], ["in", "that", "order"], ["in", "sequence", ":"])
_REACH = 6
"""Tokens after "so" within which it is told what somebody can do."""


def straightened(tokens: Sequence[Token], notes: list[str]) -> list[Token]:
    """The tokens with "before A, B" as "B before A", and without "so the kids can hear it".

    Points between the same word are left out as well. Notes say what else is.
    """
    out: list[Token] = []
    for sentence in sentences(_without_breath(tokens)):
        out += _listed(_in_order(_without_purpose(sentence, notes)))
    return out


def _listed(sentence: list[Token]) -> list[Token]:
    """A sentence with "then" between what is heard "in this order"."""
    words = [token.norm for token in sentence]
    n = next((n for n in range(len(words)) if words[n : n + 3] in _THIS_ORDER), -1)
    if n < 0:
        return sentence
    rest = [*sentence[:n], *sentence[n + 3 :]]
    out: list[Token] = []
    for token in rest:
        joins = token.norm in (",", "and")
        begins = not out or not out[-1].is_word
        if not joins:
            out.append(token)
        elif not begins and out[-1].norm != "then":
            out.append(replace(token, norm="then"))
    while out and not out[0].is_word:
        del out[0]
    return out


def _without_breath(tokens: Sequence[Token]) -> list[Token]:
    """Without the points between the same word: "drip... drip... drip" is one sound."""
    return [
        token
        for n, token in enumerate(tokens)
        if not (
            token.norm in ("…", "...")
            and 0 < n < len(tokens) - 1
            and tokens[n - 1].is_word
            and tokens[n - 1].norm == tokens[n + 1].norm
        )
    ]


def sentences(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens parted after each stop."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        found[-1].append(token)
        if token.norm in _STOPS:
            found.append([])
    return found


def _in_order(sentence: list[Token]) -> list[Token]:
    comma = next((n for n, token in enumerate(sentence) if token.norm == ","), 0)
    later, first = sentence[:comma], sentence[comma + 1 :]
    told = later[:1] and later[0].norm in _BEFORE and len(later) > _LEAST
    if not told or any(token.number is not None for token in later):
        return sentence
    stop = first[-1:] if first and first[-1].norm in _STOPS else []
    first = first[: len(first) - len(stop)]
    return [*first, *later, *stop] if any(token.is_word for token in first) else sentence


def _without_purpose(sentence: list[Token], notes: list[str]) -> list[Token]:
    for n, token in enumerate(sentence):
        if token.norm != "so" or not n:
            continue
        reach = [other.norm for other in sentence[n + 1 : n + 1 + _REACH]]
        can = next((m for m, word in enumerate(reach[:-1]) if word in _CAN), 0)
        if can and reach[can + 1] in _DO:
            words = " ".join(other.norm for other in sentence[n:] if other.norm not in _STOPS)
            notes.append(f"why, and no sound: {words[:80]!r}")
            kept = sentence[: n - (sentence[n - 1].norm == ",")]
            return [*kept, *(other for other in sentence[-1:] if other.norm in _STOPS)]
    return sentence
