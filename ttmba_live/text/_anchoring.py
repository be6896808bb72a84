"""Sounds that begin when another is over: "as soon as the rain stops, a bird sings".

What is over was named before, or is named there for the first time: it sounds from the start then.
"""

from __future__ import annotations

from ttmba_live.text._chunks import AFTER, Chunk, says_over
from ttmba_live.text._drafts import Draft
from ttmba_live.text._ending import Ending
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._words import lemmas

_ENDS = frozenset(("stop", "end", "finish", "cease", "halt", "quit", "subside"))
_NAME = 3
"""Words of a name that is not new, "the" among them."""

_LAST = frozenset(("last", "final"))


class Anchoring(Ending):
    """The chunks that tell when something is over."""

    def anchored(self, chunk: Chunk, following: Chunk | None) -> bool:
        """Read a chunk that only tells after whose end its sentence goes on; whether it was one."""
        if not self._is_over(chunk):
            return False
        fronted = chunk.fronted or self._counts_on(chunk) or self.previous() is None
        fronted = fronted or self._waited_for(chunk, following)
        later = self.previous() if not fronted else None
        times = [item for item in chunk.attributes if item.kind in ("after", "later")]
        fades = [item for item in chunk.of("fade", "motion") if self._ends_it(item)]
        kept = (item for item in chunk.items if not self._ends_it(item))
        chunk.items = [item for item in kept if item not in times]
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
            self.pending += times
        return True

    def _waited_for(self, chunk: Chunk, following: Chunk | None) -> bool:
        """Whether what follows waits for the end of the one sound before: ", once it stops, a"."""
        first = len(self.out.drafts) == 1 and not self.sounds(chunk)
        listed = following is not None and following.link in ("comma", "and")
        return first and listed and following is not None and self.sounds(following)

    def _is_over(self, chunk: Chunk) -> bool:
        """Whether a chunk tells when something stops, after "when", "as soon as" or "after"."""
        whens = chunk.link in ("as", "thenpast") or bool(chunk.fronted) or self._counts_on(chunk)
        told = whens or any(item.argument == "over" for item in chunk.of("stopped"))
        return told and (any(map(self._ends_it, chunk.items)) or self._is_last(chunk))

    def _is_last(self, chunk: Chunk) -> bool:
        """Whether a chunk only names what sounded before: "after the last ring", "the crash"."""
        after = chunk.fronted == "after" or chunk.link == "thenpast"
        words = self.words(chunk)
        named = words[:1] == ["the"] and len(words) <= _NAME and not chunk.of("verb", "motion")
        return after and named and self._known(chunk, None) is not None

    def _counts_on(self, chunk: Chunk) -> bool:
        """Whether a chunk begins with a time after something: "two seconds after the end of"."""
        first = chunk.items[0]
        return first.kind in ("after", "later") and self.tokens[first.after - 1].norm in AFTER

    def _ends_it(self, item: Phrase) -> bool:
        """Whether a phrase says that what its chunk names stops."""
        if says_over(item):
            return True
        if item.kind != "word" or item.after != item.first + 1:
            return False
        return not lemmas(self.tokens[item.first].norm).isdisjoint(_ENDS)

    def _known(self, chunk: Chunk, later: Draft | None) -> Draft | None:
        """The sound named before of which a chunk tells that it is over."""
        earlier = [draft for draft in self.out.drafts if draft is not later]
        things = self._things(chunk)
        forms = {form for word in things for form in lemmas(word)}
        met = (
            d for d in reversed(earlier) if any(not forms.isdisjoint(lemmas(w)) for w in d.words)
        )
        if (found := next(met, None)) is not None or not earlier:
            return found
        last = not _LAST.isdisjoint(self.words(chunk))
        return earlier[-1] if last or (not things and not self.sounds(chunk)) else None

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
