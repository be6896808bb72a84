"""Stage two, one pass: tokens become typed phrases, every reading kept until the best is chosen.

At each token every pattern of the tables is tried; numbers become quantities, quantities become
times, distances and angles. Of all readings the row is kept that covers the text with the
longest phrases. A phrase may begin at few places and is short, so the work grows as the text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ttmba_live.text import _lexicon, _numbers, _wording, _words
from ttmba_live.text._phrase import Phrase, score
from ttmba_live.text._tables import Element, Pattern, Table
from ttmba_live.text._tokens import Token, is_cjk

_LINE_STARTS = frozenset("\n.!?;/|…(-•")
_CLAUSE_STARTS = frozenset(
    [",", "and", "then", "now", "so", "please", "ok", "okay", "well", "s", "sec", "secs", "seconds"]
)
_FIRST = frozenset(("label", "heading", "order"))
_PERSONS = frozenset(["he", "she", "they", "i", "we", "who", "someone", "somebody", "has", "had"])
_SOUNDS = frozenset(("#verb", "#go"))
"""Forms of a verb of motion that is heard."""

_REACH = 16
"""Tokens that the longest phrase may have."""

_WORDS_OF_TABLES = frozenset(("noun", "verb", "adj", "weather", "drop"))
_NEAR = 5
"""Tokens after a word among which a way is told."""

_STANDING = _lexicon.listed("standing")
_WAYS_OF = _lexicon.listed("ways_of")
_SWOOPING = _lexicon.listed("swooping")
_CROSSING = _lexicon.listed("crossing")
_COMPOUND_GAIN = 0.2
_PARTICLES = _lexicon.listed("particles")
_DETERMINERS = frozenset(
    ["a", "an", "the", "my", "your", "our", "his", "her", "some", "one", "two", "three"]
)


@dataclass(slots=True)
class Reader:
    """All readings of one text's tokens with the tables of its languages."""

    tokens: Sequence[Token]
    tables: Sequence[Table]
    things: bool = False
    """Whether every word that may be a thing is one."""

    forms: list[frozenset[str]] = field(default_factory=list)
    memo: dict[tuple[str, int], list[Phrase]] = field(default_factory=dict)
    window: tuple[int, frozenset[str]] = (-1, frozenset())
    own: frozenset[str] = frozenset()
    """Words that are only the other language's; one alone proves nothing: "rain, no thunder"."""

    listed: int = 1 << 30
    """Where a numbered list begins."""

    def __post_init__(self) -> None:
        foreign = len(self.tables) > 1
        small = {token.norm for token in self.tokens} & self.tables[-1].own
        self.own = frozenset(small if foreign and len(small) > 1 else ())
        number_words = _numbers.words_of(tuple(t.language for t in self.tables))
        before = "."
        for n, token in enumerate(self.tokens):
            thing = self.things or self._begins_thing(before, n)
            thing = thing and _lexicon.kind_of(token.norm) is not None
            thing = thing and not (token.norm in _SWOOPING and self._is_on_its_way(n))
            thing = thing or (token.norm == "left" and before in _PERSONS)
            forms = _words.forms(token, number_words, foreign=foreign, thing=thing)
            if thing and token.norm == "left":
                forms = frozenset(("#verb",))
            self.forms.append(forms)
            opens = before in _LINE_STARTS or before == ":"
            if opens and token.number == 1.0 and self.tokens[n + 1 : n + 2]:
                numbered = self.tokens[n + 1].norm in (".", ")")
                self.listed = min(self.listed, n) if numbered else self.listed
            before = token.norm

    def _is_on_its_way(self, at: int) -> bool:
        """Whether words soon tell whereto something goes."""
        off = [token.norm for token in self.tokens[at + 1 : at + 3]]
        if off[:1] == ["off"] and off[1:] and off[1] in _STANDING:
            return False  # "thunder off in the distance"
        return any(token.norm in _WAYS_OF for token in self.tokens[at + 1 : at + 1 + _NEAR])

    def _begins_thing(self, before: str, at: int) -> bool:
        """Whether a word names a thing, not what one does: "a fly", "Fly buzzing", "of thunder"."""
        if before in _DETERMINERS or before == "of":
            return True
        if self.tokens[at].norm in _CROSSING and before in (",", "and"):
            return False
        following = [token.norm for token in self.tokens[at + 1 : at + 1 + _NEAR]]
        begins = before in _LINE_STARTS or before in _CLAUSE_STARTS
        if begins and following[:1] and following[0].endswith("ing"):
            return True
        stands = not following or following[0] in _STANDING or following[0] == "off"
        return begins and stands and not self._is_on_its_way(at)

    def cover(self) -> list[Phrase]:
        """The best row of phrases, from the first token to the last; words are phrases too."""
        size = len(self.tokens)
        best: list[float] = [0.0] * (size + 1)
        chosen: list[Phrase | None] = [None] * size
        for at in range(size - 1, -1, -1):
            best[at] = -1.0
            for phrase, worth in self._readings(at):
                total = worth + best[phrase.after]
                if total > best[at]:
                    best[at], chosen[at] = total, phrase
        row: list[Phrase] = []
        at = 0
        while at < size:
            best_phrase = chosen[at] or Phrase("sign", "", at, at + 1)
            row.append(best_phrase)
            at = best_phrase.after
        return row

    def _readings(self, at: int) -> Iterator[tuple[Phrase, float]]:
        for phrase in self.phrases("*", at):
            if phrase.kind in _FIRST and not self._may_begin(phrase, at):
                continue
            yield phrase, score(phrase)
        token = self.tokens[at]
        if token.is_word:
            yield from self._compounds(at)
            shortest = 2 if self._is_foreign(at) or self._acts(at) else 1
            for length in range(min(3, len(self.tokens) - at), shortest - 1, -1):
                if self._is_kind(at, length):
                    thing = "#thing" in self.forms[at + length - 1]
                    named = 2.0 * length - 0.5 + 1.5 * (length > 1) + 0.6 * thing
                    yield Phrase("noun", "", at, at + length), named
                    break
            known = "#go" in self.forms[at] or "#verb" in self.forms[at]
            yield Phrase("word", "", at, at + 1), 1.0 if known else 0.4
        else:
            yield Phrase("number" if token.number is not None else "sign", "", at, at + 1), 0.1

    def _compounds(self, at: int) -> Iterator[tuple[Phrase, float]]:
        """A thing whose name has hyphens: "wind-up" is no wind, "back-left" no thing."""
        row = list(itertools.takewhile(lambda t: t.hyphen and t.is_word, self.tokens[at + 1 :]))
        if self.tokens[at].hyphen or not 0 < len(row) < _REACH:
            return
        after = at + 1 + len(row)
        parts = [token.norm for token in self.tokens[at:after]]
        known = _lexicon.kind_of("-".join(parts)) is not None
        if known or not (self._is_said(at, after) or self._is_typed(parts, after - 1)):
            kind = "noun" if known else "word"
            yield Phrase(kind, "", at, after), 2.0 * len(parts) + _COMPOUND_GAIN

    def _is_said(self, at: int, after: int) -> bool:
        """Whether tokens are nothing but phrases of the tables; a "walk-in freezer" moves not."""
        still = self.tokens[after - 1].norm in _PARTICLES and self._names_thing(after)
        reached = {at}
        for n in range(at, after):
            if n in reached:
                found = self.phrases("*", n)
                reached |= {p.after for p in found if not (still and p.kind == "motion")}
        return after in reached

    def _names_thing(self, at: int) -> bool:
        """Whether a word of no table stands at a token."""
        if at >= len(self.tokens) or not self.tokens[at].is_word:
            return False
        return self._is_kind(at, 1) or not self.phrases("*", at)

    def _is_typed(self, parts: Sequence[str], last: int) -> bool:
        """Whether a hyphen stands for a space: "door-slam", "rain-left"."""
        if parts[-1] not in _PARTICLES and self.phrases("*", last):
            return True
        return all(_lexicon.kind_of(part) or _lexicon.ing_of(part) for part in parts)

    def _acts(self, at: int) -> bool:
        """Whether a word is what the thing before it does: "a dog barks"."""
        before = self.tokens[at - 1].norm if at else ""
        known = at > 0 and _lexicon.kind_of(before) is not None
        return known and _wording.is_verb(self.tokens[at].norm, before)

    def _is_foreign(self, at: int) -> bool:
        """Whether a word that English has too is one of the other language: French "tape"."""
        if len(self.tables) == 1:
            return False
        return any(phrase.kind in _WORDS_OF_TABLES for phrase in self.phrases("*", at))

    def _is_kind(self, at: int, length: int) -> bool:
        row = self.tokens[at : at + length]
        return (
            all(token.is_word and not is_cjk(token.norm) for token in row)
            and _lexicon.kind_of(" ".join(token.norm for token in row)) is not None
        )

    def _may_begin(self, phrase: Phrase, at: int) -> bool:
        """Whether a label or an order may stand here: where a line or a clause begins."""
        if phrase.kind == "order" and self._is_kind(at, 1) and not self._names_thing(phrase.after):
            return False  # "drop far away": what drops is no order
        if at == 0 or self.tokens[at - 1].norm in _LINE_STARTS:
            return True
        if phrase.kind == "order":
            return self.tokens[at - 1].norm in _CLAUSE_STARTS
        if self.tokens[at].number is not None:
            return at > self.listed
        return self.tokens[at - 1].norm == "," and phrase.slot("figure") is not None

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
            forms = frozenset().union(*self.forms[at : at + _REACH])
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
    if pattern.kind in ("seconds", "metres", "degrees"):
        scale = float(pattern.argument)
        return scale * slots[0].value if slots else scale
    if not slots:
        return 0.0
    return slots[-1].value
