"""JSON out of a model's answer: found among prose, thoughts and fences, mended, cut if it was cut.

Reads any text in one pass: its time grows with the length of the text and no faster. Knows no
events.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ttmba_live.errors import InvalidInput

_THINK, _THOUGHT = "<think>", "</think>"
_MARK = re.compile(r'\\.|[{}\[\],"]', re.DOTALL)
"""What matters between values; each match has a fixed length, so there is no going back."""

_TRIES = 8
"""Brackets in prose that are tried as the beginning of the JSON."""

_DEEPEST = 64
"""Brackets within brackets; no answer has so many."""

_CLOSES = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Found:
    """The value, and whether all of it was there: not if the text ended before it did."""

    value: Any
    whole: bool


def found_in(answer: str) -> Found:
    """The first JSON object, or list with objects in it, of an answer.

    Commas before a closing bracket are forgiven. Where the text ends too early the last item of
    the outermost list goes, and what was whole stays. Raises `InvalidInput` if there is none.
    """
    text = _spoken(answer)
    start, why = -1, "the answer holds no JSON"
    for _ in range(_TRIES):
        start = _next_bracket(text, start + 1)
        if start < 0:
            break
        mended, whole = _mended(text, start)
        try:
            value = json.loads(mended, strict=False)
        except (ValueError, RecursionError):
            why = "the answer is not well-formed JSON"
            continue
        if isinstance(value, dict) or (isinstance(value, list) and _holds_object(value)):
            return Found(value, whole)
        why = "the answer holds no events"
    raise InvalidInput(why)


def _spoken(answer: str) -> str:
    """An answer without its thoughts, also those whose beginning or end is not marked."""
    first = answer.find(_THOUGHT)
    if first >= 0 and not 0 <= answer.find(_THINK) < first:
        answer = answer[first + len(_THOUGHT) :]  # it began to think before the answer did
    parts, at = [], 0
    while (start := answer.find(_THINK, at)) >= 0:
        parts.append(answer[at:start])
        end = answer.find(_THOUGHT, start)
        if end < 0:
            at = len(answer)
            break
        at = end + len(_THOUGHT)
    spoken = "".join([*parts, answer[at:]])
    return spoken if _next_bracket(spoken, 0) >= 0 else answer


def _holds_object(items: list[Any]) -> bool:
    return any(isinstance(item, dict) for item in items)


def _next_bracket(text: str, at: int) -> int:
    places = [place for place in (text.find("{", at), text.find("[", at)) if place >= 0]
    return min(places, default=-1)


def _marks(text: str, start: int) -> Iterator[tuple[str, int]]:
    """Brackets and commas outside of words, and where they stand."""
    quoted = False
    for mark in _MARK.finditer(text, start):
        sign = mark.group()
        if sign == '"':
            quoted = not quoted
        elif not quoted and sign[0] != "\\":
            yield sign, mark.start()


def _mended(text: str, start: int) -> tuple[str, bool]:
    """One value from its bracket on, as `json` reads it; whether its end was there."""
    pieces: list[str] = []
    depth: list[str] = []
    at, comma = start, -1
    kept: tuple[int, str] | None = None  # pieces up to the last whole item, and what closes them
    for sign, here in _marks(text, start):
        if sign == ",":
            comma = here
        elif sign in _CLOSES:
            depth.append(sign)
            if len(depth) > _DEEPEST:
                break
        else:
            if not depth or _CLOSES[depth.pop()] != sign:
                break
            ends_early = comma >= at and not text[comma + 1 : here].strip()
            pieces.append(text[at : comma if ends_early else here] + sign)
            at = here + 1
            if not depth:
                return "".join(pieces), True
            if sign == "}" and depth[-1] == "[" and depth.count("[") == 1:
                kept = len(pieces), "".join(_CLOSES[bracket] for bracket in reversed(depth))
    if kept is None:
        return text[start:], False
    return "".join(pieces[: kept[0]]) + kept[1], False
