"""What sounds have from one another once all are read: sides by turns, places. Reads no chunk."""

from __future__ import annotations

import itertools

from ttmba_live.text import _wording
from ttmba_live.text._chunks import SIDES, STARTS
from ttmba_live.text._drafts import Draft, heights_alone, opposed, raises

_DISTANCES = frozenset(("distance", "near", "far"))
_HOW = frozenset(("level", "gain")), frozenset(("fade",)), frozenset(("duration", "seconds"))
_SHARED = (*SIDES, *_DISTANCES, "level")


def alternate(drafts: list[Draft]) -> None:
    """Make "left, right, left" said of one sound a sound at each."""
    for draft in list(drafts):
        at = [i for i in draft.attributes if i.kind == "place" and i.argument == "at"]
        turns = itertools.pairwise(at)
        if len(at) > 2 and all(opposed([b], Draft("", attributes=[a])) for a, b in turns):
            draft.attributes = [i for i in draft.attributes if i not in at[1:]]
            more = [Draft("comma", attributes=[i], of=draft.of or draft) for i in at[1:]]
            n = drafts.index(draft) + 1
            drafts[n:n] = more


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
        elif other.link in ("and", "part") and other.of is None and _bare(mine):
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
