"""Which language a text is in, by the words that mark each. Translates nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._tables import LANGUAGES, languages_of, table
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

_LONG = 3
"""Letters of the shortest word that tells a language if no marking word does."""


def languages(tokens: Sequence[Token]) -> tuple[str, ...]:
    """English, and the other language of a text if it has one.

    >>> from ttmba_live.text._tokens import tokens
    >>> languages(tokens("ein Hund bellt links"))
    ('en', 'de')
    """
    words = {token.norm for token in tokens if token.is_word}
    if any("\u3040" <= word[0] <= "\u30ff" for word in words):
        return LANGUAGES[0], "ja"
    if any(is_cjk(word[0]) for word in words):
        return LANGUAGES[0], "zh"
    marked = dict.fromkeys(LANGUAGES[1:], 0)
    for word in words:
        for language in languages_of().get(word, ()):
            marked[language] += 1
    if any("\u0400" <= word[0] <= "\u04ff" for word in words):
        marked["ru"] += 2
    most = max(marked.values())
    english = len(words & _ENGLISH)
    if most < english or (most == english and not (most == 0 and _strange(words))):
        return (LANGUAGES[0],)
    best = [language for language in marked if marked[language] == most]
    long = {word for word in words if len(word) >= _LONG}
    told = {language: len(long & table(language).words) for language in best if len(best) > 1}
    likely = max(best, key=lambda language: told.get(language, 0))
    return (LANGUAGES[0], likely) if most or told[likely] else (LANGUAGES[0],)


def _strange(words: set[str]) -> bool:
    """Whether most words of a text are none that English has."""
    known = table(LANGUAGES[0]).words | _wording.FUNCTION | _lexicon.verbs()
    return 2 * sum(w not in known and _lexicon.kind_of(w) is None for w in words) > len(words) > 1
