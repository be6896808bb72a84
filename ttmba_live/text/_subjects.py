"""Of which sound before a chunk without a subject speaks. Begins no draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._chunks import WORDS, Chunk
from ttmba_live.text._clauses import Clauses
from ttmba_live.text._drafts import Draft, Drafts, moves
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._tokens import Token

_ARRIVING = _lexicon.listed("arriving")
_PARTS, _WHOLES = _lexicon.listed("parts"), _lexicon.listed("wholes")
_NEARBY = 4
"""Sounds among which the whole of a part is looked for."""

_LEAVING = frozenset(("recede", "leave", "go", "pass"))
"""Movements of what sets off again."""

_PERSONS = {"he": _lexicon.listed("men"), "she": _lexicon.listed("women")}
"""Whom a pronoun may mean."""


class Subjects(Clauses):
    """The drafts of a text while they are made, and which of them a chunk speaks of.

    ``silences`` are those in which all before them end, each with the draft that it is after;
    ``pending`` are attributes that wait for the next sound; ``heading`` those that a colon gave to
    all that follow; ``waiting`` is a joint before which nothing stood; ``awaited`` is what
    must be over before the next sound begins.
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
        self.awaited: Draft | None = None
        self.silences: list[tuple[Draft, Draft]] = []

    def previous(self) -> Draft | None:
        """The draft before."""
        return self.out.drafts[-1] if self.out.drafts else None

    def subject(self, chunk: Chunk) -> Draft | None:
        """The draft that a chunk may say more of: what moves is no aside of the thing."""
        before = self._he_or_she(chunk) or self.previous()
        if before is not None and before.aside and chunk.of("motion") and not chunk.of("pron"):
            return self.out.drafts[-2]
        if before is not None and before.owner is not None and self._ends_way(before.owner, chunk):
            return before.owner
        return self._whole_of(before, chunk) or before

    def _he_or_she(self, chunk: Chunk) -> Draft | None:
        """Whom "he" or "she" means, if the sound before is of the other: "a man, a woman; he"."""
        first = self.tokens[chunk.items[0].first].norm if chunk.items else ""
        here = _PERSONS.get(first)
        there = _PERSONS["she" if first == "he" else "he"] if here else frozenset()
        near = self.out.drafts[-_NEARBY:]
        if here is None or not near or there.isdisjoint(_named(near[-1])):
            return None
        return next((d for d in reversed(near) if not here.isdisjoint(_named(d))), None)

    def _ends_way(self, owner: Draft, chunk: Chunk) -> bool:
        """Whether a chunk only tells where what came stops, once a part of it has sounded."""
        return moves(owner) and self.arrived(chunk) and not chunk.of(*WORDS)

    def _whole_of(self, before: Draft | None, chunk: Chunk) -> Draft | None:
        """What came and stopped, and goes on when a part of it has sounded: "doors open, departs".

        A part goes nowhere by itself.
        """
        leaves = any(item.argument.split()[0] in _LEAVING for item in chunk.of("motion"))
        leaves = leaves or any(item.argument.startswith("to") for item in chunk.of("place"))
        part = before is not None and not _PARTS.isdisjoint(before.words) and not moves(before)
        if not (leaves and part) or chunk.of("noun"):
            return None
        near = reversed(self.out.drafts[-_NEARBY:-1])
        wholes = (d for d in near if d.arrives and moves(d) and d.of is None)
        return next((d for d in wholes if not _WHOLES.isdisjoint(d.words)), None)

    def arrived(self, chunk: Chunk) -> bool:
        """Whether a chunk tells that a way ends where something stops: "stops at my shoulder"."""
        ends = (i for i in chunk.of("place") if i.argument.startswith("to"))
        told = (*ends, *chunk.of("motion"))
        words = (self.tokens[n].norm for item in told for n in range(item.first, item.after))
        there = any(word in _ARRIVING or _wording.stays([word]) for word in words)
        return there or bool(chunk.of("stopped"))

    def outside_scene(self, chunk: Chunk) -> Chunk:
        """A chunk up to where it tells of the scene: "a cradle you are lying in"."""
        n = next(n for n, item in enumerate(chunk.items) if item.kind in ("heading", "context"))
        before = replace(chunk, items=chunk.items[:n])
        told = replace(chunk, items=chunk.items[n:]) if self.sounds(before) else chunk
        self.out.notes.append(f"about the scene, not a sound: {self.source(told)!r}")
        return replace(before, items=before.items if told is not chunk else [])


def _named(draft: Draft) -> list[str]:
    """The words of what does what a draft tells."""
    return (draft.subject or draft.of or draft).words
