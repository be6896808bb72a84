"""One thing at several places: "one in each ear", "eight voices in a ring". Reads no chunks.

What is told of several at once becomes a draft for each; what each of them is, is one of them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ttmba_live.text import _numbers, _places, _wording
from ttmba_live.text._chunks import SIDES, STARTS
from ttmba_live.text._drafts import Draft
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._plan import MAX_EVENTS

_LEAST_RING, _MOST_RING = 3, 24
"""How many things may stand around the listener, each at its own place."""


_COUNTED = frozenset(("every", "count"))
_ANGLES = frozenset((("azimuth", "left"), ("azimuth", "right")))
_SIDE_OF = {"left": "0 1 . .", "right": "0 -1 . ."}


def parted(drafts: list[Draft]) -> list[Draft]:
    """The drafts, with one for each place that a draft tells at once."""
    out: list[Draft] = []
    for draft in drafts:
        out.append(draft)
        if len(out) >= MAX_EVENTS:
            continue
        pair = next((item for item in draft.attributes if _is_pair(item, draft)), None)
        alone = not any(other.of is draft for other in drafts)
        ring = _ring(draft) if alone else None
        if pair is not None:
            angle = next((i for i in draft.attributes if i.kind == "azimuth"), None)
            sides = [_side(pair, angle, left=left) for left in (True, False)]
            draft.attributes = [i for i in draft.attributes if i is not angle]
            if pair.argument == "swing turns":
                draft.attributes.append(Phrase("turns", "alternate", pair.first, pair.after))
            out += _at_each(draft, pair, sides)
        elif ring is not None:
            number = _number(draft)
            sides = [_angle(ring, 360.0 * n / number) for n in range(int(number))]
            out += _at_each(draft, ring, sides)
    _mirrored(out)
    _lasting(out)
    copies = Counter(id(draft.of) for draft in out)
    for draft in out:
        all_told = _numbers.leading(draft.words) == copies[id(draft)] + 1.0 > 1.0
        draft.each = draft.each or all_told
    return out


def _at_each(draft: Draft, told: Phrase, places: list[Phrase]) -> list[Draft]:
    """The copies of a draft at all places but the first, which is the draft's own now."""
    rest = [item for item in draft.attributes if item is not told]
    draft.attributes, draft.each = [*rest, places[0]], True
    first = draft.of or draft
    shared = [item for item in rest if item.kind not in STARTS | {"several"}]
    return [Draft("and", attributes=[*shared, place], of=first) for place in places[1:]]


def _number(draft: Draft) -> float:
    """How many things a draft is of: "eight voices", "glitches, five of them"."""
    counts = (item.value for item in draft.attributes if item.kind == "several")
    return _numbers.leading(draft.words) or next(counts, 0.0)


def _lasting(drafts: list[Draft]) -> None:
    """Let "at 5 s, 10 s and 15 s, 0.2 s each" be said of all of them."""
    for draft in drafts:
        told = next((i for i in draft.attributes if i.argument == "each"), None)
        if told is None or told.kind != "duration":
            continue
        first = draft.of or draft
        for other in drafts:
            if (other.of or other) is first and told not in other.attributes:
                other.attributes.append(told)


def _mirrored(drafts: list[Draft]) -> None:
    """Let "at 45 degrees left and right" be as far to the right."""
    for draft in drafts:
        source = draft.of.attributes if draft.of is not None else []
        told = next((i for i in source if (i.kind, i.argument) in _ANGLES), None)
        places = [i for i in draft.attributes if i.kind in SIDES]
        if told is None or len(places) != 1 or places[0].kind != "place":
            continue
        other = "right" if told.argument == "left" else "left"
        if _places.told(places) == (0, 1 if other == "left" else -1):
            draft.attributes[draft.attributes.index(places[0])] = replace(told, argument=other)


def _is_pair(item: Phrase, draft: Draft) -> bool:
    if item.kind == "pair":
        return True
    if item.argument == "swing turns" and draft.has(_COUNTED):
        return True
    if item.argument == "swing pair" and not draft.going:
        rest = (i for i in draft.attributes if i is not item)
        return not any(i.kind in ("motion", "slow", "fast") for i in rest)
    return item.argument in ("swing pair", "swing turns") and _numbers.leading(draft.words) == 2.0


def _ring(draft: Draft) -> Phrase | None:
    """What says that several things stand around the listener."""
    number = _number(draft)
    if not _LEAST_RING <= number <= _MOST_RING or draft.going:
        return None
    if not (_wording.several(draft.words) or number > _numbers.leading(draft.words)):
        return None
    still = (i for i in draft.attributes if i.kind == "around" or i.argument == "circle still")
    return next(still, None)


def _side(pair: Phrase, angle: Phrase | None, *, left: bool) -> Phrase:
    """One place of two: an angle, a side, or the ear, hand or shoulder that is named there."""
    if angle is not None:
        return replace(angle, argument="left" if left else "right")
    place = Phrase("side", _SIDE_OF["left" if left else "right"], pair.first, pair.after)
    ear = pair.slot("ear")
    slots = (place,) if ear is None else (place, ear)
    role = "at" if ear is None else "at part"
    return replace(pair, kind="place", argument=role, slots=slots)


def _angle(ring: Phrase, degrees: float) -> Phrase:
    """A place at an azimuth, 0..360 counted to the left."""
    value = degrees - 360.0 if degrees > 180.0 else degrees
    number = Phrase("degrees", "1", ring.first, ring.after, value=value)
    return Phrase("azimuth", "", ring.first, ring.after, (number,), value)
