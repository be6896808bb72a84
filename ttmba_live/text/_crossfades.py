"""A crossfade as the two sounds that it is of. Reads a row of phrases, knows no draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_NAMES = frozenset(
    ("crossfade", "crossfades", "crossfading", "xfade", "morph", "morphs", "dissolve")
)
_TO, _BETWEEN = frozenset(("to", "into")), frozenset(("and",))
_SPANS = frozenset(("duration", "in", "seconds"))
_USUAL = 5.0
"""Seconds of a crossfade whose time is not told."""


_REACH = 12
"""Phrases among which both sounds and the time stand."""


def crossfaded(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row in which "crossfade from rain to birds in 9 s" is rain that ends as birds begin."""
    out = list(row)
    for n, item in enumerate(row):
        norms = [tokens[phrase.first].norm for phrase in row[n : n + _REACH]]
        joint = _BETWEEN if norms[1:2] == ["between"] else _TO
        to = next((m for m in range(2, len(norms)) if norms[m] in joint), 0) + n
        named = norms[0] in _NAMES and item.kind == "word"
        if named and norms[1:2] == [":"]:
            out[n:] = _listed(out[n:], tokens)
        if not named or to == n or row[to].kind not in ("word", "link"):
            continue
        rest = row[to : to + _REACH]
        span = next((phrase for phrase in rest if phrase.kind in _SPANS), None)
        seconds = span.value if span is not None else _USUAL
        out[n] = _faded(item, "out", seconds)
        if norms[1] in ("from", "between"):
            out[n + 1] = replace(row[n + 1], kind="drop")
        out[to] = Phrase("link", "with", row[to].first, row[to].after)
        if span is not None:
            out[out.index(span)] = _faded(span, "in", seconds)
    return out


def _listed(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The list after "crossfade:", "out 6 s" and "in 6 s" as its fades."""
    out: list[Phrase] = []
    for item in row:
        ends = item.kind == "until" and tokens[item.first].norm == "out"
        form = "out" if ends else "in" if item.kind == "in" else ""
        out.append(_faded(item, form, item.value) if form else item)
    return [replace(out[0], kind="label"), *out[1:]]


def _faded(item: Phrase, form: str, seconds: float) -> Phrase:
    """A phrase as a fade that takes some seconds."""
    span = Phrase("seconds", "1", item.first, item.after, (), seconds)
    return Phrase("fade", form, item.first, item.after, (span,), seconds)
