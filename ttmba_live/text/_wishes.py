"""One clause about sounds that are there, one pass: verb and names.

Reads the forms of ``data/follow_ups.txt``. Knows no sound that is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache

from ttmba_live.text._extent import Extent, extent_of
from ttmba_live.text._lexicon import data_text

LONGEST = 300
"""Characters of a text that may be about what is there: who tells a story tells more."""


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


_POLITE = re.compile(
    r"(?:(?:please|ok(?:ay)?|now|and|then|also|so|just|hey|but|can you|could you|let'?s|bitte"
    r"|s'il te plaît|por favor|per favore),? )+"
)
_POLITELY = re.compile(
    r"(?: (?:please|now|bitte|s'il (?:te|vous) plaît|por favor|per favore|alsjeblieft"
    r"|пожалуйста))+$"
)
_A_STEP = tuple(
    (re.compile(rf"(?<!{more} )\b(?:{to}) (?:{the})?({sides})$"), rf"{more} {said}\1")
    for more, to, the, sides, said in (
        ("more", "to", "the |my ", "left|right", "to the "),
        ("mehr", "nach", "", "links|rechts", "nach "),
        ("plus", "à|vers", "ma |la ", "gauche|droite", "à "),
        ("más", "a|hacia", "la |mi ", "izquierda|derecha", "a la "),
        ("più", "a|verso", "", "sinistra|destra", "a "),
        ("mais", "à|para", "a ", "esquerda|direita", "à "),
        ("meer", "naar", "", "links|rechts", "naar "),
    )
)
"""A bit "to the left" is a step from where something is: "more to the left"."""
_AS = {
    "twice as loud": "a lot louder", "half as loud": "a lot quieter",
    "half as far": "closer", "twice as far": "further",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """What words of one language mean in every clause.

    ``but`` stands between all and what is left out. ``naming`` is a text in which a sound, ``~``,
    is read in that language; ``placing`` a verb with which a place is.
    """

    language: str
    articles: frozenset[str]
    indefinite: frozenset[str]
    pronouns: frozenset[str]
    everything: frozenset[str]
    but: tuple[str, ...]
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
        but = tuple(word.replace("_", " ") for word in small.get("but", "").split())
        words = Words(language, the, a, it, every, but, place, naming, small.get("placing", ""))
        found += [_form(head, form, macros, words) for head, form in lines if head not in _SMALL]
    return tuple(found)


def _form(head: str, form: str, macros: dict[str, str], words: Words) -> _Form:
    for name, pattern in macros.items():
        form = form.replace(name, pattern)
    verb = Verb(head.rstrip("!."))
    return _Form(verb, re.compile(form), head.endswith("!"), head.endswith("."), words)


_SMALL = ("the", "a", "it", "all", "but", "where", "naming", "placing")


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
    clause = _POLITELY.sub("", clause)
    for words, instead in _AS.items():
        clause = clause.replace(words, instead)
    clause = _BARE_DB.sub(r"\1 db", clause)
    core, extent = extent_of(clause)
    if extent.share < 1.0:
        for there, step in _A_STEP:
            core = there.sub(step, core)
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
