"""How programs say that a head is turned, a line of data each, with where that is written down.

Order and signs turn what is sent into our head: yaw + left, pitch + up, roll + right ear down,
turned in this order; x front, y left, z up. Spellings that turn the scene instead of the head are
turned round here. Where several programs use one address, the first is meant until the setting
`head_tracker` names another. Knows no message.
"""

from __future__ import annotations

from dataclasses import dataclass

from ttmba_live.osc._settings import HeadTracker

EPS = "ebu/ear-production-suite, orientation_osc.cpp: a receiver of all of these"
NVSONIC = "trsonic/nvsonic-head-tracker, presets.xml"
SUPPERWARE = "Supperware Bridgehead's profiles, as in mormegil6/opennx, profiles.py"
IEM = "tu-studio/IEMPluginSuite, SceneRotator/Source/PluginProcessor.cpp"


@dataclass(frozen=True, slots=True)
class Angles:
    """Yaw, pitch and roll: ``order`` of the arguments, and signs of y, p and r.

    An angle is (argument - ``zero``) * ``scale`` degrees, or radians.
    """

    program: HeadTracker
    address: str
    order: str
    signs: tuple[int, int, int]
    who: str
    source: str
    radians: bool = False
    skipped: int = 0
    zero: float = 0.0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Quat:
    """A quaternion; ``order`` of the arguments, and which signed one is our x, y and z.

    With fewer than four in ``order`` the others stay as they were sent last.
    """

    program: HeadTracker
    address: str
    order: str
    axes: tuple[str, str, str]
    who: str
    source: str


Head = Angles | Quat


def _single(
    program: HeadTracker,
    prefix: str,
    signs: tuple[int, int, int],
    who: str,
    source: str,
    *,
    zero: float = 0.0,
    scale: float = 1.0,
) -> tuple[Angles, ...]:
    """Yaw, pitch and roll at addresses of their own."""
    return tuple(
        Angles(program, f"{prefix}/{name}", name[0], signs, who, source, zero=zero, scale=scale)
        for name in ("yaw", "pitch", "roll")
    )


_SCENE = ("-x", "-y", "-z")

HEADS: tuple[Head, ...] = (
    Angles("sparta", "/ypr", "ypr", (1, -1, 1), "SPARTA, COMPASS, EAR Production Suite", EPS),
    Angles("dearvr", "/ypr", "ypr", (-1, 1, 1), "dearVR", SUPPERWARE),
    Angles("dolby", "/ypr", "ypr", (-1, 1, 1), "Dolby Atmos Renderer", SUPPERWARE),
    Angles("davinci", "/ypr", "ypr", (-1, 1, 1), "DaVinci Resolve", SUPPERWARE),
    Angles("axrotate", "/ypr", "ypr", (1, 1, -1), "SSA aXRotate", NVSONIC),
    *_single("sparta", "", (1, -1, 1), "SPARTA", EPS),
    *_single("a1rotate", "", (1, 1, 1), "SSA a1Rotate", SUPPERWARE),
    *_single("audiobrewers", "", (-1, 1, 1), "Audio Brewers", SUPPERWARE),
    *_single("ambihead", "", (1, 1, -1), "Noise Makers Ambi Head HD, 0..1", NVSONIC,
             zero=0.5, scale=360.0),
    Angles("iem", "/SceneRotator/ypr", "ypr", (-1, 1, -1), "IEM SceneRotator", EPS),
    *_single("iem", "/SceneRotator", (-1, 1, -1), "IEM SceneRotator", IEM),
    Quat("iem", "/SceneRotator/quaternions", "wxyz", _SCENE, "IEM SceneRotator", EPS),
    Quat("ohti", "/SceneRotator/quaternions", "wxyz", ("x", "y", "z"), "OHTI", NVSONIC),
    *(Quat("iem", f"/SceneRotator/q{part}", part, _SCENE, "IEM SceneRotator", IEM)
      for part in "wxyz"),
    Quat("ambix", "/quaternion", "wxyz", _SCENE, "ambiX and SPARTA rotators", EPS),
    Quat("unity", "/quaternions", "wabc", ("-c", "a", "-b"), "Unity plug-ins", EPS),
    Angles("ambix", "/rotation", "pyr", (1, -1, -1), "ambiX", EPS),
    Angles("ambix", "/head_pose", "pyr", (1, -1, -1), "ambiX, Nuendo; id, x, y, z come first", EPS,
           skipped=4),
    Angles("salte", "/rendering/htrpy", "rpy", (-1, 1, 1), "SALTE", EPS),
    Angles("mach1", "/orientation", "ypr", (-1, 1, 1), "Mach1 Monitor, M1-AirPodOSC", EPS),
    Angles("mach1-video", "/orientation", "ypr", (1, 1, 1), "Mach1 VideoPlayer", SUPPERWARE),
    Angles("spat", "/room/1/ypr", "ypr", (-1, 1, 1), "SPAT Revolution's room 1", SUPPERWARE),
    Angles("3dti", "/3DTI-OSC/receiver/pry", "pry", (-1, 1, 1), "3D Tune-In Toolkit", EPS,
           radians=True),
    *_single("hedrot", "/hedrot", (-1, 1, 1), "hedrot", EPS),
    Angles("nx", "/nxosc/xyz", "pyr", (1, -1, -1), "Waves NX through nxosc",
           "phud-eppu/osc_e, a converter"),
    Quat("opentrack", "/bridge/quat", "wxyz", ("-z", "-x", "y"), "opentrack",
         "opentrack/opentrack, proto-osc/proto.cpp"),
    Quat("virtuoso", "/Virtuoso/quat", "wxyz", ("x", "y", "z"), "APL Virtuoso", SUPPERWARE),
    Angles("gyrosc", "/gyrosc/gyro", "pry", (1, 1, 1), "GyrOSC, the phone flat",
           "several public receivers", radians=True),
    Quat("zigsim", "/ZIGSIM/{device}/quaternion", "xyzw", ("y", "-x", "z"), "ZIG SIM, phone flat",
         "ZIG SIM's documentation"),
)  # fmt: skip
"""Every spelling that is understood."""
