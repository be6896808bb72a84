"""Misspelt words: the nearest word that the tables or the lexicon know. Decides no meaning."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text import _lexicon, _numbers, _wording, _words
from ttmba_live.text._tables import listed, table, unaccented
from ttmba_live.text._tokens import Token, is_cjk

_SHORTEST = 5
"""Letters of the shortest word that is mended."""

_SUBSTITUTED = 8
"""Letters of the shortest word in which one letter may stand for another."""

_MOST = 40
"""Words of one text that are looked at."""

_LONGEST = 16


def mended(tokens: Sequence[Token], languages: tuple[str, ...], notes: list[str]) -> list[Token]:
    """The tokens with misspelt words put right, and a note for each."""
    out: list[Token] = []
    looked = 0
    for n, token in enumerate(tokens):
        word = token.norm
        short = _shorthand(languages[-1]).get(word)
        if short and _stands_alone(tokens, n):
            notes.append(f"{word!r} read as {short!r}")
            token = replace(token, norm=short)  # noqa: PLW2901 - what it stands for is kept
        elif accented := _accented(word, languages):
            notes.append(f"{word!r} read as {accented!r}")
            token = replace(token, norm=accented)  # noqa: PLW2901 - as it is spelt is kept
        elif looked < _MOST and _is_strange(token, languages):
            looked += 1
            better = _nearest(word, languages)
            if better is not None:
                notes.append(f"{word!r} read as {better!r}")
                token = replace(token, norm=better)  # noqa: PLW2901 - the mended one is kept
        out.append(token)
    return out


def _accented(word: str, languages: tuple[str, ...]) -> str | None:
    """The word of the other language that is typed without its accents, or None.

    >>> _accented("fuer", ("en", "de")), _accented("helicoptere", ("en", "fr"))
    ('für', 'hélicoptère')
    """
    if len(languages) < 2 or is_english(word):
        return None
    if word != _words.plain(word) and word in table(languages[1]).words:
        return None  # "arrête" is no "arrêté"
    if not word.isascii() and word in table(languages[1]).words:
        return None  # "arrête" is no "arrêté"
    return _with_accents(languages[1]).get(_words.plain(word))


@functools.cache
def _with_accents(language: str) -> dict[str, str]:
    """A language's words with accents by how they are typed without them."""
    words = sorted(table(language).words, reverse=True)  # of two the one with fewer accents
    typed = {form: w for w in words for form in (_words.plain(w), _words.umlauts(w)) if form != w}
    return {form: w for form, w in typed.items() if form not in unaccented(language)}


def _is_strange(token: Token, languages: tuple[str, ...]) -> bool:
    word = token.norm
    return token.is_word and not is_cjk(word[0]) and not _known(word, languages)


def _stands_alone(tokens: Sequence[Token], n: int) -> bool:
    """Whether a short word is none of "l/r" and of "x3"."""
    following = tokens[n + 1] if n + 1 < len(tokens) else None
    counts = tokens[n].norm == "x" and not (following is not None and following.is_word)
    return not counts and (following is None or following.norm != "/")


@functools.cache
def _shorthand(language: str) -> dict[str, str]:
    """What is typed in a hurry in a language, and the word that it stands for."""
    english = language == "en"
    pairs = _lexicon.listed("shorthand") if english else listed(language, "typed")
    return dict(pair.split("=") for pair in pairs)


def is_english(word: str) -> bool:
    """Whether a word is one of the English table, of the lexicon or of English grammar."""
    return _lexicon.kind_of(word) is not None or not _words.lemmas(word).isdisjoint(
        _vocabulary(("en",))
    )


def _known(word: str, languages: tuple[str, ...]) -> bool:
    if is_english(word):
        return True
    if len(languages) > 1:
        vocabulary = _vocabulary(languages[1:])
        return any(word[:n] in vocabulary for n in range(2, len(word) + 1))
    return False


def _nearest(word: str, languages: tuple[str, ...]) -> str | None:
    if len(word) >= _SHORTEST and word.endswith("in") and _known(f"{word}g", languages):
        return f"{word}g"  # "approachin"
    for slip in ("inng", "ign", "ng"):
        stem = word.removesuffix(slip)
        if stem != word and len(stem) > 3 and _known(f"{stem}ing", languages):
            return f"{stem}ing"  # "approachng"
    squeezed = "".join(c * min(2, len(list(run))) for c, run in itertools.groupby(word))
    single = "".join(c for c, _ in itertools.groupby(word))
    if max((len(list(run)) for _, run in itertools.groupby(word)), default=1) > 2:
        for form in (squeezed, single):
            if len(form) > 1 and _known(form, languages):
                return form
    if len(languages) > 1 or not _SHORTEST <= len(word) <= _LONGEST:
        return None
    found = {w for cut in _cuts(word) for w in _deletions().get(cut, ())}
    near = [w for w in found if w[0] == word[0] and _slip(word, w)]
    return min(near, default=None, key=lambda w: (abs(len(w) - len(word)), w))


def _slip(word: str, meant: str) -> bool:
    """Whether one letter is missing, too many or swapped with the next, or wrong in a long word."""
    if len(meant) == len(word) + 1:
        return word in _cuts(meant)
    if len(meant) == len(word) - 1:
        return meant in _cuts(word) and word[:-1] != meant and len(word) > _SHORTEST
    if len(meant) != len(word):
        return False
    differ = [n for n, (a, b) in enumerate(zip(word, meant, strict=True)) if a != b]
    if len(differ) == 2:
        first, second = differ
        return second == first + 1 and word[first] == meant[second] and word[second] == meant[first]
    return len(differ) == 1 and len(word) >= _SUBSTITUTED and differ[0] < len(word) - 1


def _cuts(word: str) -> set[str]:
    return {word, *(word[:n] + word[n + 1 :] for n in range(len(word)))}


@functools.cache
def _deletions() -> dict[str, tuple[str, ...]]:
    """Known words by each form that lacks one letter."""
    found: dict[str, list[str]] = {}
    for word in sorted(_vocabulary(("en",))):
        if len(word) >= _SHORTEST and word.isascii():
            for cut in _cuts(word):
                found.setdefault(cut, []).append(word)
    return {cut: tuple(words) for cut, words in found.items()}


@functools.cache
def _vocabulary(languages: tuple[str, ...]) -> frozenset[str]:
    """Every word that is known in some languages."""
    words: set[str] = set()
    for language in languages:
        words |= table(language).words
        if language == "en":
            words |= {w for entry in _lexicon.kinds() for w in entry.split()}
            words |= _lexicon.verbs() | _wording.FUNCTION | _wording.ADJECTIVES
            words |= _numbers.words_of(("en",)).keys()
    return frozenset(words)
