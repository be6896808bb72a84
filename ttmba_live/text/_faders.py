"""Faders: "fade the rain out over 4 s", "fades out after 10 s". Reads phrases, no draft."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_FORMS = {
    "fade": {"in": "in", "up": "in", "out": "out", "down": "softer", "away": "away"},
    "bring": {"in": "in", "up": "louder", "down": "softer", "out": "out"},
    "turn": {"up": "louder", "down": "softer"},
    "ramp": {"in": "in", "up": "louder", "down": "softer"},
    "push": {"up": "louder"},
    "pull": {"down": "softer"},
    "take": {"down": "softer", "out": "out"},
}
"""Which fade a verb and its particle are."""

_VERBS = {form: verb for verb in _FORMS for form in (verb, f"{verb}s", f"{verb.rstrip('e')}ing")}
_REACH = 5
"""Phrases among which the particle stands."""

_FADED = 3.0
"""Seconds of a fade out that begins at a told time, if none are told."""

_SPANS = frozenset(("duration", "in", "seconds", "final"))
_FALLING = frozenset(("out", "away", "softer"))
"""Fades at whose end a sound is over, or nearly."""

_PRONOUNS = frozenset(("fade", "bring", "turn", "ramp"))
"""Verbs between which and their particles a pronoun may stand: "fade it out"."""


def faders(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Phrase]:
    """The row with each verb and its particle read as one fade, the seconds after it as its own."""
    out = list(row)
    for n, item in enumerate(row):
        word = tokens[item.first].norm
        verb = _VERBS.get(word)
        if verb is None or item.after != item.first + 1:
            continue
        last = _particle(out, tokens, n, verb)
        if last is None:
            continue
        form = _FORMS[verb][tokens[out[last].first].norm]
        span = out[last + 1] if last + 1 < len(out) and out[last + 1].kind in _SPANS else None
        slots = (Phrase("seconds", "1", item.first, item.after, (), span.value),) if span else ()
        out[n] = Phrase("fade", form, item.first, item.after, slots)
        out[last] = replace(out[last], kind="drop")
        if span is not None:
            out[last + 1] = replace(span, kind="drop")
    return out


def last_seconds(row: Sequence[Phrase]) -> list[Phrase]:
    """The row with "in the last 4 seconds" as the time of the fade beside it, else as a length."""
    out = list(row)
    for n, item in enumerate(row):
        if item.kind != "final":
            continue
        at = _fade_beside(out, n)
        if at is None:
            out[n] = replace(item, kind="duration", argument="")
            continue
        span = Phrase("seconds", "1", item.first, item.after, (), item.value)
        out[at] = replace(out[at], argument="out", slots=(span,))
        out[n] = replace(item, kind="drop")
    return out


def _fade_beside(row: Sequence[Phrase], n: int) -> int | None:
    """Where the fade of a clause stands that tells no time of its own."""
    before = range(n - 1, max(-1, n - _REACH - 1), -1)
    after = range(n + 1, min(len(row), n + _REACH + 1))
    for m in itertools.chain(before, after):
        falls = row[m].kind == "fade" and row[m].argument in _FALLING
        if falls and not row[m].slots:
            return m
    return None


def _particle(row: Sequence[Phrase], tokens: Sequence[Token], n: int, verb: str) -> int | None:
    """Where the particle of a verb stands, with nothing but a thing's name between."""
    for m in range(n + 1, min(len(row), n + _REACH + 1)):
        alone = row[m].after == row[m].first + 1
        if alone and tokens[row[m].first].norm in _FORMS[verb]:
            between = {item.kind for item in row[n + 1 : m]}
            named = "noun" in between or (verb in _PRONOUNS and "pron" in between)
            return m if named else None
        if row[m].kind not in ("word", "noun", "adj", "pron"):
            return None
    return None


def faded_out(before: Phrase, item: Phrase) -> bool:
    """Whether a time tells when a fade out begins: "fades out after 10 s"."""
    return (before.kind, before.argument) == ("fade", "out") and item.kind in ("after", "start")


def ends_after(item: Phrase, fade: Phrase) -> Phrase:
    """The end of a sound whose fade out begins at a time."""
    kind = "duration" if item.kind == "after" else "until"
    told = next((slot.value for slot in fade.slots if slot.kind in ("seconds", "figure")), _FADED)
    return replace(item, kind=kind, argument="", value=item.value + told)
