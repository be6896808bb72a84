"""The scene, one value: sources and a listener, frozen, and `apply`, the only way to a next one.

Replacing a reference is atomic, so the control thread may swap the scene while the render
thread reads the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ttmba_live.errors import InvalidInput, did_you_mean
from ttmba_live.geometry import (
    IDENTITY,
    Position,
    Quaternion,
    Trajectory,
    Xyz,
    conjugate,
    finite,
    multiplied,
    quaternion_from_ypr,
    ypr_from_quaternion,
)
from ttmba_live.room import NO_ROOM, Room, changed
from ttmba_live.scene import _room_commands as r
from ttmba_live.scene import _scene_commands as c
from ttmba_live.scene._envelope import Envelope
from ttmba_live.scene._event import Event, slug
from ttmba_live.scene._takes import SetLora


@dataclass(frozen=True, slots=True)
class Source:
    """Something that can sound, where it is and how loud. ``number`` is its ADM-OSC object."""

    id: str
    number: int
    name: str
    position: Position
    gain_db: float = 0.0
    mute: bool = False
    solo: bool = False
    hushed: bool = False
    """Whether others are soloed and this one is not; `apply` and `Scene` keep it so."""
    loop: bool = False
    trajectory: Trajectory | None = None
    envelope: Envelope | None = None
    """Counts from a voice's start, and adds to the gain."""
    room_db: float = 0.0
    """Level of what goes into the room, beside what is right for its place."""
    spread: float = 0.0
    """Degrees to every side over which it is spread; 180 is all around."""

    @property
    def silent(self) -> bool:
        """Whether it is kept from sounding, whatever its gain."""
        return self.mute or self.hushed


@dataclass(frozen=True, slots=True)
class Listener:
    """The head: place in metres (front, left, up) and orientation.

    ``sent`` is the orientation as it last came in, ``front`` the one that counts as straight
    ahead; ``orientation`` follows from the two.
    """

    xyz: Xyz = (0.0, 0.0, 0.0)
    orientation: Quaternion = IDENTITY
    sent: Quaternion = IDENTITY
    front: Quaternion = IDENTITY

    def turned(self, sent: Quaternion) -> Listener:
        """This head with another orientation sent."""
        return replace(self, sent=sent, orientation=_recentered(sent, self.front))

    def recentered(self, front: Quaternion) -> Listener:
        """This head with another straight ahead."""
        return replace(self, front=front, orientation=_recentered(self.sent, front))


@dataclass(frozen=True, slots=True)
class Scene:
    """All sources by id, the listener, the level of the mix and the room around them."""

    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
    listener: Listener = Listener()
    gain_db: float = 0.0
    room: Room = NO_ROOM
    lora: str = ""
    """By which LoRA events are made that name none."""

    def source(self, name: str) -> Source:
        """The source of that id, or `InvalidInput`."""
        try:
            return self.sources[name]
        except KeyError:
            hint = did_you_mean(name, self.sources)
            raise InvalidInput(f"no source {name[:64]!r}{hint}") from None

    def numbered(self, number: int) -> Source:
        """The source that is ADM-OSC object ``number``, or `InvalidInput`."""
        for source in self.sources.values():
            if source.number == number:
                return source
        raise InvalidInput(f"no source has object number {number}")

    def with_source(self, source: Source) -> Scene:
        """This scene with a source added or replaced."""
        return replace(self, sources=MappingProxyType({**self.sources, source.id: source}))

    def without(self, name: str) -> Scene:
        """This scene without that source."""
        rest = {key: value for key, value in self.sources.items() if key != name}
        scene = replace(self, sources=MappingProxyType(rest))
        return _hushed(scene) if name in self.sources and self.sources[name].solo else scene

    def soloed(self, name: str, *, solo: bool) -> Scene:
        """This scene with a source that sounds alone, or no longer; `InvalidInput` if unknown."""
        return _hushed(self.with_source(replace(self.source(name), solo=solo)))

    def free_id(self, sound: str) -> str:
        """An id for a new source, made from its description."""
        base = slug(sound)
        if base not in self.sources:
            return base
        number = 2
        while f"{base}_{number}" in self.sources:
            number += 1
        return f"{base}_{number}"

    def place(self, event: Event) -> Scene:
        """This scene with the event's source in it; an id that exists is taken over."""
        old = self.sources.get(event.id)
        taken = {source.number for source in self.sources.values()}
        number = old.number if old else next(n for n in range(1, len(taken) + 2) if n not in taken)
        solo = old is not None and old.solo
        alone = any(source.solo for source in self.sources.values())
        return self.with_source(
            Source(
                id=event.id,
                number=number,
                name=event.sound[:128],
                position=event.position,
                gain_db=event.gain_db,
                solo=solo,
                hushed=alone and not solo,
                loop=event.loop,
                trajectory=event.trajectory,
                envelope=event.envelope,
                room_db=event.room_db,
                spread=event.spread,
            )
        )


def apply(scene: Scene, command: c.SceneCommand) -> Scene:
    """The scene after a command; raises `InvalidInput` and changes nothing if it makes no sense.

    A source that is moved by hand leaves its trajectory.
    """
    match command:
        case c.MovePolar():
            return _move_polar(scene, command)
        case c.MoveCartesian():
            return _move_cartesian(scene, command)
        case c.SetGain():
            return _change(scene, command.id, gain_db=command.gain_db)
        case c.SetMute():
            return _change(scene, command.id, mute=command.mute)
        case c.SetSolo():
            return scene.soloed(command.id, solo=command.solo)
        case c.SetLoop():
            return _change(scene, command.id, loop=command.loop)
        case c.SetName():
            return _change(scene, command.id, name=command.name[:128])
        case c.SetNumber():
            return _renumbered(scene, scene.source(command.id), command.number)
        case (
            c.SetMasterGain()
            | SetLora()
            | r.SetSend()
            | r.SetSpread()
            | r.EnterRoom()
            | r.ChangeRoom()
        ):
            return _around(scene, command)
        case _:
            return replace(scene, listener=_listener(scene.listener, command))


def _around(
    scene: Scene,
    command: c.SetMasterGain | SetLora | r.SetSend | r.SetSpread | r.EnterRoom | r.ChangeRoom,
) -> Scene:
    match command:
        case c.SetMasterGain(gain_db=gain_db):
            return replace(scene, gain_db=gain_db)
        case SetLora(name=name):
            return replace(scene, lora=name)
        case r.SetSend(gain_db=gain_db):
            return _change(scene, command.id, room_db=gain_db)
        case r.SetSpread(degrees=degrees):
            return _change(scene, command.id, spread=degrees)
        case r.EnterRoom(room=room):
            return replace(scene, room=room)
        case r.ChangeRoom(field=name, value=value):
            return replace(scene, room=changed(scene.room, **{name: value}))


def _hushed(scene: Scene) -> Scene:
    """That scene with all those hushed that are not soloed while others are."""
    alone = any(source.solo for source in scene.sources.values())
    sources = {
        key: source
        if source.hushed == (hushed := alone and not source.solo)
        else replace(source, hushed=hushed)
        for key, source in scene.sources.items()
    }
    return replace(scene, sources=MappingProxyType(sources))


def _listener(
    listener: Listener, command: c.TurnHead | c.TurnHeadAxis | c.Recenter | c.MoveListener
) -> Listener:
    match command:
        case c.TurnHead():
            return listener.turned(command.orientation)
        case c.TurnHeadAxis():
            now = ypr_from_quaternion(listener.sent)
            wanted = (command.yaw, command.pitch, command.roll)
            turned = (n if w is None else w for n, w in zip(now, wanted, strict=True))
            return listener.turned(quaternion_from_ypr(*turned))
        case c.Recenter(forget=forget):
            return listener.recentered(IDENTITY if forget else listener.sent)
        case c.MoveListener():
            return replace(listener, xyz=_replaced(listener.xyz, command))


def _recentered(sent: Quaternion, front: Quaternion) -> Quaternion:
    """What was sent, seen from the head that sent ``front`` while it looked straight ahead.

    A tracker's heading is off by a turn about the vertical, before the head's own; how it sits
    on the head is a tilt after it. So the front's yaw is undone on one side, its rest on the other.
    """
    if front == IDENTITY:
        return sent
    yaw, pitch, roll = ypr_from_quaternion(front)
    heading, tilt = quaternion_from_ypr(yaw, 0.0, 0.0), quaternion_from_ypr(0.0, pitch, roll)
    return multiplied(multiplied(conjugate(heading), sent), conjugate(tilt))


def _renumbered(scene: Scene, source: Source, number: int) -> Scene:
    for other in scene.sources.values():
        if other.number == number:
            scene = scene.with_source(replace(other, number=source.number))
    return scene.with_source(replace(source, number=number))


def _replaced(xyz: Xyz, command: c.MoveCartesian | c.MoveListener) -> Xyz:
    x, y, z = (
        now if wanted is None else finite(name, wanted)
        for name, now, wanted in zip("xyz", xyz, (command.x, command.y, command.z), strict=True)
    )
    return x, y, z


def _move_polar(scene: Scene, command: c.MovePolar) -> Scene:
    now = scene.source(command.id).position
    place = Position.checked(
        now.azimuth if command.azimuth is None else command.azimuth,
        now.elevation if command.elevation is None else command.elevation,
        now.distance if command.distance is None else command.distance,
    )
    return _change(scene, command.id, position=place, trajectory=None)


def _move_cartesian(scene: Scene, command: c.MoveCartesian) -> Scene:
    xyz = _replaced(scene.source(command.id).position.xyz, command)
    return _change(scene, command.id, position=Position.from_xyz(*xyz), trajectory=None)


def _change(scene: Scene, source_id: str, /, **fields: object) -> Scene:
    return scene.with_source(replace(scene.source(source_id), **fields))  # type: ignore[arg-type]
