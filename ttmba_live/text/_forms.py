"""The table of forms in which one speaks of sounds that are there, ``data/follow_ups.txt``.

Knows how its lines are read; knows no clause and no sound that is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache

from ttmba_live.text._lexicon import sections


class Verb(Enum):
    """What is to happen to a sound that is there, or to how all of them stand."""

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
    ENTER = "enter"
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
    FASTER = "faster"
    SLOWER = "slower"
    TURN = "turn"
    HOLD = "hold"
    RELEASE = "release"
    STEADY = "steady"
    ACROSS = "across"
    HOME = "home"
    RESET = "reset"
    SWAP = "swap"
    REPLACE = "replace"
    STORE = "store"
    RECALL = "recall"
    FORGET = "forget"
    LEAVE = "leave"
    TOWARDS = "towards"
    JOIN = "join"
    WIDER = "wider"
    NARROWER = "narrower"
    SAVE = "save"
    RECORD = "record"
    RECORDED = "recorded"
    UNDO = "undo"
    REDO = "redo"


LEVELS = frozenset((Verb.UP, Verb.DOWN))
"""Verbs that make louder or softer by some amount."""


@dataclass(frozen=True, slots=True)
class Words:
    """What words of one language mean in every clause.

    ``but`` stands between all and what is left out, ``joints`` between two. ``naming`` is a text in
    which a sound, ``~``, is read in that language; ``placing`` a verb with which a place is.
    ``near`` are places by another sound, ``waits`` what an order may wait for, each with what it
    means.
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
    near: tuple[tuple[re.Pattern[str], str], ...] = ()
    waits: tuple[tuple[re.Pattern[str], str], ...] = ()
    joints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """One line: what a clause that looks so asks for.

    ``sure`` clauses can mean nothing but sounds that are there; ``alone`` ones are whole texts.
    ``where`` is the place that it means, in English, if the clause does not say it itself; of a
    turn, the way round.
    """

    verb: Verb
    pattern: re.Pattern[str]
    sure: bool
    alone: bool
    words: Words
    where: str = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """What is said of every order alike, in all languages together.

    ``before`` and ``after`` a clause stands politeness. ``alike`` are words and what they say in
    others; ``steps`` are places that are a step from where a sound is, if it is "a bit". ``both``
    are names of two that sound, and ``others`` of all but what was spoken of.
    """

    before: re.Pattern[str]
    after: re.Pattern[str]
    alike: tuple[tuple[re.Pattern[str], str], ...]
    steps: tuple[tuple[re.Pattern[str], str], ...]
    both: re.Pattern[str]
    others: re.Pattern[str]


_SMALL = ("the", "a", "it", "all", "but", "joint", "where", "naming", "placing")
_MANNERS = ("please", "alike", "step", "both", "others")
_MEANING = ("by", "wait")
_FEW = "one|two|three|four|five|six|seven|eight|nine|ten"
_KANA = "\u3000"
"""From here on, writing has no spaces between words."""


@cache
def forms() -> tuple[Form, ...]:
    """All forms of all languages, English first."""
    found = []
    for language, lines in _sections():
        small = dict(line for line in lines if line[0] in _SMALL)
        known = [re.escape(word) for word in f"{small['the']} {small['it']} {small['all']}".split()]
        macros = {
            "REF": rf"(?P<ref>(?:(?:{'|'.join(small['the'].split())}) )?[^,;\uff0c\u3001]+?)",
            "OTHER": r"(?P<other>[^,;]+)",
            "NEW": r"(?P<new>.+)",
            "NAME": rf"(?P<name>\w[\w.-]*(?: (?:\d{{1,3}}|{_FEW}))?)",
            "THE": rf"(?P<ref>(?:{'|'.join(known)})(?!\w)[^,;\uff0c\u3001]*?)",
            "WHERE": rf"(?P<where>{small['where']}(?!\w).*)",
        }
        the, a, it, every = (frozenset(small[name].split()) for name in ("the", "a", "it", "all"))
        place, naming = re.compile(macros["WHERE"]), small.get("naming", "~")
        but = tuple(word.replace("_", " ") for word in small.get("but", "").split())
        joints = tuple(small.get("joint", "").split())
        near, waits = (_meaning(lines, name, macros) for name in _MEANING)
        words = Words(
            language,
            the,
            a,
            it,
            every,
            but,
            place,
            naming,
            small.get("placing", ""),
            near,
            waits,
            joints,
        )
        found += [
            _form(head, form, macros, words)
            for head, form in lines
            if head not in _SMALL + _MANNERS + _MEANING
        ]
    return tuple(found)


@cache
def manners() -> Manners:
    """Those of all languages."""
    told: dict[str, list[str]] = {name: [] for name in _MANNERS}
    for _, lines in _sections():
        for head, line in lines:
            if head in told:
                told[head].append(line)
    polite = [word.replace("_", " ") for line in told["please"] for word in line.split()]
    words = "|".join(re.escape(word) for word in polite if word < _KANA)
    glued = "|".join(re.escape(word) for word in polite if word >= _KANA)
    return Manners(
        re.compile(rf"(?:(?:{words}),? |(?:{glued})[,\uff0c]? ?)+"),
        re.compile(rf"(?:,? (?:{words})| ?(?:{glued}))+$"),
        tuple(_instead(line, r"\b{}") for line in told["alike"]),
        tuple(_instead(line, r"(?<!{more} )\b{}$") for line in told["step"]),
        re.compile("|".join(told["both"])),
        re.compile("|".join(told["others"])),
    )


def english() -> Words:
    """What words of English mean."""
    return forms()[0].words


@cache
def _sections() -> Sequence[tuple[str, list[tuple[str, str]]]]:
    """The lines of each language, parted at their first sign of equality."""
    found = []
    for language, body in sections("follow_ups.txt"):
        parts = [line.partition(" = ") for line in body.splitlines() if " = " in line]
        found.append((language, [(head, rest) for head, _, rest in parts]))
    return found


def _form(head: str, form: str, macros: dict[str, str], words: Words) -> Form:
    form, _, where = form.partition(" > ")
    form = _filled(form, macros)
    verb, sure, alone = Verb(head.rstrip("!.")), head.endswith("!"), head.endswith(".")
    return Form(verb, re.compile(form), sure, alone, words, where)


def _meaning(
    lines: Sequence[tuple[str, str]], name: str, macros: dict[str, str]
) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The lines "pattern > what it means" of a name."""
    found = [line.rpartition(" > ") for head, line in lines if head == name]
    return tuple((re.compile(_filled(form, macros)), means) for form, _, means in found)


def _filled(form: str, macros: dict[str, str]) -> str:
    """A form with what its capital words stand for."""
    for name, pattern in macros.items():
        form = form.replace(name, pattern)
    return form


def _instead(line: str, pattern: str) -> tuple[re.Pattern[str], str]:
    """A line "words > others" as what is looked for and what stands there then."""
    words, _, others = line.partition(" > ")
    more = re.escape(others.split(" ")[0])
    return re.compile(pattern.replace("{more}", more).replace("{}", f"(?:{words})")), others
