"""One clause about sounds that are there, one pass: verb and names.

Reads clauses by the forms of a table. Knows no sound that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ttmba_live.text._extent import Extent, extent_of
from ttmba_live.text._forms import Verb, Words, english, forms, manners

LONGEST = 300
"""Characters of a text that may be about what is there: who tells a story tells more."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A clause. ``words`` name what it is about and are empty in a text of its own ("louder").

    ``sure`` clauses can mean nothing but sounds that are there. ``where`` is a place in words,
    ``other`` names what is swapped for it, ``new`` a sound that takes its place, and ``name`` is
    that of a snapshot.
    """

    verb: Verb
    words: str
    extent: Extent
    of: Words
    sure: bool = False
    other: str = ""
    where: str = ""
    new: str = ""
    name: str = ""

    @property
    def sense(self) -> float:
        """The way round that a turn is to have, + to the left; 0 is the other one."""
        turns = {"left": 1.0, "right": -1.0} if self.verb is Verb.TURN else {}
        return turns.get(self.where, 0.0)

    @property
    def definite(self) -> bool:
        """Whether its words say that the sound is known: "the rain", "it", "all the dogs"."""
        first = self.words.split(" ")[0]
        small = self.of.articles | self.of.everything | self.of.pronouns | {"both", "all", ""}
        return self.of.language != "en" or first in small

    @property
    def is_name(self) -> bool:
        """Whether its words can only name something: "the old dog", "rain"; not "sign squeaks"."""
        first, *others = self.words.split()
        known = not others or first in self.of.articles | self.of.everything
        return known and first not in self.of.indefinite


def is_place(words: str, within: Iterable[Words] = ()) -> bool:
    """Whether words may go on telling a place: "then behind me"; in some languages, or in any."""
    core = words.lower().strip(" .,!?;:")
    return any(of.place.fullmatch(core) for of in within or {form.words for form in forms()})


def as_written(words: str, clause: str) -> str:
    """Words of a wish, which are in small letters, as its clause has them."""
    same = re.escape(words)
    for pattern in (rf"(?<!\w){same}(?!\w)", same):
        if found := re.findall(pattern, clause, re.IGNORECASE):
            return str(found[-1])
    return words


def is_courtesy(words: str) -> bool:
    """Whether words say nothing but how one asks: "please"."""
    return _plain(f"x {words}") == "x"


@lru_cache(maxsize=64)
def wishes(clause: str, *, alone: bool) -> tuple[Wish, ...]:
    """All that a clause may wish, the likeliest first; ``alone`` says that it is the whole text.

    Kept for a while: who parts a text and who reads its parts ask for the same.
    """
    clause = _plain(clause)
    core, extent = extent_of(clause)
    if extent.share < 1.0 or extent.degrees is not None:
        for there, step in manners().steps:
            core = there.sub(step, core)
    signed = _SIGNED.search(clause)
    found = [_by(core, extent, signed[1])] if signed and extent.db is not None else []
    for form in forms():
        if (form.alone and not alone) or not _may_be(form.verb, extent):
            continue
        if match := form.pattern.fullmatch(core):
            said = {name: words or "" for name, words in match.groupdict().items()}
            words, verb = said.pop("ref", ""), form.verb
            if _NO_NAME.search(words):
                continue
            if verb is Verb.STOP and extent.seconds:
                verb = Verb.FADE_OUT  # "take the fire out over 4 seconds"
            said.setdefault("where", form.where)
            found.append(Wish(verb, words, extent, form.words, form.sure, **said))
    if extent.times > 1.0 and alone:
        known = dict.fromkeys(form.words for form in forms())
        short = len(core.split()) <= _NAME
        found += [Wish(Verb.PLAY, core, extent, of) for of in known if short or of is english()]
    return tuple(found)


def _may_be(verb: Verb, extent: Extent) -> bool:
    """Whether what is asked for can be so much."""
    if (verb is Verb.LEVEL) != extent.tells_level and verb in _LEVELS:
        return False
    return not (verb is Verb.TURN and extent.degrees is not None)  # "90 degrees clockwise": a step


def _plain(clause: str) -> str:
    """A clause in small letters, without politeness, in the words that forms have."""
    clause = " ".join(
        clause.lower().replace("\u2019", "'").strip(" .,!?;:\u3002\uff01\uff0c").split()
    )
    polite = manners()
    if begin := polite.before.match(clause):
        clause = clause[begin.end() :]
    clause = polite.after.sub("", clause)
    for words, others in polite.alike:
        clause = words.sub(others, clause)
    return _BARE_DB.sub(r"\1 db", clause)


def _by(core: str, extent: Extent, sign: str) -> Wish:
    """A sound and a signed level: "the dog -6 dB", "dog +6"."""
    return Wish(Verb.UP if sign == "+" else Verb.DOWN, core, extent, english())


TAKEN_BACK = re.compile(
    r"^(?:(?:stand ?by|that's too (?:much|far|loud|close|fast|slow)"
    r"|no|nope|nah|wait|no wait|sorry|oops|oh|right|alright|all right|yeah|yep|hang on"
    r"|hold on|actually|actually no|nee|nein|ach|doch|non|mais non|ah non|too much|too loud"
    r"|not (?:left|right|there|that)|h+m+|er+m?)[,.] "
    r"|(?:nah|oops|er+m?) )+",
    re.IGNORECASE,
)
"""What is said before another try: "no, 45 to the right", "too much, down 3"."""
_NO_NAME = re.compile(
    r"^(?:when|once|if|as soon as|until|after|before|while)\b|(?<!^)\b(?:an?|another)\b"
)
"""Words of a clause that waits for something, or that has a new sound in it: they name nothing."""
_NAME = 2
"""Words that name a sound in another language, if nothing else says that they do."""
_SIGNED = re.compile(r" ([-+\u2212])\d{1,2}(?:\.\d{1,2})? ?(?:db|decibels?)$")
_BARE_DB = re.compile(r"( [-+\u2212]\d{1,2}(?:\.\d)?)$")

_LEVELS = (Verb.LEVEL, Verb.UP, Verb.DOWN)
