"""Stage three, one pass: phrases become drafts of events. Decides what belongs to what; no numbers.

The row of phrases is cut at its joints into chunks. A chunk with a sound in it begins a draft; one
without is said of the draft before it, of the one after it, or of a new one with the same sound.
Which of them is decided by its joint, by what the drafts already have, and by colons.
"""

from __future__ import annotations

from dataclasses import replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._afterwards import alternate, share
from ttmba_live.text._attaching import Case, whose
from ttmba_live.text._chunks import SIDES, STARTS, STRONG, WORDS, Chunk, stronger
from ttmba_live.text._copies import parted
from ttmba_live.text._drafts import (
    Draft,
    Drafts,
    another_phase,
    is_adjective,
    is_open,
    moves,
    stopped_at,
)
from ttmba_live.text._ending import as_length, lasts_all, stopping
from ttmba_live.text._opposite import across
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._relations import Relating

_INSTEAD = _lexicon.listed("instead")
_UNTIL = _lexicon.listed("untils")
_ALL = frozenset(("all", "everything", "everyone"))


class Grammar(Relating):
    """The drafts of one text, made chunk by chunk."""

    sentence = 0
    """How many drafts there were when the sentence began."""

    _fronts = False
    """Whether the chunk before was told of the sound to come."""

    _of_all = False
    """Whether a chunk without a sound is of all, as the one before: "all together, 20 seconds"."""

    def run(self) -> Drafts:
        """Read all chunks."""
        for n, chunk in enumerate(self.chunks):
            if chunk.link in ("stop", "line", "bar"):
                self.heading = []
                if chunk.link != "bar":
                    self.sentence = len(self.out.drafts)
            if chunk.over and self.out.drafts:
                self.out.drafts[-1].ends = True
            following = self.chunks[n + 1] if n + 1 < len(self.chunks) else None
            self._put_later(chunk, following)
            if following is not None and self._is_once_more(chunk, following):
                following.items, following.link = chunk.items + following.items, chunk.link
            elif not (
                self.hushed(chunk, following)
                or self.anchored(chunk, following)
                or self.related(chunk, following)
                or self.ending(chunk)
            ):
                self._chunk(self._plain(chunk), following)
        self.pending = [i for i in self.pending if (i.kind, i.argument) != ("after", "pause")]
        if self.pending and self.out.drafts:
            self.say(self.out.drafts[-1], [])
        alternate(self.out.drafts)
        share(self.out.drafts)
        self.out.drafts = self.with_silences(parted(self.out.drafts))
        return self.out

    def _put_later(self, chunk: Chunk, following: Chunk | None) -> None:
        """Let come later what a cue's number, the end of all, or an end before it makes later."""
        if self.out.drafts and self._comes_later(chunk):
            chunk.link = "then"
        after = following is not None and chunk.fronted == "after" and following.link == "comma"
        if following is not None and (after or self._gives_way(chunk, following)):
            following.link = "then"

    def _comes_later(self, chunk: Chunk) -> bool:
        """Whether it is a cue of its own number, or heard at the end of all."""
        end, fade = chunk.of("end"), chunk.of("fade")
        fades = bool(end and fade) and fade[0].first < end[0].first  # "fading out at the end"
        last = bool(end) and self.sounds(chunk) and not fades and not chunk.of(*STARTS)
        return last or any(item.argument == "cue" for item in chunk.of("label"))

    def _gives_way(self, chunk: Chunk, following: Chunk) -> bool:
        """Whether what follows begins as something stops: "after 6 s it stops and a dog barks"."""
        stops = bool(chunk.of("stopped")) and bool(chunk.of(*STARTS)) and not self.sounds(chunk)
        return stops and following.link == "and" and self.sounds(following)

    def _is_once_more(self, chunk: Chunk, following: Chunk) -> bool:
        """Whether a chunk says "again" and the next how: "Again, but louder"."""
        again = all(item.kind == "again" for item in chunk.items)
        again = again and chunk.link in STRONG | {"then"}
        return again and following.link in ("and", "comma") and not self.sounds(following)

    def _chunk(self, chunk: Chunk, following: Chunk | None) -> None:
        chunk.items = across(chunk.items, self.out.drafts)
        self.after_an_end(chunk)
        everyone = any(word in _ALL for item in chunk.items[:1] for word in self.said(item)[:1])
        self._of_all = everyone or (self._of_all and not self.sounds(chunk))
        if self.sounds(chunk):
            chunk.items = stopping(chunk)
            self.sounding(chunk, following)
            self.out.drafts[-1:] = [_ended(draft, chunk) for draft in self.out.drafts[-1:]]
        elif chunk.attributes or chunk.of("pron", "same"):
            self._silent(chunk, chunk.attributes, following)
        elif chunk.items or chunk.link in ("then", "line", "stop", "bar"):
            self.waiting = chunk.link if chunk.link != "first" else ""

    def _plain(self, chunk: Chunk) -> Chunk:
        """A chunk without what is negated, a reason or the scene; silence becomes a pause."""
        if self.waiting:
            chunk.link = stronger(self.waiting, chunk.link)
            self.waiting = ""
        if chunk.of("no"):
            chunk = self._negated(chunk)
        if chunk.of("cut"):
            chunk = self._cut(chunk)
        if chunk.of("heading", "context"):
            chunk = self.outside_scene(chunk)
        if chunk.of("silence") and all(
            is_adjective(w) for w in _wording.content(self.words(chunk))
        ):
            chunk.items = self._pause(chunk)
        if chunk.items and all(i.kind in ("number", "sign") for i in chunk.items):
            chunk.items = self._more_times(chunk)
        if not self.out.drafts and not self.sounds(chunk):
            chunk.items = [self._heard(item) for item in chunk.items]
        return chunk

    def _heard(self, item: Phrase) -> Phrase:
        """A movement that is the only sound of a text: "whoosh left to right"."""
        if item.kind == "motion" and not item.kept and "#verb" in self.forms[item.first]:
            return replace(item, kept=(item.first,))
        return item

    def _pause(self, chunk: Chunk) -> list[Phrase]:
        """Silence that is told for itself: what comes next waits so long."""
        if chunk.of("after") and not self.out.drafts:
            return chunk.of("after")
        told = chunk.of("after", "duration", "seconds")
        if not self.out.drafts and not told:
            return []
        span = told[0] if told else chunk.of("silence")[0]
        return [Phrase("after", "pause", span.first, span.after, span.slots, span.value)]

    def _more_times(self, chunk: Chunk) -> list[Phrase]:
        """Plain numbers after a time: "at 4, 8 and 12"."""
        before = self.previous()
        said = [*before.attributes, *self.pending] if before is not None else []
        if not any(item.kind == "start" for item in said):
            return chunk.items
        return [
            Phrase("start", "", i.first, i.after, (i,), self.tokens[i.first].number or 0.0)
            for i in chunk.of("number")
        ]

    def _negated(self, chunk: Chunk) -> Chunk:
        """Leave out what stands after "no" up to the next joint."""
        n = next(n for n, item in enumerate(chunk.items) if item.kind == "no")
        end = len(chunk.items)
        if any(item.kind in ("noun", "weather") for item in chunk.items[:n]):
            later = range(n + 2, end)
            end = next((m for m in later if chunk.items[m].kind not in WORDS), end)
        end = next((m for m in range(n + 2, end) if self._is_only(chunk.items[m])), end)
        foreign = any(item.argument for item in chunk.of("noun"))
        if foreign and not any(item.kind in WORDS for item in chunk.items[n:]):
            n = 0  # what is negated stands before the word for it
        gone = Chunk(chunk.link, chunk.items[n:end])
        self.out.notes.append(f"left out, as the text says: {self.source(gone)!r}")
        kept = chunk.items[:n] + chunk.items[end:]
        return Chunk(chunk.link, kept, chunk.before_colon)

    def _is_only(self, item: Phrase) -> bool:
        """Whether what is wanted instead begins: "no music just chatter"."""
        return self.tokens[item.first].norm in _INSTEAD

    def _cut(self, chunk: Chunk) -> Chunk:
        """Leave out what only says why or when something ends, but for the time when it does."""
        n = next(n for n, item in enumerate(chunk.items) if item.kind == "cut")
        gone = Chunk(chunk.link, chunk.items[n:])
        until = self.tokens[chunk.items[n].first].norm in _UNTIL
        times = gone.of("start", "stamp", "after") if until else []
        times = [item for item in times if item.argument in ("", "number")]
        if gone.of("stopped", "off") and not times:
            self.waiting = "then"  # "until it is switched off with a click"
        if not times or gone.of("noun", "weather"):
            self.out.notes.append(f"not understood: {self.source(gone)!r}")
        return Chunk(chunk.link, [*chunk.items[:n], *map(as_length, times[:1])], chunk.before_colon)

    # -- chunks without a sound -------------------------------------------------------------

    def _silent(self, chunk: Chunk, attributes: list[Phrase], following: Chunk | None) -> None:
        before, here = self.subject(chunk), self.out.drafts[self.sentence :]
        if chunk.of("stopped") and before is not None and moves(before):
            attributes = [stopped_at(item) for item in attributes]
        if all(item.kind == "every" for item in attributes) and attributes[1:] == []:
            attributes = [_of_all(item) for item in attributes]
        if any(item.argument == "pause" for item in self.pending):
            attributes = [_resumes(item) for item in attributes]
            chunk.items = [_resumes(item) for item in chunk.items]
        if chunk.before_colon and following is not None:
            self.heading = attributes
        elif before is None:
            self.pending += attributes
        elif self._of_all or chunk.of("both") or lasts_all(chunk, following, here):
            self._both(chunk, attributes, before)
        elif chunk.of("one") and attributes and is_open(before):
            before.attributes = [item for item in before.attributes if item.kind != "around"]
            self.say(before, attributes, chunk)
            before.listed = before.each = True
        else:
            self._attach(chunk, attributes, before, following)

    def _attach(
        self, chunk: Chunk, attributes: list[Phrase], before: Draft, following: Chunk | None
    ) -> None:
        following = self.sounding_after(following)
        ahead = following is not None and following.link not in STRONG and self.sounds(following)
        case = Case(chunk, attributes, before, following, ahead, self.is_fronted(chunk, following))
        repeats = bool(chunk.of("again", "another", "other", "one", "reply"))
        last = self.out.drafts[-1]
        sets_off = before is not last and not last.aside and not self.arrived(chunk)
        anew = sets_off or (repeats and any(i.argument == "pause" for i in self.pending))
        where = "again" if anew else whose(case, repeats=repeats)
        if self.pending and ahead and self._fronts and not case.has(*SIDES):
            where = "next"
        self._fronts = where == "next" and case.fronted
        if chunk.link == "colon":
            before.listed = before.listed or _wording.several(before.words)
        if where == "next":
            self.pending += attributes
            self.waiting = chunk.link
        elif where == "again":
            link = "and" if chunk.link == "part" else chunk.link
            goes = link in STRONG or (moves(before) and case.has("motion"))
            follows = bool(chunk.of("again")) and goes and not case.has(*STARTS)
            follows = follows or sets_off or bool(chunk.of("reply")) or case.once_more()
            link = "then" if follows or another_phase(link, attributes, before) else link
            if before.has(STARTS):
                attributes = [_begins(item) for item in attributes]
            draft = self.new(chunk, link, [], attributes)
            draft.of, draft.listed, draft.apart = before.of or before, True, repeats
            draft.other = repeats and not chunk.of("again")
        else:
            self.say(before, attributes, chunk)

    def _both(self, chunk: Chunk, attributes: list[Phrase], before: Draft) -> None:
        """What is said of all drafts of a sentence, or a sound on both sides that it was on."""
        rest = [item for item in attributes if item.kind not in ("both", "again")]
        drafts = self.out.drafts[self.sentence :]
        if not drafts:  # "both" of the sentence before, or all of the text
            two = chunk.of("both") and not any(i.argument == "each" for i in chunk.items)
            drafts = self.out.drafts[-2:] if two else self.out.drafts
        again = bool(chunk.of("again"))
        if not again and rest and all(i.kind not in STARTS for i in rest) and len(drafts) > 1:
            for draft in drafts:
                draft.attributes += rest
            return
        sides = [draft for draft in drafts if draft.has(SIDES)][-2:]
        if len(sides) < 2:
            self.say(before, rest)
            return
        for n, side in enumerate(sides):
            draft = self.new(chunk, "and" if n else chunk.link, [], [])
            draft.of = side.of or side
            own = rest if n == 0 else [i for i in rest if i.kind not in STARTS]
            draft.attributes = [i for i in side.attributes if i.kind not in STARTS] + own


def _ended(draft: Draft, chunk: Chunk) -> Draft:
    """A draft whose chunk also says that it stops."""
    ended = chunk.of("stopped", "until") or any(i.argument == "end" for i in chunk.of("duration"))
    draft.ends = draft.ends or bool(ended)
    return draft


def _resumes(item: Phrase) -> Phrase:
    """What goes on after a pause is heard again."""
    return replace(item, kind="again") if item.kind == "through" else item


def _of_all(item: Phrase) -> Phrase:
    """How far apart all are that were named: "a bell, a gong, a drum, two seconds apart"."""
    return replace(item, argument="apart all") if item.argument == "apart" else item


def _begins(item: Phrase) -> Phrase:
    """Plain seconds in a list of starts are one more: "at 3 s, 5 s and 8 s"."""
    if item.kind != "seconds":
        return item
    return Phrase("start", "", item.first, item.after, item.slots, item.value)
