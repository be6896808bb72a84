"""The row of phrases put right by what stands beside each. Cuts and attaches nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text import _doings, _lexicon, _numbers, _pitches, _strides, _wording
from ttmba_live.text._bearings import alone, bearings, clock_faces
from ttmba_live.text._chunks import SILENT, WORDS
from ttmba_live.text._drafts import is_adjective
from ttmba_live.text._faders import ends_after, faded_out
from ttmba_live.text._going import shuts_in
from ttmba_live.text._ones import one_of_them
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._striking import number_of
from ttmba_live.text._tables import table
from ttmba_live.text._tokens import Token

_ROLES = {"from": "from", "to": "to", "towards": "to", "toward": "to", "into": "to"}
_SURFACES = dict.fromkeys(("floor", "ground"), "at . . -45 .")
_SURFACES |= dict.fromkeys(("ceiling", "top"), "at . . 50 .")
_RELATIONS = frozenset(("above", "below", "beneath", "underneath", "behind", "overhead"))
_NAMED = frozenset(("noun", "word", "weather"))
_AFTER_VERBS = frozenset(("up", "down", "off", "back"))
_BACKWARDS = frozenset(("backwards", "backward"))
MANY = "many"
"""The argument of a number of things that are told wherever it stands."""

_PICKS = frozenset(("pick", "picks", "picking", "picked"))

_SUPPORTS = _lexicon.listed("supports")


class Row:
    """The tokens of one text, and its row of phrases as its neighbours read them."""

    def __init__(self, tokens: Sequence[Token], forms: Sequence[frozenset[str]], text: str) -> None:
        self.tokens, self.forms, self.text = tokens, forms, text

    def said(self, phrase: Phrase) -> list[str]:
        """The words of a phrase; foreign ones in English."""
        if phrase.kind == "word" and phrase.value > 1.0:
            return [_numbers.name_of(phrase.value)]
        if phrase.kind in WORDS and phrase.argument:
            return phrase.argument.split("_")
        places = phrase.kept or range(phrase.first, phrase.after)
        if len(places) == phrase.after - phrase.first:
            first, last = self.tokens[phrase.first], self.tokens[phrase.after - 1]
            source = self.text[first.first : last.after].lower().replace("_", " ").split()
            mended = len(places) == 1 and first.is_word and first.norm[:39] not in source[0]
            return [first.norm] if mended else source
        return [self.tokens[n].norm for n in places]

    def corrected(self, row: Sequence[Phrase]) -> list[Phrase]:
        """Small words that belong to a verb ("revs up") or tell a pitch ("a low hum")."""
        out: list[Phrase] = []
        row = _doings.read(_strides.heard(_pitches.in_words(row), self.tokens), self.tokens)
        for n in range(len(row)):
            item = self._reread(out, row, n)
            out.append(self._numbered(out[-1], row, n) or item if out else item)
        out = self._ends_of_ways(self._beside_things(out))
        out = alone(out, self.tokens, self.text)
        return clock_faces(bearings(out, self.tokens), self.tokens)

    def _reread(self, out: Sequence[Phrase], row: Sequence[Phrase], n: int) -> Phrase:
        """A phrase of the row as those beside it let it be read; ``out`` are those before."""
        item, word = row[n], self.tokens[row[n].first].norm
        if self._is_small(out, row, n):
            return Phrase("drop", "", item.first, item.after)
        if self._is_said(row, n):
            return Phrase("word", "", item.first, item.after)
        if item.kind == "many":
            return replace(item, kind="word" if item.value > 1.0 else "drop", argument=MANY)
        if word == "over" and item.kind == "place" and self._over_a_head(out, item):
            return Phrase("motion", "over", item.first, item.after)
        if word == "by" and out and self._goes_by(out[-1], row, n):
            return Phrase("motion", "pass", item.first, item.after)
        if one := one_of_them(self.tokens, row, n):
            return Phrase(one, "", item.first, item.after)
        if item.kind == "clock" and word == "eine":  # "eine Uhr" is no "ein Uhr"
            return Phrase("noun", "clock", item.first, item.after)
        if word in _SURFACES and self._lies_on(row, n):
            return replace(item, kind="place", argument=_SURFACES[word])
        if word == "over" and item.kind == "word" and self._layers(row, n):
            return Phrase("link", "with", item.first, item.after)
        return item

    def _is_small(self, out: Sequence[Phrase], row: Sequence[Phrase], n: int) -> bool:
        """Whether a word tells nothing beside those around it: "revs up", "pulls back"."""
        word, item = self.tokens[row[n].first].norm, row[n]
        alone = item.kind == "place" and item.after == item.first + 1
        if alone and word in _AFTER_VERBS and out and self._verbal(out[-1]):
            return word != "back" or self._placed_after(row, n)
        if alone and word in _BACKWARDS and not any(map(self._moves, row[:n])):
            return True
        clause = itertools.takewhile(lambda other: other.kind != "link", reversed(row[:n]))
        if word == "durch" and item.kind == "through" and any(map(self._moves, clause)):
            return True  # "fährt von links nach rechts durch"
        return self._says(row, n) or self._carries(row, n) or self._counts_things(row, n)

    def _placed_after(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether the same clause tells another side: "pulls back ahead of me"."""
        rest = itertools.takewhile(lambda item: item.kind != "link", row[n + 1 :])
        return any(item.kind == "place" for item in rest)

    def _is_said(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a phrase is words of a sound: a pitch, part of a name, "picks up the phone"."""
        item, word = row[n], self.tokens[row[n].first].norm
        alone = item.kind == "place" and item.after == item.first + 1
        picked = item.kind == "fade" and word in _PICKS and not self._ends(row, n)
        shuts = shuts_in(row, n, self.tokens)
        return picked or shuts or (alone and self._pitches(row, n)) or self._names(row, n)

    def _goes_by(self, before: Phrase, row: Sequence[Phrase], n: int) -> bool:
        """Whether what a verb does ends in passing: "rattles by", "flies by my ear"."""
        alone = row[n].after == row[n].first + 1 or "#go" in self.forms[before.first]
        return alone and self._verbal(before) and self._ends(row, n)

    def _over_a_head(self, out: Sequence[Phrase], item: Phrase) -> bool:
        """Whether a way leads over a head: "from left to right over my head"."""
        goes = bool(out) and out[-1].kind == "motion" and out[-1].argument == "fromto"
        return goes and self.tokens[item.after - 1].norm in ("head", "heads")

    def _numbered(self, before: Phrase, row: Sequence[Phrase], n: int) -> Phrase | None:
        """What a number or a time means after a bell's stroke or a fade out, if it is after one."""
        item = row[n]
        verb = self.forms[before.first], before
        if self._ends(row, n) and (strokes := number_of(*verb, item, self.tokens[item.first])):
            return Phrase("count", "", item.first, item.after, value=strokes)
        return ends_after(item, before) if faded_out(before, item) else None

    def _says(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether "goes" tells a noise and no way: "a ghost goes wooooo"."""
        goes = self.tokens[row[n].first].norm in ("goes", "go", "going", "went")
        goes = goes and row[n].argument == "go"
        if not goes or n + 1 >= len(row) or row[n + 1].kind not in ("word", "noun"):
            return False
        following = self.tokens[row[n + 1].first].norm
        return following not in _wording.FUNCTION and not following.endswith("ly")

    def _counts_things(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether "a second" is one more: "a second wolf"."""
        words = [token.norm for token in self.tokens[row[n].first : row[n].after]]
        named = n + 1 < len(row) and row[n + 1].kind == "noun"
        return named and row[n].kind == "seconds" and words == ["a", "second"]

    def _lies_on(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a floor or a ceiling is where the thing before it is: "drip ceiling 3 s"."""
        item = row[n]
        if item.kind not in ("noun", "word") or item.after - item.first > 1 or n == 0:
            return False
        before = self.tokens[item.first - 1].norm
        small = _wording.DETERMINERS | _wording.PREPOSITIONS
        named = before not in small and not is_adjective(before) and row[n - 1].kind != "link"
        return named and self._ends(row, n)

    def _carries(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a desk is only what the thing before it stands on."""
        word = self.tokens[row[n].first].norm
        return word in _SUPPORTS and n > 0 and not self._describes_one(row, n)

    def _describes_one(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a table is more than where the sound before it stands: "phone right, desk"."""
        alone = row[n - 1].kind not in (*WORDS, "link", *SILENT)
        last = n + 1 == len(row) or row[n + 1].kind == "link"
        return not (alone and last)

    def _ends(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether no word follows that describes a sound."""
        return n + 1 == len(row) or row[n + 1].kind not in WORDS

    def _names(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a word of place is part of a name: "the right answer", "an overhead line"."""
        item = row[n]
        if item.kind != "place" or n + 1 >= len(row) or row[n + 1].kind not in _NAMED:
            return False
        if self.tokens[item.after - 1].norm not in table("en").words:
            return False  # Italian "a sinistra"
        if (
            self.tokens[row[n + 1].first].norm in _wording.PREPOSITIONS
            or item.after - item.first > 2
        ):
            return False
        opener = self.tokens[item.first if item.after - item.first == 2 else item.first - 1].norm
        begins = item.first > 0 or item.after - item.first == 2
        following = row[n + 1]
        verb = following.kind == "word" and self.tokens[following.first].norm.endswith("s")
        return begins and opener in ("the", "a", "an") and not verb

    def _beside_things(self, row: list[Phrase]) -> list[Phrase]:
        """Let "above the door" be above, and name no door."""
        out = list(row)
        for n, item in enumerate(row):
            alone = item.kind == "place" and item.after == item.first + 1
            if not (alone and self.tokens[item.first].norm in _RELATIONS and n + 1 < len(row)):
                continue
            article = row[n + 1].kind == "word" and self.said(row[n + 1])[0] in _wording.DETERMINERS
            end = n + 1
            while article and end < min(len(row), n + 5) and row[end].kind in ("word", "noun"):
                end += 1
            if end > n + 2 and (end == len(row) or row[end].kind not in WORDS):
                out[n + 1 : end] = [replace(i, kind="drop") for i in row[n + 1 : end]]
        return out

    def _ends_of_ways(self, row: list[Phrase]) -> list[Phrase]:
        """Let "from the tree on the right" begin on the right, and name no second sound."""
        out = list(row)
        for n, item in enumerate(row):
            role = _ROLES.get(self.tokens[item.first].norm) if item.kind == "word" else None
            if role is None or not any(self._moves(other) for other in row[max(0, n - 6) : n]):
                continue
            end = n + 1
            while end < min(len(row), n + 5) and row[end].kind in ("word", "noun"):
                end += 1
            if n + 1 < end < len(row) and row[end].kind == "place" and row[end].argument == "at":
                out[end] = replace(row[end], argument=role)
                out[n:end] = [replace(i, kind="drop", argument="") for i in row[n:end]]
        return out

    def _moves(self, item: Phrase) -> bool:
        return item.kind == "motion" or "#go" in self.forms[item.first]

    def _layers(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether "over" stands between two sounds: "speech over applause"."""
        if n == 0 or n + 1 >= len(row) or row[n + 1].kind != "noun":
            return False
        return "#go" not in self.forms[row[n - 1].first]

    def _pitches(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a phrase is "high" or "low" and describes the word after it."""
        if self.tokens[row[n].first].norm not in ("high", "low"):
            return False
        if n + 1 >= len(row) or row[n + 1].kind not in WORDS:
            return False
        return self.tokens[row[n + 1].first].norm not in _wording.PREPOSITIONS

    def _verbal(self, item: Phrase) -> bool:
        forms = self.forms[item.first]
        word = self.tokens[item.first].norm
        return item.kind == "word" and (
            not forms.isdisjoint(("#verb", "#go")) or word.endswith(("ing", "ed", "s"))
        )
