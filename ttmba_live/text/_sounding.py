"""Chunks with a sound in them: which begin a draft, and which say more of the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import PLACES, SIDES, STARTS, STRONG, WORDS, Chunk
from ttmba_live.text._clauses import Clauses
from ttmba_live.text._drafts import (
    PRONOUNS,
    Draft,
    Drafts,
    another_phase,
    dimension,
    elsewhere,
    is_adjective,
    is_aside,
    moves,
)
from ttmba_live.text._phrases import Phrase
from ttmba_live.text._tokens import Token

_SOMEONE = frozenset(("someone", "somebody", "people", "they", "he", "she"))
_MOTION = frozenset(("motion",))
_LISTS = frozenset(("comma", "and", "colon", "open"))


@dataclass(slots=True)
class _Said:
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


class Sounding(Clauses):
    """The drafts that the chunks with a sound make.

    ``pending`` are attributes that wait for the next sound; ``heading`` those that a colon gave to
    all that follow; ``waiting`` is a joint before which nothing stood.
    """

    def __init__(
        self,
        row: Sequence[Phrase],
        tokens: Sequence[Token],
        forms: Sequence[frozenset[str]],
        text: str,
    ) -> None:
        super().__init__(row, tokens, forms, text)
        self.out = Drafts()
        self.pending: list[Phrase] = []
        self.heading: list[Phrase] = []
        self.waiting = ""

    def previous(self) -> Draft | None:
        """The draft before."""
        return self.out.drafts[-1] if self.out.drafts else None

    def subject(self, chunk: Chunk) -> Draft | None:
        """The draft that a chunk may say more of: what moves is no aside of the thing."""
        before = self.previous()
        if before is not None and before.aside and chunk.of("motion") and not chunk.of("pron"):
            return self.out.drafts[-2]
        return before

    def say(self, draft: Draft, attributes: Sequence[Phrase], chunk: Chunk | None = None) -> None:
        """Give what waits and some attributes to a draft."""
        draft.attributes.extend([*self.pending, *attributes])
        self.pending = []
        if chunk is not None:
            draft.going += self.going(chunk)
            draft.circles = draft.circles or self.circles(chunk)

    def new(self, chunk: Chunk, link: str, words: list[str], attributes: Sequence[Phrase]) -> Draft:
        """Begin a draft."""
        if chunk.of("same") and (before := self.previous()):
            attributes = [*attributes, *(i for i in before.attributes if i.kind in PLACES)]
        own = {dimension(item) for item in attributes}
        headed = [item for item in self.heading if dimension(item) not in own]
        draft = Draft(link, words, [*headed, *self.pending, *attributes], going=self.going(chunk))
        draft.circles = self.circles(chunk)
        named = [i.first for i in chunk.items if i.kind in WORDS]
        draft.first_word = min(named, default=draft.first_word)
        self.pending = []
        self.out.drafts.append(draft)
        return draft

    def sounding(self, chunk: Chunk, following: Chunk | None) -> None:
        """Read a chunk with a sound."""
        said = _Said(
            chunk,
            chunk.attributes,
            self.words(chunk),
            bool(chunk.of("noun", "weather")),
            any(item.argument for item in chunk.of("noun", "verb", "adj")),
            following is not None and self.sounds(following),
        )
        before = self.subject(chunk)
        if before is None:
            if self._waits(said):
                return
        elif self._more_of(before, said):
            return
        if said.foreign:
            said.words = self.ordered(chunk)
        draft = self.new(chunk, chunk.link, _wording.active(said.words), said.attributes)
        draft.hears = said.foreign
        draft.listed = chunk.before_colon and following is not None

    def _waits(self, said: _Said) -> bool:
        """Whether a chunk only sets the scene for the next: "in the kitchen, a radio plays"."""
        if not (is_aside(said.words) and said.ahead) or _wording.acts(said.words):
            return False
        self.out.notes.append(f"not understood: {self.source(said.chunk)!r}")
        self.pending += said.attributes
        self.waiting = said.link
        return True

    def _more_of(self, before: Draft, said: _Said) -> bool:
        """Whether a chunk was said of the draft before, or of its sound once more."""
        if self._repeats(said):
            self._repeat(before, said)
            return True
        if said.link == "maybe" and self._with(before, said):
            return True
        if said.link == "as" and said.words[:1] and said.words[0] in _SOMEONE:
            self._add(before, said, ["as", *said.words])
            return True
        if self._describes(before, said):
            self._add(before, said, [w for w in said.words if w not in before.words])
            return True
        if self._acts(before, said):
            self._act(before, said)
            return True
        if said.link == "colon" and not self.heading:
            self._announced(before)
        if said.link in ("comma", "colon", "open") and self._same(before, said.words):
            self.say(before, said.attributes, said.chunk)
            return True
        if said.link == "thenpast" and not self.pending:
            draft = self.new(said.chunk, before.link, said.words, said.attributes)
            draft.hears, before.link = said.foreign, "then"
            self.out.drafts[-2:] = [draft, before]
            return True
        return False

    def _add(self, before: Draft, said: _Said, words: list[str]) -> None:
        before.words += words
        self.say(before, said.attributes, said.chunk)

    def _with(self, before: Draft, said: _Said) -> bool:
        """Tell "with its siren on" from "with geese honking", which is a sound of its own."""
        owned = bool(said.chunk.items) and said.chunk.items[0].kind == "pron"
        doing = any(w.endswith("ing") for w in said.words) or _wording.acts(said.words)
        if owned or not (doing or said.foreign or said.attributes):
            self._add(before, said, ["with", *said.words])
            return True
        said.chunk.link = "with"
        return False

    def _describes(self, before: Draft, said: _Said) -> bool:
        """Whether a chunk only says how or where the sound before is: "brisk", "in a cave"."""
        if said.link in STRONG or said.link in ("then", "with", "as"):
            return False
        words = _wording.content(said.words)
        apart = elsewhere(said.attributes, before) or (
            before.has(SIDES)
            and any(i.kind in SIDES for i in said.attributes)
            and _lexicon.kind_of(said.words[0]) is not None
        )
        gerund = len(said.words) == 1 and said.link == "comma" and not (said.foreign or apart)
        if gerund and _wording.is_gerund(said.words[0]):
            return bool(before.words) and not before.words[-1].endswith("ing")
        if not said.named and not said.foreign and all(is_adjective(word) for word in words):
            return True
        placed = any(item.kind in SIDES for item in said.attributes)
        if said.link == "open" and placed and len(words) == 1 and not before.has(SIDES):
            return True
        several = len(said.chunk.of("noun", "weather")) > 1
        aside = is_aside(said.words) and said.link in _LISTS
        return aside and not several and not _wording.acts(said.words)

    def _acts(self, before: Draft, said: _Said) -> bool:
        """Whether a chunk has a verb and no subject of its own."""
        if bool(said.words) and said.words[0] in PRONOUNS:
            return True
        if not said.foreign:
            if self._is_thing(before, said):
                return False
            if len(_wording.content(said.words)) == 1 and _wording.stays(said.words):
                return True
            bare = len(said.words) == 1 and not said.words[0].endswith(("s", "ing", "ed"))
            bare = bare and said.link == "comma" and not _wording.stays(said.words)
            return _wording.starts_with_verb(said.words) and not bare
        placed = any(item.kind in SIDES for item in said.chunk.items)
        apart = placed and before.has(SIDES)
        return not said.named and bool(said.chunk.of("verb")) and not apart

    def _is_thing(self, before: Draft, said: _Said) -> bool:
        """Whether what may be a verb is a thing: "guitars left, drums right", "drop... drop"."""
        words = _wording.content(said.words)
        if said.link in STRONG and words == before.words[-1:]:
            return True
        placed = any(item.kind in SIDES for item in said.attributes)
        listed = placed and not _wording.acts((before.of or before).words)
        listed = listed and said.link == "comma" and not said.chunk.of("motion")
        return listed and len(words) == 1 and _lexicon.is_plural(words[0])

    def _act(self, before: Draft, said: _Said) -> None:
        """A verb without a subject: said of the draft before, or what it does next."""
        words = said.words
        while words and words[0] in PRONOUNS:
            owner, words = words[0] == "its", words[1:]
            if owner:
                follows = _wording.acts(words)
                draft = self.new(said.chunk, "then" if follows else "with", words, said.attributes)
                draft.step, draft.aside = follows, not follows
                return
        real = [w for w in _wording.content(words) if w not in _wording.FUNCTION]
        if _wording.stays(words) and moves(before):
            said.attributes = [_rest(item) for item in said.attributes]
            if not any(map(_wording.does, real)):
                self.out.lost += real
                words = real = []
        timed = any(i.kind in STARTS for i in (*self.pending, *said.attributes))
        sounds = any(_lexicon.ing_of(w) or w.endswith("ing") or _lexicon.kind_of(w) for w in real)
        placed = any(i.kind in SIDES for i in said.attributes)
        if (said.link == "then" or timed or self._goes_on(before, said)) and sounds:
            draft = self.new(said.chunk, said.link if timed else "then", words, said.attributes)
            draft.subject, draft.step = before, said.link != "then"
        elif another_phase(said.link, said.attributes, before):
            self.new(said.chunk, "then", [], said.attributes).of = before.of or before
        elif real:
            words = [word for word in words if word not in before.words]
            joined = any(map(_wording.does, before.words)) or _wording.acts(before.words)
            joined = joined and words and said.link == "and"
            if said.link == "comma":
                words = [_lexicon.ing_of(word) or word for word in words[:1]] + words[1:]
            self._add(before, said, ["and", *words] if joined else words)
        else:
            self._add(before, said, [])

    def _goes_on(self, before: Draft, said: _Said) -> bool:
        """Whether a thing does something else, somewhere else: "whistles up, explodes above"."""
        if said.link not in ("and", "comma") or _wording.stays(said.words):
            return False
        placed = any(i.kind in SIDES for i in said.attributes)
        arrived = placed and before.has(_MOTION) and not said.chunk.of("motion")
        return (
            arrived
            or elsewhere(said.attributes, before)
            or (before.step and before.subject is not None)
        )

    def _same(self, before: Draft, words: list[str]) -> bool:
        """Whether a chunk names the sound before once more, to say more of it."""
        mine, other = _wording.content(words), _wording.content(before.words)
        return len(mine) == 1 and mine[-1:] == other[-1:] and not before.has(SIDES)

    def _announced(self, draft: Draft) -> None:
        """A draft before a colon only says what the list after it is."""
        if draft.link not in STRONG and not draft.listed:
            return
        self.out.drafts.remove(draft)
        words = " ".join(draft.words)
        self.out.notes.append(f"taken for the name of the list after it: {words!r}")
        self.out.lost += draft.words
        kinds = ("place", "distance", "near", "far")
        self.heading = [item for item in draft.attributes if item.kind in kinds]

    def _repeats(self, said: _Said) -> bool:
        marked = said.chunk.of("again", "another", "other", "one")
        return bool(marked) and not said.chunk.of("noun")

    def _repeat(self, before: Draft, said: _Said) -> None:
        placed = any(item.kind in SIDES for item in said.attributes)
        if said.chunk.of("one") and placed and not before.has(SIDES):
            self.say(before, said.attributes, said.chunk)
            before.listed = True
            return
        draft = self.new(said.chunk, said.link, [], said.attributes)
        draft.apart = True
        real = [w for w in said.words if w not in _wording.FUNCTION and w not in PRONOUNS]
        if any(_lexicon.ing_of(w) or w.endswith("ing") for w in real):
            draft.words, draft.subject = said.words, before
        else:
            draft.of = before
            self.out.lost += real


def _rest(item: Phrase) -> Phrase:
    """How long something stays on its way rather than how long it is heard."""
    return replace(item, kind="rest") if item.kind in ("seconds", "duration") else item
