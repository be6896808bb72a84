"""Words of German, Dutch and Russian in forms that no table lists. Decides no meaning.

A compound is known by its last part ("Dampflok"), a form of a word by its stem ("bellend"), a
verb that is taken apart by both its parts ("geht die Tür auf"; "anspringt"). The tables list
some forms of each word; the endings are here.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ttmba_live.text._spelling import is_english
from ttmba_live.text._tables import Pattern, Table, listed, table
from ttmba_live.text._tokens import Token

_ENDINGS = {
    "de": (
        r"(?:ge)?(?P<stem>\w{3,}?)"
        r"(?:n?d(?:en|er|es|em|e)?|t?est|te[nrsm]?|t|e?n|er?n?|es|em|s)?"
    ),
    "nl": r"(?:ge)?(?P<stem>\w{3,}?)(?:e?nde?|[td]en?|[td]|en|e|['’]?s|[tp]?jes?|etjes?)?",
    "ru": (
        r"(?P<stem>\w{2,}?)[аеёиоуыэюяй]?(?:(?:н?у)?(?:л[аои]?|ть|вш\w+)|[юуея]т|ит|ат|[юуая]щ\w+"
        r"|[аыуеоияю]|ой|ом|ов|ам|ами|ах|ями|ях|ей)?(?:ся|сь)?"
    ),
}  # fmt: skip
"""How the forms of one word end, by language; what is left is its stem."""

_PERFECTIVE = re.compile("(?:за|по|про|при|вы|на|от|раз|рас|до|под|об|с|у)(?=[а-яё]{4})")
_JOINING = frozenset(("de", "nl"))
"""Languages that write several nouns as one word."""

_SHORT = 3
"""Letters of the shortest last part, of which the rest has one more at least."""

_DOING = 5
"""Letters of the longest verb that is no last part of a compound."""

_NAMING = ("noun", "verb", "adj")
_PARTED = ("verb", "fade", "stopped")
_LONGEST_TAIL = 3
_LONG = {"de": 4, "nl": 4, "ru": 3}
"""Letters of the shortest stem."""

_REACH = 16
"""Tokens between a verb and its other part."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """What one language's table names things by."""

    known: Table
    stems: dict[str, str]
    """A listed word by its stem."""

    firsts: tuple[str, ...]
    """First parts of verbs that may stand away from them, the longest first."""

    nouns: frozenset[str]
    verbs: frozenset[str]
    acting: frozenset[str]
    """What phrases of acting and of moving begin with."""

    tails: dict[tuple[str, ...], frozenset[str]]
    """The verbs that an other part belongs to."""


@functools.cache
def _forms(language: str) -> _Forms:
    known = table(language)
    single = {kind: _singles(known, kind) for kind in _NAMING}
    stems: dict[str, str] = {}
    for word in itertools.chain(single["adj"], single["noun"], single["verb"]):
        if stem := _stem(word, language):
            stems[stem] = word
    acting = (w for kind in ("verb", "motion", "fade", "stopped") for w in known.patterns[kind])
    tails: dict[tuple[str, ...], set[str]] = {}
    for row in itertools.chain.from_iterable(_rows(known, kind) for kind in _PARTED):
        tails.setdefault(row[1:], set()).add(row[0])
    frozen = {tail: frozenset(verbs) for tail, verbs in tails.items() if tail}
    firsts = tuple(listed(language, "parts"))
    nouns, verbs = frozenset(single["noun"]), frozenset(single["verb"])
    return _Forms(known, stems, firsts, nouns, verbs, frozenset(acting), frozen)


def _patterns(known: Table, kind: str) -> list[Pattern]:
    found = {p.line: p for rows in known.patterns.get(kind, {}).values() for p in rows}
    return [found[line] for line in sorted(found)]


def _singles(known: Table, kind: str) -> list[str]:
    """The words that alone are a phrase of a kind."""
    alone = (p.elements[0].rows for p in _patterns(known, kind) if len(p.elements) == 1)
    rows = itertools.chain.from_iterable(alone)
    return [row[0] for row in rows if len(row) == 1 and not row[0].endswith("*")]


def _rows(known: Table, kind: str) -> Iterator[tuple[str, ...]]:
    """The phrases of a kind that are two words or more, one after the other."""
    for pattern in _patterns(known, kind):
        if len(pattern.elements) <= 2 and not any(e.slot or e.optional for e in pattern.elements):
            for rows in itertools.product(*(element.rows for element in pattern.elements)):
                row = tuple(itertools.chain.from_iterable(rows))
                if len(row) > 1:
                    yield row


def _stem(word: str, language: str) -> str:
    """What a word has without its ending; empty if that is too short to tell a word."""
    match = re.fullmatch(_ENDINGS[language], word)
    stem = match["stem"] if match else word
    return stem if len(stem) >= _LONG[language] else ""


def plain(tokens: Sequence[Token], languages: Sequence[str]) -> list[Token]:
    """The tokens, words that no table lists in a form that it does, parted verbs together."""
    if languages[-1] not in _ENDINGS:
        return list(tokens)
    found = itertools.chain.from_iterable(_plain(token, languages[-1]) for token in tokens)
    return _together(list(found), _forms(languages[-1]))


def _plain(token: Token, language: str) -> tuple[Token, ...]:
    if not token.is_word or _is_known(token.norm, language):
        return (token,)
    return tuple(replace(token, norm=norm) for norm in _parts(token.norm, language))


def _is_known(word: str, language: str) -> bool:
    words = _forms(language).known.words
    whole = word in words or (is_english(word) and word.isascii())
    return whole or any(word[:n] in _stars(language) for n in range(2, len(word) + 1))


@functools.cache
def _stars(language: str) -> frozenset[str]:
    """What the table lists with any end."""
    known = table(language).patterns
    return frozenset(f[:-1] for kind in known.values() for f in kind if f.endswith("*"))


@functools.lru_cache(maxsize=4096)
def _parts(word: str, language: str) -> tuple[str, ...]:
    """The listed words that a word is a form of, or itself."""
    forms = _forms(language)
    for first in forms.firsts:
        rest = word.removeprefix(first)
        if rest != word and rest in forms.acting:
            return rest, first  # "anspringt": "springt an"
    found = forms.stems.get(_stem(word, language))
    if found is None and language == "ru":
        found = forms.stems.get(_stem(_PERFECTIVE.sub("", word, count=1), language))
    if found is None and language in _JOINING:
        ends = (word[n:] for n in range(_SHORT, len(word) - _SHORT + 1))
        ends = (end for end in ends if len(end) > _SHORT or len(word) > 2 * _SHORT)
        found = next((n for end in ends if (n := _noun(end, forms, language))), None)
    return (found or word,)


def _noun(word: str, forms: _Forms, language: str) -> str | None:
    """The listed noun that a word is a form of, or None."""
    if word in forms.nouns or (len(word) > _DOING and word in forms.verbs):
        return word  # "Glockenläuten": in German a verb is a noun too
    found = forms.stems.get(_stem(word, language)) if len(word) > _SHORT else None
    return found if found in forms.nouns else None


def _together(tokens: Sequence[Token], forms: _Forms) -> list[Token]:
    """The other part of a verb behind it: "geht auf die Tür" of "geht die Tür auf"."""
    links = forms.known.patterns["link"]
    out: list[Token] = []
    clause: list[Token] = []
    for token in tokens:
        if (token.is_word or token.number is not None) and token.norm not in links:
            clause.append(token)
            continue
        out += [*_joined(clause, forms), token]
        clause = []
    return out + _joined(clause, forms)


def _joined(clause: list[Token], forms: _Forms) -> list[Token]:
    norms = [token.norm for token in clause]
    for size in range(_LONGEST_TAIL, 0, -1):
        if norms[-1:] and norms[-1] in forms.tails.get(tuple(norms[-size - 1 : -1]), ()):
            return [*clause[: -size - 1], clause[-1], *clause[-size - 1 : -1]]  # "auf geht"
        verbs = forms.tails.get(tuple(norms[-size:]), frozenset())
        at = next((n for n, w in enumerate(norms[-_REACH:-size]) if w in verbs), None)
        if at is not None:
            at += max(0, len(norms) - _REACH)
            verb, tail = clause[at], clause[-size:]
            moved = [replace(t, first=verb.first, after=verb.after) for t in tail]
            return [*clause[: at + 1], *moved, *clause[at + 1 : -size]]
    return clause
