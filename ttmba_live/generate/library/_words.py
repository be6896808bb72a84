"""Texts to the words that a sound is found by. Knows no file and no index."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W\d_]{2,}")

MODIFIER_WEIGHT = 0.25
"""What a word counts that says how a sound is, not what it is."""

UNSAID_WEIGHT = 0.01
"""What a word counts that nobody said."""


def words_of(text: str) -> list[str]:
    """Case-folded words of two letters or more; CamelCase, digits and signs part them.

    However a system writes an accent, it is one sign, and "Straße" is "strasse". The index itself
    takes no account of accents.
    """
    return [word.casefold() for word in _WORD.findall(parted(text))]


def parted(text: str) -> str:
    """A text whose signs have one form, with a space between the words that CamelCase joins."""
    return _CAMEL.sub(" ", unicodedata.normalize("NFKC", text))


def wanted(prompt: str, added: str = "") -> dict[str, float]:
    """The words of a prompt that choose a sound, each once, with how much they count.

    ``added`` are words of it that nobody said: they only choose among files with the others.
    """
    unsaid = set(words_of(added))
    weights = {word: _weak().get(word, 1.0) for word in words_of(prompt)}
    return {
        word: UNSAID_WEIGHT if word in unsaid else weight
        for word, weight in weights.items()
        if weight
    }


@cache
def _weak() -> dict[str, float]:
    """Words that choose no sound (0), and words for how a sound is, which may be missing."""
    nothing, how = _lines("weak_words.txt")
    return {**dict.fromkeys(nothing, 0.0), **dict.fromkeys(how, MODIFIER_WEIGHT)}


@cache
def synonyms() -> dict[str, tuple[str, ...]]:
    """Words that mean the same, by each of them."""
    return {word: group for group in _lines("synonyms.txt") for word in group}


@cache
def kinds() -> dict[str, tuple[str, ...]]:
    """Words for kinds of a thing, by the word for the thing: a kick is a drum, not the reverse."""
    return {line[0]: line[1:] for line in _lines("kinds.txt")}


def _lines(name: str) -> list[tuple[str, ...]]:
    data = files("ttmba_live.generate.library").joinpath("data", name)
    lines = data.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split()) for line in lines if line and not line.startswith("#")]
