"""One clause about sounds that are there, one pass: verb, names, how much, how long, when.

Reads the forms of ``data/follow_ups.txt``. Knows no sound that is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from ttmba_live.text._lexicon import data_text

LONGEST = 300
"""Characters of a text that may be about what is there: who tells a story tells more."""

GOING = 1.5
"""Seconds that a change of place takes, if that was not told."""

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

    @property
    def going(self) -> float:
        """How long a change of place takes, in seconds."""
        return GOING if self.takes is None else self.takes


@dataclass(frozen=True, slots=True)
class Wish:
    """A clause. ``words`` name what it is about and are empty in a text of its own ("louder").

    ``sure`` clauses can mean nothing but sounds that are there. ``where`` is a place in words,
    ``other`` names what is swapped for it.
    """

    verb: Verb
    words: str
    other: str
    where: str
    sure: bool
    extent: Extent
    of: Words


_WORDS = "half_a half_an a_few a_couple_of a an one two three four five six seven eight nine ten"
_VALUES = (0.5, 0.5, 3.0, 2.0, 1.0, 1.0, *map(float, range(1, 11)))
_NUMBERS = {word.replace("_", " "): n for word, n in zip(_WORDS.split(), _VALUES, strict=True)}
_NUMBERS |= {"twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0}
_NUMBER = rf"(?P<n>\d{{1,4}}(?:[.,]\d{{1,3}})?|{'|'.join(_NUMBERS)})"
_TIME = (
    rf"{_NUMBER} ?(?P<unit>s|secs?|seconds?|mins?|minutes?|sekunden?|minuten?|secondes?|segundos?"
    r"|minutos?|secondi|minuti|minuto)\b"
)
_DB = r"(?P<n>[-+\u2212]?\d{1,3}(?:\.\d{1,2})?) ?(?:db|decibels?)\b"
_METRES = r"(?P<n>\d{1,3}(?:[.,]\d{1,2})?) ?(?:m|met(?:er|re)s?)"
_MORE = r"(?=(?:louder|quieter|softer|closer|nearer|further|farther|higher|lower|more|less)\b)"
_SAID = {
    "after": re.compile(
        rf"(?:\b(?:after|nach|après|después de|dopo)|^in) (?:about |another )?{_TIME},?"
    ),
    "seconds": re.compile(
        rf"\b(?:over|during|for|über|lang|pendant|durante|per)(?: the)?(?: next| about)? {_TIME}"
    ),
    "within": re.compile(
        rf"\b(?:in|within|innerhalb von|en|tra)(?: the)?(?: next| about)? {_TIME}"
    ),
    "level": re.compile(rf"\b(?:to|at|auf|à|a) {_DB}"),
    "db": re.compile(rf"(?:\b(?:by|um|de|di) )?{_DB}"),
    "degrees": re.compile(r"\bby (?P<n>\d{1,3}) ?(?:degrees?|deg|°)"),
    "metres": re.compile(rf"\b(?:by )?{_METRES} (?=closer|nearer|further|farther|back)"),
}
"""What is said in figures, in the order in which it is taken out of a clause."""
_MEANT = (
    (
        "seconds",
        _SLOW,
        re.compile(
            r"\b(?:slowly|gradually|gently|smoothly|langsam|lentement|despacio|lentamente)\b"
        ),
    ),
    ("seconds", _FAST, re.compile(r"\b(?:quickly|fast|rapidly|schnell|vite|rápido|veloce)\b")),
    (
        "seconds",
        0.0,
        re.compile(
            r"\b(?:suddenly|immediately|instantly|at once|right now|now|sofort|jetzt|subito)\b"
        ),
    ),
    (
        "share",
        0.5,
        re.compile(
            r"\b(?:just )?a (?:little bit|little|bit|touch|tad)\b|\b(?:slightly|etwas|ein bisschen"
            r"|un peu|un poco|un po')(?!\w)"
        ),
    ),
    (
        "share",
        2.0,
        re.compile(rf"\b(?:much|way|far|a lot|even) {_MORE}|\ba lot$|\b(?:viel|beaucoup|bien) "),
    ),
)
"""The same in words."""
_POLITE = re.compile(
    r"(?:(?:please|ok(?:ay)?|now|and|then|also|so|just|hey|but|can you|could you|let'?s|bitte"
    r"|s'il te plaît|por favor|per favore),? )+"
)
_AS = {
    "twice as loud": "a lot louder", "half as loud": "a lot quieter",
    "half as far": "closer", "twice as far": "further",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What words of one language mean in every clause.

    ``naming`` is a text in which a sound, ``~``, is read in that language; ``placing`` a verb
    with which a place is.
    """

    language: str
    articles: frozenset[str]
    indefinite: frozenset[str]
    pronouns: frozenset[str]
    everything: frozenset[str]
    place: re.Pattern[str]
    naming: str
    placing: str


@dataclass(frozen=True, slots=True)
class _Form:
    verb: Verb
    pattern: re.Pattern[str]
    sure: bool
    alone: bool
    words: Words


@cache
def _forms() -> tuple[_Form, ...]:
    """All forms of all languages, English first."""
    found = []
    for section in re.split(r"^\[(?=\w+\]$)", data_text("follow_ups.txt"), flags=re.MULTILINE)[1:]:
        language, _, body = section.partition("]\n")
        lines = [line.partition(" = ")[::2] for line in body.splitlines() if " = " in line]
        small = dict(line for line in lines if line[0] in _SMALL)
        known = [re.escape(word) for word in f"{small['the']} {small['it']} {small['all']}".split()]
        macros = {
            "REF": r"(?P<ref>[^,;\uff0c\u3001]+?)",
            "OTHER": r"(?P<other>[^,;]+)",
            "THE": rf"(?P<ref>(?:{'|'.join(known)})(?!\w)[^,;\uff0c\u3001]*?)",
            "WHERE": rf"(?P<where>{small['where']}(?!\w).*)",
        }
        the, a, it, every = (frozenset(small[name].split()) for name in ("the", "a", "it", "all"))
        place, naming = re.compile(macros["WHERE"]), small.get("naming", "~")
        words = Words(language, the, a, it, every, place, naming, small.get("placing", ""))
        found += [_form(head, form, macros, words) for head, form in lines if head not in _SMALL]
    return tuple(found)


def _form(head: str, form: str, macros: dict[str, str], words: Words) -> _Form:
    for name, pattern in macros.items():
        form = form.replace(name, pattern)
    verb = Verb(head.rstrip("!."))
    return _Form(verb, re.compile(form), head.endswith("!"), head.endswith("."), words)


_SMALL = ("the", "a", "it", "all", "where", "naming", "placing")


def english() -> Words:
    """What words of English mean."""
    return _forms()[0].words


def is_place(words: str) -> bool:
    """Whether words may go on telling a place: "then behind me"."""
    core = words.lower().strip(" .,!?;:")
    return any(of.place.fullmatch(core) for of in dict.fromkeys(form.words for form in _forms()))


def wishes(clause: str, *, alone: bool) -> list[Wish]:
    """All that a clause may wish, the likeliest first; ``alone`` says that it is the whole text."""
    clause = " ".join(
        clause.lower().replace("\u2019", "'").strip(" .,!?;:\u3002\uff01\uff0c").split()
    )
    clause = _POLITE.sub("", clause, count=1) if _POLITE.match(clause) else clause
    clause = clause.removesuffix(" please").removesuffix(" now")
    for words, instead in _AS.items():
        clause = clause.replace(words, instead)
    clause = _BARE_DB.sub(r"\1 db", clause)
    core, extent = _extent(clause)
    signed = _SIGNED.search(clause)
    found = [_by(core, extent, signed[1])] if signed and extent.db is not None else []
    for form in _forms():
        if form.alone and not alone:
            continue
        if (form.verb is Verb.LEVEL) != (extent.level is not None) and form.verb in _LEVELS:
            continue
        if match := form.pattern.fullmatch(core):
            said = match.groupdict("")
            ref, other, where = (said.get(name, "") for name in ("ref", "other", "where"))
            found.append(Wish(form.verb, ref, other, where, form.sure, extent, form.words))
    return found


def _by(core: str, extent: Extent, sign: str) -> Wish:
    """A sound and a signed level: "the dog -6 dB", "dog +6"."""
    verb = Verb.UP if sign == "+" else Verb.DOWN
    return Wish(verb, core, "", "", sure=False, extent=extent, of=english())


_SIGNED = re.compile(r" ([-+\u2212])\d{1,2}(?:\.\d{1,2})? ?(?:db|decibels?)$")
_BARE_DB = re.compile(r"( [-+\u2212]\d{1,2}(?:\.\d)?)$")

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
