"""Which language a text is in, by the words that mark each. Translates nothing."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.text._tables import LANGUAGES, languages_of
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
    best = max(marked, key=lambda language: marked[language])
    if marked[best] > len(words & _ENGLISH):
        return LANGUAGES[0], best
    return (LANGUAGES[0],)
