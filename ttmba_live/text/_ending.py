"""What ends a sound: "it stops after 9 s", "turn the radio off". Begins no draft.

A switch or a stop is no sound of its own: its time becomes how long what was named before lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text._chunks import PLACES, SIDES, STARTS, STRONG, WORDS, Chunk
from ttmba_live.text._drafts import Draft, stopped_at
from ttmba_live.text._faders import ends_after
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._sounding import Sounding
from ttmba_live.text._words import lemmas

_SWITCHES = frozenset(("turn", "switch", "shut", "power", "click", "flick"))
_STOPS = frozenset(("stop", "kill", "mute", "silence", "cut", "end", "halt"))
_ANY_STROKES = frozenset(("time", "stroke", "hit", "blow", "beat", "pulse", "repeat", "repetition"))
_SPANS = frozenset(("after", "in", "later", "seconds", "duration"))
_MOMENTS = frozenset(("start", "stamp", "until"))
_LASTING = frozenset(("duration", "seconds", "through", "until", "count", "every"))


class Ending(Sounding):
    """The chunks that end a draft."""

    def ending(self, chunk: Chunk) -> bool:
        """Read a chunk that ends what was named before; whether it was one."""
        self._counted(chunk)
        if not chunk.items:
            return self.waiting == "then"
        told = [item for item in chunk.items if item.kind in _SPANS | _MOMENTS]
        held = [item for item in told if item.argument == "hold"]
        told = [item for item in told if item not in held]
        told = [*(item for item in self.pending if item.kind in STARTS), *told]
        before = self._ended(chunk, told=bool(told))
        if before is None and told and not self.out.drafts:
            before = self._announced_end(chunk)
        if before is None:
            return False
        self.pending = [item for item in self.pending if item.kind not in STARTS]
        fades = [item for item in chunk.of("fade") if item.argument == "out"]
        before.attributes += held + [item for item in chunk.of("fade") if item not in fades]
        if told:
            length = as_length(told[0])
            more = ends_after(told[0], fades[0]).value - told[0].value if fades else 0.0
            before.attributes += [*fades, replace(length, value=length.value + more)]
        before.ends = True
        return True

    def hushed(self, chunk: Chunk, following: Chunk | None) -> bool:
        """Read a chunk that tells of silence in which all before it ends; whether it was one."""
        alone = not self.sounds(chunk) and not chunk.of(*_SPANS)
        last = following is None and bool(chunk.of("silence")) and alone
        if not (chunk.of("hush") or last):
            return False
        plain = (replace(i, kind="start", argument="") for i in chunk.of("seconds"))
        times = [i for i in (*self.pending, *chunk.items, *plain) if i.kind in STARTS]
        self.pending = [item for item in self.pending if item.kind not in STARTS]
        self.waiting = ""
        if self.out.drafts:
            link = chunk.link if chunk.link in ("and", "as", "with") else "then"
            self.silences.append((self.out.drafts[-1], Draft(link, attributes=times, hush=True)))
        if following is not None:
            following.link = "then"
        return True

    def with_silences(self, drafts: list[Draft]) -> list[Draft]:
        """The drafts, each silence after the sounds that end there."""
        out = list(drafts)
        for last, silence in reversed(self.silences):
            after = next((n + 1 for n, draft in enumerate(out) if draft is last), len(out))
            out.insert(after, silence)
        return out

    def after_an_end(self, chunk: Chunk) -> None:
        """Let "after two seconds" count from the end that was told of the sound before."""
        before = self.previous()
        if before is None or not before.ends:
            return
        if chunk.of("again"):
            chunk.link = "then"
        chunk.items = [
            replace(item, kind="after", argument="pause") if _waits(item) else item
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
            return self.subject(chunk)
        drafts = reversed(self.out.drafts)
        return next((draft for draft in drafts if not named.isdisjoint(draft.words)), None)

    def _counted(self, chunk: Chunk) -> None:
        """Read "after four rings": how often, and that what comes then comes after that."""
        if not chunk.items or chunk.items[0].kind != "strokes":
            return
        told, *rest = chunk.items
        number = told.slots[0]
        stroke = self.tokens[number.after].norm
        before = self.previous()
        if before is None or not self._makes(before, stroke):
            words = [*self.said(number), stroke]
            before = self.new(Chunk(chunk.link, [told]), chunk.link, words, [])
        else:
            before.attributes.append(told)
        before.ends = True
        chunk.items, chunk.link = rest, "then"
        self.waiting = "" if rest else "then"

    def _makes(self, draft: Draft, stroke: str) -> bool:
        """Whether a stroke is what a sound before is made of: a phone's rings, any one's beats."""
        own = {form for word in draft.words for form in lemmas(word)}
        return not lemmas(stroke).isdisjoint(own | _ANY_STROKES)

    def _announced_end(self, chunk: Chunk) -> Draft | None:
        """What sounds from the start, as it is only told when it ends: "stop the rain at 9 s"."""
        ordered = self._ordered(chunk) or self._switched(chunk) or bool(chunk.of("off"))
        over = chunk.items[-1].kind == "stopped" and chunk.items[0].kind in ("start", "stamp")
        named = [item for item in chunk.items if item.kind in ("noun", "weather")]
        if not ((ordered or over) and named):
            return None
        words = [word for item in named for word in self.said(item)]
        sides = [item for item in chunk.items if item.kind in PLACES]
        return self.new(chunk, chunk.link, words, sides)

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
        if first is None:
            return False
        faded = (first.kind, first.argument) == ("fade", "out") and first is not chunk.items[-1]
        return faded or first.kind in ("stopped", "off") or self._is_of(first, _STOPS)

    def _is_of(self, item: Phrase, verbs: frozenset[str]) -> bool:
        return not lemmas(self.tokens[item.first].norm).isdisjoint(verbs)


def stopping(chunk: Chunk) -> list[Phrase]:
    """The phrases of a chunk, what stands beside "stops" as the end: "off after 5 s"."""
    items = list(chunk.items)
    stop = next((n for n, item in enumerate(items) if item.kind == "stopped"), 0)
    named = any(item.kind in WORDS for item in items[: max(0, stop - 1)])
    for n in (stop + 1, stop - 1):
        beside = items[n] if named and n < len(items) else None
        if beside is not None and beside.kind in ("after", "start") and not beside.argument:
            items[n] = as_length(beside)
            break
    beside = items[stop + 1] if stop and stop + 1 < len(items) else None
    if beside is not None and beside.kind == "place" and _moves(items[:stop]):
        items[stop + 1] = stopped_at(beside)
    return items


def _moves(items: Sequence[Phrase]) -> bool:
    """Whether phrases tell a way."""
    return any(i.kind == "motion" or i.argument.startswith("from") for i in items)


def _waits(item: Phrase) -> bool:
    """Whether a time counts from what was before."""
    return item.argument == "" and item.kind in ("after", "later")


def as_length(item: Phrase) -> Phrase:
    """The time of an end as how long the sound is: seconds from its start, or a moment."""
    return replace(item, kind="until" if item.kind in _MOMENTS else "duration", argument="")


def lasts_all(chunk: Chunk, following: Chunk | None, drafts: Sequence[Draft]) -> bool:
    """Whether a time at a sentence's end is of all in it: "a stream, a drum, for one minute".

    So is a distance that each has: "a harp left, a drum right, 6 m each".
    """
    if chunk.items and all((i.kind, i.argument) == ("distance", "all") for i in chunk.items):
        return len(drafts) > 1
    ends = following is None or following.link in STRONG
    told = chunk.link == "comma" and ends and all(i.kind == "duration" for i in chunk.items)
    return told and len(drafts) > 1 and not any(draft.has(_LASTING) for draft in drafts)
