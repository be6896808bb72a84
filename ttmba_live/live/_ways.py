"""Where a follow-up takes a sound from where it is: nearer, higher, faster, to a place.

Places and angles only; knows no scene and moves nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from ttmba_live.geometry import MAX_DISTANCE, MIN_DISTANCE, Position, Trajectory, wrap_degrees
from ttmba_live.live._on_the_way import Going, becoming, paced, turned_round
from ttmba_live.scene import Event
from ttmba_live.text import Extent, FollowUp, Verb

_DEGREES, _NEARER = 30.0, 0.5
"""How much higher, or how much nearer, if that was not told."""


_FASTER = 2.0**0.5
"""How much faster, if that was not told: twice as fast is "a lot"."""

_TOGETHER, _APART = 0.5, 1.5
"""What becomes of the angles between several that go closer together, or further apart."""
_NOWHERE = 1e-3
"""Length below which a sum of directions points nowhere: those are opposite each other."""

_ALONG = frozenset((Verb.FASTER, Verb.SLOWER, Verb.TURN))
"""What only a sound that is on its way can do."""


def goes_along(order: FollowUp) -> bool:
    """Whether an order asks how a sound goes on that is on its way."""
    return order.verb in _ALONG


def way(
    order: FollowUp, now: Position, going: Going | None = None, goal: Position | None = None
) -> Trajectory:
    """The way that a place or a change of place takes, from where the sound is.

    A step of a sound that is ``going`` somewhere changes its way and does not end it. Going is
    asked of what `goes_along`. What words of a place do not tell is as at the ``goal`` of a sound
    that was sent somewhere.
    """
    if order.verb is not Verb.PLACE:
        if going is not None:
            return _along(order, going)
        return Trajectory((0.0, order.extent.going), (now, _changed(order, now)))
    assert order.path is not None
    places = [_kept(order, place, goal or now) for place in order.path.positions]
    times = order.path.times
    if times[0] > 0.0:
        return Trajectory((0.0, *times), (now, *places))
    return Trajectory(times, tuple(places))


def _along(order: FollowUp, going: Going) -> Trajectory:
    """How a sound goes on that is on its way."""
    times = _FASTER**order.extent.share
    match order.verb:
        case Verb.FASTER:
            return paced(going, times)
        case Verb.SLOWER:
            return paced(going, 1.0 / times)
        case Verb.TURN:
            return turned_round(going, order.sense)
        case _:
            return becoming(going, partial(_changed, order), order.extent.going)


def swapped(order: FollowUp, places: dict[str, Position]) -> dict[str, Trajectory]:
    """The ways of a swap, by id: two groups to each other's first place, or left to right."""
    here = _there(order.ids, places)
    goals = {name: replace(places[name], azimuth=-places[name].azimuth) for name in here}
    if order.other:
        others = _there(order.other, places)
        goals = {name: places[others[0]] for name in here if others}
        goals |= {name: places[here[0]] for name in others if here}
    going = order.extent.going
    return {name: Trajectory((0.0, going), (places[name], goal)) for name, goal in goals.items()}


def gathered(order: FollowUp, places: dict[str, Position]) -> dict[str, Trajectory]:
    """The ways of several that go closer together, or further apart, round their middle."""
    times = (_TOGETHER if order.verb is Verb.NARROWER else _APART) ** order.extent.share
    x, y = (sum(place.direction[axis] for place in places.values()) for axis in (0, 1))
    middle = math.degrees(math.atan2(y, x)) if math.hypot(x, y) > _NOWHERE else 0.0
    found = {}
    for name, place in places.items():
        off = max(-180.0, min(180.0, times * wrap_degrees(place.azimuth - middle)))
        goal = replace(place, azimuth=wrap_degrees(middle + off))
        found[name] = Trajectory((0.0, order.extent.going), (place, goal))
    return found


def home(event: Event, elapsed: float | None, now: Position, seconds: float) -> Trajectory:
    """The way to where an event's sound was asked to be, or would be on its own way by now."""
    goal = event.position
    if event.trajectory is not None and elapsed is not None:
        goal = event.trajectory.at(elapsed)
    return Trajectory((0.0, seconds), (now, goal))


def in_place(
    events: Sequence[Event], places: Sequence[Position], extent: Extent
) -> tuple[Event, ...]:
    """Events where others are, one after the other; nothing is moved if there are no places.

    They begin when those end, and last as long as was told.
    """
    after = extent.after + (extent.within or 0.0)
    found = []
    for number, event in enumerate(events):
        if places:
            place = places[number % len(places)]
            event = replace(event, position=place, trajectory=None)  # noqa: PLW2901
        seconds = event.duration if extent.seconds is None else extent.seconds
        found.append(replace(event, start=event.start + after, duration=seconds))
    return tuple(found)


def _there(names: Sequence[str], places: dict[str, Position]) -> list[str]:
    return [name for name in names if name in places]


def _kept(order: FollowUp, place: Position, now: Position) -> Position:
    """A place of a path, with what the words did not tell as it is."""
    begins = order.path.positions[0] if order.path else place
    if order.keeps_distance:
        distance = now.distance * (place.distance / begins.distance if begins.distance else 1.0)
        place = replace(place, distance=min(MAX_DISTANCE, distance))
    if order.keeps_direction:
        azimuth = wrap_degrees(place.azimuth - begins.azimuth + now.azimuth)
        elevation = max(-90.0, min(90.0, place.elevation - begins.elevation + now.elevation))
        place = replace(place, azimuth=azimuth, elevation=elevation)
    return place


def _changed(order: FollowUp, now: Position) -> Position:
    """One step from where it is."""
    extent = order.extent
    turn = extent.degrees if extent.degrees is not None else _DEGREES * extent.share
    times = _NEARER**extent.share
    distance = now.distance
    match order.verb:
        case Verb.NEARER:
            metres = extent.metres
            distance = distance * times if metres is None else distance - metres
            return replace(now, distance=max(MIN_DISTANCE, distance))
        case Verb.FARTHER:
            metres = extent.metres
            distance = distance / times if metres is None else distance + metres
            return replace(now, distance=min(MAX_DISTANCE, distance))
        case Verb.ACROSS:
            return replace(now, azimuth=-now.azimuth)
        case Verb.LEFTWARDS:
            return replace(now, azimuth=wrap_degrees(now.azimuth + turn))
        case Verb.RIGHTWARDS:
            return replace(now, azimuth=wrap_degrees(now.azimuth - turn))
        case Verb.TOWARDS:
            assert order.path is not None
            arc = wrap_degrees(order.path.positions[-1].azimuth - now.azimuth)
            return replace(now, azimuth=wrap_degrees(now.azimuth + max(-turn, min(turn, arc))))
        case Verb.LOWER:
            return replace(now, elevation=max(-90.0, now.elevation - turn))
        case _:
            return replace(now, elevation=min(90.0, now.elevation + turn))
