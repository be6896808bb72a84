"""One clause as a whole: its times, places, moves, loudness, and the words that name the sound."""

# ruff: noqa: E501, ISC004 - phrases in a table read best unbroken

from __future__ import annotations

import re
from dataclasses import dataclass

from ttmba_live.text import _lexicon, _moves, _places, _times, _wording
from ttmba_live.text._scan import Scan

_LOUDNESS: tuple[tuple[re.Pattern[str], float, bool], ...] = tuple(
    (re.compile(pattern), gain, keep)
    for pattern, gain, keep in (
        # words, decibels, whether they also describe the sound
        (r"\b(?:growing|getting|grows|gets|becoming|becomes) (?:ever )?(?:louder|quieter|softer)\b",
         0.0, False),
        (r"\b(?:very|extremely|barely|hardly|almost|so) (?:quiet|soft|faint|audible|silent)(?:ly)?\b",
         -14.0, False),
        (r"\b(?:quiet|soft|muted)(?:ly|er)?\b|\bat low volume\b|\bunder (?:my|his|her) breath\b",
         -8.0, False),
        (r"\b(?:faint(?:ly)?|gentl[ey]|subtl[ey]|tender(?:ly)?|muffled|delicate(?:ly)?)\b", -6.0, True),
        (r"\b(?:very|extremely|terribly|incredibly|really|so|too) loud(?:ly)?\b|\bat full volume\b|"
         r"\bear-?splitting\b", 9.0, False),
        (r"\b(?:deafening|biggest|loudest|gigantic|enormous|colossal)\b", 9.0, True),
        (r"\b(?:loud(?:ly|er)?)\b", 6.0, False),
        (r"\b(?:huge|massive|mighty|violent(?:ly)?|powerful|booming)\b", 4.0, True),
    )
)  # fmt: skip


_EAR = re.compile(r"\bears?\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one clause says; ``words`` are what is left of it, lower-case, in order."""

    times: _times.Times
    places: _places.Places
    moves: _moves.Moves
    gain_db: float
    words: tuple[str, ...]
    hit: _lexicon.Hit | None

    @property
    def kind(self) -> _lexicon.Kind:
        """Common sense about what sounds, or about anything if that is unknown."""
        return self.hit.kind if self.hit else _lexicon.Kind()

    def silent(self) -> bool:
        """Whether no words are left that could name a sound."""
        return not any(word not in _wording.FUNCTION for word in self.words)


def read(text: str) -> Reading:
    """Read a lower-case clause."""
    scan = Scan(text)
    times = _times.read(scan, moving=_moves.read(Scan(text)).said())
    gain = 0.0
    for pattern, decibels, keep in _LOUDNESS:
        found = pattern.search(scan.text) if keep else scan.take(pattern)
        if found is not None and not gain:
            gain = decibels
    moves = _moves.read(scan)
    places = _places.read(scan)
    if places.distance is None and _EAR.search(text) is not None:
        places.distance = 0.4
    _moves.clean(scan)
    words = tuple(_wording.words(scan.text))
    hit = _lexicon.find(_wording.content(_wording.without_verbs(words)))
    hit = hit or _lexicon.find(_wording.content(words))
    return Reading(times, places, moves, gain, words, hit)
