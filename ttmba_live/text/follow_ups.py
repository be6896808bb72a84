"""What a cue asks of sounds that are there, in one pass: "stop the rain", "louder", "move it left".

Knows words, and by name what is there; carries nothing out. What a text says besides
("stop the rain, a car passes") is handed back, to be planned.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from ttmba_live.errors import InvalidInput
from ttmba_live.text import _lexicon
from ttmba_live.text._asking import Reader
from ttmba_live.text._extent import Extent
from ttmba_live.text._follow_up import FollowUp, FollowUps
from ttmba_live.text._forms import Verb
from ttmba_live.text._pieces import Pieces
from ttmba_live.text._plan import Plan
from ttmba_live.text._present import Present
from ttmba_live.text._references import referred
from ttmba_live.text._refusing import check_character, check_question, check_sound, is_no_sound
from ttmba_live.text._requests import said_otherwise
from ttmba_live.text._waiting import waits
from ttmba_live.text._wishes import LONGEST, is_courtesy, wishes

__all__ = ["Extent", "FollowUp", "FollowUps", "Present", "Verb", "follow_ups"]


def follow_ups(
    text: str,
    there: Sequence[Present],
    last: Sequence[str],
    plan: Callable[[str], Plan],
    kept: Sequence[str] = (),
) -> FollowUps:
    """Read a text without event lines.

    Args:
        text: of any length; what is longer than a few sentences is all to be planned.
        there: the sounds that are there.
        last: ids of what was spoken of last.
        plan: reads places in words.
        kept: names of the snapshots that there are.

    Raises:
        InvalidInput: if it can only be about sounds that are there, and none of them is meant.
    """
    if len(text) > LONGEST:
        return FollowUps((), text)
    check_question(text, there)
    read = partial(_read, there=there, last=last, plan=plan, kept=kept)
    try:
        found = read(text)
    except InvalidInput:
        if (other := _otherwise(text, read)) is None:
            raise
        return other
    if (found.orders and not found.rest) or found.awaits:
        return found
    return _otherwise(text, read) or found


def _otherwise(text: str, read: Callable[[str], FollowUps]) -> FollowUps | None:
    """What a text asks for in other words, if it is nothing but orders then."""
    for said in said_otherwise(text):
        with contextlib.suppress(InvalidInput):
            asked = read(said)
            if asked.orders and not asked.rest:
                return asked
    return None


def _read(
    text: str,
    there: Sequence[Present],
    last: Sequence[str],
    plan: Callable[[str], Plan],
    kept: Sequence[str],
) -> FollowUps:
    """What a text asks for, as it is said."""
    new: FollowUps | None = None
    for wait in waits(text):
        who = referred(wait.words, wait.of, there, last, plan)
        if who is None:
            continue
        asked = _asked(wait.rest, there, last, plan, kept)
        if asked.orders and not asked.rest and not any(one.sound for one in asked.orders):
            orders = (replace(one, awaits=who.ids, until=wait.until) for one in asked.orders)
            return replace(asked, orders=tuple(orders))
        if wait.leads and any(one.sounds for one in there if one.id in who.ids):
            new = new or replace(asked, awaits=who.ids, until=wait.until)
    if new is not None:
        return new
    return _asked(text, there, last, plan, kept)


def _asked_for(complaint: str, orders: Sequence[FollowUp], order: FollowUp) -> bool:
    """Whether an order says what the complaint before it comes to: "too loud, turn it down"."""
    same = any(o.verb is order.verb and set(o.ids) == set(order.ids) for o in orders[-1:])
    return same and not _lexicon.listed("complaints").isdisjoint(complaint.lower().split())


def _is_over(orders: Sequence[FollowUp], order: FollowUp) -> bool:
    """Whether what is to stop fades out already: "everything out over 5 s, then silence"."""
    fades = any(o.verb is Verb.FADE_OUT and set(order.ids) <= set(o.ids) for o in orders[-1:])
    return fades and order.verb is Verb.STOP


def _asked(
    text: str,
    there: Sequence[Present],
    last: Sequence[str],
    plan: Callable[[str], Plan],
    kept: Sequence[str],
) -> FollowUps:
    """What a text asks for that waits for nothing."""
    reader, parts = Reader(there, plan, kept), Pieces(there)
    check_character(text, there, tuple(last))
    pieces = parts.pieces(text)
    pieces = [one for one in pieces if not is_courtesy(one[1])] or pieces[:1]
    alone = len(pieces) == 1 or all(
        any(not wish.words for wish in wishes(piece, alone=True)) for _, piece in pieces
    )
    found = _of_pieces(pieces, reader, parts, last, plan, alone=alone)
    if not alone and found.orders and found.rest:  # "Quieter. And the dog closer"
        with contextlib.suppress(InvalidInput):
            other = _of_pieces(pieces, reader, parts, last, plan, alone=True)
            found = found if other.rest or other.lost else other
    # "Tom left, bell right, a gong" is a new scene, whether a bell is there or not.
    if not found.orders or (found.rest and reader.bare):
        if there:
            check_sound(text, there, plan)
        return FollowUps((), parts.in_full(text.strip(), tuple(last)))
    return found


def _of_pieces(
    pieces: Sequence[tuple[str, str]],
    reader: Reader,
    parts: Pieces,
    last: Sequence[str],
    plan: Callable[[str], Plan],
    *,
    alone: bool,
) -> FollowUps:
    """What the pieces of a text ask for, one after the other; ``alone`` as in `Reader.order`."""
    orders: list[FollowUp] = []
    prose, lost = "", ""
    for number, (gap, piece) in enumerate(pieces):
        stays = parts.left(piece) if len(pieces) > 1 else None
        named = stays or parts.named(piece, pieces[number + 1 :], tuple(last))
        if named and not prose:
            last = named if number + 1 < len(pieces) else last
            continue
        goes_on = bool(orders) and not prose
        order = reader.order(piece, tuple(last), alone=alone or goes_on, story=prose, after=goes_on)
        if order is not None and _is_over(orders, order):
            continue
        if order is not None:
            orders[len(orders) - _asked_for(pieces[number - 1][1], orders, order) :] = [order]
            last = (*order.ids, *order.other) or last
        elif goes_on and is_no_sound(piece, plan):
            lost += (gap if lost else "") + piece
        elif not prose and (new := reader.newcomer(piece, tuple(last))) is not None:
            orders.append(new)
        else:
            prose += (gap if prose else "") + parts.in_full(piece, tuple(last))
    return FollowUps(tuple(orders), prose.strip(), lost.strip())
