"""The planner that needs no network: words are looked up and read by a small grammar."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene import MAX_SECONDS, MAX_TEXT, Event
from ttmba_live.text import _lexicon, _paths, _wording
from ttmba_live.text._clauses import Clause, clauses
from ttmba_live.text._languages import to_english
from ttmba_live.text._plan import MAX_EVENTS, Plan
from ttmba_live.text._reading import Reading
from ttmba_live.text.lines import with_lines

_SHORTEST_MOVE = 6.0
"""Seconds of a movement whose duration is not told."""

_LONGEST_WAIT = 5.0
"""Seconds that "then" waits for a sound whose duration is not told."""

_FAN = (0.0, 30.0, -30.0, 60.0, -60.0)
"""Azimuths of sounds without a place, one after the other, so that they do not hide each other."""

_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]{0,400}[\"”“»]")
_MINUTES = re.compile(r"\b(\d{1,2}):([0-5]\d)\b")
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}[.)]\s+")
_WEATHER = re.compile(
    r"\bit(?:'s| is)? (?:(?:starts?|begins?|keeps?) )?(?:to )?"
    r"(rain|snow|hail|thunder|drizzl|storm|pour)(?:s|ing|es?)?\b"
)
_POURS = {"pour": "rain", "drizzl": "drizzle", "snow": "snowfall"}
_LISTENER = re.compile(r"\bthe (?:listener|viewer|user|visitor)('s)?\b")
_KEPT = re.compile(r"[^\S\n]+")


class Rules:
    """Offline planning for English, with the place and time words of some other languages.

    Holds no state, so any thread may call it; the lexicon is read on the first call.
    """

    name = "rules"

    def plan(self, text: str) -> Plan:
        """Event lines exactly, prose by the grammar.

        Raises `InvalidInput` only if there is no letter, digit or symbol in the text, or nothing
        but event lines with mistakes.
        """
        return with_lines(text, self._prose)

    def _prose(self, text: str) -> Plan:
        plain = _plain(text)
        try:
            return self._read(plain)
        except Exception as error:  # a mistake in the grammar must not stop a show
            sound = " ".join(plain.split())[:MAX_TEXT].strip()
            note = f"the rules could not read this text ({type(error).__name__})"
            return Plan((Event.checked(sound, 5.0, Position(distance=1.5)),), self.name, (note,))

    def _read(self, plain: str) -> Plan:
        drafts: list[_Draft] = []
        notes: list[str] = []
        found = clauses(_prepared(to_english(plain)))
        for n, clause in enumerate(found):
            following = found[n + 1] if n + 1 < len(found) else None
            _draft(_sharing(clause, following), drafts, notes)
            if len(drafts) > MAX_EVENTS:
                notes.append(f"only the first {MAX_EVENTS} events of this text are planned")
                break
        events = _events(drafts[:MAX_EVENTS])
        return Plan(tuple(events), self.name, tuple(dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class _Draft:
    """An event before its neighbours are known."""

    sound: str
    kind: _lexicon.Kind
    reading: Reading
    start: float
    seconds: float
    wait: float
    """Seconds after the start at which "then" begins."""

    stays: bool = False
    """Whether it is where the event before is, unless it says otherwise."""

    @property
    def noun(self) -> str:
        """The description without what the thing does."""
        words = self.sound.split()
        doing = [n for n, word in enumerate(words) if word.endswith("ing") and n]
        return " ".join(words[: doing[0]] if doing else words)


def _plain(text: str) -> str:
    """Lower-case text without control characters and pictures; raise if nothing is left."""
    text = unicodedata.normalize("NFKC", text.replace("º", "°")).lower()
    text = text.replace("’", "'").replace("‘", "'")
    unquoted = _QUOTED.sub(" ", text)
    if any(c.isalnum() for c in unquoted):
        text = unquoted
    kept = "".join(c if _is_text(c) else " " for c in text)
    if any(c.isalnum() for c in kept):
        return _KEPT.sub(" ", kept).strip()
    named = [unicodedata.name(c, "").lower() for c in text if unicodedata.category(c) == "So"]
    names = [name.replace(" face", "").replace("-", " ") for name in named if name]
    if not names:
        raise InvalidInput("there is no word in this text that could name a sound")
    return ", ".join(f"a {name}" for name in dict.fromkeys(names))


def _prepared(text: str) -> str:
    """Say things one way: "me" for the listener, "rain" for "it rains", seconds, sentences."""
    text = _LISTENER.sub(lambda m: "my" if m[1] else "me", text)
    text = _WEATHER.sub(lambda m: _POURS.get(m[1], m[1]), text)
    text = _MINUTES.sub(lambda m: f"{60 * int(m[1]) + int(m[2])} seconds", text)
    return _NUMBERED.sub("; ", text) if re.match(r"\W*1[.)] ", text) else text


def _is_text(char: str) -> bool:
    return char in "°\n" or unicodedata.category(char)[0] in "LNPM" or char in "+=~&"


def _sharing(clause: Clause, following: Clause | None) -> Clause:
    """Let "a dog and a cat on the left" put both on the left."""
    if following is None or following.link != "and":
        return clause
    mine, other = clause.reading, following.reading
    bare = (
        not mine.places.said() and not mine.moves.said() and len(_wording.content(mine.words)) <= 2
    )
    verbless = _lexicon.find(_wording.content(mine.words)) is not None and not any(
        _wording.is_verb(w, mine.words[n - 1]) for n, w in enumerate(mine.words) if n
    )
    if not (bare and verbless and not mine.times.at and other.places.said()):
        return clause
    return replace(clause, reading=replace(mine, places=other.places))


def _draft(clause: Clause, drafts: list[_Draft], notes: list[str]) -> None:
    reading = clause.reading
    before = drafts[-1] if drafts else None
    sound, kind, known = _named(clause, before)
    if not known:
        notes.append(f"nothing is known about {sound[:60]!r}: common sense did not place it")
    notes.extend(reading.places.notes)
    told = reading.times.duration
    if reading.times.until is not None:
        begin = reading.times.at[0] if reading.times.at else 0.0
        told = max(0.1, reading.times.until - begin)
    seconds = told or kind.duration
    if reading.moves.said() and not told:
        seconds = max(seconds, _SHORTEST_MOVE)
    seconds = min(MAX_SECONDS, max(0.1, seconds))
    wait = seconds if told else min(seconds, _LONGEST_WAIT)
    stays = known and reading.hit is None and not reading.places.said()
    for start in _starts(clause, before):
        begin = min(MAX_SECONDS, start)
        drafts.append(_Draft(sound, kind, reading, begin, seconds, wait, stays=stays))


def _named(clause: Clause, before: _Draft | None) -> tuple[str, _lexicon.Kind, bool]:
    """The sound, its kind, and whether the kind is known."""
    reading = clause.reading
    if clause.repeats and before is not None:
        return before.sound, before.kind, True
    words = list(reading.words)
    if before is not None and _wording.starts_with_verb(words) and reading.hit is None:
        return _wording.prompt(words, None, subject=before.noun), before.kind, True
    sound = _wording.prompt(words, reading.kind)
    if not sound:
        sound = " ".join(words) or "sound"
    return sound[:MAX_TEXT].strip(), reading.kind, reading.hit is not None


def _starts(clause: Clause, before: _Draft | None) -> tuple[float, ...]:
    times = clause.reading.times
    last = before.start if before else 0.0
    if times.at:
        return times.at
    if times.later is not None:
        return (last + times.later,)
    if times.after is not None:
        return (times.after if times.after > last else last + times.after,)
    if before is None or times.throughout:
        return (0.0,)
    if clause.link == "then" or clause.text.lstrip().startswith(("its ", "their ")):
        return (last + before.wait,)
    return (last if clause.link in ("and", "comma", "with", "colon") else 0.0,)


def _events(drafts: list[_Draft]) -> list[Event]:
    ends = [d.start + d.seconds for d in drafts if not d.reading.times.throughout]
    whole = min(MAX_SECONDS, max([10.0, *ends]))
    events: list[Event] = []
    unplaced = 0
    for draft in drafts:
        places, moves = draft.reading.places, draft.reading.moves
        seconds = draft.seconds
        if draft.reading.times.throughout:
            seconds = max(0.1, whole - draft.start)
        if draft.stays and events:
            last = events[-1].position
            places = replace(places, azimuth=last.azimuth, elevation=last.elevation,
                             distance=last.distance)  # fmt: skip
        elif places.azimuth is None and not places.sides and not moves.said():
            places = replace(places, azimuth=_FAN[unplaced % len(_FAN)])
            unplaced += 1
        trajectory = _paths.path(moves, places, draft.kind, seconds)
        here = _paths.spot(places, draft.kind)
        position = Position.checked(round(here.azimuth, 1), round(here.elevation, 1) + 0.0,
                                    round(here.distance, 2))  # fmt: skip
        events.append(
            Event.checked(
                draft.sound,
                round(seconds, 3),
                trajectory.positions[0] if trajectory else position,
                round(draft.start, 3),
                gain_db=_gain(draft),
                trajectory=trajectory,
            )
        )
    return events


def _gain(draft: _Draft) -> float:
    said, usual = draft.reading.gain_db, draft.kind.gain_db
    if said < 0.0:
        return min(usual, 0.0) + said
    return max(usual, 0.0) + said if said else usual
