"""Rows of ``/ttmba/source/{id}/...`` and ``/ttmba/listener/...``: one table. Knows no others."""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import (
    MAX_DISTANCE,
    Position,
    normalized,
    quaternion_from_ypr,
    wrap_degrees,
    ypr_from_quaternion,
)
from ttmba_live.osc.namespace._table import TRIGGER, Arg, Call, Row
from ttmba_live.scene import (
    MAX_SEED,
    Again,
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
    SetSend,
    SetSolo,
    SetSpread,
    Source,
    Stop,
    TurnHead,
    TurnHeadAxis,
    Vary,
    checked_gain,
    checked_seed,
    checked_spread,
)

MAX_OBJECT = 999_999_999
"""The highest ADM-OSC object number."""

_FAR = (-MAX_DISTANCE, MAX_DISTANCE)
_TURN = (-180.0, 180.0)
AZIMUTH = Arg("azimuth", unit="deg, + left", example=90.0, span=_TURN)
ELEVATION = Arg("elevation", unit="deg, + up", example=-10.0, span=(-90.0, 90.0))
DISTANCE = Arg("distance", unit="m", example=2.0, span=(0.0, MAX_DISTANCE))
X = Arg("x", unit="m, front", example=1.0, span=_FAR)
Y = Arg("y", unit="m, left", example=-2.0, span=_FAR)
Z = Arg("z", unit="m, up", example=0.5, span=_FAR)
GAIN = Arg("gain", unit="dB", example=-6.0, span=(-200.0, 40.0))
SEND = Arg("send", unit="dB", example=-6.0, span=(-200.0, 40.0))
SPREAD = Arg("spread", unit="deg", example=60.0, span=(0.0, 180.0))

YAW = Arg("yaw", unit="deg, + left", example=30.0, span=_TURN)
PITCH = Arg("pitch", unit="deg, + up", example=10.0, span=_TURN)
ROLL = Arg("roll", unit="deg, + right ear down", example=5.0, span=_TURN)

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


def _again(call: Call) -> Again | None:
    seed: int | bool | None = call.values[0]
    if seed is False:
        return None
    return Again(call.key, None if seed is True or seed is None else checked_seed(seed))


def _vary(call: Call) -> Vary | None:
    amount, seed = call.values
    if not 0.0 <= amount <= 1.0:
        raise InvalidInput(f"the amount must lie in 0..1, not {amount:g}")
    if amount == 0.0:  # a button's release
        return None
    return Vary(call.key, amount, checked_seed(seed) if type(seed) is int else None)


def own_row(
    section: str,
    address: str,
    args: tuple[Arg, ...],
    make: Callable[[Call], Command | None],
    meaning: str,
    ask: _Ask | None = None,
    *,
    continuous: bool = False,
) -> Row:
    """A row under ``/ttmba``."""
    return Row(section, f"/ttmba{address}", args, meaning, make, ask, continuous=continuous)


def _is(get: Callable[[Source], tuple[float, ...]]) -> _Ask:
    """An asker of something about the source in the address."""
    return lambda call: get(call.desk.playing.now(call.desk.scene.source(call.key)))


def _head_is(get: Callable[[Listener], tuple[float, ...]]) -> _Ask:
    return lambda call: get(call.desk.scene.listener)


def _looks(listener: Listener) -> tuple[float, ...]:
    return ypr_from_quaternion(listener.orientation)


def _aed_of(source: Source) -> tuple[float, ...]:
    return source.position.azimuth, source.position.elevation, source.position.distance


def _xyz_of(source: Source) -> tuple[float, ...]:
    return source.position.xyz


def _source(
    name: str,
    args: tuple[Arg, ...],
    make: Callable[[Call], Command | None],
    meaning: str,
    get: Callable[[Source], tuple[float, ...]] | None = None,
) -> Row:
    return own_row(
        "Sources", f"/source/{{id}}/{name}", args, make, meaning, get and _is(get),
        continuous=_continues(args),
    )  # fmt: skip


def _head(
    name: str,
    args: tuple[Arg, ...],
    make: Callable[[Call], Command],
    meaning: str,
    get: Callable[[Listener], tuple[float, ...]] | None = None,
) -> Row:
    return own_row(
        "Listener", f"/listener/{name}", args, make, meaning, get and _head_is(get),
        continuous=_continues(args),
    )  # fmt: skip


def _continues(args: tuple[Arg, ...]) -> bool:
    """Whether these are what a fader or a tracker says: numbers, and nothing else."""
    return all(arg.kind == "number" for arg in args)


def _source_axis(index: int, axis: Arg) -> Row:
    def make(call: Call) -> Command:
        return MoveCartesian(call.key, **{axis.name: _metres(call.values[0])})

    about = "One axis of its place."
    return _source(axis.name, (axis,), make, about, lambda s: (_xyz_of(s)[index],))


def _head_axis(index: int, axis: Arg) -> Row:
    def make(call: Call) -> Command:
        return MoveListener(**{axis.name: _metres(call.values[0])})

    return _head(axis.name, (axis,), make, "One axis of its place.", lambda h: (h.xyz[index],))


def _head_angle(index: int, angle: Arg) -> Row:
    def make(call: Call) -> Command:
        return TurnHeadAxis(**{angle.name: wrap_degrees(call.values[0])})

    about = "One angle of the head."
    return _head(angle.name, (angle,), make, about, lambda h: (_looks(h)[index],))


_ANGLES = (YAW, PITCH, ROLL)
_UNIT = (-1.0, 1.0)
_QUATERNION = (Arg("w", example=1.0, span=_UNIT), *(Arg(name, span=_UNIT) for name in "xyz"))
_NUMBER = Arg("number", "integer", example=3, span=(1, MAX_OBJECT))
_AMOUNT = Arg("amount", example=0.3, span=(0.0, 1.0))
_SEED = Arg("seed", "seed", optional=True, example=4711, span=(2, MAX_SEED))

SOURCE_ROWS = (
    _source("aed", (AZIMUTH, ELEVATION, DISTANCE), _aed, "Place a source.", _aed_of),
    _source("xyz", (X, Y, Z), _xyz, "Place a source.", _xyz_of),
    _source("azimuth", (AZIMUTH,), _azimuth, "One angle of its place.",
            lambda s: (s.position.azimuth,)),
    _source("elevation", (ELEVATION,), _elevation, "One angle of its place.",
            lambda s: (s.position.elevation,)),
    _source("distance", (DISTANCE,), _distance, "How far away it is.",
            lambda s: (s.position.distance,)),
    *(_source_axis(index, axis) for index, axis in enumerate((X, Y, Z))),
    _source("gain", (GAIN,), lambda call: SetGain(call.key, checked_gain(call.values[0])),
            "Its level.", lambda s: (s.gain_db,)),
    _source("room", (SEND,), lambda call: SetSend(call.key, checked_gain(call.values[0])),
            "What it sends into the room, beside what is right for its place.",
            lambda s: (s.room_db,)),
    _source("spread", (SPREAD,), lambda call: SetSpread(call.key, checked_spread(call.values[0])),
            "How wide it is: degrees to every side; 180 is all around.", lambda s: (s.spread,)),
    _source("mute", (Arg("mute", "switch", example=1),),
            lambda call: SetMute(call.key, call.values[0]),
            "Silence it, or let it sound.", lambda s: (int(s.mute),)),
    _source("solo", (Arg("solo", "switch", example=1),),
            lambda call: SetSolo(call.key, call.values[0]),
            "Let it sound alone, with others that are soloed, or not.", lambda s: (int(s.solo),)),
    _source("loop", (Arg("loop", "switch", example=1),),
            lambda call: SetLoop(call.key, call.values[0]),
            "Begin again at its end, or not.", lambda s: (int(s.loop),)),
    _source("object", (_NUMBER,), _object,
            "Its ADM-OSC object number; a source that has it gets this one's.",
            lambda s: (s.number,)),
    _source("play", TRIGGER, lambda call: Play(call.key), "Start its clip again, at once."),
    _source("stop", TRIGGER, lambda call: Stop(call.key), "Fade it out."),
    _source("again", (_SEED,), _again,
            "Make its clip anew with another seed. What sounds goes on until the new one is there, "
            "which takes over in a crossfade; a source that is silent plays it. `ready` tells the "
            "seed."),
    _source("vary", (_AMOUNT, _SEED), _vary,
            "The same from its present clip: so much of it may change, 0.1 a little, 1 all."),
)  # fmt: skip
"""What can be said to one source."""

LISTENER_ROWS = (
    _head("ypr", _ANGLES, _ypr, "Turn the head.", _looks),
    *(_head_angle(index, angle) for index, angle in enumerate(_ANGLES)),
    _head("quaternion", _QUATERNION, lambda call: TurnHead(normalized(*call.values)),
          "Turn the head: x front, y left, z up, right-handed.", lambda h: h.orientation),
    _head("recenter", TRIGGER, lambda _: Recenter(),
          "How the head is turned now is straight ahead from now on."),
    _head("uncenter", TRIGGER, lambda _: Recenter(forget=True),
          "Forget what `recenter` has taken: straight ahead is the tracker's own again."),
    _head("xyz", (X, Y, Z), lambda call: MoveListener(*(_metres(v) for v in call.values)),
          "Move the head.", lambda h: h.xyz),
    *(_head_axis(index, axis) for index, axis in enumerate((X, Y, Z))),
)  # fmt: skip
"""What can be said to the head."""
