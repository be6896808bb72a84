"""Stage five: drafts become events. Resolves numbers, common sense and order; reads no text."""

from __future__ import annotations

from collections.abc import Sequence

from ttmba_live.geometry import Position
from ttmba_live.scene import MAX_SECONDS, MAX_TEXT, Event
from ttmba_live.text import _bearings, _lasting, _meaning, _order, _paths, _spots
from ttmba_live.text._drafts import Draft
from ttmba_live.text._envelopes import envelope
from ttmba_live.text._inheriting import inherit
from ttmba_live.text._limits import limit_notes
from ttmba_live.text._meaning import Meant
from ttmba_live.text._places import Places
from ttmba_live.text._plan import MAX_EVENTS
from ttmba_live.text._turns import take_turns

_FAN = (0.0, 30.0, -30.0, 60.0, -60.0)
"""Azimuths of sounds without a place, one after the other, so that they do not hide each other."""

_EVERYWHERE = 180.0
"""Degrees to every side of what is said to be all around."""


def events(drafts: Sequence[Draft], stage_left: float) -> tuple[list[Event], list[str]]:
    """The events of all drafts, and notes about them."""
    notes: list[str] = []
    meant = [_meaning.meant_by(draft, stage_left) for draft in drafts]
    by_draft = {id(m.draft): m for m in meant}
    for each in meant:
        if each.draft.hush:
            each.seconds, each.told = 0.0, True
            continue
        source = each.draft.of or each.draft.subject
        each.like = by_draft.get(id(source)) if source is not None else None
        owner = each.draft.by.other if each.draft.by else each.draft.owner
        each.owner = by_draft.get(id(owner)) if owner is not None else None
        awaited = each.draft.awaits
        each.awaited = by_draft.get(id(awaited)) if awaited is not None else None
        _meaning.name(each, notes)
        if each.like is not None:
            inherit(each, each.like)
        notes.extend([*each.places.notes, *_bearings.told(each.draft.attributes)])
        _meaning.lengths(each)
    take_turns(meant)
    _order.alternate(meant)
    _order.spaced(meant)
    _order.leading_seconds(meant)
    for n, each in enumerate(meant):
        each.starts = _order.starts_of(each, meant[:n], meant)
        _lasting.settle(each, meant[:n])
    sounds = [each for each in meant if not each.draft.hush]
    _lasting.fill(sounds)
    made = _laid_out(sounds, notes)
    return made, notes + limit_notes(made)


def _laid_out(meant: Sequence[Meant], notes: list[str]) -> list[Event]:
    ends = [m.starts[-1] + m.seconds for m in meant if m.told or not m.times.through]
    whole = min(MAX_SECONDS, max([10.0, *ends]))
    rows: list[tuple[Meant, list[float]]] = []
    unplaced = 0
    for each in meant:
        places = each.places
        if (
            not places.sided()
            and not each.motion.said()
            and each.like is None
            and each.place_of() is each
            and not places.around
        ):
            places.azimuth = _FAN[unplaced % len(_FAN)]
            unplaced += 1
        rows.append((each, _repeated(each, whole)))
    lasts = [starts[-1] + m.seconds for m, starts in rows if m.told or not m.times.through]
    whole = min(MAX_SECONDS, max([whole, *lasts]))
    made = [_event(each, min(MAX_SECONDS, at), whole) for each, starts in rows for at in starts]
    if len(made) > MAX_EVENTS:
        notes.append(f"only the first {MAX_EVENTS} events of this text are planned")
    return made[:MAX_EVENTS]


def _repeated(each: Meant, whole: float) -> list[float]:
    """Every start of a sound that is repeated at a told interval."""
    every, count = each.times.every, each.times.count
    if every is None or len(each.starts) > 1:
        return list(each.starts)
    first = each.starts[0]
    if count is None or count == 1.0:  # "every 5 seconds it calls once"
        span = each.seconds if each.told else max(whole - first, 3.0 * every)
        count = max(1.0, span // every)
        each.told, each.seconds = False, each.kind.duration
    if not each.told:
        each.seconds = min(each.seconds, max(0.1, every))
    return [first + n * every for n in range(int(min(count, MAX_EVENTS)))]


def _event(each: Meant, start: float, whole: float) -> Event:
    seconds, at = each.seconds, each.place_of()
    if each.times.through and not each.told:
        seconds = max(0.1, whole - start)
    elif each.along():
        seconds, start = at.seconds, at.starts[-1]
    span = seconds if at is each else at.seconds
    trajectory = _paths.path(at.motion, at.places, at.kind, span)
    if trajectory is not None and at is each and not each.told:
        least = _paths.fastest_seconds(trajectory)
        if least > seconds:
            seconds = min(MAX_SECONDS, least)
            trajectory = _paths.path(at.motion, at.places, at.kind, seconds)
    here = trajectory.positions[0] if trajectory else _spots.beside(at.places, at.kind, each.kind)
    if each.arrived and each.like is not None:
        here = _arrival(each.like, here, each)
    if trajectory is not None and at is not each and not each.along():
        here, trajectory = trajectory.at(max(0.0, start - at.starts[-1])), None
    if each.draft.by is not None and at is not each:
        here = each.draft.by.place(here, _spots.spot(Places(), each.kind).elevation)
    return Event.checked(
        each.sound,
        round(seconds, 3),
        here if trajectory else _rounded(here),
        round(start, 3),
        gain_db=_gain(each),
        trajectory=trajectory,
        envelope=envelope(each.draft.attributes, seconds),
        added=each.added,
        spread=_EVERYWHERE if trajectory is None and at.places.everywhere() else 0.0,
    )


def _arrival(source: Meant, here: Position, each: Meant) -> Position:
    """Where the way of a thing ended; a height of its own is kept."""
    way = _paths.path(source.motion, source.places, source.kind, source.seconds)
    if way is None:
        return here
    end = way.positions[-1]
    return Position(end.azimuth, here.elevation if each.raised else end.elevation, end.distance)


def _rounded(here: Position) -> Position:
    return Position.checked(
        round(here.azimuth, 1) + 0.0, round(here.elevation, 1) + 0.0, round(here.distance, 2)
    )


def _gain(each: Meant) -> float:
    exact = [i for i in each.draft.attributes if i.kind == "gain"]
    if exact:
        return max(-200.0, min(40.0, exact[0].value))
    levels = [float(i.argument.split()[0]) for i in each.draft.attributes if i.kind == "level"]
    said, usual = (min(levels, key=lambda v: (v > 0, v)) if levels else 0.0), each.kind.gain_db
    if said < 0.0:
        return min(usual, 0.0) + said
    return max(usual, 0.0) + said if said else usual


def anything(text: str) -> Event:
    """One event in front for a text that names no sound."""
    sound = " ".join("".join(c if c.isprintable() else " " for c in text).split())[:MAX_TEXT]
    return Event.checked(sound.strip() or "sound", 5.0, Position(distance=1.5))
