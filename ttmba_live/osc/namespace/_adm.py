"""ADM-OSC v1.0, one protocol: its addresses as rows, its frame and units turned into ours.

Object n is the source with that number, or of that name. ADM-OSC's x points right and its y to
the front; its distance and its axes are shares of a radius, ``dmax`` metres. Numbers out of range
are brought into range, never refused. ``dref`` is kept and answered but changes nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ttmba_live.geometry import Xyz, quaternion_from_ypr, ypr_from_quaternion
from ttmba_live.osc.namespace._objects import number_of, source_of
from ttmba_live.osc.namespace._table import AdmMemory, Arg, Call, Row
from ttmba_live.scene import (
    Command,
    MoveCartesian,
    MoveListener,
    MovePolar,
    SetGain,
    SetMute,
    SetName,
    SetSpread,
    TurnHead,
    TurnHeadAxis,
)

MAX_DMAX = 5000.0
"""Metres; the corner of a cube of this half side still lies in range."""

_SILENCE = -200.0


def clamped(value: float, low: float, high: float) -> float:
    """Bring a number into a range."""
    return max(low, min(high, value))


def metres_from_adm(x: float, y: float, z: float, radius: float) -> Xyz:
    """ADM-OSC's (right, front, up) shares of a radius as our metres (front, left, up)."""
    return y * radius, -x * radius, z * radius


def adm_from_metres(xyz: Xyz, radius: float) -> Xyz:
    """The inverse of `metres_from_adm`, clamped to -1..1."""
    front, left, up = (clamped(v / radius, -1.0, 1.0) for v in xyz)
    return 0.0 - left, front, up


def decibels(linear: float) -> float:
    """ADM-OSC's linear gain in dB; 0 and less is silence."""
    if linear <= 1e-10:
        return _SILENCE
    return clamped(20.0 * math.log10(linear), _SILENCE, 40.0)


def linear(gain_db: float) -> float:
    """The inverse of `decibels`."""
    return 0.0 if gain_db <= _SILENCE else 10.0 ** (gain_db / 20.0)


def _dmax(call: Call) -> float:
    default = call.desk.adm.default_dmax
    return call.desk.adm.dmax.get(number_of(call), default) if call.key else default


def _azimuth(value: float) -> float:
    return clamped(value, -180.0, 180.0)


def _elevation(value: float) -> float:
    return clamped(value, -90.0, 90.0)


def _metres(call: Call, share: float) -> float:
    return clamped(share, 0.0, 1.0) * _dmax(call)


def _aed(call: Call) -> MovePolar:
    a, e, d = call.values
    return MovePolar(source_of(call).id, _azimuth(a), _elevation(e), _metres(call, d))


def _share(call: Call) -> float:
    return clamped(source_of(call).position.distance / _dmax(call), 0.0, 1.0)


def _place(call: Call) -> Xyz:
    xyz = source_of(call).position.xyz if call.key else call.desk.scene.listener.xyz
    return adm_from_metres(xyz, _dmax(call))


def _move(axes: str) -> Callable[[Call], Command]:
    """A maker for some of ADM-OSC's axes; the others stay as they are."""

    def make(call: Call) -> Command:
        given = dict(zip(axes, (clamped(v, -1.0, 1.0) for v in call.values), strict=True))
        full = (given.get("x", 0.0), given.get("y", 0.0), given.get("z", 0.0))
        front, left, up = metres_from_adm(*full, _dmax(call))
        place = (
            front if "y" in given else None,
            left if "x" in given else None,
            up if "z" in given else None,
        )
        return MoveCartesian(source_of(call).id, *place) if call.key else MoveListener(*place)

    return make


def _axes(axes: str) -> Callable[[Call], tuple[float, ...]]:
    return lambda call: tuple(_place(call)["xyz".index(axis)] for axis in axes)


def _set_dmax(call: Call) -> None:
    if not call.key:
        call.desk.adm.default_dmax = clamped(call.values[0], 0.01, MAX_DMAX)
        call.desk.adm.dmax.clear()
        return
    source_of(call)
    call.desk.adm.dmax[number_of(call)] = clamped(call.values[0], 0.01, MAX_DMAX)


def _kept(
    store: Callable[[AdmMemory], dict[int, float]], default: float
) -> tuple[Callable[[Call], None], Callable[[Call], tuple[float]]]:
    """Maker and asker of a value 0..1 that is only remembered."""

    def make(call: Call) -> None:
        source_of(call)
        store(call.desk.adm)[number_of(call)] = clamped(call.values[0], 0.0, 1.0)

    def ask(call: Call) -> tuple[float]:
        source_of(call)
        return (store(call.desk.adm).get(number_of(call), default),)

    return make, ask


def _change(call: Call) -> None:
    call.desk.adm.change = call.values[0][:128]


def _angles(call: Call) -> tuple[float, float, float]:
    return ypr_from_quaternion(call.desk.scene.listener.orientation)


def _turn(call: Call) -> TurnHead:
    return TurnHead(quaternion_from_ypr(*(_azimuth(v) for v in call.values)))


def _turn_axis(name: str) -> Callable[[Call], TurnHeadAxis]:
    return lambda call: TurnHeadAxis(**{name: _azimuth(call.values[0])})


def _angle(index: int) -> Callable[[Call], tuple[float]]:
    return lambda call: (_angles(call)[index],)


def _obj(
    name: str,
    args: tuple[Arg, ...],
    make: Callable[[Call], Command | None],
    ask: Callable[[Call], tuple[float | str, ...]],
    meaning: str,
) -> Row:
    return Row(
        "ADM-OSC objects",
        f"/adm/obj/{{n}}/{name}",
        args,
        meaning,
        make,
        ask,
        hands=name != "name",
        clamps=name != "name",
        continuous=name not in {"name", "mute"},
    )


def _lis(
    name: str,
    args: tuple[Arg, ...],
    make: Callable[[Call], Command],
    ask: Callable[[Call], tuple[float, ...]],
    meaning: str,
) -> Row:
    return Row(
        "ADM-OSC listener", f"/adm/lis/{name}", args, meaning, make, ask,
        hands=True, clamps=True, continuous=True,
    )  # fmt: skip


_CUBE = (-1.0, 1.0)
_TURN = (-180.0, 180.0)
_AZIM = Arg("azim", unit="deg, + left", example=-90.0, span=_TURN)
_ELEV = Arg("elev", unit="deg, + up", example=10.0, span=(-90.0, 90.0))
_DIST = Arg("dist", unit="0..1 of dmax", example=0.5, span=(0.0, 1.0))
_X = Arg("x", unit="-1..1 of dmax, + right", example=0.5, span=_CUBE)
_Y = Arg("y", unit="-1..1 of dmax, + front", example=0.25, span=_CUBE)
_Z = Arg("z", unit="-1..1 of dmax, + up", example=-0.1, span=_CUBE)
_YAW = Arg("yaw", unit="deg, + left", example=30.0, span=_TURN)
_PITCH = Arg("pitch", unit="deg, + up", example=10.0, span=_TURN)
_ROLL = Arg("roll", unit="deg, + right ear down", example=5.0, span=_TURN)
_DMAX = Arg("dmax", unit="m", example=8.0, span=(0.01, MAX_DMAX))
_DREF = Arg("dref", unit="0..1", example=0.2, span=(0.0, 1.0))
_WIDTH = Arg("w", unit="0..1", example=0.1, span=(0.0, 1.0))
_KEEPS = "Kept and answered; changes nothing."
_SET_DREF, _GET_DREF = _kept(lambda memory: memory.dref, 1.0)

ROWS = (
    _obj("azim", (_AZIM,),
         lambda c: MovePolar(source_of(c).id, azimuth=_azimuth(c.values[0])),
         lambda c: (source_of(c).position.azimuth,), "One angle of its place."),
    _obj("elev", (_ELEV,),
         lambda c: MovePolar(source_of(c).id, elevation=_elevation(c.values[0])),
         lambda c: (source_of(c).position.elevation,), "One angle of its place."),
    _obj("dist", (_DIST,),
         lambda c: MovePolar(source_of(c).id, distance=_metres(c, c.values[0])),
         lambda c: (_share(c),), "How far away it is."),
    _obj("aed", (_AZIM, _ELEV, _DIST), _aed,
         lambda c: (source_of(c).position.azimuth, source_of(c).position.elevation, _share(c)),
         "Place an object."),
    *(_obj(axis, (arg,), _move(axis), _axes(axis), "One axis of its place.")
      for axis, arg in zip("xyz", (_X, _Y, _Z), strict=True)),
    _obj("xy", (_X, _Y), _move("xy"), _axes("xy"), "Place an object; its height stays."),
    _obj("xyz", (_X, _Y, _Z), _move("xyz"), _axes("xyz"), "Place an object."),
    _obj("gain", (Arg("gain", unit="linear", example=0.5),),
         lambda c: SetGain(source_of(c).id, decibels(c.values[0])),
         lambda c: (linear(source_of(c).gain_db),), "Its level."),
    _obj("mute", (Arg("mute", "gate", example=1),),
         lambda c: SetMute(source_of(c).id, c.values[0]),
         lambda c: (int(source_of(c).mute),), "Silence it, or let it sound."),
    _obj("name", (Arg("name", "text", example="dog"),),
         lambda c: SetName(source_of(c).id, c.values[0][:128]),
         lambda c: (source_of(c).name,), "Its label."),
    _obj("dmax", (_DMAX,), _set_dmax, lambda c: (_dmax(c),),
         "What distance 1.0 means from now on."),
    Row("ADM-OSC objects", "/adm/obj/*/dmax", (_DMAX,),
        "The same for all objects, known or not.", _set_dmax, lambda c: (_dmax(c),)),
    _obj("dref", (_DREF,), _SET_DREF, _GET_DREF, _KEEPS),
    _obj("w", (_WIDTH,),
         lambda c: SetSpread(source_of(c).id, 180.0 * clamped(c.values[0], 0.0, 1.0)),
         lambda c: (source_of(c).spread / 180.0,), "How wide it is; 1 is all around."),
    _lis("xyz", (_X, _Y, _Z), _move("xyz"), _axes("xyz"), "Move the head."),
    *(_lis(axis, (arg,), _move(axis), _axes(axis), "One axis of its place.")
      for axis, arg in zip("xyz", (_X, _Y, _Z), strict=True)),
    _lis("ypr", (_YAW, _PITCH, _ROLL), _turn, _angles, "Turn the head."),
    *(_lis(arg.name, (arg,), _turn_axis(arg.name), _angle(index), "One angle of the head.")
      for index, arg in enumerate((_YAW, _PITCH, _ROLL))),
    Row("ADM-OSC listener", "/adm/env/change", (Arg("label", "text", example="scene 2"),),
        "A scene change elsewhere; kept and answered.", _change,
        lambda c: (c.desk.adm.change,)),
)  # fmt: skip
"""Every ADM-OSC address that is understood."""
