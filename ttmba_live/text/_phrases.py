"""Stage two, one pass: tokens become typed phrases, every reading kept until the best is chosen.

At each token every pattern of the tables is tried; numbers become quantities, quantities become
times, distances and angles. Of all readings the row is kept that covers the text with the
longest phrases.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ttmba_live.text import _lexicon, _numbers, _wording, _words
from ttmba_live.text._matching import REACH, Matcher
from ttmba_live.text._phrase import Phrase, score
from ttmba_live.text._tokens import is_cjk

_LINE_STARTS = frozenset("\n.!?;/|…(-•")
_CLAUSE_STARTS = frozenset(
    [",", "and", "then", "now", "so", "please", "ok", "okay", "well", "s", "sec", "secs", "seconds"]
)
_FIRST = frozenset(("label", "heading", "order"))
_PERSONS = frozenset(["he", "she", "they", "i", "we", "who", "someone", "somebody", "has", "had"])
ONE_OF_THEM = frozenset(("one", "other", "others", "another", "it", "he", "she", "they"))
"""Words that stand for what was named: what follows them in -s is a verb."""

_WORDS_OF_TABLES = frozenset(("noun", "verb", "adj", "weather", "drop", "talk"))
_NEAR = 5
"""Tokens after a word among which a way is told."""

_STANDING = _lexicon.listed("standing")
_WAYS_OF = _lexicon.listed("ways_of")
_SWOOPING = _lexicon.listed("swooping")
_CROSSING = _lexicon.listed("crossing")
_HERTZ = _lexicon.listed("hertz")
_COMPOUND_GAIN = 0.2
_PARTICLES = _lexicon.listed("particles")
_DETERMINERS = frozenset(
    ["a", "an", "the", "my", "your", "our", "his", "her", "some", "one", "two", "three"]
)


@dataclass(slots=True)
class Reader(Matcher):
    """All readings of one text's tokens, and the best row of them."""

    things: bool = False
    """Whether every word that may be a thing is one."""

    numbers: Mapping[str, float] = field(default_factory=dict)
    """Words that are numbers in the languages of the text."""

    listed: int = 1 << 30
    """Where a numbered list begins."""

    def __post_init__(self) -> None:
        foreign = len(self.tables) > 1
        small = {token.norm for token in self.tokens} & self.tables[-1].own
        self.own = frozenset(small if foreign and len(small) > 1 else ())
        self.numbers = _numbers.words_of(tuple(t.language for t in self.tables))
        before = "."
        for n, token in enumerate(self.tokens):
            thing = self.things or self._begins_thing(before, n)
            thing = thing and _lexicon.kind_of(token.norm) is not None
            thing = thing and not (token.norm in _SWOOPING and self._is_on_its_way(n))
            thing = thing or (token.norm == "left" and before in _PERSONS)
            forms = _words.forms(token, self.numbers, foreign=foreign, thing=thing)
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
        if any(token.norm in _HERTZ for token in self.tokens[at + 1 : at + _NEAR]):
            return False  # "sweep from 20 Hz"
        return any(token.norm in _WAYS_OF for token in self.tokens[at + 1 : at + 1 + _NEAR])

    def _begins_thing(self, before: str, at: int) -> bool:
        """Whether a word names a thing, not what one does: "a fly", "Fly buzzing", "of thunder"."""
        if before in ONE_OF_THEM and self._is_third_person(at):
            return False
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
            many = self.numbers.get(token.norm, 0.0) if len(self.tables) > 1 else 0.0
            yield Phrase("word", "", at, at + 1, value=many), 1.0 if known else 0.4
        else:
            yield Phrase("number" if token.number is not None else "sign", "", at, at + 1), 0.1

    def _compounds(self, at: int) -> Iterator[tuple[Phrase, float]]:
        """A thing whose name has hyphens: "wind-up" is no wind, "back-left" no thing."""
        row = list(itertools.takewhile(lambda t: t.hyphen and t.is_word, self.tokens[at + 1 :]))
        if self.tokens[at].hyphen or not 0 < len(row) < REACH:
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
        if before in ONE_OF_THEM and self._is_third_person(at):
            return True
        return known and _wording.is_verb(self.tokens[at].norm, before)

    def _is_third_person(self, at: int) -> bool:
        """Whether a word may be a verb of what somebody does: "walks"."""
        word = self.tokens[at].norm
        return word.endswith("s") and _lexicon.ing_of(word) is not None

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
