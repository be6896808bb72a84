"""Other programs' head orientation messages, as data. Knows no sockets and no scene.

Each row says in which order the angles or the quaternion come and how their signs turn into our
head: yaw + left, pitch + up, roll + right ear down, turned in this order; x front, y left, z up.
Spellings that turn the scene instead of the head are turned round here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import normalized, quaternion_from_ypr, ypr_from_quaternion
from ttmba_live.osc._settings import HeadTracker, OscSettings
from ttmba_live.osc.namespace._table import Arg, Call, Row
from ttmba_live.scene import TurnHead, TurnHeadAxis

_SECTION = "Head trackers"


@dataclass(frozen=True, slots=True)
class Angles:
    """Yaw, pitch and roll: ``order`` of the arguments, and signs of y, p and r."""

    program: HeadTracker
    address: str
    order: str
    signs: tuple[int, int, int]
    who: str
    radians: bool = False
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Quat:
    """A quaternion; ``order`` of the arguments, and which signed one is our x, y and z."""

    program: HeadTracker
    address: str
    order: str
    axes: tuple[str, str, str]
    who: str


HEADS: tuple[Angles | Quat, ...] = (
    Angles("sparta", "/ypr", "ypr", (1, -1, 1), "SPARTA, COMPASS, dearVR, Supperware"),
    Angles("sparta", "/yaw", "y", (1, -1, 1), "SPARTA"),
    Angles("sparta", "/pitch", "p", (1, -1, 1), "SPARTA"),
    Angles("sparta", "/roll", "r", (1, -1, 1), "SPARTA"),
    Angles("iem", "/SceneRotator/ypr", "ypr", (-1, 1, -1), "IEM SceneRotator"),
    Quat("iem", "/SceneRotator/quaternions", "wxyz", ("-x", "-y", "-z"), "IEM SceneRotator"),
    Quat("ambix", "/quaternion", "wxyz", ("-x", "-y", "-z"), "ambiX and SPARTA rotators"),
    Quat("unity", "/quaternions", "wabc", ("-c", "a", "-b"), "Unity plug-ins"),
    Angles("ambix", "/rotation", "pyr", (1, -1, -1), "ambiX"),
    Angles("ambix", "/head_pose", "pyr", (1, -1, -1), "ambiX; id, x, y, z come first", skipped=4),
    Angles("salte", "/rendering/htrpy", "rpy", (-1, 1, 1), "SALTE"),
    Angles("mach1", "/orientation", "ypr", (-1, 1, 1), "Mach1 Monitor, M1-AirPodOSC"),
    Angles("3dti", "/3DTI-OSC/receiver/pry", "pry", (-1, 1, 1), "3D Tune-In Toolkit", radians=True),
    Angles("hedrot", "/hedrot/yaw", "y", (-1, 1, 1), "hedrot"),
    Angles("hedrot", "/hedrot/pitch", "p", (-1, 1, 1), "hedrot"),
    Angles("hedrot", "/hedrot/roll", "r", (-1, 1, 1), "hedrot"),
    Angles("nx", "/nxosc/xyz", "pyr", (1, -1, -1), "Waves NX through nxosc"),
    Quat("opentrack", "/bridge/quat", "wxyz", ("-z", "-x", "y"), "opentrack"),
    Quat("virtuoso", "/Virtuoso/quat", "wxyz", ("x", "y", "z"), "APL Virtuoso"),
    Angles("gyrosc", "/gyrosc/gyro", "pry", (1, 1, 1), "GyrOSC, the phone flat", radians=True),
    Quat("zigsim", "/ZIGSIM/{device}/quaternion", "xyzw", ("y", "-x", "z"), "ZIG SIM, phone flat"),
)
"""Every spelling that is understood."""

IGNORED = ("quat", "rrate", "accel", "comp", "button", "grav", "mag", "gps", "alt")
"""What GyrOSC sends beside its angles."""

_NAMES = {"y": "yaw", "p": "pitch", "r": "roll"}


def _signs(settings: OscSettings) -> tuple[float, float, float]:
    inverted = (settings.invert_yaw, settings.invert_pitch, settings.invert_roll)
    yaw, pitch, roll = (-1.0 if inverts else 1.0 for inverts in inverted)
    return yaw, pitch, roll


def _from_angles(spec: Angles) -> Callable[[Call], TurnHead | TurnHeadAxis]:
    def make(call: Call) -> TurnHead | TurnHeadAxis:
        given = dict(zip(spec.order, call.values[spec.skipped :], strict=True))
        angles = [
            sign * turn * (math.degrees(given[axis]) if spec.radians else given[axis])
            if axis in given
            else None
            for axis, sign, turn in zip("ypr", spec.signs, _signs(call.desk.settings), strict=True)
        ]
        if len(given) < 3:
            return TurnHeadAxis(*angles)
        return TurnHead(quaternion_from_ypr(*(angle or 0.0 for angle in angles)))

    return make


def _from_quaternion(spec: Quat) -> Callable[[Call], TurnHead]:
    def make(call: Call) -> TurnHead:
        given = dict(zip(spec.order, call.values, strict=True))
        x, y, z = (-given[a[1]] if a[0] == "-" else given[a] for a in spec.axes)
        q = normalized(given["w"], x, y, z)
        signs = _signs(call.desk.settings)
        if signs == (1.0, 1.0, 1.0):
            return TurnHead(q)
        angles = (s * a for s, a in zip(signs, ypr_from_quaternion(q), strict=True))
        return TurnHead(quaternion_from_ypr(*angles))

    return make


def _heard(spec: Angles | Quat) -> Callable[[Call], TurnHead | TurnHeadAxis]:
    """A maker that refuses programs other than the one that is set."""
    make = _from_quaternion(spec) if isinstance(spec, Quat) else _from_angles(spec)

    def made(call: Call) -> TurnHead | TurnHeadAxis:
        wanted = call.desk.settings.head_tracker
        if wanted not in ("any", spec.program):
            raise InvalidInput(f"head_tracker is {wanted!r}, so {spec.program!r} is not heard")
        return make(call)

    return made


def _row(spec: Angles | Quat) -> Row:
    about = f"{spec.who} (`{spec.program}`)."
    if isinstance(spec, Quat):
        args = tuple(Arg(name, example=1.0 if name == "w" else 0.1) for name in spec.order)
        return Row(_SECTION, spec.address, args, about, _heard(spec))
    unit = "rad" if spec.radians else "deg"
    skipped = tuple(Arg(name) for name in ("id", "x", "y", "z")[: spec.skipped])
    angles = tuple(Arg(_NAMES[axis], unit=unit, example=0.5) for axis in spec.order)
    return Row(_SECTION, spec.address, skipped + angles, about, _heard(spec))


def _ignored(name: str) -> Row:
    args = (Arg("values", "anything", example=1.0),)
    return Row(_SECTION, f"/gyrosc/{name}", args, "GyrOSC; taken and ignored.", lambda _: None)


ROWS = (
    *(replace(_row(spec), any_case=spec.address.startswith("/SceneRotator")) for spec in HEADS),
    *(_ignored(name) for name in IGNORED),
)
"""The same as rows of the namespace."""
