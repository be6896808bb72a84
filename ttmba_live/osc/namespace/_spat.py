"""SPAT Revolution's and osc-kreuz's source positions as rows. Knows no sockets.

Both say ``/source/n/aed`` and ``/source/n/xyz`` and do not mean the same, and SPAT's documents do
not say to which side its azimuth grows: the setting `source_frame` decides.
"""

from __future__ import annotations

from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, wrap_degrees
from ttmba_live.osc.namespace._objects import source_of
from ttmba_live.osc.namespace._places import DISTANCE, ELEVATION
from ttmba_live.osc.namespace._table import Arg, Call, Row
from ttmba_live.scene import MoveCartesian, MovePolar

_SECTION = "SPAT Revolution and osc-kreuz"
_AZIMUTH = Arg("azimuth", unit="deg, as set", example=90.0)
_AXES = {axis: Arg(axis, unit="m, as set", example=1.0) for axis in "xyz"}
_INDEX = Arg("index", "integer", example=1)

_Make = Callable[[Call], MovePolar | MoveCartesian]


def _azimuth(call: Call, angle: float) -> float:
    """Degrees, + left."""
    return wrap_degrees(-angle if call.desk.settings.source_frame == "spat" else angle)


def _aed(call: Call) -> MovePolar:
    azimuth, elevation, distance = call.values
    place = Position.checked(_azimuth(call, azimuth), elevation, distance)
    return MovePolar(source_of(call).id, place.azimuth, place.elevation, place.distance)


def _one_angle(call: Call) -> MovePolar:
    return MovePolar(source_of(call).id, azimuth=_azimuth(call, call.values[0]))


def _elevation(call: Call) -> MovePolar:
    elevation = Position.checked(0.0, call.values[0], 1.0).elevation
    return MovePolar(source_of(call).id, elevation=elevation)


def _distance(call: Call) -> MovePolar:
    distance = Position.checked(0.0, 0.0, call.values[0]).distance
    return MovePolar(source_of(call).id, distance=distance)


def _axes(axes: str) -> _Make:
    """A maker for some of the axes; the others stay as they are."""

    def make(call: Call) -> MoveCartesian:
        given = dict(zip(axes, call.values, strict=True))
        Position.from_xyz(*(given.get(axis, 0.0) for axis in "xyz"))
        x, y, z = (given.get(axis) for axis in "xyz")
        if call.desk.settings.source_frame == "osc-kreuz":
            return MoveCartesian(source_of(call).id, x, y, z)
        return MoveCartesian(source_of(call).id, y, None if x is None else -x, z)

    return make


def _indexed(make: _Make) -> _Make:
    """The same with the object's number as the first argument."""

    def made(call: Call) -> MovePolar | MoveCartesian:
        index, *values = call.values
        if index < 1:
            raise InvalidInput(f"index must be an object number from 1, not {index}")
        return make(Call(str(index), tuple(values), call.desk))

    return made


_KINDS: tuple[tuple[str, tuple[Arg, ...], _Make, str], ...] = (
    ("aed", (_AZIMUTH, ELEVATION, DISTANCE), _aed, "Place a source."),
    ("xyz", tuple(_AXES.values()), _axes("xyz"), "Place a source."),
    ("xy", (_AXES["x"], _AXES["y"]), _axes("xy"), "Place a source; its height stays."),
    *((axis, (_AXES[axis],), _axes(axis), "One axis of its place.") for axis in "xyz"),
    ("a", (_AZIMUTH,), _one_angle, "One angle of its place."),
    ("e", (ELEVATION,), _elevation, "One angle of its place."),
    ("d", (DISTANCE,), _distance, "How far away it is."),
)

ROWS = (
    *(Row(_SECTION, f"/source/{{n}}/{name}", args, meaning, make, hands=True)
      for name, args, make, meaning in _KINDS),
    *(Row(_SECTION, f"/source/{name}", (_INDEX, *args), meaning, _indexed(make))
      for name, args, make, meaning in _KINDS[:2]),
)  # fmt: skip
"""Every one of these addresses."""
