"""Every phrase of the tables that may begin at a token. Knows patterns and numbers; chooses none.

A phrase may begin at few places and is short, so the work grows as the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ttmba_live.text import _numbers
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tables import Element, Pattern, Table
from ttmba_live.text._tokens import Token

REACH = 16
"""Tokens that the longest phrase may have."""

_SOUNDS = frozenset(("#verb", "#go"))
"""Forms of a verb of motion that is heard."""


@dataclass(slots=True)
class Matcher:
    """The phrases of one text's tokens with the tables of its languages."""

    tokens: Sequence[Token]
    tables: Sequence[Table]
    forms: list[frozenset[str]] = field(default_factory=list)
    memo: dict[tuple[str, int], list[Phrase]] = field(default_factory=dict)
    window: tuple[int, frozenset[str]] = (-1, frozenset())
    own: frozenset[str] = frozenset()
    """Words that are only the other language's; one alone proves nothing: "rain, no thunder"."""

    def phrases(self, kind: str, at: int) -> list[Phrase]:
        """Every phrase of a kind that begins at a token."""
        key = (kind, at)
        found = self.memo.get(key)
        if found is None:
            self.memo[key] = found = []
            if at < len(self.tokens):
                found.extend(self._special(kind, at))
                nearby = self._nearby(at)
                for table in self._spoken(at):
                    for pattern in table.starting(kind, self.forms[at]):
                        if not any(map(nearby.isdisjoint, pattern.needs)):
                            found.extend(self._matches(pattern, at))
        return found

    def _spoken(self, at: int) -> Sequence[Table]:
        """The tables of whose languages a word may be: German "die" does not fade away."""
        named = at + 1 < len(self.tokens) and not self.tokens[at + 1].is_word  # "el=30"
        return self.tables if named or self.tokens[at].norm not in self.own else self.tables[-1:]

    def _nearby(self, at: int) -> frozenset[str]:
        """The forms of the tokens that a phrase from here may reach."""
        if self.window[0] != at:
            forms = frozenset().union(*self.forms[at : at + REACH])
            self.window = (at, forms)
        return self.window[1]

    def _special(self, kind: str, at: int) -> Iterator[Phrase]:
        if kind in _numbers.KINDS:
            for value, after in _numbers.read(kind, self.tokens, at, self.tables[-1].language):
                yield Phrase(kind, "", at, after, value=value)
        elif kind == "go" and "#go" in self.forms[at]:
            kept = () if "#pure" in self.forms[at] else (at,)
            yield Phrase(kind, "", at, at + 1, kept=kept)
        elif kind == "letter" and len(self.tokens[at].norm) == 1 and self.tokens[at].is_word:
            yield Phrase(kind, "", at, at + 1)

    def _matches(self, pattern: Pattern, at: int) -> Iterator[Phrase]:
        longest: dict[int, tuple[Phrase, ...]] = {}
        for after, slots in self._walk(pattern.elements, 0, at, ()):
            if after > at and (after not in longest or _width(slots) > _width(longest[after])):
                longest[after] = slots
        for after, slots in longest.items():
            value = _value(pattern, slots)
            if value is not None:
                kept = tuple(k for slot in slots for k in slot.kept)
                if pattern.kind == "motion" and not kept and self.forms[at] >= _SOUNDS:
                    kept = () if "#pure" in self.forms[at] else (at,)
                yield Phrase(pattern.kind, pattern.argument, at, after, slots, value, kept)

    def _walk(
        self, elements: tuple[Element, ...], place: int, at: int, slots: tuple[Phrase, ...]
    ) -> Iterator[tuple[int, tuple[Phrase, ...]]]:
        if place == len(elements):
            yield at, slots
            return
        element = elements[place]
        if element.optional:
            yield from self._walk(elements, place + 1, at, slots)
        if at >= len(self.tokens):
            return
        if element.slot:
            for phrase in self.phrases(element.slot, at):
                yield from self._walk(elements, place + 1, phrase.after, (*slots, phrase))
            return
        forms = self.forms[at]
        if not element.singles.isdisjoint(forms):
            yield from self._walk(elements, place + 1, at + 1, slots)
        if element.longer:
            rows = [row for form in forms for row in element.longer.get(form, ())]
            for after in {at + len(row) for row in rows if self._stands(row, at)}:
                yield from self._walk(elements, place + 1, after, slots)

    def _stands(self, row: tuple[str, ...], at: int) -> bool:
        return at + len(row) <= len(self.tokens) and all(
            form in self.forms[at + n] for n, form in enumerate(row)
        )


def _width(slots: tuple[Phrase, ...]) -> int:
    """How much of a phrase is in its slots: of two readings the one with more is meant."""
    return sum(slot.after - slot.first for slot in slots)


def _value(pattern: Pattern, slots: tuple[Phrase, ...]) -> float | None:
    """The number that a phrase stands for: quantities are scaled to seconds, metres, degrees."""
    if pattern.kind in ("seconds", "metres", "degrees", "hertz"):
        scale = float(pattern.argument)
        return scale * slots[0].value if slots else scale
    if pattern.kind == "ordinal":
        return float(pattern.argument)
    if not slots:
        return 0.0
    return slots[-1].value
