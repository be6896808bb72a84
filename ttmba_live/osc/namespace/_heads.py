"""Other programs' head orientation messages as rows. Knows no sockets and no scene."""

from __future__ import annotations

import math
from collections.abc import Callable

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import normalized, quaternion_from_ypr, ypr_from_quaternion
from ttmba_live.osc._settings import OscSettings
from ttmba_live.osc.namespace._head_profiles import HEADS, Angles, Head, Quat
from ttmba_live.osc.namespace._table import Arg, Call, Row
from ttmba_live.scene import TurnHead, TurnHeadAxis

_SECTION = "Head trackers"

IGNORED = ("quat", "rrate", "accel", "comp", "button", "grav", "mag", "gps", "alt")
"""What GyrOSC sends beside its angles."""

_NAMES = {"y": "yaw", "p": "pitch", "r": "roll"}

_Turn = TurnHead | TurnHeadAxis


def _signs(settings: OscSettings) -> tuple[float, float, float]:
    inverted = (settings.invert_yaw, settings.invert_pitch, settings.invert_roll)
    yaw, pitch, roll = (-1.0 if inverts else 1.0 for inverts in inverted)
    return yaw, pitch, roll


def _from_angles(spec: Angles, call: Call) -> _Turn:
    sent = dict(zip(spec.order, call.values[spec.skipped :], strict=True))
    unit = 180.0 / math.pi if spec.radians else spec.scale
    angles = [
        sign * turn * unit * (sent[axis] - spec.zero) if axis in sent else None
        for axis, sign, turn in zip("ypr", spec.signs, _signs(call.desk.settings), strict=True)
    ]
    if len(sent) < 3:
        return TurnHeadAxis(*angles)
    return TurnHead(quaternion_from_ypr(*(angle or 0.0 for angle in angles)))


def _from_quaternion(spec: Quat, call: Call) -> TurnHead:
    given = dict(zip(spec.order, call.values, strict=True))
    if len(given) < 4:
        call.desk.adm.turn.update(given)
        given = call.desk.adm.turn
    x, y, z = (-given[a[1]] if a[0] == "-" else given[a] for a in spec.axes)
    q = normalized(given["w"], x, y, z)
    signs = _signs(call.desk.settings)
    if signs == (1.0, 1.0, 1.0):
        return TurnHead(q)
    angles = (s * a for s, a in zip(signs, ypr_from_quaternion(q), strict=True))
    return TurnHead(quaternion_from_ypr(*angles))


def _heard(specs: tuple[Head, ...]) -> Callable[[Call], _Turn]:
    """A maker for an address that these programs use; others than the one set are refused."""

    def made(call: Call) -> _Turn:
        wanted = call.desk.settings.head_tracker
        meant = [spec for spec in specs if wanted in ("any", spec.program)]
        if not meant:
            names = " or ".join(f"{spec.program!r}" for spec in specs)
            raise InvalidInput(f"head_tracker is {wanted!r}, so {names} is not heard")
        spec = meant[0]
        return _from_quaternion(spec, call) if isinstance(spec, Quat) else _from_angles(spec, call)

    return made


def _row(specs: tuple[Head, ...]) -> Row:
    """One address, for all programs that use it."""
    first = specs[0]
    about = "; ".join(f"{spec.who} (`{spec.program}`)" for spec in specs) + "."
    if isinstance(first, Quat):
        args = tuple(Arg(name, example=1.0 if name == "w" else 0.1) for name in first.order)
    else:
        unit = "rad" if first.radians else "deg"
        skipped = tuple(Arg(name) for name in ("id", "x", "y", "z")[: first.skipped])
        args = (*skipped, *(Arg(_NAMES[axis], unit=unit, example=0.5) for axis in first.order))
    any_case = first.address.startswith("/SceneRotator")
    return Row(
        _SECTION, first.address, args, about, _heard(specs), any_case=any_case, continuous=True
    )


def _rows() -> tuple[Row, ...]:
    addresses = dict.fromkeys(spec.address for spec in HEADS)
    return tuple(
        _row(tuple(spec for spec in HEADS if spec.address == address)) for address in addresses
    )


def _ignored(name: str) -> Row:
    args = (Arg("values", "anything", example=1.0),)
    about = "GyrOSC; taken and ignored."
    return Row(_SECTION, f"/gyrosc/{name}", args, about, lambda _: None, continuous=True)


ROWS = (*_rows(), *(_ignored(name) for name in IGNORED))
"""Every such address."""
