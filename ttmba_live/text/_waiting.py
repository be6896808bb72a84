"""What an order waits for, one sentence: "when the phone stops, bring up the radio".

Knows forms; knows no sound that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ttmba_live.text._forms import Words, forms


@dataclass(frozen=True, slots=True)
class Wait:
    """A ``rest`` that waits ``until`` what ``words`` name is at its "end", or "there".

    ``leads`` says that this is what the text begins with.
    """

    words: str
    until: str
    rest: str
    of: Words
    leads: bool


def waits(text: str) -> Iterator[Wait]:
    """All that a text may wait for, before its order or after it."""
    text = text.strip(" .,!?;:")
    for pattern, until, of in _sentences():
        if match := pattern.fullmatch(text):
            words = match["ref"] or min(of.pronouns)
            leads = not text.lower().startswith(match["rest"].lower())
            yield Wait(words.lower(), until, match["rest"], of, leads)


@cache
def _sentences() -> tuple[tuple[re.Pattern[str], str, Words], ...]:
    """What is waited for with an order behind it, or before it."""
    return tuple(
        (re.compile(sentence, re.IGNORECASE), until, of)
        for of in dict.fromkeys(form.words for form in forms())
        for wait, until in of.waits
        for sentence in (rf"{wait.pattern},? (?P<rest>.+)", rf"(?P<rest>.+?),? {wait.pattern}")
    )
