"""Stage three: phrases become drafts of events. Decides what belongs to what; knows no numbers.

The row of phrases is cut at its joints into chunks. A chunk with a sound in it begins a draft; one
without is said of the draft before it, of the one after it, or of a new one with the same sound.
Which of them is decided by its joint, by what the drafts already have, and by colons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ttmba_live.text import _lexicon, _wording
from ttmba_live.text._phrases import Phrase
from ttmba_live.text._tokens import Token, is_cjk

_WORDS = frozenset(("word", "noun", "verb", "adj", "weather"))
_SILENT = frozenset(
    "talk order label heading context cut drop stopped dawn sign pron vaguely no number".split()
)
_SIDES = frozenset(("place", "azimuth", "clock", "around"))
_STARTS = frozenset(
    ("start", "after", "in", "later", "stamp", "stampspan", "range", "mid", "pass_point")
)
_STRONG = frozenset(("first", "stop", "line", "bar", "semi"))
_NEW = frozenset(("first", "stop", "line", "bar", "semi", "with", "as"))
_RANK = (
    "line",
    "stop",
    "bar",
    "semi",
    "then",
    "with",
    "as",
    "colon",
    "open",
    "close",
    "part",
    "and",
    "comma",
    "first",
)
_JOINTS = {"dash": "comma"}
_PRONOUNS = frozenset("it they he she which who that this it's that's they're its".split())


@dataclass(slots=True)
class Chunk:
    """What stands between two joints."""

    link: str
    items: list[Phrase] = field(default_factory=list)
    before_colon: bool = False

    def of(self, *kinds: str) -> list[Phrase]:
        """Its phrases of some kinds."""
        return [item for item in self.items if item.kind in kinds]

    @property
    def attributes(self) -> list[Phrase]:
        """Phrases that say something of a sound."""
        return [i for i in self.items if i.kind not in _WORDS and i.kind not in _SILENT]


@dataclass(slots=True)
class Draft:
    """One sound and all that is said of it, in the order of the text.

    ``link`` tells how it follows the one before. ``of`` is the draft whose sound it repeats;
    ``subject`` the one that its verb belongs to.
    """

    link: str
    words: list[str] = field(default_factory=list)
    attributes: list[Phrase] = field(default_factory=list)
    of: Draft | None = None
    subject: Draft | None = None
    listed: bool = False
    going: list[int] = field(default_factory=list)
    first_word: int = 1 << 30
    hears: bool = False
    """Whether its words are foreign ones, already said in English."""

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether anything of these kinds is said of it."""
        return any(item.kind in kinds for item in self.attributes)


@dataclass(slots=True)
class Drafts:
    """What the grammar makes of a text: drafts and what it could not place."""

    drafts: list[Draft] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    """Words that ended in no draft."""


def chunks(row: Sequence[Phrase], tokens: Sequence[Token]) -> list[Chunk]:
    """Cut a row of phrases at its joints; a joint within a phrase cuts nothing."""
    found: list[Chunk] = [Chunk("first")]
    for n, phrase in enumerate(row):
        line = tokens[phrase.first].norm == "\n" and phrase.after == phrase.first + 1
        if phrase.kind != "link" and not line:
            found[-1].items.append(phrase)
            continue
        link = "line" if line else _JOINTS.get(phrase.argument, phrase.argument)
        if link == "thenpast" and found[-1].items and _ends(row, n + 1):
            found[-1].link = "then"
            continue
        if link == "colon" and found[-1].items:
            found[-1].before_colon = True
        if found[-1].items:
            found.append(Chunk(link))
        elif found[-1].link == "first" and len(found) == 1:
            continue
        else:
            found[-1].link = _stronger(found[-1].link, link)
    return [chunk for chunk in found if chunk.items]


def _ends(row: Sequence[Phrase], n: int) -> bool:
    """Whether nothing follows but another joint."""
    return n >= len(row) or row[n].kind == "link"


def _stronger(one: str, other: str) -> str:
    return min(one, other, key=lambda link: _RANK.index(link) if link in _RANK else 99)


class Grammar:
    """The drafts of one text, made chunk by chunk."""

    def __init__(
        self,
        row: Sequence[Phrase],
        tokens: Sequence[Token],
        forms: Sequence[frozenset[str]],
        text: str,
    ) -> None:
        self.tokens, self.forms, self.text = tokens, forms, text
        self.out = Drafts()
        self.pending: list[Phrase] = []
        self.waiting = ""
        self.heading: list[Phrase] = []
        self.sentence = 0
        self.chunks = self._parted(chunks(self._particles(row), tokens))

    # -- words ------------------------------------------------------------------------------

    def said(self, phrase: Phrase) -> list[str]:
        """The words of a phrase; foreign ones in English."""
        if phrase.kind in ("verb", "noun", "adj", "weather") and phrase.argument:
            return phrase.argument.split("_")
        places = phrase.kept or range(phrase.first, phrase.after)
        if len(places) == phrase.after - phrase.first:
            first, last = self.tokens[phrase.first], self.tokens[phrase.after - 1]
            source = self.text[first.first : last.after].lower().replace("_", " ").split()
            if (
                len(source) == 1
                and len(places) == 1
                and first.is_word
                and first.norm[:39] not in source[0]
            ):
                return [first.norm]
            return source
        return [self.tokens[n].norm for n in places]

    def words(self, chunk: Chunk) -> list[str]:
        """What a chunk holds beside attributes, verbs of motion that also sound included."""
        found: list[str] = []
        cjk = False
        for item in chunk.items:
            if item.kind in _WORDS or item.kept or item.kind == "number":
                raw = item.kind == "word" and is_cjk(self.tokens[item.first].norm)
                if raw and cjk:
                    found[-1] += "".join(self.said(item))
                else:
                    found += self.said(item)
                cjk = raw
            else:
                cjk = False
                if item.kind == "pron":
                    found += self.said(item)
        return found

    def _ordered(self, chunk: Chunk) -> list[str]:
        """The words in English order: how, what, does what."""
        rank = {"adj": 0, "noun": 1, "weather": 1, "verb": 3}
        items = sorted(chunk.items, key=lambda item: rank.get(item.kind, 2))
        return self.words(Chunk(chunk.link, items))

    def sounds(self, chunk: Chunk) -> bool:
        """Whether a chunk has a word that could name a sound."""
        real = [i for i in chunk.items if i.kind in ("noun", "verb", "weather")]
        if real:
            return True
        left = [w for w in self.words(chunk) if w not in _wording.FUNCTION and w not in _PRONOUNS]
        if left and all(word in _wording.SCENES for word in left):
            return False
        return any(not (w.endswith("ly") and len(w) > 4) and not w.isdecimal() for w in left)

    def _particles(self, row: Sequence[Phrase]) -> list[Phrase]:
        """Small words that belong to a verb ("revs up") or tell a pitch ("a low hum")."""
        out: list[Phrase] = []
        for n, item in enumerate(row):
            word = self.tokens[item.first].norm
            alone = item.kind == "place" and item.after == item.first + 1
            if alone and word in ("up", "down", "off") and out and self._verbal(out[-1]):
                item = Phrase("drop", "", item.first, item.after)  # noqa: PLW2901
            elif (
                alone and word in ("high", "low") and n + 1 < len(row) and row[n + 1].kind in _WORDS
            ):
                following = self.tokens[row[n + 1].first].norm
                if following not in _wording.PREPOSITIONS:
                    item = Phrase("word", "", item.first, item.after)  # noqa: PLW2901
            out.append(item)
        return out

    def _verbal(self, item: Phrase) -> bool:
        forms = self.forms[item.first]
        word = self.tokens[item.first].norm
        return item.kind == "word" and (
            not forms.isdisjoint(("#verb", "#go")) or word.endswith(("ing", "ed", "s"))
        )

    # -- chunks -----------------------------------------------------------------------------

    def _parted(self, found: list[Chunk]) -> list[Chunk]:
        """Cut chunks that hold two sounds without a joint: "dog left cat right"."""
        parted: list[Chunk] = []
        for chunk in found:
            parted += self._split(chunk)
        return parted

    def _split(self, chunk: Chunk) -> list[Chunk]:
        heads: list[int] = []
        seen_attribute = False
        for n, item in enumerate(chunk.items):
            if item.kind == "no":
                break
            attribute = item.kind not in _WORDS and item.kind not in _SILENT
            if item.kind in ("noun", "weather") and (
                not heads or (seen_attribute and self._leads(chunk, n))
            ):
                if heads and chunk.items[n - 1].kind == "adj":
                    heads.append(self._np_start(chunk, n))
                else:
                    heads.append(self._np_start(chunk, n))
                seen_attribute = False
            seen_attribute = seen_attribute or (
                attribute and item.kind not in ("slow", "fast", "level", "motion", "turn")
            )
        if len(heads) < 2:
            return [chunk]
        first_attribute = next(
            n for n, i in enumerate(chunk.items) if i.kind not in _WORDS and i.kind not in _SILENT
        )
        leading = first_attribute < heads[0]
        cuts = [0]
        for before, head in zip(heads, heads[1:], strict=False):
            cut = head
            if leading:
                while cut > before + 1 and chunk.items[cut - 1].kind not in _WORDS:
                    cut -= 1
            else:
                while cut > before + 1 and chunk.items[cut - 1].kind in _STARTS:
                    cut -= 1
            cuts.append(cut)
        parts = []
        for n, cut in enumerate(cuts):
            end = cuts[n + 1] if n + 1 < len(cuts) else len(chunk.items)
            parts.append(Chunk(chunk.link if n == 0 else "comma", chunk.items[cut:end]))
        parts[-1].before_colon = chunk.before_colon
        return parts

    def _np_start(self, chunk: Chunk, n: int) -> int:
        """Where the words of a noun begin: its adjectives and its article."""
        while (
            n > 0
            and chunk.items[n - 1].kind in ("word", "adj", "noun")
            and not (self.said(chunk.items[n - 1])[0] in _wording.PREPOSITIONS)
        ):
            n -= 1
        return n

    def _leads(self, chunk: Chunk, n: int) -> bool:
        start = self._np_start(chunk, n)
        before = chunk.items[start - 1] if start else None
        if before is None or before.kind in (*_WORDS, "pron"):
            return False
        word = self.said(chunk.items[n])[0]
        if start < n:
            return True
        previous = [w for i in chunk.items[:start] if i.kind == "noun" for w in self.said(i)]
        return not (previous and _wording.is_verb(word, previous[-1]))

    # -- drafts -----------------------------------------------------------------------------

    def run(self) -> Drafts:
        """Read all chunks."""
        for n, chunk in enumerate(self.chunks):
            if chunk.link in ("stop", "line", "bar"):
                self.heading = []
                if chunk.link != "bar":
                    self.sentence = len(self.out.drafts)
            following = self.chunks[n + 1] if n + 1 < len(self.chunks) else None
            self._chunk(chunk, following)
        self.pending = [i for i in self.pending if (i.kind, i.argument) != ("after", "pause")]
        if self.pending and self.out.drafts:
            self._say(self.out.drafts[-1], self.pending)
        self._share()
        return self.out

    def _chunk(self, chunk: Chunk, following: Chunk | None) -> None:
        if self.waiting:
            chunk.link = _stronger(self.waiting, chunk.link)
            self.waiting = ""
        if chunk.of("no"):
            chunk = self._negated(chunk)
        if chunk.of("cut"):
            chunk = self._cut(chunk)
        if chunk.of("heading", "context"):
            self.out.notes.append(f"about the scene, not a sound: {self._source(chunk)!r}")
            chunk.items = []
        if chunk.of("silence") and all(_adjective(w) for w in _wording.content(self.words(chunk))):
            chunk.items = self._pause(chunk)
        if chunk.items and all(i.kind in ("number", "sign") for i in chunk.items):
            chunk.items = self._more_times(chunk)
        if not self.out.drafts and not self.sounds(chunk):
            chunk.items = [self._heard(item) for item in chunk.items]
        attributes = chunk.attributes
        if self.sounds(chunk):
            self._sounding(chunk, attributes, following)
        elif attributes or chunk.of("pron"):
            self._silent(chunk, attributes, following)
        elif chunk.items or chunk.link in ("then", "line", "stop", "bar"):
            self.waiting = chunk.link if chunk.link != "first" else ""

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
        span = told[0] if told else chunk.of("silence")[0]
        first = not self.out.drafts and not told
        return (
            []
            if first
            else [Phrase("after", "pause", span.first, span.after, span.slots, span.value)]
        )

    def _more_times(self, chunk: Chunk) -> list[Phrase]:
        """Plain numbers after a time: "at 4, 8 and 12"."""
        before = self._previous()
        if before is None or not any(
            i.kind == "start" for i in (*before.attributes, *self.pending)
        ):
            return chunk.items
        return [
            Phrase("start", "", i.first, i.after, (i,), self.tokens[i.first].number or 0.0)
            for i in chunk.items
            if i.kind == "number"
        ]

    def _source(self, chunk: Chunk) -> str:
        first, last = chunk.items[0], chunk.items[-1]
        return self.text[self.tokens[first.first].first : self.tokens[last.after - 1].after]

    def _negated(self, chunk: Chunk) -> Chunk:
        """Leave out what stands after "no" up to the next joint."""
        n = next(n for n, item in enumerate(chunk.items) if item.kind == "no")
        end = len(chunk.items)
        if any(item.kind in ("noun", "weather") for item in chunk.items[:n]):
            later = range(n + 2, end)
            end = next((m for m in later if chunk.items[m].kind not in _WORDS), end)
        gone = Chunk(chunk.link, chunk.items[n:end])
        self.out.notes.append(f"left out, as the text says: {self._source(gone)!r}")
        self.out.lost += [w for item in gone.items if item.kind in _WORDS for w in self.said(item)]
        kept = chunk.items[:n] + chunk.items[end:]
        return Chunk(chunk.link, kept, chunk.before_colon)

    def _cut(self, chunk: Chunk) -> Chunk:
        """Leave out what only says why or when something ends."""
        n = next(n for n, item in enumerate(chunk.items) if item.kind == "cut")
        gone = Chunk(chunk.link, chunk.items[n:])
        self.out.notes.append(f"not understood: {self._source(gone)!r}")
        return Chunk(chunk.link, chunk.items[:n], chunk.before_colon)

    def _previous(self) -> Draft | None:
        return self.out.drafts[-1] if self.out.drafts else None

    def _say(self, draft: Draft, attributes: Sequence[Phrase], chunk: Chunk | None = None) -> None:
        draft.attributes.extend(attributes)
        if chunk is not None:
            draft.going += self._going(chunk)

    def _going(self, chunk: Chunk) -> list[int]:
        """Tokens of verbs that move something if a way is told."""
        return [i.first for i in chunk.items if i.kind in ("word", "noun") and self.goes(i.first)]

    def goes(self, at: int) -> bool:
        """Whether a token may be a verb of motion rather than a thing."""
        if "#go" not in self.forms[at]:
            return False
        word = self.tokens[at].norm
        return _lexicon.kind_of(word) is None or (
            at > 0 and _wording.is_verb(word, self.tokens[at - 1].norm)
        )

    def _new(
        self, chunk: Chunk, link: str, words: list[str], attributes: Sequence[Phrase]
    ) -> Draft:
        own = {_dimension(item) for item in attributes}
        headed = [item for item in self.heading if _dimension(item) not in own]
        draft = Draft(link, words, [*headed, *self.pending, *attributes], going=self._going(chunk))
        named = [i.first for i in chunk.items if i.kind in _WORDS]
        draft.first_word = min(named, default=draft.first_word)
        self.pending = []
        self.out.drafts.append(draft)
        return draft

    # -- chunks with a sound ----------------------------------------------------------------

    def _sounding(self, chunk: Chunk, attributes: list[Phrase], following: Chunk | None) -> None:
        before = self._previous()
        words = self.words(chunk)
        first = chunk.link in _STRONG
        named = chunk.of("noun", "weather")
        foreign = any(i.argument for i in chunk.of("noun", "verb", "adj"))
        if before is not None and self._repeats(chunk, words):
            self._repeat(chunk, before, words, attributes)
            return
        verbal = _wording.starts_with_verb(words) if not foreign else self._only_verb(chunk, before)
        pronoun = bool(words) and words[0] in _PRONOUNS
        gerund = len(words) == 1 and chunk.link == "comma" and _wording.is_gerund(words[0])
        if before is not None and gerund and before.words and not before.words[-1].endswith("ing"):
            named = []
        only_adverbs = (
            not named and not foreign and all(_adjective(w) for w in _wording.content(words))
        )
        aside = (
            _aside(words)
            and not named[1:]
            and not _wording.acts(words)
            and chunk.link in ("comma", "and", "colon", "open")
        )
        ahead = following is not None and self.sounds(following)
        if before is None and _aside(words) and ahead and not _wording.acts(words):
            self.out.notes.append(f"not understood: {self._source(chunk)!r}")
            self.pending += attributes
            self.waiting = chunk.link
            return
        if chunk.link == "maybe":
            owned = bool(chunk.items) and chunk.items[0].kind == "pron"
            doing = any(w.endswith("ing") for w in words) or foreign or _wording.acts(words)
            if before is not None and (owned or not (doing or attributes)):
                before.words += ["with", *words]
                self._say(before, [*self.pending, *attributes], chunk)
                self.pending = []
                return
            chunk.link = "with"
        if before is not None and chunk.link == "as" and words[:1] and words[0] in _SOMEONE:
            before.words += ["as", *words]
            self._say(before, [*self.pending, *attributes], chunk)
            self.pending = []
            return
        only_adverbs = only_adverbs or (gerund and not named)
        if (
            before is not None
            and (only_adverbs or aside)
            and not first
            and chunk.link not in ("then", "with", "as")
        ):
            before.words += [w for w in words if w not in before.words]
            self._say(before, [*self.pending, *attributes], chunk)
            self.pending = []
            return
        if (
            before is not None
            and (verbal or pronoun)
            and not (named and not verbal and not pronoun)
        ):
            self._verb(chunk, before, words, attributes, pronoun=pronoun)
            return
        if chunk.link == "colon" and before is not None and not self.heading:
            self._announced(before)
        if (
            before is not None
            and chunk.link in ("comma", "colon", "open")
            and self._same(before, words)
        ):
            self._say(before, attributes, chunk)
            return
        if chunk.link == "thenpast" and before is not None and not self.pending:
            draft = self._new(chunk, before.link, words, attributes)
            draft.hears, before.link = foreign, "then"
            self.out.drafts[-2:] = [draft, before]
            return
        if foreign:
            words = self._ordered(chunk)
        draft = self._new(chunk, chunk.link, words, attributes)
        draft.hears = foreign
        if chunk.before_colon and following is not None:
            draft.listed = True

    def _only_verb(self, chunk: Chunk, before: Draft | None) -> bool:
        """Whether a chunk in another language has a verb and no subject or place of its own."""
        placed = any(item.kind in _SIDES for item in chunk.items)
        apart = placed and before is not None and before.has(_SIDES)
        return not chunk.of("noun", "weather") and bool(chunk.of("verb")) and not apart

    def _same(self, before: Draft, words: list[str]) -> bool:
        """Whether a chunk names the sound before once more, to say more of it."""
        mine, other = _wording.content(words), _wording.content(before.words)
        return bool(mine) and mine[-1:] == other[-1:] and len(mine) == 1 and not before.has(_SIDES)

    def _announced(self, draft: Draft) -> None:
        """A draft before a colon only says what the list after it is, unless it has a place."""
        if draft.link in _STRONG or draft.listed:
            words = " ".join(draft.words)
            self.out.drafts.remove(draft)
            self.out.notes.append(f"taken for the name of the list after it: {words!r}")
            self.out.lost += draft.words
            self.heading = [
                i for i in draft.attributes if i.kind in ("place", "distance", "near", "far")
            ]

    def _verb(
        self,
        chunk: Chunk,
        before: Draft,
        words: list[str],
        attributes: list[Phrase],
        *,
        pronoun: bool,
    ) -> None:
        """A verb without a subject of its own: said of the draft before, or what it does next."""
        while words and words[0] in _PRONOUNS:
            owner = words[0] == "its"
            words = words[1:]
            if owner:
                self._new(chunk, "then", words, attributes)
                return
        real = [w for w in _wording.content(words) if w not in _wording.FUNCTION]
        timed = any(i.kind in _STARTS for i in (*self.pending, *attributes))
        pure = not real or not any(
            _lexicon.ing_of(w) or w.endswith("ing") or _lexicon.kind_of(w) for w in real
        )
        placed = any(i.kind in _SIDES for i in attributes)
        ends = chunk.link == "and" and placed and before.has(frozenset(("motion",)))
        ends = ends and not chunk.of("motion")
        if (chunk.link == "then" or timed or ends) and not pure:
            draft = self._new(chunk, chunk.link if timed else "then", words, attributes)
            draft.subject = before
            return
        if real:
            before.words += ["and", *words] if chunk.link == "and" else words
        self._say(before, [*self.pending, *attributes], chunk)
        self.pending = []

    def _repeats(self, chunk: Chunk, words: list[str]) -> bool:
        if not chunk.of("again", "another", "other", "one"):
            return False
        return not any(i.kind == "noun" for i in chunk.items)

    def _repeat(
        self, chunk: Chunk, before: Draft, words: list[str], attributes: list[Phrase]
    ) -> None:
        if chunk.of("one") and not before.has(_SIDES) and any(i.kind in _SIDES for i in attributes):
            self._say(before, [*self.pending, *attributes], chunk)
            self.pending, before.listed = [], True
            return
        draft = self._new(chunk, chunk.link, [], attributes)
        real = [w for w in words if w not in _wording.FUNCTION and w not in _PRONOUNS]
        if real and any(_lexicon.ing_of(w) or w.endswith("ing") for w in real):
            draft.words, draft.subject = words, before
        else:
            draft.of = before
            self.out.lost += real

    # -- chunks without a sound -------------------------------------------------------------

    def _silent(self, chunk: Chunk, attributes: list[Phrase], following: Chunk | None) -> None:
        before = self._previous()
        if chunk.before_colon and following is not None:
            self.heading = attributes
            return
        marked = chunk.of("again", "another", "other", "one")
        if before is None:
            self.pending += attributes
            self.waiting = ""
            return
        if chunk.of("both"):
            self._both(chunk, attributes, before)
            return
        if chunk.of("one") and not before.has(_SIDES) and attributes:
            self._say(before, [*self.pending, *attributes], chunk)
            self.pending, before.listed = [], True
            return
        where = self._where(chunk, attributes, before, following, marked=bool(marked))
        if where == "next":
            self.pending += attributes
            self.waiting = chunk.link
        elif where == "again":
            draft = self._new(
                chunk, "and" if chunk.link in ("part",) else chunk.link, [], attributes
            )
            draft.of = before.of or before
            draft.listed = True
        else:
            self._say(before, [*self.pending, *attributes], chunk)
            self.pending = []

    def _both(self, chunk: Chunk, attributes: list[Phrase], before: Draft) -> None:
        rest = [item for item in attributes if item.kind != "both"]
        drafts = self.out.drafts[self.sentence :]
        if rest and all(i.kind not in _STARTS for i in rest) and len(drafts) > 1:
            for draft in drafts:
                draft.attributes += rest
            return
        sides = [d for d in drafts if d.has(_SIDES)]
        for side in sides[-2:] if len(sides) > 1 else []:
            draft = self._new(chunk, "and" if side is not sides[-2:][0] else chunk.link, [], [])
            draft.of = before.of or before
            draft.attributes = [i for i in side.attributes if i.kind not in _STARTS] + rest
        if len(sides) < 2:
            self._say(before, rest)

    def _where(
        self,
        chunk: Chunk,
        attributes: list[Phrase],
        before: Draft,
        following: Chunk | None,
        *,
        marked: bool,
    ) -> str:
        """Whom a chunk without a sound speaks of: "before", "next" or "again" (a new one)."""
        kinds = {item.kind for item in attributes}
        placed, timed = bool(kinds & _SIDES), bool(kinds & _STARTS)
        moved = "motion" in kinds
        ahead = following is not None and following.link not in _STRONG and self.sounds(following)
        if marked and (placed or timed or kinds & {"distance", "near", "far"}):
            return "again"
        if chunk.link in _NEW:
            if ahead or (following is not None and following.link not in _STRONG):
                return "next"
            spent = len(self.out.drafts) == 0
            if chunk.link in ("with", "as"):
                return "before"
            return "next" if spent or (timed and following is not None) else "before"
        if chunk.link == "then":
            if ahead and not placed and not moved:
                return "next"
            if (
                placed
                and not moved
                and not before.has(frozenset(("motion",)))
                and not self._goes(chunk)
            ):
                return "again"
            if timed and not placed and following is not None:
                return "next"
            return "before"
        if chunk.link == "colon":
            before.listed = before.listed or any(_lexicon.is_plural(w) for w in before.words)
            return "before"
        if (
            chunk.link in ("comma", "and")
            and placed
            and not moved
            and before.listed
            and before.has(_SIDES)
        ):
            return "again"
        opposed = placed and not moved and _opposed(attributes, before)
        if timed and placed and (before.has(_SIDES) or before.of is not None):
            free = (
                ahead
                and following is not None
                and not any(i.kind in _SIDES for i in following.items)
            )
            return "next" if free else "again"
        if timed or (
            "seconds" in kinds
            and before.has(frozenset(("start",)))
            and not before.has(frozenset(("seconds",)))
        ):
            if (
                ahead
                and following is not None
                and not any(i.kind in _STARTS for i in following.items)
            ):
                return "next"
            if before.has(_STARTS) and chunk.link in ("and", "comma", "part"):
                return "again"
            return "before"
        if opposed:
            if before.has(frozenset(("motion",))) or self._goes(chunk):
                return "before"
            free = (
                ahead
                and following is not None
                and not any(i.kind in _SIDES for i in following.items)
            )
            return (
                "next" if free and chunk.link in ("and", "comma") and not before.listed else "again"
            )
        return "before"

    def _goes(self, chunk: Chunk) -> bool:
        return any(item.kind == "motion" for item in chunk.items)

    # -- afterwards -------------------------------------------------------------------------

    def _share(self) -> None:
        """Let "a dog and a cat on the left" put both on the left."""
        drafts = self.out.drafts
        for n in range(len(drafts) - 2, -1, -1):
            mine, other = drafts[n], drafts[n + 1]
            if other.of is mine and other.link == "and":
                for kinds in (_SIDES, _STARTS):
                    if not mine.has(kinds):
                        mine.attributes += [i for i in other.attributes if i.kind in kinds]
                continue
            if other.link not in ("and", "part") or mine.attributes or other.of is not None:
                continue
            if (
                mine.words
                and not mine.hears
                and (len(_wording.content(mine.words)) > 3 or _wording.acts(mine.words))
            ):
                continue
            if mine.hears and len(mine.words) > 2:
                continue
            mine.attributes = [
                i
                for i in other.attributes
                if i.kind in (*_SIDES, "distance", "near", "far", "level")
            ]
            if n and drafts[n - 1].link != "and" and mine.link == "comma":
                mine.link = "and"


def _dimension(item: Phrase) -> str:
    return "side" if item.kind in _SIDES else item.kind


_SOMEONE = frozenset(("someone", "somebody", "people", "they", "he", "she"))


def _aside(words: Sequence[str]) -> bool:
    """Whether a description begins with a preposition: it belongs to what was before."""
    return bool(words) and words[0] in _wording.PREPOSITIONS


def _adjective(word: str) -> bool:
    """Whether an unknown word alone tells how something sounds rather than what."""
    if _lexicon.kind_of(word) is not None:
        return False
    return word in _wording.ADJECTIVES or (
        len(word) > 4
        and word.endswith(("ly", "ish", "ful", "ous", "less", "ic", "al", "ive", "able", "y"))
    )


def axes(items: Sequence[Phrase]) -> tuple[int, int]:
    """The signs of front and left that some phrases tell; 0 where they tell none."""
    from ttmba_live.text._places import told

    place = told(items)
    return place


def _opposed(attributes: Sequence[Phrase], before: Draft) -> bool:
    here, there = axes(attributes), axes(before.attributes)
    if before.of is not None and not any(there):
        there = axes(before.of.attributes)
    both_full = all(here) and all(there) and here != there
    return both_full or any(a * b < 0 for a, b in zip(here, there, strict=True))
