"""What the chunks of a text say in words, and chunks that hold two sounds. Attaches nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import SILENT, STARTS, WORDS, Chunk, chunks
from ttmba_live.text._crossfades import crossfaded
from ttmba_live.text._drafts import PRONOUNS
from ttmba_live.text._faders import faders
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._row import Row
from ttmba_live.text._tokens import Token, is_cjk
from ttmba_live.text._words import lemmas

_BESIDE = frozenset(("slow", "fast", "level", "motion", "turn"))
"""Attributes that may stand between a thing and what it does."""

_WORKING = frozenset(("run", "turn", "spin", "charge", "cycle", "steam"))
_WORKS = _lexicon.listed("works")
_UNTIL = frozenset(("until", "till", "til", "bis", "hasta", "finché", "até", "totdat", "пока"))
_NOBODY = (["someone"], ["somebody"])
_AGAINST = _lexicon.listed("against")
_CROSSING = _lexicon.listed("crossing")
_CHAMBERS = _lexicon.listed("chambers")
_NAMING = frozenset(("noun", "verb", "weather"))
_RESOUNDING = _lexicon.listed("resounding")


class Clauses(Row):
    """The chunks of one text, and their words."""

    def __init__(
        self,
        row: Sequence[Phrase],
        tokens: Sequence[Token],
        forms: Sequence[frozenset[str]],
        text: str,
    ) -> None:
        super().__init__(tokens, forms, text)
        ordered = faders(crossfaded(self.corrected(row), tokens), tokens)
        cut = chunks(ordered, tokens)
        parted = [part for chunk in cut for part in self._until(chunk)]
        self.chunks = [part for chunk in parted for part in self._split(chunk)]

    def words(self, chunk: Chunk) -> list[str]:
        """What a chunk holds beside attributes, verbs of motion that also sound included."""
        found: list[str] = []
        cjk = False
        for n, item in enumerate(chunk.items):
            after = chunk.items[n + 1 : n + 2]
            counted = item.kind == "number" and any(i.kind in WORDS for i in after)
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
        order = [rank.get(item.kind, 2) for item in chunk.items]
        for n, item in enumerate(chunk.items):
            if item.kind == "noun" and self._is_beside(chunk, n):
                order[n] = 4
        items = [chunk.items[n] for n in sorted(range(len(order)), key=order.__getitem__)]
        return self.words(Chunk(chunk.link, items))

    def sounds(self, chunk: Chunk) -> bool:
        """Whether a chunk has a word that could name a sound."""
        if chunk.of("noun", "verb", "weather"):
            return True
        left = [w for w in self.words(chunk) if w not in _wording.FUNCTION and w not in PRONOUNS]
        if left and all(word in _wording.SCENES for word in left):
            return False
        return any(not (w.endswith("ly") and len(w) > 4) and not w.isdecimal() for w in left)

    def _until(self, chunk: Chunk) -> list[Chunk]:
        """Part what sounds from what happens then: "until a whistle blows"."""
        n = next((n for n, item in enumerate(chunk.items) if item.kind == "cut"), -1)
        after = Chunk("then", chunk.items[n + 1 :], chunk.before_colon)
        if n < 0 or self.tokens[chunk.items[n].first].norm not in _UNTIL or not after.items:
            return [chunk]
        words = self.words(after)
        nobody = words[:1] in _NOBODY and after.of("off", "stopped")
        named = not nobody and after.items[0].kind != "pron"
        named = named and _lexicon.find(_wording.content(words)) is not None
        if not (named and (_wording.acts(words) or after.of("verb", "motion"))):
            return [chunk]
        return [Chunk(chunk.link, chunk.items[:n]), after] if n else [after]

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
        if self._is_beside(chunk, start) or self._is_scene(chunk, n):
            return False
        word = self.said(chunk.items[n])[0]
        previous = [w for i in chunk.items[:start] if i.kind == "noun" for w in self.said(i)]
        if start < n:
            word = self.said(chunk.items[start])[0]  # "a man in front plays guitar"
        if start == n and chunk.items[n].argument and previous and _lexicon.ing_of(word):
            return False  # what somebody does, in a language whose verbs are nouns too
        if previous and self._is_object(chunk.items[n]):
            return False
        return not (previous and _wording.is_verb(word, previous[-1]))

    def _is_beside(self, chunk: Chunk, start: int) -> bool:
        """Whether a thing is what another acts on: Dutch "klopt links op het raam"."""
        earlier = [item.kind for item in chunk.items[:start] if item.argument]
        if not {"noun", "verb"} <= set(earlier):
            return False
        small = (i for i in chunk.items[max(0, start - 2) : start + 1] if i.kind not in _NAMING)
        return any(self.tokens[item.first].norm in _AGAINST for item in small)

    def _is_object(self, item: Phrase) -> bool:
        """Whether Japanese marks a thing as what is acted on: "女性が右で歌を歌う"."""
        return item.after < len(self.tokens) and self.tokens[item.after].norm == "を"

    def _is_scene(self, chunk: Chunk, n: int) -> bool:
        """Whether a room ends a chunk in which another sound has its side: "smash R kitchen"."""
        last = n + 1 == len(chunk.items)
        return last and self.tokens[chunk.items[n].first].norm in _CHAMBERS

    # -- drafts -----------------------------------------------------------------------------

    def source(self, chunk: Chunk) -> str:
        first, last = chunk.items[0], chunk.items[-1]
        return self.text[self.tokens[first.first].first : self.tokens[last.after - 1].after]

    def going(self, chunk: Chunk) -> list[int]:
        """Tokens of verbs that move something if a way is told."""
        return [i.first for i in chunk.items if i.kind in ("word", "noun") and self.goes(i.first)]

    def circles(self, chunk: Chunk) -> bool:
        """Whether one of those verbs goes somewhere rather than resounds: "wolves howl around"."""
        still = _RESOUNDING | _WORKING if self._is_machine(chunk) else _RESOUNDING
        verbs = (lemmas(self.tokens[n].norm) for n in self.going(chunk))
        return any(plain.isdisjoint(still) for plain in verbs)

    def _is_machine(self, chunk: Chunk) -> bool:
        """Whether what runs there goes nowhere: "a printer runs to the right"."""
        hit = _lexicon.find(_wording.content(self.words(chunk)))
        return hit is not None and hit.kind.does in _WORKS

    def goes(self, at: int) -> bool:
        """Whether a token may be a verb of motion rather than a thing."""
        if "#go" not in self.forms[at]:
            return False
        word = self.tokens[at].norm
        if word in _CROSSING and at and self.tokens[at - 1].norm in (",", "and"):
            return True
        return _lexicon.kind_of(word) is None or (
            at > 0 and _wording.is_verb(word, self.tokens[at - 1].norm)
        )


def _says(item: Phrase) -> bool:
    return item.kind not in WORDS and item.kind not in SILENT
