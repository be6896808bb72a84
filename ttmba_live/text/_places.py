"""Where, from phrases: sides, heights, distances, and the stops of a way. Moves nothing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from ttmba_live.text._phrase import Phrase

STAGE_LEFT = -1.0
"""Stage left is on the listener's right, who faces the stage; +1 for one who stands on it."""

_UP, _DOWN, _ABOVE = 35.0, -35.0, 50.0
_EARS = 1.6
"""Metres of the listener's ears above the ground."""
_SLIGHT = 0.75
_PART_HEIGHTS = {"above": 40.0, "below": -40.0}


@dataclass(frozen=True, slots=True)
class Stop:
    """One told place: at which token, which way (front and left, -1..1), height and distance.

    ``role`` is ``at``, ``from``, ``to`` or ``via``. Untold is 0 or None; degrees are ``exact``.
    """

    at: int
    role: str = "at"
    front: float = 0.0
    left: float = 0.0
    elevation: float | None = None
    distance: float | None = None
    exact: bool = False

    @property
    def sided(self) -> bool:
        """Whether it names a side."""
        return math.hypot(self.front, self.left) > 1e-9

    @property
    def azimuth(self) -> float:
        """Degrees, + left; slightly left alone is slightly left of the front."""
        slight = self.front == 0.0 and abs(self.left) < _SLIGHT
        front = 1.0 if slight else self.front
        return math.degrees(math.atan2(self.left, front)) if self.sided else 0.0

    def joined(self, other: Stop) -> Stop:
        """Both together: "behind me, to the left"."""
        return replace(
            self,
            front=self.front + other.front,
            left=self.left + other.left,
            elevation=self.elevation if self.elevation is not None else other.elevation,
            distance=self.distance if self.distance is not None else other.distance,
        )


@dataclass(slots=True)
class Places:
    """What is said of place: degrees and metres, None where nothing is said."""

    stops: list[Stop] = field(default_factory=list)
    azimuth: float | None = None
    elevation: float | None = None
    distance: float | None = None
    height: float | None = None  # above the ground
    further: float = 0.0  # than is usual
    near: bool = False
    far: bool = False
    around: bool = False
    trails: bool = False
    """Whether it comes after the listener: from behind, if no words tell from where."""

    notes: list[str] = field(default_factory=list)

    def said(self) -> bool:
        """Whether a side, a height or a distance is told."""
        numbers = (self.azimuth, self.elevation, self.distance)
        return bool(self.stops or self.far or self.near or self.around) or any(
            n is not None for n in numbers
        )

    def sided(self) -> bool:
        """Whether a side is told."""
        return self.azimuth is not None or any(stop.sided for stop in self.stops)

    def everywhere(self) -> bool:
        """Whether it is all around, and no side is told."""
        return self.around and not self.sided()

    def standing(self) -> Stop:
        """What is said of where it is, in one; what contradicts is of something else."""
        whole = Stop(0)
        for stop in self.stops:
            if whole.front * stop.front >= 0.0 and whole.left * stop.left >= 0.0:
                whole = whole.joined(stop)
        return whole


def read(items: Sequence[Phrase], stage_left: float = STAGE_LEFT) -> Places:
    """What phrases say of place."""
    places = Places()
    for item in items:
        if item.kind == "place":
            places.stops.append(stop_of(item, stage_left))
            places.far = places.far or "far" in item.argument.split()
        elif item.kind == "motion" and item.argument.endswith(" above"):
            places.elevation = _ABOVE
        elif item.kind == "motion" and item.argument.endswith((" far", " behind")):
            setattr(places, "far" if item.argument.endswith(" far") else "trails", True)
        elif item.kind in _READERS:
            _READERS[item.kind](item, places)
    _raise(places)
    if places.trails and not places.sided():
        places.azimuth = 180.0
    return places


def told(items: Iterable[Phrase]) -> tuple[int, int]:
    """The signs of front and left that phrases tell together; 0 where they tell none."""
    front = left = 0.0
    for item in items:
        if item.kind == "place" and not item.argument.endswith("slight"):
            stop = stop_of(item)
            front, left = front + stop.front, left + stop.left
        elif item.kind in ("azimuth", "clock"):
            azimuth = angle_of(item)
            front, left = math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth))
    return _sign(front), _sign(left)


def _sign(value: float) -> int:
    return (value > 0.3) - (value < -0.3)


def stop_of(item: Phrase, stage_left: float = STAGE_LEFT) -> Stop:
    """The stop that a ``place`` phrase tells."""
    role, _, rest = item.argument.partition(" ")
    stop = Stop(item.first, role or "at")
    for slot in item.slots:
        if slot.kind == "ear":
            elevation, distance = (float(v) for v in slot.argument.split())
            stop = stop.joined(Stop(0, "at", 0.0, 0.0, elevation, distance))
        elif slot.kind == "metres":
            stop = stop.joined(Stop(0, distance=abs(slot.value)))
        else:
            stop = stop.joined(direction(slot, stage_left))
    if rest == "slight":
        return replace(stop, front=0.5 * stop.front, left=0.5 * stop.left)
    rest = rest.removeprefix("far").strip()
    if rest in ("other", "one"):
        return replace(stop, left=-1.0 if rest == "other" else 1.0)
    if rest.startswith("part"):
        return _beside(stop, rest.partition(" ")[2])
    return stop.joined(_spot(rest)) if rest else stop


def _beside(stop: Stop, how: str) -> Stop:
    if how in ("L", "R"):
        return replace(stop, left=1.0 if how == "L" else -1.0, distance=0.3)
    if how == "behind":
        return replace(stop, front=-0.7)
    if how in _PART_HEIGHTS:
        return replace(stop, elevation=_PART_HEIGHTS[how])
    return stop


def direction(slot: Phrase, stage_left: float) -> Stop:
    """What a slot of direction means."""
    if slot.argument in ("", "sum", "up", "down"):
        stop = Stop(0)
        for part in slot.slots:
            stop = stop.joined(direction(part, stage_left))
        if slot.argument in ("up", "down"):
            stop = replace(stop, elevation=_UP if slot.argument == "up" else _DOWN)
        return stop
    stop = _spot(slot.argument)
    if slot.kind == "stage":
        stop = replace(stop, left=stop.left * -stage_left)
    return stop


def _spot(text: str) -> Stop:
    values = [None if v == "." else float(v) for v in text.split()]
    values += [None] * (4 - len(values))
    front, left, elevation, distance = values
    return Stop(0, "at", front or 0.0, left or 0.0, elevation, distance)


def angle_of(item: Phrase) -> float:
    """Azimuth of an ``azimuth`` or a ``clock`` phrase, in degrees."""
    numbers = (s.value for s in item.slots if s.kind in ("degrees", "number", "signed"))
    number = next(numbers, item.value)
    if item.kind == "clock":
        return -30.0 * number
    side = item.argument.removeprefix("to_")
    signed = {"right": -abs(number), "left": abs(number), "clockwise": -number}
    if side in signed:
        return signed[side]
    if item.argument == "behind":
        return 180.0 - number if number < 90.0 else number
    return number


def _azimuth(item: Phrase, places: Places) -> None:
    angle = angle_of(item)
    if item.argument.partition("_")[0] in ("to", "from"):
        front, left = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        places.stops.append(Stop(item.first, item.argument.partition("_")[0], front, left))
        return
    if places.azimuth is None:
        places.azimuth = angle


def _elevation(item: Phrase, places: Places) -> None:
    if places.elevation is None:
        places.elevation = -abs(item.value) if item.argument == "down" else item.value


def _raise(places: Places) -> None:
    """Let what is some metres above the ground be above the ears, as far as is told."""
    if (height := places.height) is None:
        return
    if places.distance is None:
        places.distance = max(height, _EARS)
        places.stops.append(Stop(0, elevation=_ABOVE))
    elif places.elevation is None:
        share = (height - _EARS) / max(places.distance, _EARS)
        places.elevation = math.degrees(math.asin(min(1.0, max(-1.0, share))))


def _distance(item: Phrase, places: Places) -> None:
    if item.argument in ("metres", "number", "all"):
        metres = abs(item.value)
    else:
        metres = float(item.argument)
        places.near = metres < 1.0
    if places.distance is None or places.near:
        places.distance = metres if places.distance is None else min(metres, places.distance)


def _told(item: Phrase, places: Places) -> None:
    setattr(places, item.kind, item.value if item.kind in ("height", "further") else True)


_READERS: dict[str, Callable[[Phrase, Places], None]] = {
    "azimuth": _azimuth, "clock": _azimuth, "elevation": _elevation, "distance": _distance,
    "height": _told, "further": _told, "near": _told, "far": _told, "around": _told,
}  # fmt: skip
