"""What ends a sound: "it stops after 9 s", "turn the radio off". Begins no draft.

A switch or a stop is no sound of its own: its time becomes how long what was named before lasts.
"""

from __future__ import annotations

from dataclasses import replace

from ttmba_live.text._chunks import SIDES, STARTS, Chunk
from ttmba_live.text._drafts import Draft
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._sounding import Sounding
from ttmba_live.text._words import lemmas

_SWITCHES = frozenset(("turn", "switch", "shut", "power", "click", "flick"))
_STOPS = frozenset(("stop", "kill", "mute", "silence", "cut", "end", "halt"))
_SPANS = frozenset(("after", "in", "later", "seconds", "duration"))
_MOMENTS = frozenset(("start", "stamp", "until"))


class Ending(Sounding):
    """The chunks that end a draft."""

    def ending(self, chunk: Chunk) -> bool:
        """Read a chunk that ends what was named before; whether it was one."""
        told = [item for item in chunk.items if item.kind in _SPANS | _MOMENTS]
        told = [*(item for item in self.pending if item.kind in STARTS), *told]
        before = self._ended(chunk, told=bool(told))
        if before is None:
            return False
        self.pending = [item for item in self.pending if item.kind not in STARTS]
        if told:
            before.attributes.append(_length(told[0]))
        before.ends = True
        return True

    def after_an_end(self, chunk: Chunk) -> None:
        """Let "after two seconds" count from the end that was told of the sound before."""
        before = self.previous()
        if before is None or not before.ends:
            return
        if chunk.of("again"):
            chunk.link = "then"
        chunk.items = [
            replace(item, argument="pause") if (item.kind, item.argument) == ("after", "") else item
            for item in chunk.items
        ]

    def _ended(self, chunk: Chunk, *, told: bool) -> Draft | None:
        """The draft that a chunk ends; None if it ends none."""
        switched = bool(chunk.of("off")) or self._switched(chunk)
        stopped = bool(chunk.of("stopped")) and (told or not self.sounds(chunk))
        named = self._things(chunk)
        again = bool(chunk.of("stopped")) and self.said(chunk.items[0]) == ["the"]
        if not (switched or stopped or (again and named) or (told and self._ordered(chunk))):
            return None
        if chunk.of(*SIDES) and not switched:
            return None
        if not named:
            return self.previous()
        drafts = reversed(self.out.drafts)
        return next((draft for draft in drafts if not named.isdisjoint(draft.words)), None)

    def _things(self, chunk: Chunk) -> set[str]:
        """The things that a chunk names."""
        words = (word for item in chunk.of("noun") for word in self.said(item))
        return {word for word in words if word not in ("someone", "somebody")}

    def _switched(self, chunk: Chunk) -> bool:
        """Whether something is turned off, with the thing between: "turn the radio off"."""
        verbs = [n for n, item in enumerate(chunk.items) if self._is_of(item, _SWITCHES)]
        offs = [
            n
            for n, item in enumerate(chunk.items)
            if self.tokens[item.first].norm == "off" and item.after == item.first + 1
        ]
        return bool(verbs and offs) and verbs[0] < offs[-1]

    def _ordered(self, chunk: Chunk) -> bool:
        """Whether a chunk begins by telling to stop something: "kill the drill"."""
        first = next((i for i in chunk.items if i.kind not in ("talk", *STARTS)), None)
        return first is not None and self._is_of(first, _STOPS)

    def _is_of(self, item: Phrase, verbs: frozenset[str]) -> bool:
        return not lemmas(self.tokens[item.first].norm).isdisjoint(verbs)


def _length(item: Phrase) -> Phrase:
    """The time of an end as how long the sound is: seconds from its start, or a moment."""
    return replace(item, kind="until" if item.kind in _MOMENTS else "duration", argument="")
