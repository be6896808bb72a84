"""What of a scene changes for a while, as a command at each share of the time. Knows no clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ttmba_live.geometry import Quaternion, Trajectory, Xyz, normalized
from ttmba_live.scene._room_commands import SetSend, SetSpread
from ttmba_live.scene._scene import Scene, Source
from ttmba_live.scene._scene_commands import (
    MoveListener,
    MovePolar,
    SceneCommand,
    SetGain,
    SetMasterGain,
    TurnHead,
)

FLOOR_DB = -60.0
"""Where fades begin and end."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of one source, or of the whole where ``source`` is empty.

    Attributes:
        what: the thing: one of a source may change at a time.
        source: whose.
        at: the command at a share 0..1 of the time; at 1 it is exactly what is wanted.
        stands: the thing as a scene has it, or None if its source is gone.
    """

    what: str
    source: str
    at: Callable[[float], SceneCommand]
    stands: Callable[[Scene], object]


def moved(name: str, way: Trajectory) -> Change:
    """A source's place, along a way; its last time is the end."""

    def at(share: float) -> MovePolar:
        place = way.at(share * way.times[-1])
        return MovePolar(name, place.azimuth, place.elevation, place.distance)

    return Change("place", name, at, _of(name, lambda source: source.position))


def faded(source: Source, level: float) -> Change:
    """A source's gain, straight in dB."""
    name, fade = source.id, _fade(source.gain_db, level)
    return Change("gain", name, lambda x: SetGain(name, fade(x)), _of(name, lambda s: s.gain_db))


def echoed(source: Source, level: float) -> Change:
    """What a source sends into the room, straight in dB."""
    name, fade = source.id, _fade(source.room_db, level)
    return Change("send", name, lambda x: SetSend(name, fade(x)), _of(name, lambda s: s.room_db))


def widened(source: Source, degrees: float) -> Change:
    """How wide a source is."""
    name, wide = source.id, _straight(source.spread, degrees)
    return Change("spread", name, lambda x: SetSpread(name, wide(x)), _of(name, lambda s: s.spread))


def mixed(scene: Scene, level: float) -> Change:
    """The level of the mix, straight in dB."""
    fade = _fade(scene.gain_db, level)
    return Change("mix", "", lambda x: SetMasterGain(fade(x)), lambda now: now.gain_db)


def walked(scene: Scene, xyz: Xyz) -> Change:
    """The listener's place, on a straight line."""
    ways = [_straight(a, b) for a, b in zip(scene.listener.xyz, xyz, strict=True)]
    return Change(
        "listener", "", lambda x: MoveListener(*(way(x) for way in ways)),
        lambda now: now.listener.xyz,
    )  # fmt: skip


def turned(scene: Scene, wanted: Quaternion) -> Change:
    """The head, as a tracker sends it, the shorter way round."""
    before = scene.listener.sent
    alike = sum(a * b for a, b in zip(before, wanted, strict=True))
    goal = tuple(-part for part in wanted) if alike < 0.0 else wanted
    ways = [_straight(a, b) for a, b in zip(before, goal, strict=True)]

    def at(share: float) -> TurnHead:
        return TurnHead(wanted if share >= 1.0 else normalized(*(way(share) for way in ways)))

    return Change("head", "", at, lambda now: now.listener.sent)


def _of(name: str, get: Callable[[Source], object]) -> Callable[[Scene], object]:
    def stands(scene: Scene) -> object:
        source = scene.sources.get(name)
        return None if source is None else get(source)

    return stands


def _straight(begins: float, ends: float) -> Callable[[float], float]:
    return lambda share: ends if share >= 1.0 else begins + share * (ends - begins)


def _fade(begins: float, ends: float) -> Callable[[float], float]:
    """In dB, of which those below the floor are heard by nobody."""
    way = _straight(max(FLOOR_DB, begins), max(FLOOR_DB, ends))
    return lambda share: ends if share >= 1.0 else way(share)
