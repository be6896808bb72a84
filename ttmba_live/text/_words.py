"""In which forms a word may be looked up: its stems, and what it may be. Knows no text."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping

from ttmba_live.text import _lexicon, _numbers
from ttmba_live.text._tokens import Token

_GO = _lexicon.listed("going")
"""Verbs that move something when a way is told with them."""

_PURE = _lexicon.listed("moving")
"""Those of them that make no sound themselves."""

_IRREGULAR = {
    "flies": "fly", "flew": "fly", "flown": "fly", "went": "go", "goes": "go", "came": "come",
    "ran": "run", "drove": "drive", "rode": "ride", "fell": "fall", "fallen": "fall",
    "rose": "rise", "shot": "shoot", "gets": "get", "dies": "die", "dying": "die", "swept": "sweep",
    "swung": "swing", "flying": "fly", "sank": "sink", "left": "left", "sped": "speed",
    "flyin": "fly", "comin": "come", "goin": "go", "gettin": "get", "movin": "move",
}  # fmt: skip

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_ENDING = 5
"""Letters of an ending that tables may ask for."""

_SHORT = 4
"""Letters of the shortest word that may lack its accents."""


def plain(word: str) -> str:
    """A word of several letters without its accents, as it is typed in a hurry.

    >>> plain("straße"), plain("détrás"), plain("là")
    ('strasse', 'detras', 'là')
    """
    if word.isascii() or len(word) < _SHORT:
        return word
    if "\u0400" <= word[0] <= "\u04ff":
        return word.replace("ё", "е")
    letters = unicodedata.normalize("NFD", word.replace("ß", "ss"))
    return "".join(c for c in letters if not unicodedata.combining(c))


def umlauts(word: str) -> str:
    """A word with its umlauts written as two letters."""
    return word.translate(_UMLAUTS)


@functools.lru_cache(maxsize=8192)
def lemmas(word: str) -> frozenset[str]:
    """Plain forms that an English word may have."""
    found = {word}
    if word in _IRREGULAR:
        found.add(_IRREGULAR[word])
    for end in ("ing", "in'", "ed", "es", "s"):
        if word.endswith(end) and len(word) > len(end) + 1:
            stem = word.removesuffix(end)
            found.add(stem)
            if end != "s":
                found.add(stem + "e")
                if len(stem) > 2 and stem[-1] == stem[-2]:
                    found.add(stem[:-1])
            if end in ("es", "ed") and stem.endswith("i"):
                found.add(stem[:-1] + "y")
    return frozenset(found)


@functools.lru_cache(maxsize=8192)
def _english(word: str) -> frozenset[str]:
    plain = lemmas(word)
    forms = {word, *("~" + lemma for lemma in plain)}
    if plain & _GO:
        forms.add("#go")
        if plain & _PURE:
            forms.add("#pure")
    if plain & _lexicon.verbs():
        forms.add("#verb")
    if _numbers.is_vague_start(word, ("en",)):
        forms.add("#amount")
    return frozenset(forms)


def forms(
    token: Token, numbers: Mapping[str, float], *, foreign: bool, thing: bool
) -> frozenset[str]:
    """All forms under which the tables may know a token; ``thing`` means that it is no verb."""
    if token.number is not None:
        return frozenset(("#num", f"#{token.number:g}"))
    word = token.norm
    if thing and not foreign:
        return frozenset((word, "#thing"))
    found = set(_english(word)) if word.isascii() else {word}
    if word in numbers:
        found.add("#num")
    if len(word) == 1:
        found.add("#letter")
    if foreign:
        found.add("#amount")
        found.update(word[:n] + "*" for n in range(2, min(len(word), 14) + 1))
        found.add("*" + word[-_ENDING:])
    return frozenset(found)
