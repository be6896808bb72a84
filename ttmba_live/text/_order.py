"""When each sound starts, in one pass: from what is said of it and from what was before."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.scene import MAX_SECONDS
from ttmba_live.text import _lasting, _noises, _numbers, _wording
from ttmba_live.text._chunks import STRONG
from ttmba_live.text._meaning import AT_ONCE, Meant

_REPLY = 3.0
"""Seconds after which an answer is heard at the latest."""

_LEAST_TURNS = 3
_SOME = 8.0
"""Seconds up to which a kind of sound is something that somebody does: a stream runs for longer."""

_BEAT = 1.5
"""Seconds that a sound at alternating sides is heard at each, at most."""


def alternate(meant: Sequence[Meant]) -> None:
    """Let a sound that is left, right, left be heard there one after the other, and "in turn"."""
    for n, first in enumerate(meant):
        row = [first, *(m for m in meant if m.draft.of is first.draft)]
        row = row if len(row) > 1 else _named_again(meant[n:])
        if first.turns or first.turn:
            continue
        in_turn = any(m.times.in_turn for m in row)
        if in_turn and len(row) == 1:
            for each in _listed(meant[: meant.index(first) + 1])[1:]:
                each.turn = True
            continue
        sides = [m.places.standing().azimuth for m in row]
        turns = len(set(sides)) == len(set(sides[:2])) == 2 and sides[2:] == sides[:-2]
        timed = any(m.times.at or m.times.later or m.motion.said() for m in row)
        timed = timed or any(m.draft.link == "then" for m in row[1:])
        if timed or not (in_turn or (len(row) >= _LEAST_TURNS and turns)):
            continue
        beat = first.seconds / len(row) if first.told else min(first.seconds, _BEAT)
        for each in row:
            each.seconds, each.turn = beat, each is not first


def _named_again(meant: Sequence[Meant]) -> list[Meant]:
    """The first sound and those after it that have its name: "thwack L, thwack R, thwack L"."""
    row = [meant[0]]
    for each in meant[1:]:
        if each.sound != row[0].sound or each.draft.link not in ("comma", "and"):
            break
        row.append(each)
    return row if len(row) >= _LEAST_TURNS else row[:1]


def spaced(meant: Sequence[Meant]) -> None:
    """Let "one second apart" be between copies, between what was listed, or how often it comes."""
    for n, last in enumerate(meant):
        if last.times.every is not None and _ends_row(last):
            last.times.apart, last.times.every = last.times.every, None
        apart = last.times.apart
        if apart is None:
            continue
        first = last.draft.of or last.draft
        row = [m for m in meant if m.draft is first or m.draft.of is first]
        if len(row) == 1 and last.times.apart_all:
            row = _listed(meant[: n + 1])
        if len(row) > 1:
            for each in row[1:]:
                each.times.later = apart
            for each in row:
                each.times.apart = None
            continue
        last.times.every = apart
        last.times.count = last.times.count or _numbers.leading(last.draft.words) or None


def _ends_row(last: Meant) -> bool:
    """Whether one sound is told at one place after the other: "above, then left, every 3 s"."""
    return last.draft.of is not None and last.draft.link == "then" and last.times.count is None


def _listed(meant: Sequence[Meant]) -> list[Meant]:
    """The last sound and those of the list that it ends."""
    row = [meant[-1]]
    for each in reversed(meant[:-1]):
        if row[0].draft.link not in ("comma", "and") or row[0].times.at:
            break
        row.insert(0, each)
    return row


def leading_seconds(meant: Sequence[Meant]) -> None:
    """Seconds before a sound are when it starts, if others have their times so; else how long."""
    leading = [m for m in meant if m.times.leads and m.times.bare is not None]
    for each in leading:
        bare = each.times.bare or 0.0
        where = meant.index(each)
        earlier = [
            t for m in meant[:where] for t in (*m.times.at[:1], m.times.leads and m.times.bare)
        ]
        later = [
            t for m in meant[where + 1 :] for t in (*m.times.at[:1], m.times.leads and m.times.bare)
        ]
        before, after = [t for t in earlier if t], [t for t in later if t]
        ordered = all(t <= bare for t in before) and all(t >= bare for t in after)
        if (before or after) and ordered and not each.times.at:
            each.times.at.append(bare)
        elif not each.told:
            each.told, each.seconds = True, min(MAX_SECONDS, max(0.1, bare))


def starts_of(
    each: Meant, earlier: Sequence[Meant], everyone: Sequence[Meant]
) -> tuple[float, ...]:
    """When a sound starts, once or several times; the drafts before it have their times."""
    times = each.times
    before = earlier[-1] if earlier else None
    if each.turns and each.leader is not None:
        base = _follows(each, earlier) if each.leader is each else each.leader.starts[0]
        base = times.at[0] if times.at else base
        return tuple(base + turn for turn in each.turns)
    if times.mid:
        return (_middle(each, earlier, everyone),)
    if times.before is not None and earlier:
        return (_first(each, earlier),)
    if times.passing and before is not None:
        return (before.starts[-1] + before.nearest_time(),)
    if times.at:
        return tuple(times.at)
    if each.draft.hush and not (times.after or times.later or times.pause) and earlier:
        return (_lasting.falls(each, earlier),)
    if each.awaited is not None and each.awaited in earlier:
        over = each.awaited.starts[-1] + each.awaited.seconds
        return (over + (times.later or times.after or times.pause or 0.0),)
    owner = each.place_of()
    told = times.later is not None or times.after is not None or times.pause is not None
    parts = owner is not each and each.draft.by is None
    if parts and owner.motion.said() and not (told or each.along()):
        return (_arrived(each, owner, earlier),)
    return (_follows(each, earlier),)


def _first(each: Meant, earlier: Sequence[Meant]) -> float:
    """The start of what was before that; all others wait if it would be before the cue."""
    assert each.times.before is not None
    start = earlier[-1].starts[0] - (each.times.before or each.wait)
    for one in earlier if start < 0.0 else ():
        one.starts = tuple(at - start for at in one.starts)
    return max(0.0, start)


def _arrived(each: Meant, owner: Meant, earlier: Sequence[Meant]) -> float:
    """When a part of what came is heard: where the way ended, one thing after the other."""
    over = owner.starts[-1] + owner.seconds
    if not (each.happens or each.step):
        return over
    each.step = True
    parts = (m for m in earlier if m.step and m is not owner and m.place_of() is owner)
    return max([over, *(m.starts[-1] + m.wait for m in parts)])


def _middle(each: Meant, earlier: Sequence[Meant], everyone: Sequence[Meant]) -> float:
    """A share of the time of what was before; a sound that tells it is what others start in."""
    if each.told and not earlier:
        each.host = True
        return 0.0
    ends = [m.starts[-1] + m.seconds for m in earlier]
    ends = ends or [m.seconds for m in everyone if m is not each]
    return max(ends, default=10.0) * each.times.mid


def _follows(each: Meant, earlier: Sequence[Meant]) -> float:
    """The start of a sound whose time is told from what was before, or not at all."""
    times = each.times
    last = earlier[-1].starts[-1] if earlier else 0.0
    if times.later is not None:
        return last + times.later
    if times.pause is not None:
        return _end(earlier) + times.pause + (times.after or 0.0)
    if times.after is not None:
        return times.after if times.after >= last else last + times.after
    return _in_order(each, earlier) if earlier else 0.0


def _in_order(each: Meant, earlier: Sequence[Meant]) -> float:
    """The start of a sound of whose time nothing is told, after those before it or with them."""
    link, before = each.draft.link, earlier[-1]
    last = before.starts[-1]
    if each.times.through and link != "then":
        return 0.0
    if _wording.answers(each.draft.words):
        return last + min(before.wait, _REPLY)
    if before.host and link in ("comma", "and", "with", "as"):
        return before.seconds / 2.0
    if each.turn:
        return last + before.wait
    if _comes_after(each, before) or _bursts(each, before):
        return last + before.seconds
    if _is_next(each, earlier):
        each.step = True
        row = (m for m in earlier if m.step or m.happens or (m is before and _lasting.is_timed(m)))
        return max(m.starts[-1] + m.wait for m in row)
    if done_after := _done_after(each, earlier):
        each.step = True
        return max(m.starts[-1] + m.wait for m in done_after)
    if link == "then":
        same = each.like is before and before.motion.said()
        return last + before.seconds if same else _end(earlier)
    if link in STRONG:
        goes_on = each.strikes and before.draft.link == "then"
        return _end(earlier) if goes_on or before.times.count == 1.0 else 0.0
    return last


def _comes_after(each: Meant, before: Meant) -> bool:
    """Whether a sound is told after what came to a stop, or moves after what was done there."""
    if each.draft.link == "comma" and before.step and each.motion.said():
        return True  # "the door shuts, steps come closer"
    listed = each.draft.link in ("comma", "and") or (each.draft.link in STRONG and each.happens)
    return listed and before.draft.arrives and before.motion.said()


def _bursts(each: Meant, before: Meant) -> bool:
    """Whether a bang ends what is heard for a told time: "beeps for 2 s, boom"."""
    told = before.told and any(map(_wording.does, before.draft.words))
    return told and each.draft.link in ("comma", "and") and _noises.is_bang(each.draft.words)


def _is_next(each: Meant, earlier: Sequence[Meant]) -> bool:
    """Whether a sound comes after those before though no word says so.

    What happens at one moment waits for what happened before: "A phone rings. A door opens." So
    does what goes somewhere, "The door opens. Steps cross to the right", and what somebody does
    after something that has its time. In one sentence the last one goes on as the others did.
    """
    if each.draft.link == "and":
        return earlier[-1].step and _wording.acts(each.draft.words)
    strong = each.draft.link in STRONG
    before = earlier[-1]
    timed = _lasting.is_timed(before) and _does_once(each)
    goes = before.happens and (each.motion.way or "approach" in each.motion.kinds)
    if (strong and timed) or (goes and (strong or each.draft.link == "comma")):
        return True
    listed = strong or each.draft.link == "comma"
    return listed and each.happens and any(m.happens or (m.step and m.motion.way) for m in earlier)


def _does_once(each: Meant) -> bool:
    """Whether it is told what something short does: "something splashes in the pond"."""
    short = each.kind.duration <= _SOME and not each.times.through
    return each.happens or (short and _wording.acts(each.draft.words))


def _done_after(each: Meant, earlier: Sequence[Meant]) -> list[Meant]:
    """The steps of one sentence after which something is done: "X types, a page is torn out"."""
    joined = each.draft.link in ("comma", "and")
    if not (joined and each.happens and _wording.is_done(each.draft.words)):
        return []
    row: list[Meant] = []
    for before in reversed(earlier):
        if not (_wording.acts(before.draft.words) or before.happens):
            break
        row.append(before)
        if before.draft.link not in ("comma", "and"):
            break
    short = all(m.kind.duration <= AT_ONCE and not m.times.through for m in row)
    return row if short else []


def _end(earlier: Sequence[Meant]) -> float:
    """When what was said last is over: the drafts that were joined with one another."""
    end = 0.0
    for each in reversed(earlier):
        if not each.times.through:
            end = max(end, each.starts[-1] + each.wait)
        if each.draft.link not in ("with", "as", "and", "part"):
            break
    return end
