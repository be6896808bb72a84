"""What a sound named once more has from the one before: place, way, level. Reads no text."""

from __future__ import annotations

import copy
import math
from dataclasses import replace

from ttmba_live.text import _places
from ttmba_live.text._meaning import Meant


def inherit(each: Meant, source: Meant) -> None:
    """A repeated sound is as far and as high as before, and where it was if nothing is said."""
    _moves_again(each, source)
    own, other = each.places, source.places
    if "circle" in source.motion.kinds and each.motion.way:
        each.motion.way = []  # it leaves from where it circled
        each.motion.kinds.add("recede")
    raised = each.draft.other and any(stop.elevation for stop in own.stops)
    if each.motion.assumed and each.motion.way:
        _continued(each, source)
    _goes_back(each, source)
    each.arrived = _arrives(each, source)
    each.raised = own.elevation is not None or any(s.elevation is not None for s in own.stops)
    if not (own.sided() or raised):
        own.azimuth = other.azimuth
        own.stops += _where(source)
    elif own.elevation is None and not each.raised and each.draft.of is not None:
        own.elevation = other.elevation if other.elevation is not None else _height(source)
    if (
        own.distance is None
        and not any(s.distance for s in own.stops)
        and not own.far
        and not own.near
    ):
        own.distance, own.far, own.near = other.distance, other.far, other.near
        still = each.draft.of is not None and not each.motion.said()
        if own.distance is None and own.sided() and still:
            own.distance = other.standing().distance
    levels = [i for i in source.draft.attributes if i.kind in ("level", "gain")]
    if not each.draft.has(frozenset(("level", "gain"))):
        each.draft.attributes += levels


def _goes_back(each: Meant, source: Meant) -> None:
    """Let what came a way return by it: "rolls to the right, then rolls back"."""
    if not each.motion.returns or each.motion.way or not source.motion.way:
        return
    begin, end = source.motion.way[0], source.motion.way[-1]
    each.motion.way = [replace(end, role="from"), replace(begin, role="to")]
    each.motion.returns, each.places.stops = False, []


def _moves_again(each: Meant, source: Meant) -> None:
    """Let it go as before if nothing else is told, and so from elsewhere: "another from the left".

    What is named once more to do something else stays where it was.
    """
    if each.draft.of is None or each.motion.said() or not source.motion.said():
        return
    if not each.places.said():
        each.motion, each.places = copy.deepcopy(source.motion), copy.deepcopy(source.places)
    elif all(stop.role == "from" for stop in each.places.stops) and each.places.azimuth is None:
        each.motion = copy.deepcopy(source.motion)
        begin = each.places.standing()
        end = replace(begin, front=-begin.front, left=-begin.left, role="to")
        each.motion.way = [replace(begin, role="from"), end] if source.motion.way else []


def _where(source: Meant) -> list[_places.Stop]:
    """Where a thing was; "to the right" of what does not move is where it stands."""
    if source.motion.said():
        return [stop for stop in source.places.stops if stop.role != "to"]
    return [replace(stop, role="at") for stop in source.places.stops]


def _height(source: Meant) -> float | None:
    """How high a thing is told to be that goes nowhere."""
    return None if source.motion.said() else source.places.standing().elevation


def _arrives(each: Meant, source: Meant) -> bool:
    """Whether a thing does something at the end of its way: "rolls away and crashes"."""
    still = source.motion.said() and not each.motion.said()
    return each.draft.subject is not None and still and not each.places.sided()


def _continued(each: Meant, source: Meant) -> None:
    """A way whose beginning is not told begins where the thing was last."""
    stop = source.motion.way[-1] if source.motion.way else source.places.standing()
    if source.places.azimuth is not None and not stop.sided:
        angle = math.radians(source.places.azimuth)
        stop = _places.Stop(0, front=math.cos(angle), left=math.sin(angle))
    if not stop.sided or "circle" in source.motion.kinds:
        return
    end = each.motion.way[-1]
    each.motion.way = [replace(stop, role="from"), end]
    if abs(stop.azimuth - end.azimuth) < 1.0:
        each.motion.way = []
        each.motion.kinds.add("recede")
