"""What the chunks of a text say in words, and chunks that hold two sounds. Attaches nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import SILENT, STARTS, WORDS, Chunk, chunks
from ttmba_live.text._drafts import PRONOUNS, is_adjective
from ttmba_live.text._phrases import Phrase
from ttmba_live.text._tokens import Token, is_cjk
from ttmba_live.text._words import lemmas

_ROLES = {"from": "from", "to": "to", "towards": "to", "toward": "to", "into": "to"}
_RESOUNDING = _lexicon.listed("resounding")
_SURFACES = {
    "floor": "at . . -45 .", "ground": "at . . -45 .", "ceiling": "at . . 50 .", "top": "at . . 50 .",
}  # fmt: skip
_RELATIONS = frozenset(("above", "below", "beneath", "underneath", "behind", "overhead"))
_SUPPORTS = _lexicon.listed("supports")
_BESIDE = frozenset(("slow", "fast", "level", "motion", "turn"))
"""Attributes that may stand between a thing and what it does."""


class Clauses:
    """The chunks of one text, and their words."""

    def __init__(
        self,
        row: Sequence[Phrase],
        tokens: Sequence[Token],
        forms: Sequence[frozenset[str]],
        text: str,
    ) -> None:
        self.tokens, self.forms, self.text = tokens, forms, text
        cut = chunks(self._particles(row), tokens)
        self.chunks = [part for chunk in cut for part in self._split(chunk)]

    def said(self, phrase: Phrase) -> list[str]:
        """The words of a phrase; foreign ones in English."""
        if phrase.kind in ("verb", "noun", "adj", "weather") and phrase.argument:
            return phrase.argument.split("_")
        places = phrase.kept or range(phrase.first, phrase.after)
        if len(places) == phrase.after - phrase.first:
            first, last = self.tokens[phrase.first], self.tokens[phrase.after - 1]
            source = self.text[first.first : last.after].lower().replace("_", " ").split()
            mended = len(places) == 1 and first.is_word and first.norm[:39] not in source[0]
            return [first.norm] if mended else source
        return [self.tokens[n].norm for n in places]

    def words(self, chunk: Chunk) -> list[str]:
        """What a chunk holds beside attributes, verbs of motion that also sound included."""
        found: list[str] = []
        cjk = False
        for n, item in enumerate(chunk.items):
            counted = item.kind == "number" and chunk.items[n + 1 : n + 2]
            counted = counted and chunk.items[n + 1].kind in WORDS
            if item.kind in WORDS or item.kept or counted:
                raw = item.kind == "word" and is_cjk(self.tokens[item.first].norm)
                if raw and cjk:
                    found[-1] += "".join(self.said(item))
                else:
                    found += self.said(item)
                cjk = raw
            else:
                cjk = False
                if item.kind == "pron":
                    found += self.said(item)
        return found

    def ordered(self, chunk: Chunk) -> list[str]:
        """The words in English order: how, what, does what."""
        rank = {"adj": 0, "noun": 1, "weather": 1, "verb": 3}
        items = sorted(chunk.items, key=lambda item: rank.get(item.kind, 2))
        return self.words(Chunk(chunk.link, items))

    def sounds(self, chunk: Chunk) -> bool:
        """Whether a chunk has a word that could name a sound."""
        if chunk.of("noun", "verb", "weather"):
            return True
        left = [w for w in self.words(chunk) if w not in _wording.FUNCTION and w not in PRONOUNS]
        if left and all(word in _wording.SCENES for word in left):
            return False
        return any(not (w.endswith("ly") and len(w) > 4) and not w.isdecimal() for w in left)

    def _particles(self, row: Sequence[Phrase]) -> list[Phrase]:
        """Small words that belong to a verb ("revs up") or tell a pitch ("a low hum")."""
        out: list[Phrase] = []
        for n, item in enumerate(row):
            word = self.tokens[item.first].norm
            alone = item.kind == "place" and item.after == item.first + 1
            if alone and word in ("up", "down", "off") and out and self._verbal(out[-1]):
                item = Phrase("drop", "", item.first, item.after)  # noqa: PLW2901
            elif (alone and self._pitches(row, n)) or self._names(row, n):
                item = Phrase("word", "", item.first, item.after)  # noqa: PLW2901
            elif word == "by" and out and self._verbal(out[-1]) and self._ends(row, n):
                item = Phrase("motion", "pass", item.first, item.after)  # noqa: PLW2901
            elif word in _SUPPORTS and n and not self._describes_one(row, n):
                item = Phrase("drop", "", item.first, item.after)  # noqa: PLW2901
            elif word in _SURFACES and self._lies_on(row, n):
                item = replace(item, kind="place", argument=_SURFACES[word])  # noqa: PLW2901
            elif word == "over" and item.kind == "word" and self._layers(row, n):
                item = Phrase("link", "with", item.first, item.after)  # noqa: PLW2901
            out.append(item)
        return self._ends_of_ways(self._beside_things(out))

    def _lies_on(self, row: Sequence[Phrase], n: int) -> bool:
        """Whether a floor or a ceiling is where the thing before it is: "drip ceiling 3 s"."""
        item = row[n]
        if item.kind not in ("noun", "word") or item.after - item.first > 1 or n == 0:
            return False
        before = self.tokens[item.first - 1].norm
        small = _wording.DETERMINERS | _wording.PREPOSITIONS
        named = before not in small and not is_adjective(before) and row[n - 1].kind != "link"
        return named and self._ends(row, n)

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
        if item.kind != "place" or n + 1 >= len(row) or not row[n + 1].kind.startswith(("n", "w")):
            return False
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

    def _split(self, chunk: Chunk) -> list[Chunk]:
        """Part a chunk that holds two sounds without a joint: "dog left cat right"."""
        heads = self._heads(chunk)
        if len(heads) < 2:
            return [chunk]
        says = [n for n, item in enumerate(chunk.items) if _says(item)]
        leading = says[0] < heads[0]
        cuts = [0]
        for before, head in itertools.pairwise(heads):
            cut = head
            while cut > before + 1 and self._goes_along(chunk.items[cut - 1], leading=leading):
                cut -= 1
            cuts.append(cut)
        parts = [
            Chunk(chunk.link if n == 0 else "comma", chunk.items[cut:end])
            for n, (cut, end) in enumerate(zip(cuts, [*cuts[1:], len(chunk.items)], strict=True))
        ]
        parts[-1].before_colon = chunk.before_colon
        return parts

    def _heads(self, chunk: Chunk) -> list[int]:
        """Where descriptions of different sounds begin."""
        heads: list[int] = []
        parted = False
        for n, item in enumerate(chunk.items):
            if item.kind == "no":
                break
            if item.kind in ("noun", "weather") and (
                not heads or (parted and self._leads(chunk, n))
            ):
                heads.append(self._np_start(chunk, n))
                parted = False
            parted = parted or (_says(item) and item.kind not in _BESIDE)
        return heads

    def _goes_along(self, item: Phrase, *, leading: bool) -> bool:
        """Whether an attribute before a sound is that sound's: all are if the text leads so."""
        return item.kind not in WORDS if leading else item.kind in STARTS

    def _np_start(self, chunk: Chunk, n: int) -> int:
        """Where the words of a noun begin: its adjectives and its article."""
        while (
            n > 0
            and chunk.items[n - 1].kind in ("word", "adj", "noun")
            and self.said(chunk.items[n - 1])[0] not in _wording.PREPOSITIONS
        ):
            n -= 1
        return n

    def _leads(self, chunk: Chunk, n: int) -> bool:
        start = self._np_start(chunk, n)
        before = chunk.items[start - 1] if start else None
        if before is None or before.kind in (*WORDS, "pron"):
            return False
        word = self.said(chunk.items[n])[0]
        if start < n:
            return True
        previous = [w for i in chunk.items[:start] if i.kind == "noun" for w in self.said(i)]
        return not (previous and _wording.is_verb(word, previous[-1]))

    # -- drafts -----------------------------------------------------------------------------

    def source(self, chunk: Chunk) -> str:
        first, last = chunk.items[0], chunk.items[-1]
        return self.text[self.tokens[first.first].first : self.tokens[last.after - 1].after]

    def going(self, chunk: Chunk) -> list[int]:
        """Tokens of verbs that move something if a way is told."""
        return [i.first for i in chunk.items if i.kind in ("word", "noun") and self.goes(i.first)]

    def circles(self, chunk: Chunk) -> bool:
        """Whether one of those verbs goes somewhere rather than resounds: "wolves howl around"."""
        verbs = (lemmas(self.tokens[n].norm) for n in self.going(chunk))
        return any(plain.isdisjoint(_RESOUNDING) for plain in verbs)

    def goes(self, at: int) -> bool:
        """Whether a token may be a verb of motion rather than a thing."""
        if "#go" not in self.forms[at]:
            return False
        word = self.tokens[at].norm
        return _lexicon.kind_of(word) is None or (
            at > 0 and _wording.is_verb(word, self.tokens[at - 1].norm)
        )


def _says(item: Phrase) -> bool:
    return item.kind not in WORDS and item.kind not in SILENT
