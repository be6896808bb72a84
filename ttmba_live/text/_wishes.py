"""One clause about sounds that are there: which verb, what names them, how much, how long, when.

Reads the forms of ``data/follow_ups.txt``. Knows no sound that is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from functools import cache

from ttmba_live.text._lexicon import data_text

LONGEST = 300
"""Characters of a text that may be about what is there: who tells a story tells more."""

_SLOW, _FAST = 6.0, 0.5
"""Seconds that "slowly" and "fast" take."""


class Verb(Enum):
    """What is to happen to a sound that is there."""

    STOP = "stop"
    FADE_OUT = "fade_out"
    FADE_IN = "fade_in"
    MUTE = "mute"
    UNMUTE = "unmute"
    SOLO = "solo"
    UNSOLO = "unsolo"
    LOOP = "loop"
    UNLOOP = "unloop"
    PLAY = "play"
    TAKE = "take"
    UP = "up"
    DOWN = "down"
    LEVEL = "level"
    NEARER = "nearer"
    FARTHER = "farther"
    HIGHER = "higher"
    LOWER = "lower"
    LEFTWARDS = "leftwards"
    RIGHTWARDS = "rightwards"
    PLACE = "place"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much, how long and when, as far as a clause says it.

    ``db``, ``degrees`` and ``metres`` are changes, ``level`` is a gain in dB, ``share`` stretches
    the usual amount ("a bit": a half, "a lot": two). ``seconds`` is how long it takes, ``after``
    when it begins, ``within`` either: "fade it in 5 seconds", "stop it in 5 seconds".
    """

    db: float | None = None
    level: float | None = None
    degrees: float | None = None
    metres: float | None = None
    share: float = 1.0
    seconds: float | None = None
    after: float = 0.0
    within: float | None = None

    @property
    def takes(self) -> float | None:
        """How long what takes time takes, in seconds."""
        return self.within if self.seconds is None else self.seconds


@dataclass(frozen=True, slots=True)
class Wish:
    """A clause. ``words`` name what it is about and are empty in a text of its own ("louder").

    ``sure`` clauses can mean nothing but sounds that are there. ``where`` is a place in words,
    ``other`` names what is swapped for it.
    """

    verb: Verb
    words: str = ""
    other: str = ""
    where: str = ""
    sure: bool = False
    extent: Extent = field(default_factory=Extent)


_WORDS = "half_a half_an a_few a_couple_of a an one two three four five six seven eight nine ten"
_VALUES = (0.5, 0.5, 3.0, 2.0, 1.0, 1.0, *map(float, range(1, 11)))
_NUMBERS = {word.replace("_", " "): n for word, n in zip(_WORDS.split(), _VALUES, strict=True)}
_NUMBERS |= {"twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0}
_NUMBER = rf"(?P<n>\d{{1,4}}(?:[.,]\d{{1,3}})?|{'|'.join(_NUMBERS)})"
_TIME = rf"{_NUMBER} ?(?P<unit>s|secs?|seconds?|mins?|minutes?)\b"
_DB = r"(?P<n>[-+\u2212]?\d{1,3}(?:\.\d{1,2})?) ?(?:db|decibels?)\b"
_METRES = r"(?P<n>\d{1,3}(?:[.,]\d{1,2})?) ?(?:m|met(?:er|re)s?)"
_MORE = r"(?=(?:louder|quieter|softer|closer|nearer|further|farther|higher|lower|more|less)\b)"
_SAID = {
    "after": re.compile(rf"(?:\bafter|^in) (?:about |another )?{_TIME},?"),
    "seconds": re.compile(rf"\b(?:over|during|for)(?: the)?(?: next| about)? {_TIME}"),
    "within": re.compile(rf"\b(?:in|within)(?: the)?(?: next| about)? {_TIME}"),
    "level": re.compile(rf"\b(?:to|at) {_DB}"),
    "db": re.compile(rf"(?:\bby )?{_DB}"),
    "degrees": re.compile(r"\bby (?P<n>\d{1,3}) ?(?:degrees?|deg|°)"),
    "metres": re.compile(rf"\b(?:by )?{_METRES} (?=closer|nearer|further|farther|back)"),
}
"""What is said in figures, in the order in which it is taken out of a clause."""
_MEANT = (
    ("seconds", _SLOW, re.compile(r"\b(?:very )?(?:slowly|gradually|gently|smoothly)\b")),
    ("seconds", _FAST, re.compile(r"\b(?:very )?(?:quickly|fast|rapidly)\b")),
    ("seconds", 0.0, re.compile(r"\b(?:suddenly|immediately|instantly|at once|right now|now)\b")),
    ("share", 0.5, re.compile(r"\b(?:just )?a (?:little bit|little|bit|touch|tad)\b|\bslightly\b")),
    ("share", 2.0, re.compile(rf"\b(?:much|way|far|a lot|even) {_MORE}|\ba lot$")),
)
"""The same in words."""
_POLITE = re.compile(
    r"(?:(?:please|ok(?:ay)?|now|and|then|also|so|just|hey|but|can you|could you|let'?s),? )+"
)
_AS = {
    "twice as loud": "a lot louder", "half as loud": "a lot quieter",
    "half as far": "closer", "twice as far": "further",
}  # fmt: skip
_GOING = (
    "back|over|all the way|straight|right|directly|very|hard|go|goes|move|come|run|walk|fly|drive"
    "|jump|drift|wander|be|is|off|away|out"
)
_PLACES = (
    r"to|on|onto|in|into|at|from|behind|above|below|under|over|overhead|around|round|beside|next to"
    r"|left|right|front|back|ahead|up|down|centre|center|far|near|close|circles?|circling|orbits?"
    r"|orbiting|towards?|through|across|along|spirals?|\d+"
)
_MACROS = {
    "REF": r"(?P<ref>[^,;]+?)",
    "OTHER": r"(?P<other>[^,;]+)",
    "THE": r"(?P<ref>(?:the|that|this|it|they|everything)\b[^,;]*?)",
    "WHERE": rf"(?P<where>(?:(?:{_GOING}) )*(?:{_PLACES})\b.*)",
}


@dataclass(frozen=True, slots=True)
class _Form:
    verb: Verb
    pattern: re.Pattern[str]
    sure: bool
    alone: bool


@cache
def _forms() -> tuple[_Form, ...]:
    found = []
    for line in data_text("follow_ups.txt").splitlines():
        head, equals, form = line.partition(" = ")
        if not equals or line.startswith("#"):
            continue
        for name, pattern in _MACROS.items():
            form = form.replace(name, pattern)
        verb = Verb(head.rstrip("!."))
        found.append(_Form(verb, re.compile(form), head.endswith("!"), head.endswith(".")))
    return tuple(found)


def is_place(words: str) -> bool:
    """Whether words may go on telling a place: "then behind me"."""
    return re.fullmatch(_MACROS["WHERE"], words.lower().strip(" .,!?;:")) is not None


def wishes(clause: str, *, alone: bool) -> list[Wish]:
    """All that a clause may wish, the likeliest first; ``alone`` says that it is the whole text."""
    clause = " ".join(clause.lower().replace("\u2019", "'").strip(" .,!?;:").split())
    clause = _POLITE.sub("", clause, count=1) if _POLITE.match(clause) else clause
    clause = clause.removesuffix(" please").removesuffix(" now")
    for words, instead in _AS.items():
        clause = clause.replace(words, instead)
    core, extent = _extent(clause)
    found = []
    for form in _forms():
        if form.alone and not alone:
            continue
        if (form.verb is Verb.LEVEL) != (extent.level is not None) and form.verb in _LEVELS:
            continue
        if match := form.pattern.fullmatch(core):
            said = {"ref": "", "other": "", "where": "", **match.groupdict()}
            wish = Wish(form.verb, said["ref"], said["other"], said["where"], form.sure, extent)
            found.append(wish)
    return found


_LEVELS = (Verb.LEVEL, Verb.UP, Verb.DOWN)


def _extent(clause: str) -> tuple[str, Extent]:
    """The clause without how much, how long and when, and those."""
    said: dict[str, float] = {}
    for name, pattern in _SAID.items():
        if match := pattern.search(clause):
            clause = _without(clause, match)
            minutes = match.groupdict().get("unit", "").startswith("m")
            said[name] = _value(match["n"]) * (60.0 if minutes else 1.0)
    for name, value, pattern in _MEANT:
        if match := pattern.search(clause):
            clause = _without(clause, match)
            said.setdefault(name, value)
    return clause, Extent(**said)


def _without(clause: str, match: re.Match[str]) -> str:
    left = f"{clause[: match.start()].rstrip(' ,')} {clause[match.end() :].lstrip(' ,')}"
    return " ".join(left.split())


def _value(number: str) -> float:
    if number in _NUMBERS:
        return _NUMBERS[number]
    return float(number.replace(",", ".").replace("\u2212", "-"))
