"""Sounds that a chunk names once more to say more of them. Decides of which; begins no draft."""

from __future__ import annotations

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._acting import MOTION, Acting, Said
from ttmba_live.text._chunks import SIDES, STARTS
from ttmba_live.text._drafts import Draft
from ttmba_live.text._words import lemmas

OWNING = frozenset(("his", "her", "their", "its"))
_NOISES = _lexicon.listed("noises")
_EXCHANGES, _CARRIERS = _lexicon.listed("exchanges"), _lexicon.listed("carriers")
_FADING = frozenset(("fade", "slow", "fast", "duration", "seconds", "in", "end", "drop"))
"""What may be said of a sound that was named before and fades."""

_LOUDNESS = frozenset(("fade", "level", "gain", "motion"))
_VERTICAL = frozenset(("rise", "fall"))
_PLAIN_NOISES = frozenset(("noise", "noises", "sound", "sounds", "volume"))
_DYING = "recede dying"


class Naming(Acting):
    """What a chunk with a sound says of a sound before."""

    def spoken_of(self, said: Said) -> Draft | None:
        """The sound of which a chunk tells where it is: "a dog, a cat. The dog is on the left"."""
        before = self.subject(said.chunk)
        if self._resounds(said):
            return before
        if before is not None and self._is_told_of(before, said):
            return before
        told = said.link in ("then", "with", "as", "maybe") or said.chunk.of("again", *STARTS)
        placed = any(item.kind in SIDES for item in said.attributes)
        named = _wording.content(said.words)
        definite = said.words[:1] == ["the"] or said.words[-1:] in (["is"], ["are"])
        hit = _lexicon.find(named)
        fades = self._only_fades(said)
        if hit is None or (not fades and (told or not (placed and definite))):
            return None
        word = named[hit.after - 1]
        known = [d for d in self.out.drafts if d.of is None and _tells(d, word, forms=fades)]
        if len(known) != 1 or (not fades and (known[0].has(SIDES) or known[0].going)):
            return None
        both_act = _wording.acts(known[0].words) and _wording.acts(said.words)
        return None if both_act else known[0]

    def _is_told_of(self, before: Draft, said: Said) -> bool:
        """Whether what a chunk names is the way or the noise of the sound before."""
        return self._carries_it(before, said) or self._is_its_noise(before, said)

    def _only_fades(self, said: Said) -> bool:
        """Whether a chunk tells of its sound only how it fades: "the guitar fades out"."""
        kinds = {"fade" if i.argument == _DYING else i.kind for i in said.attributes}
        definite = said.foreign or said.words[:1] == ["the"]
        return definite and "fade" in kinds and kinds <= _FADING and said.link != "with"

    def _resounds(self, said: Said) -> bool:
        """Whether a chunk tells how the sound before becomes: "the music growing louder"."""
        named = set(_wording.content(said.words)) - OWNING
        changes = any(item.kind in ("fade", "motion", "level") for item in said.attributes)
        placed = any(item.kind in SIDES for item in said.attributes)
        owned = said.words[:1] and said.words[0] in ("the", *OWNING)
        return bool(owned and named) and named <= _NOISES and changes and not placed

    def _is_its_noise(self, before: Draft, said: Said) -> bool:
        """Whether a chunk only tells how loud the sound before is: "a fan on the left, noise low".

        What it does by itself is its noise: a subway's rumble.
        """
        named = set(_wording.content(said.words)) - {"medium"}
        hit = _lexicon.find(_wording.content(before.words))
        does = lemmas(hit.kind.does) if hit is not None else frozenset()
        own = all(word in _PLAIN_NOISES or not lemmas(word).isdisjoint(does) for word in named)
        kinds = {item.kind for item in said.attributes}
        rises = all(i.argument in _VERTICAL for i in said.attributes if i.kind == "motion")
        told = bool(kinds & _LOUDNESS) and kinds <= _LOUDNESS | _FADING and rises
        return bool(named) and own and told and said.link in ("comma", "open")

    def _carries_it(self, before: Draft, said: Said) -> bool:
        """Whether what goes to and fro is of what was named: "a match, the ball going L to R"."""
        named = set(_wording.content(said.words))
        ways = said.attributes and all(item.kind == "motion" for item in said.attributes)
        still = not (before.has(SIDES) or before.has(MOTION))
        of_it = bool(named) and named <= _CARRIERS and not _EXCHANGES.isdisjoint(before.words)
        return bool(ways and still and of_it) and said.link in (
            "comma",
            "and",
            "maybe",
            "as",
            "with",
        )


def _tells(draft: Draft, word: str, *, forms: bool) -> bool:
    """Whether a sound is told with a word, or with a form of it: "it whistles", "the whistle"."""
    if not forms:
        return word in draft.words
    return any(word in lemmas(other) for other in draft.words)
