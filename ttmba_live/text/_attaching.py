"""Whom a chunk without a sound speaks of. Decides; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.text._chunks import SIDES, STARTS, STRONG, Chunk
from ttmba_live.text._drafts import Draft, another_phase, elsewhere, moves, opposed, raises
from ttmba_live.text._phrase import Phrase

_NEW = STRONG | {"with", "as"}
_LISTS = frozenset(("and", "comma", "part"))
_MOTION = frozenset(("motion",))


_ONCE_MORE = frozenset(("again", "another", "one"))


@dataclass(frozen=True, slots=True)
class Case:
    """A chunk without a sound between the draft before it and the chunk after it.

    ``ahead`` means that a sound follows in the same sentence.
    """

    chunk: Chunk
    attributes: list[Phrase]
    before: Draft
    following: Chunk | None
    ahead: bool
    fronted: bool = False
    """Whether it stands between commas: ", and behind, a cat meows", "Then, behind, a cat"."""

    def has(self, *kinds: str) -> bool:
        """Whether it says something of these kinds."""
        return any(item.kind in kinds for item in self.attributes)

    def comes_to(self) -> bool:
        """Whether it ends a way that has begun: "in from the left, out to the right"."""
        to = any(i.kind == "place" and i.argument.startswith("to") for i in self.attributes)
        return to and moves(self.before)

    def once_more(self) -> bool:
        """Whether it says nothing but that the sound is heard again."""
        return bool(self.attributes) and all(i.kind in _ONCE_MORE for i in self.attributes)

    def another_ahead(self) -> bool:
        """Whether one more of the same is named next, and where it is."""
        ahead = self.following
        named = ahead is not None and ahead.link in ("and", "comma")
        return ahead is not None and named and bool(ahead.of("another")) and bool(ahead.of(*SIDES))

    def lacks_ahead(self, kinds: frozenset[str]) -> bool:
        """Whether the sound that follows has none of these kinds of its own."""
        items = self.following.items if self.following is not None else []
        return self.ahead and not any(item.kind in kinds for item in items)


def whose(case: Case, *, repeats: bool) -> str:
    """One of ``before``, ``next`` and ``again`` (a new draft with the same sound).

    ``repeats`` means that the chunk says "again" or "another".
    """
    placed = case.has(*SIDES)
    timed = case.has(*(STARTS - {"in"} if case.has("motion") else STARTS))
    louder = case.chunk.link in STRONG | {"then"} and case.has("level", "gain")
    if repeats and (louder or placed or timed or case.has("motion", "distance", "near", "far")):
        return "again"
    if not case.ahead and case.once_more():
        return "again"
    if any((i.kind, i.argument) == ("after", "pause") for i in case.attributes):
        return "next"
    if case.chunk.link == "then" and case.has("pair") and case.before.has(SIDES):
        return "again"  # "in the left ear, then in both ears"
    if another_phase(case.chunk.link, case.attributes, case.before):
        return "again"
    if case.chunk.link in _NEW:
        return _after_new(case, timed=timed)
    if case.chunk.link == "then":
        return _after_then(case, placed=placed, timed=timed)
    if case.chunk.link == "colon":
        return "before"
    return _in_list(case, placed=placed, timed=timed)


def _after_new(case: Case, *, timed: bool) -> str:
    """After a full stop, a new line or "while"."""
    first = case.chunk.items[0].kind if case.chunk.items else ""
    arrives = first == "stopped" and moves(case.before)
    if case.has("motion", "place") and (first == "pron" or arrives):
        return "before"  # "It stops in front of me and the doors open"
    if case.following is not None and case.following.link not in STRONG:
        return "next"
    if case.chunk.link in ("with", "as"):
        return "before"
    return "next" if timed and case.following is not None else "before"


def _after_then(case: Case, *, placed: bool, timed: bool) -> str:
    moved = case.has("motion")
    if case.fronted and placed and not moved and case.lacks_ahead(SIDES):
        return "next"
    if case.ahead and not placed and not moved:
        return "next"
    if placed and not moved and not case.before.has(_MOTION):
        return "again"
    return "next" if timed and not placed and case.following is not None else "before"


def _in_list(case: Case, *, placed: bool, timed: bool) -> str:
    """After a comma or "and": more about the same, the next, or the same somewhere else."""
    before, link = case.before, case.chunk.link
    still = placed and not case.has("motion")
    if link == "comma" and still and raises(case.attributes, before):
        return "before"
    if link in ("comma", "and") and still and before.listed and before.has(SIDES):
        return "again"
    fronted = case.fronted and still and before.has(SIDES) and case.lacks_ahead(SIDES)
    if fronted or (timed and not placed and case.another_ahead()):
        return "next"  # "one on the left and, a second later, another on the right"
    first = all(i.argument == "zero" for i in case.attributes if i.kind in STARTS)
    if first and placed and not before.has(STARTS) and not elsewhere(case.attributes, before):
        return "before"
    if case.has("range") and not before.has(STARTS):
        return "before"  # a sound's own time is told before the next one's is
    if timed and placed and (before.has(SIDES) or before.of is not None):
        return "next" if case.lacks_ahead(SIDES) else "again"
    timed_at = any(i.kind == "start" and i.argument != "zero" for i in before.attributes)
    one_of_several = case.has("seconds") and timed_at
    if timed or (one_of_several and not before.has(frozenset(("seconds",)))):
        if case.lacks_ahead(STARTS):
            return "next"
        return "again" if before.has(STARTS) and link in _LISTS else "before"
    if case.comes_to() or not (still and opposed(case.attributes, before)) or before.has(_MOTION):
        return "before"
    free = case.lacks_ahead(SIDES) and link in ("and", "comma") and not before.listed
    return "next" if free else "again"
