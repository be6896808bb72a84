"""Other languages: their words of place and time become English ones. Translates no sounds."""

from __future__ import annotations

import functools
import re

from ttmba_live.text._lexicon import data_text

_Phrases = tuple[tuple[re.Pattern[str], str], ...]


@functools.cache
def _languages() -> tuple[tuple[frozenset[str], _Phrases], ...]:
    """The words that mark each language, and its phrases with what they become."""
    languages: list[tuple[frozenset[str], list[tuple[re.Pattern[str], str]]]] = []
    for line in data_text("languages.txt").splitlines():
        if line.startswith("="):
            languages.append((frozenset(line[1:].split()), []))
        elif line.strip() and not line.startswith("#"):
            pattern, _, english = line.partition(">")
            pattern = pattern.strip()
            whole = (
                pattern if ord(pattern.lstrip("(?:[")[0]) > 0x2E80 else rf"\b(?:{pattern})(?!\w)"
            )
            languages[-1][1].append((re.compile(whole), f" {english.strip()} "))
    return tuple((marks, tuple(phrases)) for marks, phrases in languages)


def to_english(text: str) -> str:
    """Turn the place and time words of a lower-case text into English; English stays as it is.

    >>> to_english("ein hund bellt links").split()
    ['a', 'hund', 'bellt', 'on', 'the', 'left']
    """
    words = set(re.findall(r"[^\W\d_]+", text))
    for marks, phrases in _languages():
        cjk = any(ord(mark[0]) > 0x2E80 for mark in marks)
        hits = sum(mark in text for mark in marks) if cjk else len(words & marks)
        if hits >= (1 if cjk or len(words) <= 2 else 2) and not words & _ENGLISH:
            for pattern, english in phrases:
                text = pattern.sub(english, text)
            return text
    return text


_ENGLISH = frozenset(["the", "and", "with", "of", "at", "my", "your", "you"])
"""Words that mark a text as English, whatever else it holds."""
