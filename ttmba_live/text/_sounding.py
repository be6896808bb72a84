"""Chunks with a sound in them: which begin a draft, and which say more of the one before."""

from __future__ import annotations

from ttmba_live.text import _lexicon, _noises, _numbers, _wording
from ttmba_live.text._acting import MOTION, Said
from ttmba_live.text._chunks import SIDES, STARTS, STRONG, WORDS, Chunk
from ttmba_live.text._drafts import PRONOUNS, Draft, elsewhere, is_adjective, is_aside
from ttmba_live.text._naming import OWNING, Naming
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._rooms import room_of_words
from ttmba_live.text._words import lemmas

_PARTICIPLES = _lexicon.listed("participles")
_PARTS = _lexicon.listed("parts")
_WHOLES = _lexicon.listed("wholes")
_INSTEAD = _lexicon.listed("instead")
_NEARBY = 3
"""Sounds among which a part looks for what it is a part of."""

_SOMEONE = frozenset(("someone", "somebody", "people", "they", "he", "she"))
_LISTS = frozenset(("comma", "and", "colon", "open"))


class Sounding(Naming):
    """The drafts that the chunks with a sound make."""

    def sounding(self, chunk: Chunk, following: Chunk | None) -> None:
        """Read a chunk with a sound."""
        said = Said(
            chunk,
            chunk.attributes,
            self.words(chunk),
            bool(chunk.of("noun", "weather")),
            any(item.argument for item in chunk.of("noun", "verb", "adj")),
            following is not None and self.sounds(following),
        )
        before = self.subject(chunk)
        spoken_of = self.spoken_of(said)
        if spoken_of is not None:
            self._tell(spoken_of, said)
            return
        opens = before is None or (
            said.link in STRONG and following is not None and following.link == "comma"
        )
        if opens and self._waits(said):
            return
        if before is not None and (self._counts(before, said) or self._more_of(before, said)):
            return
        if said.foreign:
            said.words = self.ordered(chunk)
        link = "then" if chunk.of("reply") else chunk.link
        owner = self._owner(before, said) if before is not None else None
        draft = self.new(chunk, link, _wording.active(said.words), said.attributes)
        draft.hears, draft.owner = said.foreign, owner
        draft.listed = chunk.before_colon and following is not None

    def _tell(self, draft: Draft, said: Said) -> None:
        """Say more of an earlier sound, and what it does if that was not told."""
        if _wording.acts(said.words) and not _wording.acts(draft.words):
            draft.words = said.words
        draft.singled = True
        self.say(draft, said.attributes, said.chunk)

    def _owner(self, before: Draft, said: Said) -> Draft | None:
        """The sound to which a thing belongs: "his dog", or "the door" after a car."""
        owner = before.owner or before
        if said.words[:1] and said.words[0] in OWNING:
            return owner
        named = _wording.content(said.words)
        counted = _numbers.leading(named[:1]) > 1.0  # "two doors slam"
        first = next(iter(named[1:] if counted else named), "")
        near = [draft.owner or draft for draft in reversed(self.out.drafts[-_NEARBY:])]
        if said.words[:1] == ["the"]:  # "someone knocks on the door. The door opens."
            met = (draft for draft in near if first and first in draft.words[2:])
            if place := next(met, None):
                return place
        if first not in _PARTS or not (counted or said.words[0] in ("the", first)):
            return None
        return next((draft for draft in near if not _WHOLES.isdisjoint(draft.words)), None)

    def _waits(self, said: Said) -> bool:
        """Whether a chunk only sets the scene for the next: "in the kitchen, a radio plays"."""
        if not (is_aside(said.words) and said.ahead) or _wording.acts(said.words):
            return False
        if room_of_words(source := self.source(said.chunk)) is None:  # else it is the scene's room
            self.out.notes.append(f"not understood: {source!r}")
        self.pending += said.attributes
        self.waiting = said.link
        return True

    def _more_of(self, before: Draft, said: Said) -> bool:
        """Whether a chunk was said of the draft before, or of its sound once more."""
        if self._repeats(said):
            self._repeat(before, said)
            return True
        if said.link == "maybe" and self._with(before, said):
            return True
        if said.link == "as" and _SOMEONE.intersection(said.words[:1]) and not _is_crowd(said):
            self.add(before, said, ["as", *said.words])
            return True
        gerund = said.words[:1] and said.words[0].endswith("ing") and not said.named
        gerund = gerund and not said.foreign and not elsewhere(said.attributes, before)
        if said.link in ("with", "as") and gerund and before.words and not before.has(MOTION):
            self.add(before, said, ["and", *said.words])
            return True
        if self._describes(before, said):
            self.add(before, said, [w for w in said.words if w not in before.words])
            return True
        if self.acts(before, said):
            self.act(before, said)
            return True
        if said.link == "colon" and not self.heading:
            self._announced(before)
        again = said.link == "stop" and any(item.kind == "fade" for item in said.attributes)
        again = again or (said.link in STRONG and self._norm(said.chunk.items[0]) in _INSTEAD)
        if (again or said.link in ("comma", "colon", "open")) and self._same(before, said):
            before.singled = True
            self.say(before, said.attributes, said.chunk)
            return True
        if said.link == "thenpast" and not self.pending:
            draft = self.new(said.chunk, before.link, said.words, said.attributes)
            draft.hears, before.link = said.foreign, "then"
            self.out.drafts[-2:] = [draft, before]
            return True
        return False

    def _counts(self, before: Draft, said: Said) -> bool:
        """Tell how often a sound is heard: "a dog, off R, three barks"."""
        words = _wording.content(said.words)
        number = _numbers.leading(words)
        hit = _lexicon.find(_wording.content(before.words))
        if said.link != "comma" or len(words) != 2 or number < 1.0 or hit is None:
            return False
        own = [*before.words, hit.kind.does]
        placed = any(item.kind in SIDES for item in said.attributes)
        if placed or lemmas(words[1]).isdisjoint(form for word in own for form in lemmas(word)):
            return False
        item = said.chunk.items[0]
        count = Phrase("count", "", item.first, item.after, (), number)
        self.say(before, [*said.attributes, count], said.chunk)
        return True

    def _with(self, before: Draft, said: Said) -> bool:
        """Tell "with its siren on" from "with geese honking", which is a sound of its own."""
        owned = bool(said.chunk.items) and said.chunk.items[0].kind == "pron"
        doing = any(w.endswith("ing") for w in said.words) or _wording.acts(said.words)
        part = said.words[:1] == ["the"] and not (doing or before.attributes)
        part = part and all(item.kind == "motion" for item in said.attributes)
        manner = before.has(MOTION) or _wording.acts(before.words)
        manner = manner and _noises.manner(said.words)
        if owned or part or manner or not (doing or said.foreign or said.attributes):
            self.add(before, said, ["with", *said.words])
            return True
        said.chunk.link = "with"
        return False

    def _describes(self, before: Draft, said: Said) -> bool:
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
        passive = said.words[:1] and (said.words[0] in _PARTICIPLES or said.words[0].endswith("ed"))
        if passive and not (said.named or said.foreign or apart) and said.link in _LISTS:
            return True
        named = said.named or (said.foreign and said.chunk.of("verb", "word"))
        if not named and all(is_adjective(word) for word in words):
            return True
        told = [item for item in said.chunk.items if item.kind in WORDS]
        if said.foreign and all(item.kind == "adj" for item in told) and not apart:
            return True
        placed = any(item.kind in SIDES for item in said.attributes)
        if said.link == "open" and placed and len(words) == 1 and not before.has(SIDES):
            return True
        several = len(said.chunk.of("noun", "weather")) > 1
        aside = is_aside(said.words) and said.link in _LISTS
        return aside and not several and not _wording.acts(said.words)

    def _same(self, before: Draft, said: Said) -> bool:
        """Whether a chunk names the sound before once more, to say more of it or how many."""
        mine, other = _wording.content(said.words), _wording.content(before.words)
        number = _numbers.leading(mine)
        if number > 1.0 and mine[1:] == other[-1:] and not _numbers.leading(other):
            item = said.chunk.items[0]
            told = Phrase("several", "", item.first, item.after, (), number)
            said.attributes = [*said.attributes, told]
            return True
        elsewhere = before.has(SIDES) and any(item.kind in SIDES for item in said.attributes)
        again = said.link == "stop" or not before.has(SIDES)
        return len(mine) == 1 and mine[-1:] == other[-1:] and again and not elsewhere

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

    def _repeats(self, said: Said) -> bool:
        marked = said.chunk.of("again", "another", "other", "one")
        return bool(marked) and not self._names_itself(said.chunk)

    def _names_itself(self, chunk: Chunk) -> bool:
        """Whether a chunk has a noun that no preposition puts aside: "one falls in the garden"."""
        starts = [self._np_start(chunk, n) for n, i in enumerate(chunk.items) if i.kind == "noun"]
        openers = (self.said(chunk.items[n - 1])[:1] if n else [] for n in starts)
        return any(not set(opener) <= _wording.PREPOSITIONS or not opener for opener in openers)

    def _repeat(self, before: Draft, said: Said) -> None:
        placed = any(item.kind in SIDES for item in said.attributes)
        if said.chunk.of("one") and placed and not before.has(SIDES):
            self.say(before, said.attributes, said.chunk)
            before.listed = before.each = True
            return
        again = bool(said.chunk.of("again"))
        anew = again and said.link in _LISTS and not placed and not said.chunk.of(*STARTS)
        draft = self.new(said.chunk, "then" if anew else said.link, [], said.attributes)
        draft.apart, draft.other = True, not again
        real = [w for w in said.words if w not in _wording.FUNCTION and w not in PRONOUNS]
        if any(_lexicon.ing_of(w) or w.endswith("ing") for w in real):
            draft.words, draft.subject = said.words, before
        else:
            draft.of = before
            self.out.lost += real


def _is_crowd(said: Said) -> bool:
    """Whether people are heard by themselves: "as people chatter", but "steps as people walk"."""
    known = _lexicon.find(_wording.content(said.words[1:])) is not None
    return said.words[0] == "people" and known and not _wording.travels(said.words[1:])
