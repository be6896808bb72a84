"""What random scenes are drawn from: a TOML file as frozen values, checked. Draws nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from annotated_types import Interval, MinLen

from ttmba_live.batch._order import Classes
from ttmba_live.config import read_as
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene import Event
from ttmba_live.setup import RoomName

Seconds = Annotated[float, Interval(gt=0.0, le=3600.0)]
Count = Annotated[int, Interval(ge=1, le=64)]
Share = Annotated[float, Interval(ge=0.0, le=1.0)]
Azimuth = Annotated[float, Interval(ge=-360.0, le=360.0)]
Elevation = Annotated[float, Interval(ge=-90.0, le=90.0)]
Metres = Annotated[float, Interval(ge=0.1, le=1000.0)]
Decibels = Annotated[float, Interval(ge=-80.0, le=20.0)]
Speed = Annotated[float, Interval(gt=0.0, le=1000.0)]


@dataclass(frozen=True, slots=True)
class SceneSpec:
    """How long scenes are and how full."""

    seconds: tuple[Seconds, Seconds] = (10.0, 10.0)
    """Shortest and longest scene."""
    events: tuple[Count, Count] = (1, 4)
    """Fewest and most events; where no room is left for one, there are fewer."""
    overlap: Count = 2
    """Events that may sound at one time."""


@dataclass(frozen=True, slots=True)
class SoundSpec:
    """What sounds."""

    source: Literal["prompts", "library"] = "prompts"
    """Whether clips are made of the classes' prompts, or files of your library are found by
    them."""
    seconds: tuple[Seconds, Seconds] = (1.0, 5.0)
    """Shortest and longest event."""
    gain_db: tuple[Decibels, Decibels] = (0.0, 0.0)
    """Lowest and highest level of an event."""
    class_share: Literal["equal", "prompts"] = "equal"
    """Whether all classes are as frequent, or all prompts are."""


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """Where sources are, or begin."""

    azimuth: tuple[Azimuth, Azimuth] = (-180.0, 180.0)
    """Degrees, + left."""
    elevation: tuple[Elevation, Elevation] = (-30.0, 30.0)
    """Degrees, + up; all directions between them are as likely as on a sphere."""
    distance: tuple[Metres, Metres] = (1.0, 5.0)
    """Metres."""


@dataclass(frozen=True, slots=True)
class MotionSpec:
    """How sources move."""

    share: Share = 0.0
    """Share of the events that move."""
    kinds: Annotated[tuple[Literal["around", "line"], ...], MinLen(1)] = ("around", "line")
    """"around" keeps elevation and distance, "line" goes straight to another place."""
    degrees_per_second: tuple[Speed, Speed] = (10.0, 60.0)
    """Slowest and fastest way around."""
    metres_per_second: tuple[Speed, Speed] = (0.5, 2.0)
    """Slowest and fastest straight way; it ends where the place it goes to is."""


@dataclass(frozen=True, slots=True)
class RoomSpec:
    """What is around the listener."""

    names: Annotated[tuple[RoomName, ...], MinLen(1)] = ("none",)
    """Rooms of docs/room.md; each is as likely."""


@dataclass(frozen=True, slots=True)
class Spec:
    """The whole file, one field a section."""

    classes: dict[str, Annotated[tuple[str, ...], MinLen(1)]]
    """Names of classes, each with prompts, or words to find files by."""
    scene: SceneSpec = field(default_factory=SceneSpec)
    sounds: SoundSpec = field(default_factory=SoundSpec)
    place: PlaceSpec = field(default_factory=PlaceSpec)
    motion: MotionSpec = field(default_factory=MotionSpec)
    room: RoomSpec = field(default_factory=RoomSpec)

    def labelled(self) -> Classes:
        """The classes as labels know them."""
        return tuple((name, prompts) for name, prompts in self.classes.items())


_RANGES = (
    ("scene", ("seconds", "events")),
    ("sounds", ("seconds", "gain_db")),
    ("place", ("azimuth", "elevation", "distance")),
    ("motion", ("degrees_per_second", "metres_per_second")),
)


def read_spec(path: Path) -> Spec:
    """Read a file; raises `Unavailable`, or `InvalidInput` with one line on its first mistake."""
    spec = read_as(path, Spec)
    try:
        _check(spec)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error
    return spec


def _check(spec: Spec) -> None:
    """Raise `InvalidInput` for what types and ranges cannot tell."""
    for section, names in _RANGES:
        for name in names:
            low, high = getattr(getattr(spec, section), name)
            if low > high:
                raise InvalidInput(f"{section}.{name} begins with the lower value: {high}, {low}")
    if not spec.classes:
        raise InvalidInput('[classes] is empty; it holds lines like dog = ["a dog barks"]')
    if spec.sounds.seconds[0] > spec.scene.seconds[0]:
        raise InvalidInput("sounds.seconds: the shortest event does not fit the shortest scene")
    owners: dict[str, str] = {}
    for name, prompts in spec.classes.items():
        for prompt in prompts:
            owner = owners.setdefault(prompt.casefold(), name)
            if owner != name:
                raise InvalidInput(f"{prompt!r} is of two classes, {owner} and {name}")
            try:
                Event.checked(prompt, 1.0, Position())
            except InvalidInput as error:
                raise InvalidInput(f"classes.{name}: {error}") from error
