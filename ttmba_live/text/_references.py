"""Which sounds that are there words of a language mean: sounds have their English names.

Knows how a planner reads a name; knows no verb and no scene.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ttmba_live.errors import InvalidInput
from ttmba_live.text._plan import Plan
from ttmba_live.text._present import Meant, Present, is_definite, meant
from ttmba_live.text._wishes import Words


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
        whole, found, less = words.partition(f" {but} ")
        if found:
            return _without(*(referred(part, of, there, last, plan) for part in (whole, less)))
    if words in of.everything:
        return meant("everything", there, last)
    if words in of.pronouns:
        return meant("it", there, last)
    if words.partition(" ")[0] in of.indefinite:
        return None
    return meant(words, there, last) or _named(words, of, there, last, plan)


def _without(whole: Meant | None, less: Meant | None) -> Meant | None:
    if whole is None or less is None:
        return None
    return Meant(tuple(one for one in whole.ids if one not in less.ids))


def _named(
    words: str,
    of: Words,
    there: Sequence[Present],
    last: Sequence[str],
    plan: Callable[[str], Plan],
) -> Meant | None:
    """By what the planner calls it, whole or a word of it; what sounds goes before the rest."""
    try:
        sound = plan(of.naming.replace("~", words)).events[0].sound
    except InvalidInput:
        return None
    names = [sound, *(word for word in sound.split() if len(word) > 2)]
    found = [one for name in names if (one := meant(name, there, last)) is not None]
    heard = {one.id for one in there if one.sounds}
    return next((one for one in found if heard.intersection(one.ids)), next(iter(found), None))
