"""Which sounds that are there a few words mean: "the left dog", "it", "everything but the rain".

Knows what is there by name, sound and direction; knows no verb, no planner and no scene.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ttmba_live.geometry import wrap_degrees
from ttmba_live.text._forms import english, manners
from ttmba_live.text._groups import members

_ALL = re.compile(
    r"(?:(?:absolutely )?everything|every (?:sound|source|thing)|everybody|everyone"
    r"|the (?:whole )?(?:scene|mix|lot)|all(?: of)?(?: (?:it|them|this|that))?"
    r"|all (?:the |of the )?(?:sounds?|sources?|things)|(?:the )?sounds)"
)
_BUT = re.compile(r"(.+?),? (?:but|except(?: for)?|apart from|besides) (.+)")
_HE, _SHE = (
    re.compile(rf"\b(?:{words})s?\b")
    for words in (
        "man|men|boy|guy|male|father|dad|grandfather|grandpa|king|monk|priest|baritone|tenor",
        "woman|women|girl|lady|female|mother|mum|mom|grandmother|grandma|queen|witch|soprano|alto",
    )
)
_WHO = {"he": _HE, "him": _HE, "she": _SHE, "her": _SHE}
_NTH = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "last": -1}
_FILLER = frozenset(
    """
    sound sounds noise noises source track channel please thing things on at in to of me is that
    that's which what what's whatever whatever's whatevers my both all two three four pair
    """.split()  # noqa: SIM905
)
"""Words that tell no sound from another: "whatever is on the right", "the one in front of me"."""
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("es", ""), ("s", ""), ("e", ""))
_TWO = 2
_SHORTEST = 3
"""Letters that words of one stem share at least."""


@dataclass(frozen=True, slots=True)
class Present:
    """A sound that is there: its id, what it is, where it is in degrees, whether it sounds.

    ``distance`` is in metres, 0 where nobody knows it.
    """

    id: str
    sound: str
    azimuth: float = 0.0
    elevation: float = 0.0
    sounds: bool = True
    distance: float = 0.0


@dataclass(frozen=True, slots=True)
class Meant:
    """Ids that words mean; ``all`` is everything, now and on its way."""

    ids: tuple[str, ...] = ()
    all: bool = False


def meant(words: str, there: Sequence[Present], last: Sequence[str]) -> Meant | None:
    """What a few words in small letters mean; None if nothing that is there.

    ``last`` are the ids that were spoken of last: what "it" is.
    """
    words = words.strip(" ,'\"")
    if _ALL.fullmatch(words):
        return Meant(tuple(one.id for one in there), all=True)
    if words in _WHO and (people := _people(_WHO[words], there)):
        return Meant(people)
    if manners().both.fullmatch(words):
        return _pair(there, last)
    if words in english().pronouns:
        ids = tuple(one.id for one in there if one.id in last)
        return Meant(ids) if ids else None
    if manners().others.fullmatch(words):
        ids = tuple(one.id for one in there if one.id not in last)
        return Meant(ids) if ids and last else None
    if found := _BUT.fullmatch(words):
        return without(meant(found[1], there, last), meant(found[2], there, last))
    return _named(words, there, last)


def _pair(there: Sequence[Present], last: Sequence[str]) -> Meant | None:
    """The two that sound; else those that were spoken of last."""
    ids = tuple(one.id for one in there if one.id in last)
    heard = tuple(one.id for one in there if one.sounds)
    ids = heard if len(ids) != _TWO == len(heard) else ids
    return Meant(ids) if ids else None


def _people(kind: re.Pattern[str], there: Sequence[Present]) -> tuple[str, ...]:
    """The ids of who is a man, or a woman; those that sound, if any does."""
    found = [one for one in there if kind.search(f"{one.sound} {one.id}".lower())]
    return tuple(one.id for one in [one for one in found if one.sounds] or found)


def without(whole: Meant | None, less: Meant | None) -> Meant | None:
    """The one but for the other; None if either means nothing that is there, or nothing is left."""
    if whole is None or less is None:
        return None
    left = tuple(one for one in whole.ids if one not in less.ids)
    return Meant(left) if left else None


def called(name: str, there: Sequence[Present]) -> Meant | None:
    """Those that have every word of a name, and are not only in part like it."""
    found = [one for one in there if all(_in(word, one) for word in name.split())]
    heard = [one for one in found if one.sounds] or found
    return Meant(tuple(one.id for one in heard)) if heard else None


def names_only(words: str, there: Sequence[Present]) -> bool:
    """Whether words are a name of what is there, and no more: "the cat", not "slam the door"."""
    if words in english().pronouns or words in english().everything:
        return True
    small = english().articles | _FILLER | _SIDES.keys() | _NTH.keys()
    rest = [word for word in re.findall(r"[\w'-]+", words) if word not in small]
    if not rest or called(" ".join(rest), there) is not None:
        return True
    return len(rest) == 1 and any(_of_kind(rest[0], one) for one in there)


def is_definite(words: str) -> bool:
    """Whether words mean something that is known already: "the dog", "dog", "it"; not "a dog"."""
    first = words.split()[:1]
    return bool(first) and first[0] not in english().indefinite


_ONE = frozenset(
    (
        "one", "ones", "thing", "things", "what", "what's", "whatever", "whatever's", "whatevers",
        "sound", "two", "three", "four", "pair",
    )
)  # fmt: skip


def _named(words: str, there: Sequence[Present], last: Sequence[str]) -> Meant | None:
    """By id, or by words of the sound, a side and a number."""
    for one in there:
        if words == one.id.lower():
            return Meant((one.id,))
    if " and " in words:
        parts = [meant(part, there, last) for part in re.split(r",? and |, ", words)]
        ids = [name for part in parts if part is not None for name in part.ids]
        return Meant(tuple(dict.fromkeys(ids))) if None not in parts else None
    if not is_definite(words):
        return None
    small = english().articles | _FILLER
    rest = [word for word in re.findall(r"[\w'-]+", words) if word not in small]
    nth = next((word for word in rest if word in _NTH or word.isdecimal()), "")
    sides = [word for word in rest if word in _SIDES]
    kept = [word for word in rest if word != nth and word not in sides]
    found = [one for one in there if all(_in(word, one) for word in kept)]
    if not kept:  # "the left one", "the second": of what sounds
        alone = nth in _NTH or (sides and _ONE.intersection(words.split()))
        found = [one for one in there if one.sounds and alone]
    elif len(kept) == 1 and members(_stem(kept[0])) and (not found or kept[0].endswith("s")):
        found = [one for one in there if one in found or _of_kind(kept[0], one)]
    elif not found:
        found = [one for one in there if _in(kept[-1], one)]
        found = found or [one for one in there if _in(kept[-1], one, part=True)]
    if sides:
        found = [one for one in found if all(_SIDES[side](one) for side in sides)]
        found = found if kept else [one for one in found if one.id in last] or found
    if nth:
        number = _NTH[nth] if nth in _NTH else int(nth[:4]) - 1
        found = found[number:][:1] if -1 <= number < len(found) else []
    heard = [one for one in found if one.sounds] or found
    return Meant(tuple(one.id for one in heard)) if heard else None


_SIDES: dict[str, Callable[[Present], bool]] = {
    "left": lambda one: 10.0 < wrap_degrees(one.azimuth) < 170.0,
    "right": lambda one: -170.0 < wrap_degrees(one.azimuth) < -10.0,
    "front": lambda one: abs(wrap_degrees(one.azimuth)) < 80.0,
    "back": lambda one: abs(wrap_degrees(one.azimuth)) > 100.0,
    "rear": lambda one: abs(wrap_degrees(one.azimuth)) > 100.0,
    "behind": lambda one: abs(wrap_degrees(one.azimuth)) > 100.0,
    "ahead": lambda one: abs(wrap_degrees(one.azimuth)) < 30.0,
    "middle": lambda one: abs(wrap_degrees(one.azimuth)) < 30.0,
    "centre": lambda one: abs(wrap_degrees(one.azimuth)) < 30.0,
    "center": lambda one: abs(wrap_degrees(one.azimuth)) < 30.0,
    "above": lambda one: one.elevation > 15.0,
    "overhead": lambda one: one.elevation > 15.0,
    "below": lambda one: one.elevation < -15.0,
    "upper": lambda one: one.elevation > 15.0,
    "lower": lambda one: one.elevation < -15.0,
}


def _in(word: str, one: Present, *, part: bool = False) -> bool:
    """Whether a word is one of a sound's, in another form perhaps: "dogs", "heli", "barks".

    Or ``part`` of one: "horn" of a foghorn, but not "rain" of a train.
    """
    own = re.findall(r"[^\W_]+", f"{one.sound} {one.id}".lower())
    same = _ends if part else _alike
    return any(same(word.removesuffix("'s"), other) for other in own)


def _of_kind(word: str, one: Present) -> bool:
    """Whether a word means a kind of sound that this is one of, or this by another name."""
    own = {_stem(part) for part in re.findall(r"[^\W_]+", f"{one.sound} {one.id}".lower())}
    return any(_stem(member) in own for member in members(_stem(word)))


def _ends(one: str, other: str) -> bool:
    """Whether a word ends another that is put together of it and of one before."""
    before = _stem(other).removesuffix(end := _stem(one))
    return len(end) > _SHORTEST <= len(before) and before != _stem(other)


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((_stem(one), _stem(other)), key=len)
    return short == long or (len(short) > _SHORTEST and long.startswith(short))


def _stem(word: str) -> str:
    """A word without its ending, as alike words have it."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending) + instead
    return word
