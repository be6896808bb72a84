"""What sounds have from one another once all are read: sides by turns, places. Reads no chunk."""

from __future__ import annotations

import itertools
import re

from ttmba_live.text import _numbers, _wording
from ttmba_live.text._chunks import SIDES, STARTS
from ttmba_live.text._drafts import Draft, heights_alone, opposed, raises
from ttmba_live.text._phrase import Phrase

_AT = re.compile(r"at(?: -?[01] -?[01])?$")
"""A place with a side and nothing more."""

_DISTANCES = frozenset(("distance", "near", "far"))
_HOW = frozenset(("level", "gain")), frozenset(("fade",)), frozenset(("duration", "seconds"))
_SHARED = (*SIDES, *_DISTANCES, "level")


def alternate(drafts: list[Draft]) -> None:
    """Make "left, right, left", or as many places as there are things, a sound at each."""
    for draft in list(drafts):
        at = _stands(draft)
        turns = itertools.pairwise(at)
        others = sum(len(_stands(other)) for other in drafts if other.of is draft)
        each = 1 < len(at) < _numbers.leading(draft.words) + 1.0 == len(at) + others + 1.0
        by_turns = len(at) > 2 and all(opposed([b], Draft("", attributes=[a])) for a, b in turns)
        if each or by_turns:
            draft.attributes = [i for i in draft.attributes if i not in at[1:]]
            more = [Draft("comma", attributes=[i], of=draft.of or draft) for i in at[1:]]
            n = drafts.index(draft) + 1
            drafts[n:n] = more


def _stands(draft: Draft) -> list[Phrase]:
    """The places at which a draft is said to be."""
    return [i for i in draft.attributes if i.kind == "place" and _AT.match(i.argument)]


def share(drafts: list[Draft]) -> None:
    """Let "a dog and a cat on the left" put both on the left."""
    for n in range(len(drafts) - 2, -1, -1):
        mine, other = drafts[n], drafts[n + 1]
        if other.of is mine and other.link == "and":
            for kinds in (SIDES, _DISTANCES, *_HOW, *([] if other.apart else [STARTS])):
                if not mine.has(kinds):
                    mine.attributes += [i for i in other.attributes if i.kind in kinds]
            height = heights_alone(other.attributes)
            if raises(height, mine):
                mine.attributes += height
        elif (
            other.link in ("and", "part") and other.of is None and _bare(mine) and not other.singled
        ):
            mine.attributes = [i for i in other.attributes if i.kind in _SHARED]
            if n and drafts[n - 1].link != "and" and mine.link == "comma":
                mine.link = "and"


def _bare(draft: Draft) -> bool:
    """Whether a draft is a thing in a list, with nothing said of it."""
    if draft.attributes:
        return False
    if draft.hears:
        return len(draft.words) <= 2
    return len(_wording.content(draft.words)) <= 3 and not _wording.acts(draft.words)
