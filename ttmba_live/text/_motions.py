"""Which way something moves, in one pass over phrases: forms of movement, stops on its way."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from ttmba_live.text._motion import Motion
from ttmba_live.text._phrase import Phrase
from ttmba_live.text._places import STAGE_LEFT, Places, Stop, direction

_ENDS = frozenset(("dir", "flat", "side", "deep", "spot", "letters"))
_PARTING = 50.0
"""Degrees between two places of one sound that are a way rather than one description."""

_ACROSS = -0.9
"""Cosine of the angle between the ends of a way beyond which it leads past the listener."""

_EAR = 0.35
"""Metres between an ear and what goes from one to the other."""


def read(
    items: Sequence[Phrase],
    going: Sequence[int],
    places: Places,
    stage_left: float = STAGE_LEFT,
    *,
    circles: bool = True,
) -> Motion:
    """What phrases say of movement; ``going`` are the tokens of verbs that may move.

    ``circles`` says that what they do around the listener is a way, and that one end of a way is
    enough for them: "flies to the left", and not "howls to the left".
    """
    motion = Motion()
    marks = list(going)
    for item in items:
        if item.kind == "motion":
            _form(item, motion, marks, stage_left)
        elif item.kind in _READERS:
            _READERS[item.kind](item, motion)
    if "over" in motion.kinds:
        _from_afar(items, places)
    round_ = (going and (circles or motion.turns)) or motion.kinds == {"go"}
    if places.around and round_:
        motion.kinds.add("circle")
    if motion.way:
        motion.way += [stop for stop in places.stops if stop.role == "to" and stop.at > max(marks)]
    elif motion.leaving is not None:
        motion.way = _led(motion, places, motion.leaving) or _off(motion, places, motion.leaving)
    else:
        motion.way = _way(motion, places, marks, bool(going), circles=circles)
        by = any(stop.role == "via" and stop.sided for stop in places.stops)
        motion.kinds |= {"pass"} if motion.goes() and by else set()
    motion.kinds |= {"recede"} if "leave" in motion.kinds else set()
    motion.kinds -= {"approach", "recede"} if _keeps_away(items, motion, places) else set()
    motion.kinds -= {"go", "come", "fromto", "back", "leave", "stay"}
    return motion


def _keeps_away(items: Sequence[Phrase], motion: Motion, places: Places) -> bool:
    """Whether what comes after the listener comes no nearer: "follows me at 3 m"."""
    if any((item.kind, item.argument) == ("motion", "approach") for item in items):
        return False
    told = places.trails and places.distance is not None and not motion.way
    return told or "stay" in motion.kinds


def _from_afar(items: Sequence[Phrase], places: Places) -> None:
    """Let what flies over begin as far as is told: "from the left at 200 m, flies over us"."""
    for place, item in itertools.pairwise(items):
        begins = place.kind == "place" and place.argument.startswith("from")
        if begins and item.kind == "distance" and item.first == place.after:
            metres, places.distance = places.distance, None
            places.stops = [
                replace(stop, distance=metres) if stop.at == place.first else stop
                for stop in places.stops
            ]


def _form(item: Phrase, motion: Motion, marks: list[int], stage_left: float) -> None:
    form, _, more = item.argument.partition(" ")
    motion.kinds |= {"circle", more} if form == "spiral" else {form}
    marks.append(item.first)
    if item.argument == "back":
        motion.returns = True
    if item.argument == "leave":
        end = next((direction(s, stage_left) for s in item.slots if s.kind in _ENDS), Stop(0))
        motion.leaving = replace(end, at=item.first, role="to") if end.sided else None
    if item.argument == "circle" and (turns := item.slot("number")) is not None:
        motion.turns = turns.value
    if item.argument == "circle once":
        motion.turns = motion.turns or 1.0
    if form != "fromto":
        return
    ends = [direction(s, stage_left) for s in item.slots if s.kind in _ENDS]
    ends = ends or [Stop(0, "from", 0.0, 1.0), Stop(0, "to", 0.0, -1.0)]
    if more == "rear":
        motion.via, ends = "behind", [replace(end, front=min(end.front, -0.3)) for end in ends]
    if more == "ears":
        ends = [replace(end, distance=_EAR) for end in ends]
    if motion.way and not motion.way[-1].sided:
        motion.way.pop()
    motion.way += ends[1:] if motion.way and motion.way[-1].azimuth == ends[0].azimuth else ends


def _numbered(item: Phrase) -> list[Stop]:
    stops: list[Stop] = []
    angles: list[float] = []
    for slot in item.slots:
        if slot.kind in ("number", "signed", "degrees"):
            angles.append(-30.0 * slot.value if item.kind == "clocks" else slot.value)
        elif slot.kind == "side" and angles:
            sign = -1.0 if slot.argument.startswith("0 -1") else 1.0
            angles[-1] = sign * abs(angles[-1])
    for angle in angles:
        front, left = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        stops.append(Stop(item.first, "to", front, left, exact=item.kind == "azimuths"))
    return stops


def _way(
    motion: Motion, places: Places, marks: list[int], going: bool, *, circles: bool
) -> list[Stop]:
    """The stops of a route that single places tell, if something moves between them."""
    roles = {stop.role for stop in places.stops if stop.sided or stop.elevation is not None}
    moves = bool(motion.kinds) or going or {"from", "to"} <= roles
    if not moves or "circle" in motion.kinds or "swing" in motion.kinds:
        return []
    stops = places.stops
    if places.azimuth is not None and [stop.role for stop in stops if stop.sided] == ["to"]:
        angle = math.radians(places.azimuth)
        stops = [Stop(0, "at", math.cos(angle), math.sin(angle)), *stops]
    groups = _ended(_groups(stops, marks))
    if len(groups) == 1:
        return _one_ended(motion, groups[0], going and circles)
    led = bool(motion.kinds) or any(group.role in ("from", "to") for group in groups)
    return groups if groups and led and _parted(groups[0], groups[-1]) else []


def _led(motion: Motion, places: Places, end: Stop) -> list[Stop]:
    """A way that has begun before something leaves: "from behind, past me on the left, ahead"."""
    sided = [stop for stop in places.stops if stop.sided]
    first = next((stop for stop in sided if stop.role != "via"), None)
    by = [stop for stop in sided if first is not None and stop.at > first.at]
    passes = "pass" in motion.kinds or any(stop.role == "via" for stop in by)
    if first is None or not (first.role == "from" or (by and passes)):
        return []
    across = math.cos(math.radians(first.azimuth - end.azimuth)) < _ACROSS
    return [replace(first, role="from"), *([] if across else by), end]


def _off(motion: Motion, places: Places, end: Stop) -> list[Stop]:
    """The way of what leaves: from where it is, or from the front; none if it is there already."""
    start = places.standing()
    motion.assumed = not start.sided
    start = replace(start if start.sided else Stop(0, front=1.0), role="from")
    return [start, end] if _parted(replace(start, distance=None), replace(end, role="at")) else []


def _one_ended(motion: Motion, stop: Stop, going: bool) -> list[Stop]:
    """A route of which one end is told."""
    comes = stop.role == "at" and {"approach", "over"} <= motion.kinds
    crossing = motion.kinds & {"pass", "over", "go"} or (going and not motion.kinds)
    radial = motion.kinds & {"approach", "recede"} if "over" not in motion.kinds else set()
    if (stop.role == "from" or comes) and crossing and not radial and stop.sided:
        return [
            replace(stop, role="from"),
            replace(stop, role="to", front=-stop.front, left=-stop.left),
        ]
    if stop.role == "to" and "recede" in motion.kinds and abs(stop.left) > abs(stop.front):
        return _off(motion, Places(), stop)
    if stop.role == "to" and crossing and not radial:
        if stop.distance is not None and not stop.sided:
            return []
        if stop.sided:
            motion.assumed = True
            return [
                replace(stop, role="from", front=-stop.front, left=-stop.left, distance=None),
                stop,
            ]
        if stop.elevation is not None:
            motion.kinds.add("rise" if stop.elevation > 0 else "fall")
    return []


def _groups(stops: Sequence[Stop], marks: Sequence[int]) -> list[Stop]:
    """Stops that belong together, joined: a verb of motion or another role parts them."""
    groups: list[Stop] = []
    for stop in stops:
        before = groups[-1] if groups else None
        if before is None:
            groups.append(stop)
            continue
        parted = any(before.at < mark < stop.at for mark in marks)
        turned = stop.role != before.role and not (stop.role == "at" and before.role != "via")
        if parted or turned or stop.role == "to":
            groups.append(stop)
        else:
            groups[-1] = replace(before.joined(stop), at=stop.at)
    return groups


def _ended(groups: list[Stop]) -> list[Stop]:
    """The stops with the last told one by which a way goes before its end: "to B, via C"."""
    turned = [stop.role for stop in groups[-2:]] == ["to", "via"]
    return [*groups[:-2], *groups[:-3:-1]] if turned else groups


def _parted(one: Stop, other: Stop) -> bool:
    if one.sided and other.sided:
        dot = math.cos(math.radians(one.azimuth - other.azimuth))
        if math.degrees(math.acos(max(-1.0, min(1.0, dot)))) > _PARTING:
            return True
    heights = one.elevation, other.elevation
    if heights[0] is not None and heights[1] is not None and abs(heights[0] - heights[1]) > 20.0:
        return True
    if other.role == "to" and (other.sided or other.elevation is not None):
        return True
    return one.distance is not None or other.distance is not None


def _distances(item: Phrase, motion: Motion) -> None:
    first, last = (abs(s.value) for s in item.slots if s.kind in ("metres", "number"))
    motion.radial = first, last
    motion.kinds.add("approach" if last < first else "recede")


def _angles(item: Phrase, motion: Motion) -> None:
    motion.way += _numbered(item)


def _heights(item: Phrase, motion: Motion) -> None:
    first, last = (s.value for s in item.slots if s.kind in ("number", "degrees"))
    motion.way = [Stop(0, "from", elevation=first), Stop(item.first, "to", elevation=last)]


def _turn(item: Phrase, motion: Motion) -> None:
    motion.turn, motion.turns = item.argument, item.value or motion.turns


def _number(item: Phrase, motion: Motion) -> None:
    setattr(motion, item.kind, item.value)


def _via(item: Phrase, motion: Motion) -> None:
    motion.via = item.argument or motion.via


def _lap(item: Phrase, motion: Motion) -> None:
    motion.lap = (60.0 / item.value if item.value else None) if item.argument else item.value
    motion.kinds.add("circle")


def _count(item: Phrase, motion: Motion) -> None:
    motion.turns = float(item.argument or item.value)


def _pace(item: Phrase, motion: Motion) -> None:
    motion.pace = item.kind


_READERS: dict[str, Callable[[Phrase, Motion], None]] = {
    "clocks": _angles, "azimuths": _angles, "elevations": _heights, "distances": _distances,
    "turn": _turn, "via": _via, "radius": _number, "rest": _number, "count": _count,
    "slow": _pace, "fast": _pace, "lap": _lap,
}  # fmt: skip
