"""How a scene stands, as one value to be kept and brought back. Knows no name, time or sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ttmba_live.geometry import Position, Quaternion, Trajectory, Xyz
from ttmba_live.room import Room
from ttmba_live.scene._changes import (
    Change,
    echoed,
    faded,
    mixed,
    moved,
    turned,
    walked,
    widened,
)
from ttmba_live.scene._room_commands import EnterRoom
from ttmba_live.scene._scene import Scene, Source
from ttmba_live.scene._scene_commands import SceneCommand, SetMute

PlaceOf = Callable[[Source], Position]
"""Where a source is now, on its way perhaps."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How one source stands; the fields are those of `Source`.

    ``position`` is where it was just then on its ``trajectory``, if it had one.
    """

    position: Position
    gain_db: float
    mute: bool
    room_db: float
    spread: float
    trajectory: Trajectory | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All sources by id, the level of the mix, the listener's place, the head and the room.

    Who is soloed, what loops and what sounds are no part of it. ``sent`` is the head as it was
    sent: what counts as straight ahead belongs to the tracker.
    """

    sources: Mapping[str, Stand]
    gain_db: float
    xyz: Xyz
    sent: Quaternion
    room: Room

    @classmethod
    def of(cls, scene: Scene, place: PlaceOf) -> Snapshot:
        """The scene as it stands."""
        stands = {
            one.id: Stand(
                place(one), one.gain_db, one.mute, one.room_db, one.spread, one.trajectory
            )
            for one in scene.sources.values()
        }
        head = scene.listener
        return cls(stands, scene.gain_db, head.xyz, head.sent, scene.room)

    def switches(self, scene: Scene) -> list[SceneCommand]:
        """What differs from a scene and has nothing between: mutes and the room."""
        found: list[SceneCommand] = [
            SetMute(source.id, stand.mute)
            for source, stand in self._both(scene)
            if source.mute != stand.mute
        ]
        return found if self.room == scene.room else [*found, EnterRoom(self.room)]

    def changes(self, scene: Scene, place: PlaceOf) -> list[Change]:
        """What differs from a scene and can go there; of sources, those that are in both."""
        found = []
        for source, stand in self._both(scene):
            way = _way(source, stand, place)
            if way is not None:
                found.append(moved(source.id, way))
            if source.gain_db != stand.gain_db:
                found.append(faded(source, stand.gain_db))
            if source.room_db != stand.room_db:
                found.append(echoed(source, stand.room_db))
            if source.spread != stand.spread:
                found.append(widened(source, stand.spread))
        if scene.gain_db != self.gain_db:
            found.append(mixed(scene, self.gain_db))
        if scene.listener.xyz != self.xyz:
            found.append(walked(scene, self.xyz))
        return found

    def turns(self, scene: Scene) -> list[Change]:
        """The head's turn, if it is turned otherwise."""
        return [] if scene.listener.sent == self.sent else [turned(scene, self.sent)]

    def _both(self, scene: Scene) -> list[tuple[Source, Stand]]:
        there = scene.sources
        return [(there[name], stand) for name, stand in self.sources.items() if name in there]


def _way(source: Source, stand: Stand, place: PlaceOf) -> Trajectory | None:
    """The way back; none where it stands, or is on the same way still."""
    stays = (
        source.position == stand.position
        if source.trajectory is None
        else source.trajectory == stand.trajectory
    )
    return None if stays else Trajectory((0.0, 1.0), (place(source), stand.position))
