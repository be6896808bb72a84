"""The chunks of a text, those parted that hold two sounds. Attaches nothing."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import (
    SIDES,
    SILENT,
    STARTS,
    WORDS,
    Chunk,
    bracketed,
    chunks,
    says_over,
)
from ttmba_live.text._crossfades import crossfaded
from ttmba_live.text._drafts import PRONOUNS
from ttmba_live.text._faders import faders, last_seconds
from ttmba_live.text._handing import handed_out
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._saying import Saying
from ttmba_live.text._striking import struck
from ttmba_live.text._tokens import Token
from ttmba_live.text._words import lemmas

_BESIDE = frozenset(("slow", "fast", "level", "motion", "turn"))
"""Attributes that may stand between a thing and what it does."""

_BEGINNING = _lexicon.listed("beginning")
_UNTIL = _lexicon.listed("untils")
_NOBODY = (["someone"], ["somebody"])
_CHAMBERS = _lexicon.listed("chambers")
_BURSTS = _lexicon.listed("bursts")


class Clauses(Saying):
    """The chunks of one text."""

    def __init__(
        self,
        row: Sequence[Phrase],
        tokens: Sequence[Token],
        forms: Sequence[frozenset[str]],
        text: str,
    ) -> None:
        super().__init__(tokens, forms, text)
        plain = struck(self.corrected(row), tokens)
        ordered = last_seconds(faders(crossfaded(plain, tokens), tokens))
        cut = chunks(ordered, tokens)
        parted = [part for chunk in bracketed(cut) for part in self._until(chunk)]
        parted = [part for chunk in parted for part in self._hushed(chunk)]
        parted = [part for chunk in parted for part in self._begun(chunk)]
        parted = [part for chunk in parted for part in self._followed(chunk)]
        parted = [part for chunk in parted for part in _settled(chunk)]
        split = [part for chunk in parted for part in self._split(chunk)]
        self.chunks = handed_out(split, self.sounds)

    def sounding_after(self, following: Chunk | None) -> Chunk | None:
        """The chunk whose sound a place and a distance stand before: "behind, 30 m, a train"."""
        if following is None or following.link != "comma" or self.sounds(following):
            return following
        n = next(n for n, chunk in enumerate(self.chunks) if chunk is following)
        other = self.chunks[n + 1] if n + 1 < len(self.chunks) else None
        far = set(following.of("distance", "near", "far"))
        plain = far and all(i in far or i.kind in SILENT for i in following.items)
        if plain and other is not None and other.link == "comma" and self.sounds(other):
            return other
        return following

    def _until(self, chunk: Chunk) -> list[Chunk]:
        """Part what sounds from what happens then: "until a whistle blows"."""
        ends = (n for n, item in enumerate(chunk.items) if item.kind in ("cut", "until"))
        n = next((n for n in ends if self._norm(chunk.items[n]) in _UNTIL), -1)
        after = Chunk("then", chunk.items[n + 1 :], chunk.before_colon)
        if n < 0 or not after.items:
            return [chunk]
        words = self.words(after)
        nobody = words[:1] in _NOBODY and after.of("off", "stopped")
        named = not nobody and after.items[0].kind != "pron"
        named = named and _lexicon.find(_wording.content(words)) is not None
        if not (named and (_wording.acts(words) or after.of("verb", "motion"))):
            return [chunk]
        told = chunk.items[n]  # "until at 9 s a door slams"
        start = [replace(told, kind="start", argument="")] if told.kind == "until" else []
        over = replace(after, items=[*start, *after.items], over=True)
        return [Chunk(chunk.link, chunk.items[:n]), over] if n else [over]

    def _hushed(self, chunk: Chunk) -> list[Chunk]:
        """Part the silence in which all ends from what sounds then: "except a clock"."""
        n = next((n for n, item in enumerate(chunk.items) if item.kind == "hush"), -1)
        rest = Chunk("then", chunk.items[n + 1 :], chunk.before_colon)
        if n < 0 or not self.sounds(rest):
            return [chunk]
        return [replace(chunk, items=chunk.items[: n + 1], before_colon=False), rest]

    def _begun(self, chunk: Chunk) -> list[Chunk]:
        """Part what is over from what begins then: "cuando acaba el trueno empieza la lluvia"."""
        over = next((n for n, item in enumerate(chunk.items) if says_over(item)), None)
        if over is None or not (chunk.fronted or chunk.link == "as"):
            return [chunk]
        rest = range(over + 1, len(chunk.items))
        n = next((n for n in rest if self._norm(chunk.items[n]) in _BEGINNING), 0)
        first = n + 1 if n else over + 1
        named = bool(rest) and self._opens(chunk.items[first])
        led = self.tokens[chunk.items[over].first - 1].norm in PRONOUNS
        named = named or (bool(rest) and led)  # "once it stops scissors snip"
        after = Chunk("comma", chunk.items[first:], chunk.before_colon)
        if not (n or named) or not self.sounds(after):
            return [chunk]
        return [replace(chunk, items=chunk.items[: n or first], before_colon=False), after]

    def _followed(self, chunk: Chunk) -> list[Chunk]:
        """Part what is before from what comes then: "after the last clap a crowd cheers"."""
        nouns = [n for n, item in enumerate(chunk.items) if item.kind in ("noun", "weather")]
        if chunk.fronted != "after" or len(nouns) < 2:
            return [chunk]
        rest = range(nouns[0] + 1, len(chunk.items))
        opening = (n for n in rest if self._norm(chunk.items[n]) in _wording.DETERMINERS)
        n = next(opening, 0)
        of_it = bool(n) and self._norm(chunk.items[n - 1]) in _wording.PREPOSITIONS
        after = Chunk("comma", chunk.items[n:], chunk.before_colon)
        if not n or of_it or not self.sounds(after):
            return [chunk]
        return [replace(chunk, items=chunk.items[:n], before_colon=False), after]

    def _opens(self, item: Phrase) -> bool:
        """Whether a phrase begins what is told then: an article, or "hoor je"."""
        return item.kind == "talk" or self._norm(item) in _wording.DETERMINERS

    def _norm(self, item: Phrase) -> str:
        return self.tokens[item.first].norm

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
            replace(chunk, items=chunk.items[cut:end], before_colon=False)
            if n == 0
            else Chunk("comma", chunk.items[cut:end])
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
        if self.is_beside(chunk, start) or self._is_scene(chunk, n):
            return False
        word = self.said(chunk.items[n])[0]
        previous = [w for i in chunk.items[:start] if i.kind == "noun" for w in self.said(i)]
        if start == n and previous and self._is_deed(chunk, n, previous):
            return False
        if start < n:
            word = self.said(chunk.items[start])[0]  # "a man in front plays guitar"
        if start == n and chunk.items[n].argument and previous and _lexicon.ing_of(word):
            return False  # what somebody does, in a language whose verbs are nouns too
        if previous and self._is_object(chunk.items[n]):
            return False
        return not (previous and _wording.is_verb(word, previous[-1]))

    def _is_deed(self, chunk: Chunk, n: int, previous: Sequence[str]) -> bool:
        """Whether a bare verb tells what the thing before it does: "dog L bark x3"."""
        word = self.said(chunk.items[n])[0]
        hit = _lexicon.find(previous)
        usual = lemmas(hit.kind.does) if hit is not None else frozenset()
        deeds = usual | (_wording.PUNCTUAL - _BURSTS)
        own = itertools.takewhile(lambda item: item.kind != "noun", chunk.items[n + 1 :])
        placed = any(item.kind in SIDES for item in own)
        plain = not chunk.items[n].argument and not placed
        return plain and not lemmas(word).isdisjoint(deeds)

    def _is_scene(self, chunk: Chunk, n: int) -> bool:
        """Whether a room ends a chunk in which another sound has its side: "smash R kitchen"."""
        last = n + 1 == len(chunk.items)
        return last and self.tokens[chunk.items[n].first].norm in _CHAMBERS


def _settled(chunk: Chunk) -> list[Chunk]:
    """Part what circles from where it stops then: "蜂が頭の周りを3周して左耳に止まる"."""
    n = next((n for n, item in enumerate(chunk.items) if item.argument == "circle"), -1)
    rest = Chunk("then", chunk.items[n + 1 :], chunk.before_colon)
    stops = rest.items and rest.of("stopped") and rest.of("place")
    if n < 0 or not stops or rest.of(*WORDS) or {*rest.items[:2]}.isdisjoint(rest.of("place")):
        return [chunk]
    return [replace(chunk, items=chunk.items[: n + 1], before_colon=False), rest]


def _says(item: Phrase) -> bool:
    return item.kind not in WORDS and item.kind not in SILENT
