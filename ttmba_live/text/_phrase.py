"""One reading of a row of tokens, and what it counts against others. Reads no text."""

from __future__ import annotations

from dataclasses import dataclass

_EASY = {"noun": 0.45, "adj": 0.5, "verb": 0.9, "pron": 1.0, "one": 1.0, "talk": 0.6, "drop": 0.7}
"""What a phrase of these kinds loses against others of its length."""

_ATTRIBUTE_LOSS = 0.4
_GAIN = {
    "count": 0.02,
    "link then": 0.02,
    "azimuth left": 0.05,
    "azimuth right": 0.05,
    "after": 0.05,
    "duration hold": 0.05,
    "later": 0.05,
    "motion back": -0.1,
    "range": 0.05,
    "distances": 0.05,
    "range bare": 0.03,
    "motion fromto": 0.05,
    "motion fromto rear": 0.1,
    "particle": 0.05,
    "place via": 0.05,
    "off": 0.05,
    "through": 0.05,
    "through bed": 0.5,
    "azimuths": 0.05,
    "one of": 0.7,
    "reply": 0.3,
    "final": 0.05,
    "stopped engine": 0.2,
}
"""What decides between two readings of equal length."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of tokens, ``first`` up to ``after``, and what they mean.

    ``slots`` are the phrases in it; ``value`` is a number where the kind is a quantity;
    ``kept`` are tokens that also describe the sound ("rolls" in "rolls away").
    """

    kind: str
    argument: str
    first: int
    after: int
    slots: tuple[Phrase, ...] = ()
    value: float = 0.0
    kept: tuple[int, ...] = ()

    def slot(self, kind: str) -> Phrase | None:
        """Its first slot of a kind."""
        return next((slot for slot in self.slots if slot.kind == kind), None)


def score(phrase: Phrase) -> float:
    """What a reading is worth: the longer the better."""
    exact = 0.01 * len(phrase.argument.split()) if phrase.kind == "place" else 0.0
    exact = _GAIN.get(f"{phrase.kind} {phrase.argument}", _GAIN.get(phrase.kind, exact))
    return 2.0 * (phrase.after - phrase.first) - _EASY.get(phrase.kind, _ATTRIBUTE_LOSS) + exact
