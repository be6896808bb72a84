"""Which sounds that are there words of a language mean: sounds have their English names.

Knows how a planner reads a name; knows no verb and no scene.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ttmba_live.errors import InvalidInput
from ttmba_live.text._forms import Words
from ttmba_live.text._plan import Plan
from ttmba_live.text._present import Meant, Present, called, is_definite, meant, without

_MOST = 8
"""Names that are joined."""


def referred(
    words: str,
    of: Words,
    there: Sequence[Present],
    last: Sequence[str],
    plan: Callable[[str], Plan],
) -> Meant | None:
    """What words in small letters mean; None if nothing that is there."""
    if of.language == "en":
        return meant(words, there, last) if is_definite(words) else None
    for but in of.but:
        whole, parted, less = words.partition(f" {but} ")
        if parted:
            return without(*(referred(part, of, there, last, plan) for part in (whole, less)))
    if (several := _several(words, of)) and len(several) <= _MOST:
        found = [referred(part, of, there, last, plan) for part in several]
        if None not in found:
            ids = [name for one in found if one is not None for name in one.ids]
            return Meant(tuple(dict.fromkeys(ids)))
    if words in of.everything:
        return meant("everything", there, last)
    if words in of.pronouns:
        return meant("it", there, last)
    if words.partition(" ")[0] in of.indefinite:
        return None
    by_id = meant(words, there, last)
    if by_id is not None:
        return by_id
    names = _names(of.naming.replace("~", words), plan)
    read = [called(name, there) for name in names[:1]]
    read += [meant(name, there, last) for name in names[1:]]
    named = [one for one in read if one is not None]
    heard = {one.id for one in there if one.sounds}  # what sounds goes before the rest
    return next((one for one in named if heard.intersection(one.ids)), next(iter(named), None))


def _several(words: str, of: Words) -> list[str]:
    """The names that words join, if they join any."""
    joint = next((f" {joint} " for joint in of.joints if f" {joint} " in words), "")
    return words.split(joint) if joint else []


def _names(text: str, plan: Callable[[str], Plan]) -> list[str]:
    """What the planner calls the sound of a text, whole, and words of it; nothing of several."""
    try:
        sound, *others = dict.fromkeys(event.sound for event in plan(text).events)
    except InvalidInput:
        return []
    if others:
        return []
    # "violin playing" is a violin, and not all that plays
    first, *more = sound.split()
    return [sound, first, *(word for word in more if len(word) > 2 and word[-3:] != "ing")]
