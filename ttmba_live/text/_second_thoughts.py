"""What is said anew at once, "on the left no sorry on the right". Knows tokens, no phrase."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text import _numbers
from ttmba_live.text._tokens import Token

_MARKS = tuple(
    tuple(mark.split())
    for mark in (
        "no sorry", "sorry no", "no wait", "wait no", "no actually", "actually no", "no make that",
        "wait make that", "wait no make that", "sorry make that", "make that", "no i mean",
        "i mean", "i meant", "scratch that", "or rather", "no no", "nope", "correction", "sorry",
        "no",
    )
)  # fmt: skip
_LONGEST = max(map(len, _MARKS))
_LEADS = frozenset("on in to at from the my your a about around um uh er it's its is that".split())  # noqa: SIM905
_SIDES = frozenset(
    "left right front back behind above below ahead overhead centre center middle rear".split()  # noqa: SIM905
)
_STOPS = frozenset((".", "!", "?", ";", "\n", "…"))
_PAUSES = frozenset((",", "-", "–", "—", "...", "…"))
_REACH = 12
"""Tokens before the mark within which what it takes back was said."""


def revised(tokens: Sequence[Token], notes: list[str]) -> list[Token]:
    """The tokens with a side or a number that is said anew in the place of the former one.

    Anything else that "no" begins is no correction: "no thunder".
    """
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        after = _after_mark(tokens, at) if out else at
        anew = _told(tokens, after) if after > at else after
        first = _former(out, tokens, anew) if after > at and anew < len(tokens) else None
        if first is None:
            out.append(tokens[at])
            at += 1
            continue
        notes.append(f"taken back: {' '.join(token.norm for token in out[first:])!r}")
        del out[first:]
        at = anew
    return out


def _after_mark(tokens: Sequence[Token], at: int) -> int:
    """The token after a mark, and the commas around it, that begins at one; else that one."""
    start = at + (tokens[at].norm in _PAUSES)
    for size in range(_LONGEST, 0, -1):
        if tuple(token.norm for token in tokens[start : start + size]) in _MARKS:
            end = start + size
            while end < len(tokens) and tokens[end].norm in _PAUSES:
                end += 1
            return end
    return at


def _told(tokens: Sequence[Token], at: int) -> int:
    """Where small words before a side or a number end."""
    while at < len(tokens) and tokens[at].norm in _LEADS and not _kind(tokens[at]):
        at += 1
    return at


def _kind(token: Token) -> str:
    if token.norm in _SIDES:
        return "side"
    told = token.number is not None or token.norm in _numbers.words_of(("en",))
    return "number" if told else ""


def _former(out: Sequence[Token], tokens: Sequence[Token], anew: int) -> int | None:
    """Where what is taken back begins: the last of its kind in the same sentence.

    After a mere "no", a number is one said anew if it is of the same thing: "five no eight
    seconds", but "three men, no one speaks".
    """
    kind = _kind(tokens[anew])
    if kind == "number" and tokens[anew - 1].norm == "no":
        following = tokens[anew + 1].norm if anew + 1 < len(tokens) else ""
        if _kind(out[-1]) != "number" and out[-1].norm != following:
            return None
    for n in range(len(out) - 1, max(-1, len(out) - 1 - _REACH), -1):
        if not kind or out[n].norm in _STOPS:
            return None
        if _kind(out[n]) == kind:
            return n
    return None
