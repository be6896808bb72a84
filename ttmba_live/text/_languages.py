"""Which language a text is in, by the words that each table knows. Translates nothing."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ttmba_live.text import _lexicon, _spelling, _words
from ttmba_live.text._lexicon import data_text
from ttmba_live.text._tables import LANGUAGES, listed
from ttmba_live.text._tokens import Token, is_cjk

_ENGLISH = frozenset(
    [
        "the",
        "and",
        "with",
        "of",
        "at",
        "my",
        "your",
        "you",
        "in",
        "front",
        "behind",
        "on",
        "from",
        "to",
        "left",
        "right",
        "above",
        "below",
        "is",
        "are",
        "by",
        "then",
        "while",
        "a",
        "an",
        "for",
        "far",
        "away",
        "close",
        "near",
        "me",
    ]
)
"""Words that mark a text as English."""

_LATIN = tuple(language for language in LANGUAGES[1:] if language not in ("ru", "zh", "ja"))
"""Languages that their letters do not tell."""

_NO_WORDS = re.compile(r"^[^=\n]*=|^#.*|<\w+>|\$\w+|~\w+", re.MULTILINE)
_WORDS = re.compile(r"[^\W\d_]+['*]?")
_SHORTEST = 4
"""Letters of the shortest stem that tells a language."""

_MARK = 1.0
"""What a word weighs that only one language has, or that marks it."""

_NAME = 0.34
"""What the name of a sound weighs that is English, or both English and another language."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The languages beside English whose tables have a word, a stem, or a word as their mark."""

    words: dict[str, list[str]]
    stems: dict[str, list[str]]
    marks: dict[str, list[str]]

    def having(self, word: str) -> set[str]:
        """The languages in which a word is known, with its accents or without them."""
        found = {*self.words.get(word, ()), *self.words.get(_words.plain(word), ())}
        for size in range(_SHORTEST, len(word) + 1):
            found.update(self.stems.get(word[:size], ()))
        return found


@functools.cache
def _known() -> _Known:
    """The words of all tables; their patterns are not made of it."""
    known = _Known({}, {}, {})
    for language in _LATIN:
        text = data_text(f"phrases/{language}.txt")
        for word in set(_WORDS.findall(_NO_WORDS.sub(" ", text))):
            _add(known.stems if word.endswith("*") else known.words, word, language)
        for word in listed(language, "marks"):
            known.marks.setdefault(word, []).append(language)
    return known


def _add(found: dict[str, list[str]], word: str, language: str) -> None:
    word = word.removesuffix("*")
    for form in {word, _words.plain(word), _words.umlauts(word)}:
        languages = found.setdefault(form, [])
        if language not in languages:
            languages.append(language)


def languages(tokens: Sequence[Token]) -> tuple[str, ...]:
    """English, and the other language of a text if it has one.

    It is the one whose table knows most of the text's words, if that is more than is English.

    >>> from ttmba_live.text._tokens import tokens
    >>> languages(tokens("ein Hund bellt links"))
    ('en', 'de')
    >>> languages(tokens("elicottero in cerchio sopra di me"))
    ('en', 'it')
    """
    words = {token.norm for token in tokens if token.is_word}
    if any("\u3040" <= word[0] <= "\u30ff" for word in words):
        return LANGUAGES[0], "ja"
    if any(is_cjk(word[0]) for word in words):
        return LANGUAGES[0], "zh"
    if any("\u0400" <= word[0] <= "\u04ff" for word in words):
        return LANGUAGES[0], "ru"
    weights = _weights(words)
    best = max(_LATIN, key=lambda language: weights[language])
    return (LANGUAGES[0], best) if weights[best] > weights[LANGUAGES[0]] else (LANGUAGES[0],)


def _weights(words: Iterable[str]) -> dict[str, float]:
    """How much of a text is of each language."""
    weights = dict.fromkeys(LANGUAGES, 0.0)
    known = _known()
    for word in words:
        english = _spelling.is_english(word) and not _lexicon.is_foreign(word)
        if english:
            weights[LANGUAGES[0]] += _MARK if word in _ENGLISH else _NAME
        marked = known.marks.get(word, ())
        for language in known.having(word):
            weights[language] += _NAME if english and language not in marked else _MARK
    return weights
