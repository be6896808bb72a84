"""Names and descriptions in English, word for word by the tables. Plans nothing, places nothing."""

from __future__ import annotations

import functools

from ttmba_live.text import _inflected, _spelling, _tokens
from ttmba_live.text._chunks import WORDS
from ttmba_live.text._languages import languages
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._phrases import Reader
from ttmba_live.text._tables import table

_MOST_TOKENS = 400
"""Of a text, what is read."""


@functools.lru_cache(maxsize=1024)
def in_english(text: str) -> str:
    """What a name in another language says in English; empty if it is in English or has no words.

    Words that no table knows stay as they are; places, ways and small words are left out. The work
    grows as the text.

    >>> in_english("Waschmaschine schleudert"), in_english("kuhglocken 03"), in_english("dog bark")
    ('washing machine schleudert', 'cowbell', '')
    """
    read = _tokens.scan(text)[:_MOST_TOKENS]
    spoken = languages(read)
    if len(spoken) == 1:
        return ""
    tokens = _inflected.plain(_spelling.mended(read, spoken, []), spoken)
    reader = Reader(tokens, [table(language) for language in spoken])
    found: list[str] = []
    known = False
    for phrase in reader.cover():
        if phrase.kind in WORDS:
            found += _said(phrase, tokens)
            known = known or bool(phrase.argument)
    return " ".join(found) if known else ""


def _said(phrase: Phrase, tokens: list[_tokens.Token]) -> list[str]:
    """The English words of a phrase, or its own: characters written without spaces as one."""
    if phrase.argument:
        return phrase.argument.split("_")
    return [token.norm for token in tokens[phrase.first : phrase.after]]
