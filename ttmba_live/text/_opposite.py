"""Across from what was named before: "on the other side", "in the other ear". Begins no draft."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ttmba_live.text._chunks import SIDES
from ttmba_live.text._drafts import Draft
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._places import angle_of

_TO = "to other"
_ENDS = {"one": "other", "other": "one"}
_ONE_SIDE = SIDES - {"around"}


def across(items: Sequence[Phrase], drafts: Sequence[Draft]) -> list[Phrase]:
    """The phrases of a chunk, "the other side" as the side across from the one named last.

    If no side was named before, that tells nothing.
    """
    out: list[Phrase] = []
    for item in items:
        if item.kind != "opposite" and item.argument != _TO:
            out.append(item)
            continue
        role = "to" if item.argument == _TO else "at"
        named = _named_last(out, drafts)
        unsure = [item] if role == "to" else []
        out += [_turned(item, each, role) for each in named] or unsure
    return out


def _named_last(before: Sequence[Phrase], drafts: Sequence[Draft]) -> list[Phrase]:
    """What tells the side that was named last, in the same chunk or of a sound before."""
    for row in (before, *(draft.attributes for draft in reversed(drafts))):
        sides = [item for item in row if item.kind in _ONE_SIDE]
        if sides:
            last = sides[-1].argument.split()[:1]
            return [side for side in sides if side.argument.split()[:1] == last]
    return []


def _turned(item: Phrase, named: Phrase, role: str) -> Phrase:
    """A phrase as the place across from another."""
    if named.kind == "place":
        how = " ".join(named.argument.split()[1:])
        flipped = _flipped(how) if _is_spot(how.split()) else _ENDS.get(how, how)
        slots = tuple(_flip(slot) for slot in named.slots)
        return replace(item, kind="place", argument=f"{role} {flipped}".strip(), slots=slots)
    value = angle_of(named) + 180.0
    value = value - 360.0 if value > 180.0 else value
    degrees = Phrase("degrees", "1", item.first, item.after, value=value)
    argument = "" if role == "at" else f"{role}_"
    return Phrase("azimuth", argument, item.first, item.after, (degrees,), value)


def _flip(slot: Phrase) -> Phrase:
    """A slot of direction turned round; ears and shoulders stay what they are."""
    if slot.kind == "ear":
        return slot
    flipped = _flipped(slot.argument) if _is_spot(slot.argument.split()) else slot.argument
    return replace(slot, argument=flipped, slots=tuple(_flip(inner) for inner in slot.slots))


def _is_spot(values: Sequence[str]) -> bool:
    """Whether an argument tells front and left in numbers."""
    return len(values) >= 2 and all(
        value.lstrip("-").replace(".", "").isdigit() for value in values[:2]
    )


def _flipped(spot: str) -> str:
    """Front and left of an argument turned round; height and distance stay."""
    front, left, *rest = spot.split()
    return " ".join([f"{-float(front):g}", f"{-float(left):g}", *rest])
