"""Numbers in figures and in words of every language. Knows no unit, no place and no time."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

from ttmba_live.text._lexicon import data_text
from ttmba_live.text._tokens import Token, is_cjk

KINDS = frozenset(("figure", "signed", "number", "amount", "clocktime", "nth"))
_ORDINAL_ENDS = frozenset(
    ("st", "nd", "rd", "th", "er", "ère", "e", "o", "a", "º", "ª", "ste", "de", "й", "ой", "я", "е")
)
_RANGE = frozenset(
    ("-", "to", "or", "bis", "à", "a", "oder", "ou", "o", "до", "到", "至", "tot", "~")
)
_AND = frozenset(("and", "en", "und", "et", "y", "e", "и"))
_HALVES = frozenset(("half", "halve", "demi", "demie", "media", "medio", "mezzo", "meia", "meio"))
_COUNTS = {"hundred": 100.0, "thousand": 1000.0, "dozen": 12.0}
_HUNDREDS = (100.0, 1000.0)
_TENS = 20.0
"""From here on number words add up: "twenty five"."""
_MOST_WORDS = 6
_SIGNS = {"minus": -1.0, "negative": -1.0, "plus": 1.0}
_TELL_PLACES = frozenset("at to from azimuth elevation bearing heading angle az el".split())  # noqa: SIM905
"""Words between which and a number a sign may be said."""


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


def leading(items: Sequence[str]) -> float:
    """How many a description begins with, in figures or in English: 0 if it tells no number.

    >>> leading(["three", "bells"]), leading(["the", "two", "dogs"]), leading(["a", "bell"])
    (3.0, 2.0, 0.0)
    """
    rest = [word for word in items[:2] if word != "the"][:1]
    if not rest:
        return 0.0
    return float(rest[0]) if rest[0].isdecimal() else words_of(("en",)).get(rest[0], 0.0)


def name_of(value: float) -> str:
    """A number in English, in figures if it has no word of its own.

    >>> name_of(3.0), name_of(21.0)
    ('three', '21')
    """
    names = (word for word, number in words_of(("en",)).items() if number == value)
    return next(names, f"{value:g}")


def is_vague_start(word: str, languages: tuple[str, ...]) -> bool:
    """Whether an amount such as "a few" may begin with a word."""
    return word in _vague_starts(languages)


@functools.cache
def _vague_starts(languages: tuple[str, ...]) -> frozenset[str]:
    return frozenset(row[0] for row, _ in _vague_of(languages))


def read(kind: str, tokens: Sequence[Token], at: int, language: str) -> Iterator[tuple[float, int]]:
    """Values of a kind of `KINDS` that begin at a token, each with the place after it."""
    token = tokens[at]
    wanted = {"signed": token.signed, "figure": not token.clock, "clocktime": token.clock}
    if wanted.get(kind) and token.number is not None:
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
    total, last, end = 0.0, float("inf"), at
    while end < min(len(tokens), at + _MOST_WORDS):
        value = known.get(tokens[end].norm)
        if value is None and not _joins(tokens, end, at, known, last):
            break
        if value is not None:
            if value in _HUNDREDS and end > at:
                total = (total or 1.0) * value
            elif value < last and last >= _TENS:
                total = value if end == at else total + value
            else:
                break
            last = value
        end += 1
    if end > at:
        yield total, end


def _joins(
    tokens: Sequence[Token], end: int, at: int, known: dict[str, float], last: float
) -> bool:
    """Whether an "and" stands within a number: "two hundred and five"."""
    if tokens[end].norm not in _AND or end == at or end + 1 >= len(tokens) or last < _TENS:
        return False
    return 0.0 < known.get(tokens[end + 1].norm, 0.0) < last


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
        yield from _more(tokens, value, after, language)
    if tokens[at].norm not in _vague_starts(languages):
        return
    for row, value in _vague_of(languages):
        if all(at + n < len(tokens) and tokens[at + n].norm == w for n, w in enumerate(row)):
            end = at + len(row)
            yield value, end
            if value == 1.0 and end < len(tokens) and tokens[end].norm in _COUNTS:
                yield _COUNTS[tokens[end].norm], end + 1


def _more(
    tokens: Sequence[Token], value: float, after: int, language: str
) -> Iterator[tuple[float, int]]:
    """What may stand after a number: "to 3", "and a half"."""
    following = [token.norm for token in tokens[after : after + 3]]
    if following[:1] and following[0] in _RANGE and len(following) > 1:
        for other, end in _number(tokens, after + 1, language):
            if other > value >= 0.0:
                yield (value + other) / 2.0, end
    if following[:1] == ["half"]:
        yield value + 0.5, after + 1
    if len(following) > 1 and following[0] in _AND:
        if following[1] in _HALVES:
            yield value + 0.5, after + 2
        elif following[1:] in (["a", "half"], ["one", "half"]):
            yield value + 0.5, after + 3


def signed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with "at minus 45" as "at -45"."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        sign = _SIGNS.get(tokens[at].norm, 0.0) if out and out[-1].norm in _TELL_PLACES else 0.0
        found = list(read("number", tokens, at + 1, "en")) if sign else []
        if not found:
            out.append(tokens[at])
            at += 1
            continue
        value, end = max(found, key=lambda one: one[1])
        span = tokens[at].first, tokens[end - 1].after
        out.append(Token("#", *span, number=sign * value, signed=True))
        at = end
    return out
