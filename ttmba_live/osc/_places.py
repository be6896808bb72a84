"""Rows of ``/ttmba/source/{id}/...`` and ``/ttmba/listener/...``. Knows no other address."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import (
    MAX_DISTANCE,
    Position,
    normalized,
    quaternion_from_ypr,
    wrap_degrees,
    ypr_from_quaternion,
)
from ttmba_live.osc._table import Arg, Call, Row
from ttmba_live.scene import (
    Command,
    Listener,
    MoveCartesian,
    MoveListener,
    MovePolar,
    Play,
    Recenter,
    SetGain,
    SetLoop,
    SetMute,
    SetNumber,
    Source,
    Stop,
    TurnHead,
    TurnHeadAxis,
    checked_gain,
)

MAX_OBJECT = 999_999_999
"""The highest ADM-OSC object number."""

_FAR = {"low": -MAX_DISTANCE, "high": MAX_DISTANCE}
_TURN = {"low": -180.0, "high": 180.0}
AZIMUTH = Arg("azimuth", unit="deg, + left", example=90.0, **_TURN)
ELEVATION = Arg("elevation", unit="deg, + up", example=-10.0, low=-90.0, high=90.0)
DISTANCE = Arg("distance", unit="m", example=2.0, low=0.0, high=MAX_DISTANCE)
X = Arg("x", unit="m, front", example=1.0, **_FAR)
Y = Arg("y", unit="m, left", example=-2.0, **_FAR)
Z = Arg("z", unit="m, up", example=0.5, **_FAR)
GAIN = Arg("gain", unit="dB", example=-6.0, low=-200.0, high=40.0)


YAW = Arg("yaw", unit="deg, + left", example=30.0, **_TURN)
PITCH = Arg("pitch", unit="deg, + up", example=10.0, **_TURN)
ROLL = Arg("roll", unit="deg, + right ear down", example=5.0, **_TURN)

_SOURCE = "Sources"
_HEAD = "Listener"

_Ask = Callable[[Call], tuple[float | str, ...]]


def _aed(call: Call) -> MovePolar:
    place = Position.checked(*call.values)
    return MovePolar(call.key, place.azimuth, place.elevation, place.distance)


def _azimuth(call: Call) -> MovePolar:
    return MovePolar(call.key, azimuth=wrap_degrees(call.values[0]))


def _elevation(call: Call) -> MovePolar:
    return MovePolar(call.key, elevation=Position.checked(0.0, call.values[0], 1.0).elevation)


def _distance(call: Call) -> MovePolar:
    return MovePolar(call.key, distance=Position.checked(0.0, 0.0, call.values[0]).distance)


def _xyz(call: Call) -> MoveCartesian:
    Position.from_xyz(*call.values)
    return MoveCartesian(call.key, *call.values)


def _metres(value: float) -> float:
    if abs(value) > MAX_DISTANCE:
        raise InvalidInput(f"a place must lie within {MAX_DISTANCE:g} m, not at {value:g}")
    return value


def _ypr(call: Call) -> TurnHead:
    return TurnHead(quaternion_from_ypr(*call.values))


def _object(call: Call) -> SetNumber:
    number: int = call.values[0]
    if not 1 <= number <= MAX_OBJECT:
        raise InvalidInput(f"an object number lies in 1..{MAX_OBJECT}, not {number}")
    return SetNumber(call.key, number)


def own_row(
    section: str,
    address: str,
    args: tuple[Arg, ...],
    make: Callable[[Call], Command],
    meaning: str,
    ask: _Ask | None = None,
) -> Row:
    """A row under ``/ttmba``."""
    return Row(section, f"/ttmba{address}", args, meaning, make, ask)


def _is(get: Callable[[Source], tuple[float, ...]]) -> _Ask:
    """An asker of something about the source in the address."""
    return lambda call: get(call.desk.scene.source(call.key))


def _head_is(get: Callable[[Listener], tuple[float, ...]]) -> _Ask:
    return lambda call: get(call.desk.scene.listener)


def _looks(listener: Listener) -> tuple[float, ...]:
    return ypr_from_quaternion(listener.orientation)


def _source_axis(axis: str) -> Callable[[Call], Command]:
    return lambda call: MoveCartesian(call.key, **{axis: _metres(call.values[0])})


def _listener_axis(axis: str) -> Callable[[Call], Command]:
    return lambda call: MoveListener(**{axis: _metres(call.values[0])})


def _listener_angle(name: str) -> Callable[[Call], Command]:
    return lambda call: TurnHeadAxis(**{name: wrap_degrees(call.values[0])})


def source_rows() -> Iterator[Row]:
    """What can be said to one source."""

    def row(
        name: str, args: tuple[Arg, ...], make: Callable[[Call], Command], meaning: str,
        get: Callable[[Source], tuple[float, ...]] | None = None,
    ) -> Row:  # fmt: skip
        return own_row(_SOURCE, f"/source/{{id}}/{name}", args, make, meaning, get and _is(get))

    yield row(
        "aed",
        (AZIMUTH, ELEVATION, DISTANCE),
        _aed,
        "Place a source.",
        lambda s: (s.position.azimuth, s.position.elevation, s.position.distance),
    )
    yield row("xyz", (X, Y, Z), _xyz, "Place a source.", lambda s: s.position.xyz)
    yield row(
        "azimuth", (AZIMUTH,), _azimuth, "One angle of its place.", lambda s: (s.position.azimuth,)
    )
    yield row(
        "elevation",
        (ELEVATION,),
        _elevation,
        "One angle of its place.",
        lambda s: (s.position.elevation,),
    )
    yield row(
        "distance", (DISTANCE,), _distance, "How far away it is.", lambda s: (s.position.distance,)
    )
    for index, axis in enumerate((X, Y, Z)):
        yield row(
            axis.name,
            (axis,),
            _source_axis(axis.name),
            "One axis of its place.",
            lambda s, index=index: (s.position.xyz[index],),
        )  # type: ignore[misc]
    yield row(
        "gain",
        (GAIN,),
        lambda call: SetGain(call.key, checked_gain(call.values[0])),
        "Its level.",
        lambda s: (s.gain_db,),
    )
    yield row(
        "mute",
        (Arg("mute", "switch", example=1),),
        lambda call: SetMute(call.key, call.values[0]),
        "Silence it, or let it sound.",
        lambda s: (int(s.mute),),
    )
    yield row(
        "loop",
        (Arg("loop", "switch", example=1),),
        lambda call: SetLoop(call.key, call.values[0]),
        "Begin again at its end, or not.",
        lambda s: (int(s.loop),),
    )
    yield row(
        "object",
        (Arg("number", "integer", example=3, low=1, high=MAX_OBJECT),),
        _object,
        "Its ADM-OSC object number; a source that has it gets this one's.",
        lambda s: (s.number,),
    )
    yield row("play", (), lambda call: Play(call.key), "Start its clip again, at once.")
    yield row("stop", (), lambda call: Stop(call.key), "Fade it out.")  # fmt: skip


def listener_rows() -> Iterator[Row]:
    """What can be said to the head."""
    yield own_row(
        _HEAD, "/listener/ypr", (YAW, PITCH, ROLL), _ypr, "Turn the head.", _head_is(_looks)
    )
    for index, angle in enumerate((YAW, PITCH, ROLL)):
        yield own_row(
            _HEAD,
            f"/listener/{angle.name}",
            (angle,),
            _listener_angle(angle.name),
            "One angle of the head.",
            _head_is(lambda head, index=index: (_looks(head)[index],)),
        )  # type: ignore[misc]
    unit = {"low": -1.0, "high": 1.0}
    quaternion = (Arg("w", example=1.0, **unit), *(Arg(name, **unit) for name in "xyz"))
    yield own_row(
        _HEAD,
        "/listener/quaternion",
        quaternion,
        lambda call: TurnHead(normalized(*call.values)),
        "Turn the head: x front, y left, z up, right-handed.",
        _head_is(lambda head: head.orientation),
    )
    yield own_row(
        _HEAD,
        "/listener/recenter",
        (Arg("on", "switch", example=1, optional=True),),
        lambda call: Recenter(forget=call.values[0] is False),
        "What the head tracker says now is straight ahead; 0 forgets that again.",
    )
    yield own_row(
        _HEAD,
        "/listener/xyz",
        (X, Y, Z),
        lambda call: MoveListener(*(_metres(v) for v in call.values)),
        "Move the head.",
        _head_is(lambda head: head.xyz),
    )
    for index, axis in enumerate((X, Y, Z)):
        yield own_row(_HEAD, f"/listener/{axis.name}", (axis,), _listener_axis(axis.name),
                   "One axis of its place.",
                   _head_is(lambda head, index=index: (head.xyz[index],)))  # type: ignore[misc]  # fmt: skip
