"""What a chunk says: its words, whether it sounds, what goes there. Cuts and attaches nothing."""

from __future__ import annotations

import itertools
from dataclasses import replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import WORDS, Chunk
from ttmba_live.text._drafts import PRONOUNS
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._phrases import ONE_OF_THEM
from ttmba_live.text._row import MANY, Row
from ttmba_live.text._tokens import is_cjk
from ttmba_live.text._words import lemmas

CROSSING = _lexicon.listed("crossing")
_WORKING = frozenset(("run", "turn", "spin", "charge", "cycle", "steam"))
_ARTICLES = _lexicon.listed("foreign_articles")
_SHORT = 3
"""Letters of the longest word that is hardly a thing's name."""

_TURNED = _lexicon.listed("turned")
_WORKS = _lexicon.listed("works")
_AGAINST = _lexicon.listed("against")
_NAMING = frozenset(("noun", "verb", "weather"))
_RESOUNDING = _lexicon.listed("resounding")


_ANDS = _lexicon.listed("ands")
_THENS = frozenset("then dann luego puis poi depois dan".split())  # noqa: SIM905
"""Words before or after the comma of what is told before its sound: "and, behind, a cat"."""


class Saying(Row):
    """The words of a text's chunks."""

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
        rank = {"adj": 0, "number": 0, "noun": 1, "weather": 1, "verb": 3}
        counted = _counted(chunk)
        order = [rank.get(item.kind, 2) for item in chunk.items]
        for n, item in enumerate(chunk.items):
            if item.kind == "noun" and self.is_beside(chunk, n):
                order[n] = 4
        if counted is not None:
            order[counted] = -1
        items = [chunk.items[n] for n in sorted(range(len(order)), key=order.__getitem__)]
        if counted is not None:
            named = next((n for n, item in enumerate(items) if item.kind == "noun"), 0)
            items[named] = _several(items[named])
        return self.words(Chunk(chunk.link, items))

    def sounds(self, chunk: Chunk) -> bool:
        """Whether a chunk has a word that could name a sound."""
        if chunk.of("noun", "verb", "weather"):
            return True
        left = [w for w in self.words(chunk) if w not in _wording.FUNCTION and w not in PRONOUNS]
        if left and all(word in _wording.SCENES for word in left):
            return False
        return any(not (w.endswith("ly") and len(w) > 4) and not w.isdecimal() for w in left)

    def is_beside(self, chunk: Chunk, start: int) -> bool:
        """Whether a thing is what another acts on: Dutch "klopt links op het raam"."""
        earlier = [item.kind for item in chunk.items[:start] if item.argument]
        if not {"noun", "verb"} <= set(earlier):
            return False
        small = (i for i in chunk.items[max(0, start - 2) : start + 1] if i.kind not in _NAMING)
        return any(self.tokens[item.first].norm in _AGAINST for item in small)

    def _is_object(self, item: Phrase) -> bool:
        """Whether Japanese marks a thing as what is acted on: "女性が右で歌を歌う"."""
        return item.after < len(self.tokens) and self.tokens[item.after].norm == "を"

    def is_fronted(self, chunk: Chunk, following: Chunk | None) -> bool:
        """Whether a chunk stands between commas before a sound: ", and behind, a cat"."""
        first = chunk.items[0].first
        before = [token.norm for token in self.tokens[max(0, first - 2) : first]]
        opened = before[:1] == [","] and before[-1] in _ANDS
        opened = opened or (before[1:] == [","] and before[0] in _ANDS | _THENS)
        return opened and following is not None and following.link == "comma"

    def names_unknown(self, chunk: Chunk) -> bool:
        """Whether an article begins the name of a thing that no table has: "o narrador grita"."""
        pairs = itertools.pairwise(chunk.items)
        return any(
            before.kind == "drop"
            and self.tokens[before.after - 1].norm in _ARTICLES
            and item.kind == "word"
            and len(self.tokens[item.first].norm) > _SHORT
            for before, item in pairs
        )

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
        if at and self.tokens[at - 1].norm in _TURNED and "turn" in lemmas(word):
            return False
        if word in CROSSING and at and self.tokens[at - 1].norm in (",", "and"):
            return True
        if _lexicon.kind_of(word) is None or not at:
            return _lexicon.kind_of(word) is None
        before = self.tokens[at - 1].norm
        return _wording.is_verb(word, before) or (before in ONE_OF_THEM and word.endswith("s"))


def _counted(chunk: Chunk) -> int | None:
    """Where another language's number of things stands: "drei Hunde", "犬が三匹"."""
    for n, item in enumerate(chunk.items):
        rest = (other for other in chunk.items[n + 1 :] if other.kind != "adj")
        before = next(rest, None)
        named = item.argument == MANY or (before is not None and before.kind == "noun")
        if item.kind == "word" and item.value > 1.0 and named:
            return n
    return None


def _several(item: Phrase) -> Phrase:
    """What a noun of another language stands for, of more than one."""
    *first, last = item.argument.split("_")
    return replace(item, argument="_".join([*first, _lexicon.plural(last)]) if last else "")
