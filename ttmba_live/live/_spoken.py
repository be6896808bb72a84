"""How the words of a cue name live inputs. Knows no device and no planner.

Planners read words; "in1" is none. So it goes to them as a noun that nobody else uses, and what
they make of that is the input again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_STEM = "livein"
_ID = re.compile(
    # "in1", or a word for it before: "the singer (in1)"
    # (from its first letter on: else each of a long word's letters would begin a search)
    r"(?:(?:\bthe\s+)?(?<![\w'-])[^\W\d_][\w'-]*\s*\(\s*in(\d{1,3})\s*\))|\bin(\d{1,3})\b(?!@)",
    re.IGNORECASE,
)


def noun_of(number: int) -> str:
    """The noun for an input, counted from 1.

    >>> noun_of(1), noun_of(27)
    ('liveina', 'liveinaa')
    """
    letters = ""
    while number:
        number, left = divmod(number - 1, 26)
        letters = chr(ord("a") + left) + letters
    return _STEM + letters


def with_nouns(prose: str, count: int) -> str:
    """A text with a noun for each of the inputs that it names by their ids.

    >>> with_nouns("put the singer (in1) on the left, in2 behind me; in9 is none", 2)
    'put liveina on the left, liveinb behind me; in9 is none'
    """

    def noun(found: re.Match[str]) -> str:
        number = int(found[1] or found[2])
        return noun_of(number) if 1 <= number <= count else found[0]

    return _ID.sub(noun, prose)


def without(notes: Iterable[str], sounds: Iterable[str]) -> list[str]:
    """Notes but for those about such sounds: what an input is need not be known."""
    quoted = [repr(sound[:60]) for sound in sounds]
    return [note for note in notes if not any(sound in note for sound in quoted)]
