"""What one draft means: its sound, its kind and its numbers. Makes no events."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ttmba_live.scene import MAX_SECONDS, MAX_TEXT
from ttmba_live.text import (
    _envelopes,
    _lexicon,
    _motions,
    _numbers,
    _paths,
    _places,
    _times,
    _wording,
)
from ttmba_live.text._drafts import Draft
from ttmba_live.text._motion import Motion
from ttmba_live.text._phrase import Phrase

_MOVE = {"": 6.0, "slow": 10.0, "fast": 3.0}
"""Seconds of a movement whose duration is not told, by its pace."""

_STROKE = 1.2
"""Seconds of each stroke of a bell whose times are not told."""

_MOST_STROKES = 500
"""Strokes of the longest clip: ten minutes."""

_LONGEST_WAIT = 5.0
"""Seconds that "then" waits for a sound whose duration is not told."""

AT_ONCE = 6.0
"""Seconds up to which a kind of sound may be one thing that happens: rain falls for longer."""

_TIMES = {
    1.0: "once",
    2.0: "twice",
    3.0: "three times",
    4.0: "four times",
    5.0: "five times",
    6.0: "six times",
    7.0: "seven times",
    8.0: "eight times",
    9.0: "nine times",
    10.0: "ten times",
    11.0: "eleven times",
    12.0: "twelve times",
}
_HINGED = frozenset(
    ["door", "doors", "gate", "gates", "shutter", "shutters", "creaking", "squeaking", "chair"]
)
"""What goes back and forth where it is."""


@dataclass(slots=True)
class Meant:
    """One draft with its numbers."""

    draft: Draft
    sound: str
    kind: _lexicon.Kind
    known: bool
    times: _times.Times
    places: _places.Places
    motion: Motion
    starts: tuple[float, ...] = (0.0,)
    seconds: float = 5.0
    told: bool = False
    rising: float = 0.0
    """Seconds of its fade in."""

    host: bool = False
    arrived: bool = False
    """Whether it is heard where the way of the same thing ended."""

    raised: bool = False
    """Whether its own height is told."""

    turn: bool = False
    """Whether it is heard after the same sound on the other side."""

    turns: tuple[float, ...] = ()
    """Seconds after the start of the first of those that take turns at which it is heard."""

    awaited: Meant | None = None
    """What is over when it begins."""

    leader: Meant | None = None
    """The first of those."""

    step: bool = False
    """Whether it follows what happened before though no word says so."""

    like: Meant | None = None
    owner: Meant | None = None
    """What it is a part of, if that is where it is."""
    added: str = ""
    """What of the sound nobody said: what its thing does by itself."""
    base: str = ""
    """The sound without how often it is heard."""

    def place_of(self) -> Meant:
        """The sound whose place is told for this one: its own, or that of what it belongs to."""
        told = self.places.said() or self.motion.said()
        return self if told or self.owner is None else self.owner.place_of()

    def along(self) -> bool:
        """Whether it goes the way of what it belongs to: "passes, its siren wailing"."""
        owner = self.place_of()
        return owner is not self and self.draft.aside and owner.motion.said()

    def nearest_time(self) -> float:
        """Seconds from its start at which it is nearest."""
        path = _paths.path(self.motion, self.places, self.kind, self.seconds)
        if path is None:
            return self.seconds / 2.0
        rows = zip(path.times, path.positions, strict=True)
        return min(rows, key=lambda row: row[1].distance)[0]

    @property
    def happens(self) -> bool:
        """Whether it happens once, at one moment."""
        draft = self.draft
        still = not (self.motion.said() or self.times.every or self.times.through or draft.of)
        short = self.kind.duration <= AT_ONCE
        happens = short and _wording.happens(draft.words, foreign=draft.hears)
        return still and (happens or _wording.is_done(draft.words))

    @property
    def strikes(self) -> bool:
        """Whether it happens at one moment, or is named by what does: "door slam"."""
        return self.happens or _wording.is_hit(self.draft.words)

    @property
    def wait(self) -> float:
        """Seconds after which what comes then begins: when it is over, or has faded in."""
        if self.rising and self.times.duration is None and self.times.held is None:
            return self.rising
        whole = self.told or self.draft.ends or bool(self.motion.way)
        return self.seconds if whole else min(self.seconds, _LONGEST_WAIT)


def meant_by(draft: Draft, stage_left: float) -> Meant:
    draft.attributes = [_lap(_dying(item, draft), draft) for item in draft.attributes]
    places = _places.read(draft.attributes, stage_left)
    motion = _motions.read(draft.attributes, draft.going, places, stage_left, circles=draft.circles)
    times = _times.read(draft.attributes, draft.first_word, moving=motion.said())
    return Meant(draft, "", _lexicon.Kind(), True, times, places, motion, step=draft.step)


def _lap(item: Phrase, draft: Draft) -> Phrase:
    """How often what goes round does so is how long once round takes: "once every 4 seconds"."""
    rounds = any(i.kind == "motion" and i.argument.startswith("circle") for i in draft.attributes)
    often = item.kind == "every" and not item.argument and rounds
    return replace(item, kind="lap") if often else item


def _dying(item: Phrase, draft: Draft) -> Phrase:
    """What dies away: steps and cars by going, music and bells by their level."""
    if item.argument != "recede dying":
        return item
    goes = draft.going or any(
        i.kind == "motion" and i is not item and i.argument != "go" for i in draft.attributes
    )
    if goes or _wording.travels(draft.words):
        return item
    return replace(item, kind="fade", argument="away")


def name(each: Meant, notes: list[str]) -> None:
    """What sounds, and its kind."""
    draft = each.draft
    if draft.of is not None and each.like is not None:
        each.base = each.like.base
        each.sound, each.kind = _counted(each.base, each), each.like.kind
        each.added = each.like.added
        return
    words = draft.words
    content = _wording.content(_wording.without_verbs(words))
    hit = _lexicon.find(content) or _lexicon.find(_wording.content(words))
    if draft.subject is not None and each.like is not None:
        noun = _noun(each.like.base)
        each.sound = _wording.prompt(words, noun)
        each.kind = hit.kind if hit and noun not in each.sound else each.like.kind
    else:
        each.kind = hit.kind if hit else _lexicon.Kind()
        each.known = hit is not None
        each.sound = _wording.prompt(words)
        each.added = _wording.unsaid(each.sound, each.kind)
        each.sound = f"{each.sound} {each.added}".strip()
    if "rise" in each.motion.kinds:
        each.motion.kinds.discard("pass")  # a rocket's "whoosh going up"
    if _HINGED & (set(each.sound.split()) - set(each.added.split())):
        each.motion.kinds.discard("swing")
    each.sound = (each.sound or " ".join(words) or "sound")[:MAX_TEXT].strip()
    several = draft.each or (each.times.apart is not None and _numbers.leading(words) > 1.0)
    each.base = _wording.one_of(each.sound) if several else each.sound
    each.sound = _counted(each.base, each)
    if _strokes(each) > _MOST_STROKES:
        notes.append(f"{each.sound[:60]!r} sounds some {_MOST_STROKES} times; loop it for more")
    if not each.known:
        notes.append(f"nothing is known about {each.sound[:60]!r}: common sense did not place it")


def _counted(sound: str, each: Meant) -> str:
    """A sound's words, with how often it is heard in one clip."""
    count = each.times.count
    times = each.times
    apart = times.every or times.apart or times.alternating
    if not count or apart or "circle" in each.motion.kinds:
        return sound
    return f"{sound} {_TIMES[count]}" if count > 1.0 and count in _TIMES else sound


def _noun(sound: str) -> str:
    """The description without what the thing does."""
    words = sound.split()
    doing = [n for n, word in enumerate(words) if n and _wording.does(word)]
    return " ".join(words[: doing[0]] if doing else words)


def _strokes(each: Meant) -> float:
    """How many strokes one clip has."""
    times = each.times
    single = times.every is None and times.apart is None and not times.alternating
    return (each.times.count or 0.0) if single else 0.0


def lengths(each: Meant) -> None:
    times, fades = each.times, _envelopes.lengths(each.draft.attributes)
    told = times.duration
    if times.bare is not None and not times.leads and told is None:
        told = times.bare
    if told is None:
        told = fades.event(each.kind.duration, times.held)
    if times.until is not None:
        told = max(0.1, times.until - (times.at[0] if times.at else 0.0))
    if each.motion.lap:
        laps = each.motion.turns or (max(1.0, told / each.motion.lap) if told else 1.0)
        each.motion.turns, told = laps, laps * each.motion.lap
    each.told, each.rising = told is not None, fades.into
    seconds = told or max(each.kind.duration, _STROKE * min(_MOST_STROKES, _strokes(each)))
    if each.motion.said() and not told:
        pace = _MOVE[each.motion.pace]
        turns = each.motion.turns if "circle" in each.motion.kinds else None
        seconds = pace if each.motion.pace == "fast" else max(seconds, pace)
        seconds = (max(seconds, 3.0 * turns) if turns else seconds) + each.motion.rest
    each.seconds = min(MAX_SECONDS, max(0.1, seconds))
