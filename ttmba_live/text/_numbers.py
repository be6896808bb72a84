"""Numbers in figures and in words of every language. Knows no unit, no place and no time."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from ttmba_live.text._lexicon import data_text
from ttmba_live.text._tokens import Token, is_cjk

KINDS = frozenset(("figure", "number", "amount", "clocktime", "nth"))
_ORDINAL_ENDS = frozenset(("st", "nd", "rd", "th", "er", "ère", "e", "o", "a", "º", "ª"))
_RANGE = frozenset(("-", "to", "or", "bis", "à", "a", "oder", "ou", "o", "до", "到", "至", "~"))
_AND = frozenset(("and", "und", "et", "y", "e", "и"))
_HALF = frozenset(("half",))
_MOST_WORDS = 6


@functools.cache
def words_of(languages: tuple[str, ...]) -> dict[str, float]:
    """Number words of some languages; a later language wins."""
    found: dict[str, float] = {}
    for language in languages:
        for line in data_text(f"phrases/{language}.txt").splitlines():
            if line.startswith("num "):
                head, _, body = line.partition(" = ")
                for word in body.replace(" ; ", "/").strip().split("/"):
                    found[word] = float(head.split()[1])
    return found


@functools.cache
def _vague_of(languages: tuple[str, ...]) -> list[tuple[tuple[str, ...], float]]:
    rows: list[tuple[tuple[str, ...], float]] = []
    for language in languages:
        for line in data_text(f"phrases/{language}.txt").splitlines():
            if line.startswith("vague "):
                head, _, body = line.partition(" = ")
                for part in body.strip().split("/"):
                    row = tuple(part) if is_cjk(part[0]) else tuple(part.split("_"))
                    rows.append((row, float(head.split()[1])))
    return rows


def is_vague_start(word: str, languages: tuple[str, ...]) -> bool:
    """Whether an amount such as "a few" may begin with a word."""
    return word in _vague_starts(languages)


@functools.cache
def _vague_starts(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(row[0] for row, _ in _vague_of(languages))


def read(
    kind: str, tokens: Sequence[Token], forms: Sequence[frozenset[str]], at: int, language: str
) -> Iterator[tuple[float, int]]:
    """Values of a kind of `KINDS` that begin at a token, each with the place after it."""
    token = tokens[at]
    if (kind == "figure" and token.number is not None and not token.clock) or (
        kind == "clocktime" and token.clock and token.number is not None
    ):
        yield token.number, at + 1
    elif kind == "nth" and token.number is not None and at + 1 < len(tokens):
        if tokens[at + 1].glued and tokens[at + 1].norm in _ORDINAL_ENDS:
            yield token.number, at + 2
    elif kind == "number":
        yield from _number(tokens, at, language)
    elif kind == "amount":
        yield from _amount(tokens, at, language)


def _number(tokens: Sequence[Token], at: int, language: str) -> Iterator[tuple[float, int]]:
    """Figures, or words that add up: "twenty five", "two hundred"."""
    token = tokens[at]
    if token.number is not None:
        if not token.clock:
            yield token.number, at + 1
        return
    known = words_of(("en",) if language == "en" else ("en", language))
    if is_cjk(token.norm):
        yield from _cjk(tokens, at, known)
        return
    total, group, last, end = 0.0, 0.0, float("inf"), at
    while end < len(tokens) and end < at + _MOST_WORDS:
        word = tokens[end].norm
        value = known.get(word)
        if value is None:
            joins = word in _AND and end > at and end + 1 < len(tokens)
            if joins and 0 < known.get(tokens[end + 1].norm, 0.0) < last and last >= 20:
                end += 1
                continue
            break
        if value in (100.0, 1000.0) and end > at:
            group = (group or 1.0) * value
        elif value < last and last >= 20:
            group += value
        elif end == at:
            group = value
        else:
            break
        last = value
        end += 1
    total += group
    if end > at:
        yield total, end


def _cjk(tokens: Sequence[Token], at: int, known: dict[str, float]) -> Iterator[tuple[float, int]]:
    total, digit, end = 0.0, 0.0, at
    while end < len(tokens) and end < at + _MOST_WORDS and tokens[end].norm in known:
        value = known[tokens[end].norm]
        if value >= 10.0:
            total += (digit or 1.0) * value
            digit = 0.0
        else:
            digit = 10.0 * digit + value if digit >= 1.0 else value
        end += 1
    if end > at:
        yield total + digit, end


def _amount(tokens: Sequence[Token], at: int, language: str) -> Iterator[tuple[float, int]]:
    """A number, a range of them ("2 to 3": its middle), or words such as "half a"."""
    languages = ("en",) if language == "en" else ("en", language)
    for value, after in _number(tokens, at, language):
        yield value, after
        if after + 1 < len(tokens) and tokens[after].norm in _RANGE:
            for other, end in _number(tokens, after + 1, language):
                if other > value >= 0:
                    yield (value + other) / 2.0, end
        if after + 2 < len(tokens) and tokens[after].norm in _AND:
            half = tokens[after + 1 : after + 3]
            if half[0].norm in ("a", "one", "half", "ein", "et", "demi", "media", "medio", "mezzo"):
                end = after + 3 if half[1].norm == "half" else after + 2
                if half[1].norm == "half" or half[0].norm not in ("a", "one", "ein", "et"):
                    yield value + 0.5, end
        if after < len(tokens) and tokens[after].norm == "half":
            yield value + 0.5, after + 1
    if tokens[at].norm not in _vague_starts(languages):
        return
    for row, value in _vague_of(languages):
        if all(at + n < len(tokens) and tokens[at + n].norm == w for n, w in enumerate(row)):
            end = at + len(row)
            yield value, end
            if (
                value == 1.0
                and end < len(tokens)
                and tokens[end].norm in ("hundred", "thousand", "dozen")
            ):
                yield (
                    {"hundred": 100.0, "thousand": 1000.0, "dozen": 12.0}[tokens[end].norm],
                    end + 1,
                )
