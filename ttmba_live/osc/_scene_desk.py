"""The scene on its way to those who show it: what has changed since they were told. No sockets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ttmba_live.geometry import Position, Trajectory, ypr_from_quaternion
from ttmba_live.osc.namespace import _shown as names
from ttmba_live.room import Room, acoustics
from ttmba_live.scene import Scene, Source

MOST_POINTS = 48
"""Points of a way that are told; of a longer one, so many, evenly in time."""

Message = tuple[str, tuple[float | str, ...]]


class SceneDesk:
    """Remembers what was told of a scene. Thread: the event loop's."""

    def __init__(self) -> None:
        self._states: dict[str, tuple[str, str]] = {}
        self._sources: dict[str, Message] = {}
        self._places: dict[str, Message] = {}
        self._spaces: dict[str, Message] = {}
        self._seen: dict[str, Position] = {}
        self._paths: dict[str, Trajectory | None] = {}
        self._whole: dict[str, Message] = {}
        self._room: Room | None = None
        self._told: tuple[float | str, ...] = ()

    def state(self, source: str, state: str, note: str) -> None:
        """An event entered a state."""
        self._states[source] = state, note

    def changes(self, scene: Scene, places: Mapping[str, Position]) -> list[Message]:
        """What a follower must hear to know the scene; ``places`` says who is elsewhere by now."""
        told: list[Message] = []
        for source in scene.sources.values():
            told += self._of(source, places.get(source.id, source.position))
        for gone in [name for name in self._sources if name not in scene.sources]:
            told.append((names.GONE.address, (gone,)))
            every = (self._sources, self._places, self._spaces, self._seen, self._paths)
            for kept in every:
                kept.pop(gone, None)
        for gone in [name for name in self._states if name not in scene.sources]:
            del self._states[gone]
        head = scene.listener
        turned = ypr_from_quaternion(head.orientation)
        for message in (
            (names.HEAD_AT.address, (*head.xyz, *turned)),
            (names.MIX_GAIN.address, (scene.gain_db,)),
            (names.ROOM.address, self._about(scene.room)),
        ):
            if self._whole.get(message[0]) != message:
                self._whole[message[0]] = message
                told.append(message)
        return told

    def _about(self, room: Room) -> tuple[float | str, ...]:
        if room is not self._room:
            self._room = room
            decay = 0.0 if room.is_none else acoustics(room).middle
            self._told = room.preset, decay, room.early_db, room.late_db
        return self._told

    def everything(self) -> Iterator[Message]:
        """What a newcomer must hear to know what the others know."""
        for name, source in self._sources.items():
            yield source
            yield self._places[name]
            yield self._spaces[name]
            yield from _points(name, self._paths[name])
        yield from self._whole.values()

    def _of(self, source: Source, place: Position) -> Iterator[Message]:
        state, note = self._states.get(source.id, ("", ""))
        switches = int(source.mute), int(source.solo), int(source.loop)
        about = (source.id, source.name, source.number, source.gain_db, *switches, state, note)
        message: Message = (names.SOURCE.address, about)
        if self._sources.get(source.id) != message:
            self._sources[source.id] = message
            yield message
        if self._seen.get(source.id) != place:
            self._seen[source.id] = place
            numbers = place.azimuth, place.elevation, place.distance
            moved = self._places[source.id] = names.PLACE.address, (source.id, *numbers)
            yield moved
        space: Message = (names.SPACE.address, (source.id, source.spread, source.room_db))
        if self._spaces.get(source.id) != space:
            self._spaces[source.id] = space
            yield space
        known = source.id in self._paths
        if self._paths.get(source.id) is not source.trajectory or not known:
            self._paths[source.id] = source.trajectory
            if known or source.trajectory is not None:
                yield from _points(source.id, source.trajectory)


def _points(name: str, path: Trajectory | None) -> Iterator[Message]:
    for point in points(path):
        yield names.PATH.address, (name, *point)


def points(path: Trajectory | None) -> Iterator[tuple[float, ...]]:
    """A way's points as (point, points, time, azimuth, elevation, distance); one for no way."""
    if path is None:
        yield 0, 0, 0.0, 0.0, 0.0, 0.0
        return
    times = path.times
    if len(times) > MOST_POINTS:
        step = (times[-1] - times[0]) / (MOST_POINTS - 1)
        times = tuple(times[0] + step * index for index in range(MOST_POINTS))
        places = [path.at(time) for time in times]
    else:
        places = list(path.positions)
    for index, (time, p) in enumerate(zip(times, places, strict=True)):
        yield index, len(places), float(time), p.azimuth, p.elevation, p.distance
