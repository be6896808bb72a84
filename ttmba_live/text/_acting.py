"""What a thing does: chunks with a verb and no subject of their own, and the drafts they make."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import PLACES, SIDES, STARTS, STRONG, WORDS, Chunk
from ttmba_live.text._drafts import (
    PRONOUNS,
    Draft,
    another_phase,
    dimension,
    elsewhere,
    moves,
    stopped_at,
)
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._subjects import Subjects
from ttmba_live.text._words import lemmas

_GOING = _lexicon.listed("going")
_HEARD_STOPS = frozenset(("brake",))
"""Verbs of stopping that are heard."""

MOTION = frozenset(("motion",))


@dataclass(slots=True)
class Said:
    """A chunk with a sound, its words, and whether they are foreign ones said in English."""

    chunk: Chunk
    attributes: list[Phrase]
    words: list[str]
    named: bool
    foreign: bool
    ahead: bool

    @property
    def link(self) -> str:
        return self.chunk.link


class Acting(Subjects):
    """What the things of a text do."""

    def say(self, draft: Draft, attributes: Sequence[Phrase], chunk: Chunk | None = None) -> None:
        """Give what waits and some attributes to a draft."""
        draft.attributes.extend([*self.pending, *attributes])
        self.pending = []
        if chunk is not None:
            if chunk.of("same") and draft in self.out.drafts:
                before = self.out.drafts[: self.out.drafts.index(draft)][-1:]
                draft.attributes += _same(chunk, before, draft)
            draft.arrives = draft.arrives or self.arrived(chunk)
            draft.going += self.going(chunk)
            draft.circles = draft.circles or self.circles(chunk)

    def new(self, chunk: Chunk, link: str, words: list[str], attributes: Sequence[Phrase]) -> Draft:
        """Begin a draft."""
        if (before := self.previous()) is not None:
            attributes = [*attributes, *_same(chunk, [before])]
        own = {dimension(item) for item in attributes}
        headed = [item for item in self.heading if dimension(item) not in own]
        draft = Draft(link, words, [*headed, *self.pending, *attributes], going=self.going(chunk))
        draft.circles = self.circles(chunk)
        draft.arrives = self.arrived(chunk)
        draft.awaits, self.awaited = self.awaited, None
        draft.relieves = chunk.over
        named = [i.first for i in chunk.items if i.kind in WORDS]
        draft.first_word = min(named, default=draft.first_word)
        self.pending = []
        self.out.drafts.append(draft)
        return draft

    def add(self, before: Draft, said: Said, words: list[str]) -> None:
        before.words += words
        self.say(before, said.attributes, said.chunk)

    def acts(self, before: Draft, said: Said) -> bool:
        """Whether a chunk has a verb and no subject of its own."""
        if bool(said.words) and said.words[0] in PRONOUNS:
            return True
        if not said.foreign:
            if self._is_thing(before, said):
                return False
            if said.link == "then" and said.chunk.of("motion") and not said.chunk.of(*WORDS):
                return True
            if len(_wording.content(said.words)) == 1 and _wording.stays(said.words):
                return True
            if before.arrives and moves(before) and _is_step(said):
                return True
            if _wording.goes_on(before.words, said.words) or self._walks_on(before, said):
                return True
            bare = len(said.words) == 1 and not said.words[0].endswith(("s", "ing", "ed"))
            bare = bare and said.link == "comma" and not _wording.stays(said.words)
            return _wording.starts_with_verb(said.words) and not bare
        placed = any(item.kind in SIDES for item in said.chunk.items)
        rests = moves(before) and _wording.stays(said.words)
        apart = placed and before.has(SIDES) and not rests
        own = said.named or self.names_unknown(said.chunk)
        return not own and bool(said.chunk.of("verb")) and not apart

    def _walks_on(self, before: Draft, said: Said) -> bool:
        """Whether several go on their way: "footsteps start on the left, walk behind me"."""
        begun = any(i.kind == "place" and i.argument.startswith("from") for i in before.attributes)
        plain = len(said.words) == 1 and said.words[0] in _GOING
        return begun and plain and _wording.several(before.words)

    def _is_thing(self, before: Draft, said: Said) -> bool:
        """Whether what may be a verb is a thing: "guitars left, drums right", "drop... drop"."""
        words = _wording.content(said.words)
        if said.link in STRONG and words == before.words[-1:]:
            return True
        heads = said.chunk.items[:2]  # "Crows take off": it is they who go
        goes = [item.kind for item in heads] == ["noun", "motion"]
        if said.link in STRONG and goes and _lexicon.is_plural(words[0]):
            return True
        follow = words[1:2]
        if said.link in STRONG and follow and _wording.does(follow[0]):
            return _lexicon.is_plural(words[0])  # "; bubbles scatter"
        placed = any(item.kind in SIDES for item in said.attributes)
        listed = placed and not _wording.acts((before.of or before).words)
        listed = (listed and said.link == "comma") or (placed and said.link == "semi")
        listed = listed and not said.chunk.of("motion")
        return listed and len(words) == 1 and _lexicon.is_plural(words[0])

    def act(self, before: Draft, said: Said) -> None:
        """A verb without a subject: said of the draft before, or what it does next."""
        words = said.words
        while words and words[0] in PRONOUNS:
            owner, words = words[0] == "its", words[1:]
            if owner:
                follows = _wording.acts(words)
                draft = self.new(said.chunk, "then" if follows else "with", words, said.attributes)
                draft.step, draft.aside = follows, not follows
                draft.owner = before.owner or before
                return
        real = [w for w in _wording.content(words) if w not in _wording.FUNCTION]
        arrived = before.arrives and moves(before) and said.link in ("comma", "and")
        if _wording.stays(words) and moves(before):
            said.attributes = [stopped_at(_rest(item)) for item in said.attributes]
            before.arrives = True
            heard = {form for word in real for form in lemmas(word)} & _HEARD_STOPS
            if heard and not said.attributes:
                self._stops_loudly(before, said, real)
                return
            if not any(map(_wording.does, real)):
                self.out.lost += real
                words = real = []
        timed = any(i.kind in STARTS for i in (*self.pending, *said.attributes))
        timed = timed and (self._does(before) or before.has(STARTS) or said.link in STRONG)
        sounds = any(_lexicon.ing_of(w) or w.endswith("ing") or _lexicon.kind_of(w) for w in real)
        tells = self._tells_on(before, said, real)
        if (
            said.link == "then" or timed or tells or arrived or self._goes_on(before, said)
        ) and sounds:
            link = said.link if timed and not tells else "then"
            draft = self.new(said.chunk, link, words, said.attributes)
            draft.subject, draft.step = before, said.link != "then"
        elif another_phase(said.link, said.attributes, before):
            self.new(said.chunk, "then", [], said.attributes).of = before.of or before
        elif real:
            words = [word for word in words if word not in before.words]
            joined = any(map(_wording.does, before.words)) or _wording.acts(before.words)
            joined = joined and said.link == "and" and bool(words)
            if said.link == "comma":
                words = [_lexicon.ing_of(word) or word for word in words[:1]] + words[1:]
            self.add(before, said, ["and", *words] if joined else words)
        else:
            self.add(before, said, [])

    def _tells_on(self, before: Draft, said: Said, verbs: list[str]) -> bool:
        """Whether a sentence tells what somebody does next: "A man speaks. He laughs."."""
        pronoun = said.link in STRONG and said.words[:1] and said.words[0] in PRONOUNS
        plain = all(item.kind == "count" for item in said.attributes) and not moves(before)
        return bool(pronoun) and plain and self._does(before) and any(map(_lexicon.ing_of, verbs))

    def _stops_loudly(self, before: Draft, said: Said, words: list[str]) -> None:
        """A sound where a way ends, with which what goes it stops: "approaches, brakes"."""
        self.say(before, said.attributes, said.chunk)
        draft = self.new(replace(said.chunk, items=[]), "then", words, [])
        draft.owner, draft.step = before, True

    def _goes_on(self, before: Draft, said: Said) -> bool:
        """Whether a thing does something else, somewhere else: "whistles up, explodes above"."""
        if said.link not in ("and", "comma") or _wording.stays(said.words):
            return False
        ends = any(i.kind == "place" and i.argument.startswith("to") for i in said.attributes)
        if ends and moves(before) and not before.has(MOTION) and before.subject is None:
            return False  # "starts on the left and drives to the right"
        placed = any(i.kind in SIDES for i in said.attributes)
        arrived = placed and before.has(MOTION) and not said.chunk.of("motion")
        ended = before.has(MOTION) and said.link == "and" and _wording.ends(said.words)
        in_row = before.step and before.subject is not None
        lasts = said.link == "comma" and bool(said.chunk.of("duration"))
        in_row = in_row or (lasts and self._does(before))
        return arrived or ended or in_row or elsewhere(said.attributes, before)

    def _does(self, draft: Draft) -> bool:
        """Whether it is told what a thing does."""
        return draft.has(MOTION) or _wording.acts(draft.words) or draft.subject is not None


_FAR = frozenset(("distance", "near", "far"))


def _same(chunk: Chunk, before: Sequence[Draft], own: Draft | None = None) -> list[Phrase]:
    """What a chunk takes over from the draft before: its place, or how far it is alone."""
    kinds = {kind for item in chunk.of("same") for kind in (_FAR if item.argument else PLACES)}
    if own is not None and own.has(frozenset(kinds)):
        return []
    return [item for one in before for item in one.attributes if item.kind in kinds]


def _is_step(said: Said) -> bool:
    """Whether one word alone tells what somebody does: "stop at my shoulder, cough"."""
    alone = len(said.words) == 1 and not said.attributes and said.link == "comma"
    return alone and _lexicon.ing_of(said.words[0]) is not None


def _rest(item: Phrase) -> Phrase:
    """How long something stays on its way rather than how long it is heard."""
    return replace(item, kind="rest") if item.kind in ("seconds", "duration") else item
