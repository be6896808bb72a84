"""Where a sound is by another of the same text: "crickets behind it", "a pot left of the fire".

Finds the words and takes them out of their chunk, and says what place they mean.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, wrap_degrees
from ttmba_live.text import _lexicon, _places
from ttmba_live.text._anchoring import Anchoring
from ttmba_live.text._chunks import PLACES, SIDES, WORDS, Chunk
from ttmba_live.text._drafts import Draft
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token
from ttmba_live.text._words import lemmas

_ASIDE, _UP = 20.0, 40.0
"""Degrees between a sound and one beside it, or above it."""

_BEHIND, _FURTHER, _BEFORE = 1.5, 2.5, 0.6
"""How much farther away what is behind another is, well behind it, and in front of it."""

_THEM, _PERSONS = _lexicon.listed("them"), _lexicon.listed("him")
_BEGINS = _lexicon.listed("determiners") | {"there"}
_LISTENS = _lexicon.listed("listens")
"""What "it" means rather, where it was named: the listener's own place."""

_OF = _lexicon.listed("of_the")
_NO_ARTICLE = _lexicon.listed("no_article")
_NAMES = WORDS | {"drop"}
"""Kinds of phrase that may name what was named before: after a preposition it begins no sound."""

_MEANS = ("behind", "before", "above", "below", "beside")


@dataclass(frozen=True, slots=True)
class By:
    """A place by another sound: on which side of it, how many metres (0: untold), and whose."""

    means: str
    other: Draft
    metres: float = 0.0
    further: bool = False

    def place(self, other: Position, elevation: float) -> Position:
        """Where that is; ``elevation`` is the usual one of what stands there."""
        away = other.distance
        if self.means in ("behind", "before"):
            factor = _FURTHER if self.further else _BEHIND
            if self.means == "before":
                factor = _BEFORE
            step = self.metres if self.means == "behind" else -self.metres
            away = away + step if step else away * factor
        if self.means in ("above", "below"):
            level = other.elevation
            elevation = max(level, 0.0) + _UP if self.means == "above" else min(level, 0.0) - _UP
        towards_front = -_ASIDE if other.azimuth > 0.0 else _ASIDE
        turn = {"left": _ASIDE, "beside": towards_front, "right": -_ASIDE}.get(self.means, 0.0)
        return Position(
            wrap_degrees(other.azimuth + turn),
            max(-90.0, min(90.0, elevation)),
            max(MIN_DISTANCE, min(MAX_DISTANCE, away)),
        )


def take(chunk: Chunk, drafts: Sequence[Draft], tokens: Sequence[Token]) -> By | None:
    """What a chunk tells of the place of its sound by one of the drafts; its words are taken out.

    A side of its own counts for more: "a cat behind the sofa on the left".
    """
    for n, item in enumerate(chunk.items):
        means = _means(item, tokens)
        found = _other(chunk.items, n, means, drafts, tokens) if means else None
        if found is None:
            continue
        other, after = found
        rest = [*chunk.items[:n], *chunk.items[after:]]
        if any(i.kind in SIDES for i in rest):
            return None
        metres = next((i.value for i in rest if i.kind == "distance" and i.value), 0.0)
        further = any(i.kind in ("far", "further") for i in rest)
        if chunk.link == "maybe":  # "a piano with a violin behind it"
            chunk.link = "with"
        chunk.items = [i for i in rest if i.kind not in PLACES or means not in ("behind", "before")]
        return By(means, other, metres, further)
    return None


class Relating(Anchoring):
    """The chunks that tell where a sound is by another."""

    _by: By | None = None

    def related(self, chunk: Chunk, following: Chunk | None) -> bool:
        """Read a chunk that only tells by what the next sound is: "behind it, a drummer"."""
        if self.sounds(chunk) or following is None or following.link != "comma":
            return False
        if not self.sounds(following) or any(i.kind in SIDES for i in following.items):
            return False
        self._by = take(chunk, self.out.drafts, self.tokens)
        if self._by is not None:
            following.link = chunk.link
        return self._by is not None

    def sounding(self, chunk: Chunk, following: Chunk | None) -> None:
        """As of its base; what tells the place by another sound is no part of the name."""
        by = take(chunk, self.out.drafts, self.tokens) or self._by
        self._by = None
        super().sounding(chunk, following)
        drafts = self.out.drafts
        if by is not None and drafts and drafts[-1] is not by.other and not drafts[-1].has(SIDES):
            drafts[-1].by = by


def _means(item: Phrase, tokens: Sequence[Token]) -> str:
    """On which side of another a phrase may put a sound; nothing if it tells no such side."""
    norms = [token.norm for token in tokens[item.first : item.after]]
    for means in _MEANS:
        if not _words(means).isdisjoint(norms):
            return means
    if item.kind != "place" or item.argument.split()[:1] not in (["at"], ["to"]):
        return ""
    front, left = _places.told([replace(item, argument=item.argument.removesuffix(" slight"))])
    return ("left" if left > 0 else "right") if left and not front else ""


@functools.cache
def _words(means: str) -> frozenset[str]:
    return _lexicon.listed(f"is_{means}")


def _other(
    items: Sequence[Phrase],
    n: int,
    means: str,
    drafts: Sequence[Draft],
    tokens: Sequence[Token],
) -> tuple[Draft, int] | None:
    """The draft that a phrase's own words or those after it name, and where they end."""
    if not drafts or not _LISTENS.isdisjoint(_since(drafts[-1], items[n], tokens)):
        return None
    them = _THEM if means in ("behind", "before", "above", "below") else _THEM | _PERSONS
    last = tokens[items[n].after - 1].norm
    m = n + 1
    while m < len(items) and _norm(items[m], tokens) in _OF:
        m += 1
    if m == n + 1 and last in them:
        return drafts[-1], m
    if m < len(items) and _norm(items[m], tokens) in them:
        return drafts[-1], m + 1
    definite = m > n + 1 or last in _OF | _NO_ARTICLE
    return _named(items, m, drafts, tokens) if definite and m < len(items) else None


def _since(draft: Draft, item: Phrase, tokens: Sequence[Token]) -> set[str]:
    """The words from where a draft is named to a phrase."""
    return {token.norm for token in tokens[min(draft.first_word, item.first) : item.first]}


def _named(
    items: Sequence[Phrase], m: int, drafts: Sequence[Draft], tokens: Sequence[Token]
) -> tuple[Draft, int] | None:
    """The draft that a thing's name means, which ends there."""
    item = items[m]
    goes_on = m + 1 < len(items) and items[m + 1].kind in _NAMES
    if item.kind not in _NAMES or (goes_on and _norm(items[m + 1], tokens) not in _BEGINS):
        return None  # "behind the fire engine"
    said = item.argument or tokens[item.after - 1].norm
    forms = lemmas(said.split()[-1])
    for draft in reversed(drafts):
        if any(not forms.isdisjoint(lemmas(word)) for word in draft.words):
            return draft, m + 1
    return None


def _norm(item: Phrase, tokens: Sequence[Token]) -> str:
    return tokens[item.first].norm if item.after == item.first + 1 else ""
