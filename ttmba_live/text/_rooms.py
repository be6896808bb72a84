"""Which room a text names, in ten languages: ``data/rooms.txt``. Knows no planner and no event.

A room is named by where something is: "in a small church", not by what sounds there: "a church
bell". Whoever plans the text, its room is read here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from ttmba_live.room import DECAYS, LEVELS, PRESETS, SIZES, Room, changed, named
from ttmba_live.text._lexicon import listed, sections

_LONGEST = 2000
"""Characters of a text that are looked at."""


def room_of_words(text: str) -> Room | None:
    """The room that a text names, the first if there are several; None if it names none."""
    found = _first(text)
    return named(found[0]) if found else None


def only_room(text: str) -> bool:
    """Whether a text names a room and says nothing else: "we are in a cathedral now".

    >>> only_room("now we are in a cathedral"), only_room("a bell in a cathedral")
    (True, False)
    """
    found = _first(text)
    if found is None:
        return False
    match = found[1]
    left = f"{match.string[: match.start()]} {match.string[match.end() :]}"
    return all(word in _ABOUT_US for word in re.findall(r"\w+", left))


def room_changed(text: str, now: Room) -> Room | None:
    """The room that a text makes of the one that is: "dry", "smaller room"; None if it is no such.

    >>> from ttmba_live.room import named
    >>> room_changed("a bigger room please", named("office")).size
    (13.5, 9.75, 4.2)
    """
    words = " ".join(re.findall(r"[^\W_]+", text[:_LONGEST].casefold()))
    if like := _LIKE.fullmatch(words):
        return room_of_words(f"in a {like[1]}")
    left = _LEFT.fullmatch(words)
    if left and (left[1] in _ANY or room_of_words(f"in a {left[1]}")):
        return _outside(now)
    for pattern, change in _CHANGES:
        if pattern.fullmatch(words):
            return change(now)
    return None


def _scaled(times: float) -> Callable[[Room], Room]:
    """So many times as long, wide and high; a decay that is its own grows as it does."""

    def change(now: Room) -> Room:
        size = [max(SIZES[0], min(SIZES[1], times * metres)) for metres in now.size]
        decay = max(DECAYS[0], min(DECAYS[1], times * now.decay)) if now.decay else 0.0
        return changed(now, size=size, decay=decay)

    return change


def _louder(decibels: float) -> Callable[[Room], Room]:
    """With more, or less, of what a room adds."""

    def change(now: Room) -> Room:
        early, late = (
            max(LEVELS[0], min(LEVELS[1], level + decibels))
            for level in (now.early_db, now.late_db)
        )
        return changed(now, early_db=early, late_db=late)

    return change


def _usual(now: Room) -> Room:
    """As loud as its preset."""
    return changed(now, early_db=0.0, late_db=named(now.preset).late_db)


def _outside(_: Room) -> Room:
    return named("field")


_LIKE = re.compile(
    r"(?:a |an |in )*(?:smaller|bigger|larger|drier|different|other|another) (?:room|space|place) "
    r"(?:like|as in) (?:a |an |the )?(.+)"
)
_LEFT = re.compile(
    r"(?:now |and |ok )*(?:(?:let s|we|i|we re|you) )?(?:now )?(?:leave|leaving|exit|exiting"
    r"|(?:go|step|walk|come) out of) (?:the |this )?(.+)"
)
_ANY = frozenset(("room", "place", "building", "house", "space", "here"))
_ECHO = r"(?:the |any )?(?:reverb|verb|reverberation|room|echo|echoes|ambience|acoustics)"
_MAKE = r"(?:(?:make it )?a |make the )?"
_SPACE = (
    r"(?:room|space|hall|place|acoustics|church|chapel|cathedral|cave|cellar|tunnel|bathroom"
    r"|kitchen)"
)
_POLITE = (
    r"(?:(?:ok|okay|please|give me|i want|i d like|let s have|now|and|then|completely|totally|bone"
    r"|a bit|a little|much|a lot|no|nah|that s|it s|way|far|too|so|soupy|boomy|muddy|echoey|wet) )*"
)
_LESS = (
    r"(?:weniger|zu viel|moins d[e']? ?|trop d[e']? ?|menos|demasiado|demais|meno|troppo|minder"
    r"|te veel)"
)
_MORE = r"(?:mehr|plus d[e']? ?|más|mais|più|meer)"
_ECHOES = r"(?:hall|nachhall|echo|écho|réverb\w*|eco|reverb\w*|riverber\w*|galm)"
_FIELD = rf"(?:,? (?:in )?(?:an |the )?open field)?(?: (?:no|without) {_ECHO})?"
_US = r"(?:(?:we are|we re|put us|take us|bring us|move us|go|everything|we go) )?(?:back )?"
_CHANGES: tuple[tuple[re.Pattern[str], Callable[[Room], Room]], ...] = tuple(
    (re.compile(f"{_POLITE}(?:{words})(?: now| please| again)*"), change)
    for words, change in (
        (rf"no more {_ECHO}", _louder(-200.0)),
        (rf"(?:no|without|kill|turn off|mute|remove) {_ECHO}(?: now)?(?: dry)?", _louder(-200.0)),
        (r"(?:make (?:it|everything|this|the room) )?dry", _louder(-200.0)),
        (rf"less {_ECHO}|(?:make (?:it|everything) )?(?:drier|dryer)|{_ECHO} down", _louder(-6.0)),
        (rf"more {_ECHO}|(?:make (?:it|everything) )?wetter|{_ECHO} up", _louder(6.0)),
        (rf"{_ECHO} (?:back )?on(?: again)?|bring back {_ECHO}", _usual),
        (rf"too (?:washy|wet|boomy|echoey|reverberant|much {_ECHO})", _louder(-6.0)),
        (rf"{_LESS} {_ECHOES}", _louder(-6.0)),
        (rf"{_MORE} {_ECHOES}", _louder(6.0)),
        (rf"{_MAKE}(?:smaller {_SPACE}|{_SPACE} smaller)", _scaled(1 / 1.5)),
        (rf"{_US}(?:outside|outdoors|(?:out )?in the open(?: air)?)(?: again)?{_FIELD}", _outside),
        (r"(?:wir sind |wir gehen )?(?:nach )?(?:drau(?:ß|ss)en|ins? freien?)", _outside),
        (r"(?:on est |nous sommes )?(?:dehors|en plein air)", _outside),
        (r"(?:estamos )?(?:fuera|al aire libre)", _outside),
        (rf"{_MAKE}(?:(?:bigger|larger) {_SPACE}|{_SPACE} (?:bigger|larger))", _scaled(1.5)),
    )
)  # fmt: skip
"""What a whole text may ask of the room that is."""


def _first(text: str) -> tuple[str, re.Match[str]] | None:
    """The first room's name and where it is named; of several there, the longest."""
    wanted = text[:_LONGEST].casefold()
    words = " ".join(wanted.split())
    found = ((one.name, one.pattern.search(wanted)) for one in _places() if one.may_be_in(words))
    said = [(name, match) for name, match in found if match is not None]
    return min(said, default=None, key=lambda one: (one[1].start(), -len(one[1].group()), one[0]))


_ABOUT_US = listed("about_us")
"""Words about who listens, where and when, which name no sound."""


@dataclass(frozen=True)
class _Place:
    """A room's names in one language.

    The pattern is put together and compiled once a text has one of them: all of them take a third
    of a second, in which the first cue would hold up the sound.
    """

    name: str
    rows: Mapping[str, str]
    """The lines of its language."""

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Its names."""
        return tuple(form.replace("_", " ") for form in self.rows[self.name].split())

    def may_be_in(self, words: str) -> bool:
        """Whether words, a space between two, hold one of the names."""
        return any(form in words for form in self.forms)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Finds where somebody is there."""
        return re.compile(_pattern(self.rows, _any(self.rows[self.name])))


@cache
def _places() -> tuple[_Place, ...]:
    """Every room of every language."""
    out: list[_Place] = []
    for _, body in sections("rooms.txt"):
        rows = dict(line.split(": ", 1) for line in body.splitlines() if ": " in line)
        rows = {key: line.casefold() for key, line in rows.items()}
        out += [_Place(name, rows) for name in PRESETS if name in rows]
    return tuple(out)


def _pattern(rows: Mapping[str, str], place: str) -> str:
    if "pattern" in rows:
        return "|".join(part.strip().replace("~", place) for part in rows["pattern"].split(" | "))
    lead, between, others = (_any(rows[key]) for key in ("lead", "between", "not"))
    # An elided article ("l'", "nell'") has no space behind it.
    return (
        rf"(?<!\w)(?:{lead})(?:\s+|(?<='))(?:(?:{between}),?(?:\s+|(?<=')))*{place}(?!\w)"
        rf"(?!\s+(?:{others})(?!\w))"
    )


def _any(words: str) -> str:
    """A group of any of these, the longest first."""
    forms = sorted(words.split(), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(form).replace("_", r"\s+") for form in forms) + ")"
