"""Sounds that begin when another is over: "as soon as the rain stops, a bird sings".

What is over was named before, or is named there for the first time: it sounds from the start then.
"""

from __future__ import annotations

from ttmba_live.text._chunks import Chunk
from ttmba_live.text._drafts import Draft
from ttmba_live.text._ending import Ending
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._words import lemmas

_ENDS = frozenset(("stop", "end", "finish", "cease", "halt", "quit", "subside"))
_GONE = frozenset(("out", "away"))


class Anchoring(Ending):
    """The chunks that tell when something is over."""

    def anchored(self, chunk: Chunk, following: Chunk | None) -> bool:
        """Read a chunk that only tells after whose end its sentence goes on; whether it was one."""
        if not self._is_over(chunk):
            return False
        fronted = chunk.fronted or self.previous() is None
        later = self.previous() if not fronted else None
        fades = chunk.of("fade")
        chunk.items = [item for item in chunk.items if not self._ends_it(chunk, item)]
        over = self._known(chunk, later)
        named = over is not None or self.sounds(chunk)
        if named and over is None:
            over = self._named(chunk, fades, later)
        if over is None:
            return False
        over.ends = True
        if later is not None and later is not over:
            later.awaits, later.link = over, "then"
        elif following is not None:
            following.link, self.awaited = "then", over
            self.pending += [item for item in chunk.attributes if item.kind in ("after", "later")]
        return True

    def _is_over(self, chunk: Chunk) -> bool:
        """Whether a chunk tells when something stops, after "when", "as soon as" or "after"."""
        whens = chunk.link in ("as", "thenpast") or chunk.fronted
        told = whens or any(item.argument == "over" for item in chunk.of("stopped"))
        return told and any(self._ends_it(chunk, item) for item in chunk.items)

    def _ends_it(self, chunk: Chunk, item: Phrase) -> bool:
        """Whether a phrase of a chunk says that what it names stops."""
        kind, argument = item.kind, item.argument
        if kind == "stopped" or (kind == "fade" and argument in _GONE | {"softer"}):
            return True
        if kind != "word" or item.after != item.first + 1:
            return False
        return not lemmas(self.tokens[item.first].norm).isdisjoint(_ENDS)

    def _known(self, chunk: Chunk, later: Draft | None) -> Draft | None:
        """The sound named before of which a chunk tells that it is over."""
        earlier = [draft for draft in self.out.drafts if draft is not later]
        things = self._things(chunk)
        if not things:
            return earlier[-1] if earlier and not self.sounds(chunk) else None
        return next((d for d in reversed(earlier) if not things.isdisjoint(d.words)), None)

    def _named(self, chunk: Chunk, fades: list[Phrase], later: Draft | None) -> Draft:
        """A draft of what is named only to tell that it is over, before what comes then."""
        if later is not None:
            self.out.drafts.remove(later)
        waiting, self.pending = self.pending, []
        link = later.link if later is not None else chunk.link
        self.sounding(Chunk(link, [*chunk.items, *fades]), None)
        over = self.out.drafts[-1]
        self.pending = waiting
        if later is not None:
            self.out.drafts.append(later)
        return over
