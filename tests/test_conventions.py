"""Who sends what for front, left and up, and where the daemon's scene then has it.

One line a spelling. The messages are made by python-osc, sent over UDP, and the scene is read.
"""

import asyncio
import math
from dataclasses import dataclass

import pytest
from osc_fuzz import scene
from osc_peers import serving
from pythonosc.osc_message_builder import OscMessageBuilder

from ttmba_live.geometry import rotation_matrix
from ttmba_live.osc.namespace._addresses import ROWS, find
from ttmba_live.scene import apply

R = math.radians(60.0)
C, S = math.cos(math.radians(30.0)), math.sin(math.radians(30.0))
FAR = 10.0
"""Metres; what ADM-OSC's distance 1 means unless told otherwise."""


@dataclass(frozen=True)
class Spelling:
    """A program's addresses, and its arguments for three cases.

    Several addresses (the parts after a space) take one argument each, in messages of their own.
    """

    who: str
    addresses: str
    cases: tuple[tuple[float, ...], ...]
    settings: tuple[tuple[str, str], ...] = ()
    """Of the daemon's OSC side, where a spelling alone does not say what is meant."""

    def messages(self, case):
        first, *others = self.addresses.split()
        if not others:
            return [(first, case)]
        stem = first.rpartition("/")[0]
        together = zip([first, *(f"{stem}/{other}" for other in others)], case, strict=True)
        return [(address, (value,)) for address, value in together]


def tracker(name):
    """The setting that reads signs as that program means them."""
    return (("head_tracker", name),)


SPAT_LEFT = (("source_frame", "spat-left"),)
KREUZ = (("source_frame", "osc-kreuz"),)

PLACES = (
    # who, address                                       front, left, up: 10 m away
    Spelling("this daemon", "/ttmba/source/dog/aed", ((0, 0, 10), (90, 0, 10), (0, 90, 10))),
    Spelling("this daemon", "/ttmba/source/dog/xyz", ((10, 0, 0), (0, 10, 0), (0, 0, 10))),
    Spelling("this daemon", "/ttmba/source/dog/azimuth elevation distance",
             ((0, 0, 10), (90, 0, 10), (0, 90, 10))),
    Spelling("this daemon", "/ttmba/source/dog/x y z", ((10, 0, 0), (0, 10, 0), (0, 0, 10))),
    Spelling("ADM-OSC", "/adm/obj/1/aed", ((0, 0, 1), (90, 0, 1), (0, 90, 1))),
    Spelling("ADM-OSC", "/adm/obj/1/xyz", ((0, 1, 0), (-1, 0, 0), (0, 0, 1))),
    Spelling("ADM-OSC", "/adm/obj/1/azim elev dist", ((0, 0, 1), (90, 0, 1), (0, 90, 1))),
    Spelling("ADM-OSC", "/adm/obj/1/x y z", ((0, 1, 0), (-1, 0, 0), (0, 0, 1))),
    Spelling("SPAT", "/source/1/aed", ((0, 0, 10), (-90, 0, 10), (0, 90, 10))),
    Spelling("SPAT", "/source/1/a e d", ((0, 0, 10), (-90, 0, 10), (0, 90, 10))),
    Spelling("SPAT, as index", "/source/aed", ((1, 0, 0, 10), (1, -90, 0, 10), (1, 0, 90, 10))),
    Spelling("SPAT, + left", "/source/1/aed", ((0, 0, 10), (90, 0, 10), (0, 90, 10)), SPAT_LEFT),
    Spelling("SPAT", "/source/1/xyz", ((0, 10, 0), (-10, 0, 0), (0, 0, 10))),
    Spelling("SPAT", "/source/1/x y z", ((0, 10, 0), (-10, 0, 0), (0, 0, 10))),
    Spelling("SPAT, as index", "/source/xyz", ((1, 0, 10, 0), (1, -10, 0, 0), (1, 0, 0, 10))),
    Spelling("osc-kreuz", "/source/1/aed", ((0, 0, 10), (90, 0, 10), (0, 90, 10)), KREUZ),
    Spelling("osc-kreuz", "/source/1/xyz", ((10, 0, 0), (0, 10, 0), (0, 0, 10)), KREUZ),
)  # fmt: skip

FLAT = (
    Spelling("ADM-OSC", "/adm/obj/1/xy", ((0, 1), (-1, 0))),
    Spelling("SPAT", "/source/1/xy", ((0, 10), (-10, 0))),
)
"""In the plane only, at the height that was."""

STANDING = (
    # who, address                                       the listener: front, left, up by 10 m
    Spelling("this daemon", "/ttmba/listener/xyz", ((10, 0, 0), (0, 10, 0), (0, 0, 10))),
    Spelling("this daemon", "/ttmba/listener/x y z", ((10, 0, 0), (0, 10, 0), (0, 0, 10))),
    Spelling("ADM-OSC", "/adm/lis/xyz", ((0, 1, 0), (-1, 0, 0), (0, 0, 1))),
    Spelling("ADM-OSC", "/adm/lis/x y z", ((0, 1, 0), (-1, 0, 0), (0, 0, 1))),
)

HEADS = (
    # who, address              nose 60 degrees left, nose 60 degrees up, right ear 60 degrees down
    Spelling("this daemon", "/ttmba/listener/ypr", ((60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("this daemon", "/ttmba/listener/yaw pitch roll", ((60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("this daemon", "/ttmba/listener/quaternion",
             ((C, 0, 0, S), (C, 0, -S, 0), (C, S, 0, 0))),
    Spelling("ADM-OSC", "/adm/lis/ypr", ((60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("ADM-OSC", "/adm/lis/yaw pitch roll", ((60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("SPARTA, COMPASS", "/ypr", ((60, 0, 0), (0, -60, 0), (0, 0, 60))),
    Spelling("SPARTA", "/yaw pitch roll", ((60, 0, 0), (0, -60, 0), (0, 0, 60))),
    Spelling("IEM", "/SceneRotator/ypr", ((-60, 0, 0), (0, 60, 0), (0, 0, -60))),
    Spelling("IEM", "/SceneRotator/quaternions", ((C, 0, 0, -S), (C, 0, S, 0), (C, -S, 0, 0))),
    Spelling("dearVR", "/ypr", ((-60, 0, 0), (0, 60, 0), (0, 0, 60)), tracker("dearvr")),
    Spelling("Dolby", "/ypr", ((-60, 0, 0), (0, 60, 0), (0, 0, 60)), tracker("dolby")),
    Spelling("DaVinci", "/ypr", ((-60, 0, 0), (0, 60, 0), (0, 0, 60)), tracker("davinci")),
    Spelling("aXRotate", "/ypr", ((60, 0, 0), (0, 60, 0), (0, 0, -60)), tracker("axrotate")),
    Spelling("a1Rotate", "/yaw pitch roll", ((60, 0, 0), (0, 60, 0), (0, 0, 60)),
             tracker("a1rotate")),
    Spelling("Audio Brewers", "/yaw pitch roll", ((-60, 0, 0), (0, 60, 0), (0, 0, 60)),
             tracker("audiobrewers")),
    Spelling("Ambi Head HD", "/yaw pitch roll",
             ((2 / 3, 0.5, 0.5), (0.5, 2 / 3, 0.5), (0.5, 0.5, 1 / 3)), tracker("ambihead")),
    Spelling("IEM, single", "/SceneRotator/yaw pitch roll", ((-60, 0, 0), (0, 60, 0), (0, 0, -60))),
    Spelling("IEM, single", "/SceneRotator/qw qx qy qz",
             ((C, 0, 0, -S), (C, 0, S, 0), (C, -S, 0, 0))),
    Spelling("OHTI", "/SceneRotator/quaternions", ((-C, 0, 0, -S), (-C, 0, S, 0), (-C, -S, 0, 0)),
             tracker("ohti")),
    Spelling("Mach1 VideoPlayer", "/orientation", ((60, 0, 0), (0, 60, 0), (0, 0, 60)),
             tracker("mach1-video")),
    Spelling("SPAT Revolution", "/room/1/ypr", ((-60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("ambiX, SPARTA rotators", "/quaternion", ((C, 0, 0, -S), (C, 0, S, 0), (C, -S, 0, 0))),
    Spelling("Unity", "/quaternions", ((C, 0, -S, 0), (C, -S, 0, 0), (C, 0, 0, -S))),
    Spelling("ambiX", "/rotation", ((0, 60, 0), (-60, 0, 0), (0, 0, -60))),
    Spelling("ambiX", "/head_pose",
             ((1, 0, 0, 0, 0, 60, 0), (1, 0, 0, 0, -60, 0, 0), (1, 0, 0, 0, 0, 0, -60))),
    Spelling("SALTE", "/rendering/htrpy", ((0, 0, -60), (0, 60, 0), (60, 0, 0))),
    Spelling("Mach1", "/orientation", ((-60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("3D Tune-In", "/3DTI-OSC/receiver/pry", ((0, 0, -R), (R, 0, 0), (0, R, 0))),
    Spelling("hedrot", "/hedrot/yaw pitch roll", ((-60, 0, 0), (0, 60, 0), (0, 0, 60))),
    Spelling("Waves NX by nxosc", "/nxosc/xyz", ((0, 60, 0), (-60, 0, 0), (0, 0, -60))),
    Spelling("opentrack", "/bridge/quat", ((C, 0, S, 0), (C, S, 0, 0), (C, 0, 0, -S))),
    Spelling("APL Virtuoso", "/Virtuoso/quat", ((C, 0, 0, S), (C, 0, -S, 0), (C, S, 0, 0))),
    Spelling("GyrOSC", "/gyrosc/gyro", ((0, 0, R), (R, 0, 0), (0, R, 0))),
    Spelling("ZIG SIM", "/ZIGSIM/A-1/quaternion", ((0, 0, S, C), (S, 0, 0, C), (0, S, 0, C))),
)  # fmt: skip

AXES = ((FAR, 0.0, 0.0), (0.0, FAR, 0.0), (0.0, 0.0, FAR))
"""Front, left, up in the scene: x front, y left, z up, metres."""

SIN, COS = math.sin(R), math.cos(R)
LOOKS = (
    ((COS, SIN, 0.0), (-SIN, COS, 0.0), (0.0, 0.0, 1.0)),
    ((COS, 0.0, SIN), (0.0, 1.0, 0.0), (-SIN, 0.0, COS)),
    ((1.0, 0.0, 0.0), (0.0, COS, SIN), (0.0, -SIN, COS)),
)
"""Where the nose, the left ear and the top of the head then point: turned, tilted, rolled."""

EVERY = (*PLACES, *FLAT, *STANDING, *HEADS)
MEASURED = ("deg", "rad", "m", "0..1 of dmax", "-1..1 of dmax")


def packet(address, arguments):
    message = OscMessageBuilder(address)
    for value in arguments:
        message.add_arg(value)
    return message.build().dgram


def scene_after(spelling, number, kind):
    """The scene after a program sent its message or messages for a case."""

    async def run():
        async with serving(**dict(spelling.settings)) as (server, handler, peer):
            handler.handle = lambda command, *_: setattr(
                handler, "scene", apply(handler.scene, command)
            )
            for address, arguments in spelling.messages(spelling.cases[number]):
                peer.send_raw(server.port, packet(address, map(kind, arguments)))
            assert await peer.until_pong(server.port) == []
            return handler.scene

    return asyncio.run(run())


def whole(arguments):
    return all(float(value).is_integer() for value in arguments)


def cases(spellings, names):
    """Every spelling in every case, as floats and, where it can be, as whole numbers."""
    return [
        pytest.param(
            spelling, number, kind, id=f"{spelling.who} {spelling.addresses} {name} {kind.__name__}"
        )
        for spelling in spellings
        for number, name in enumerate(names)
        for kind in ((float, int) if whole(spelling.cases[number]) else (float,))
    ]


PLACED = ("front", "left", "up")


@pytest.mark.parametrize(("spelling", "number", "kind"), cases(PLACES, PLACED))
def test_a_source_is_where_the_sender_says(spelling, number, kind):
    place = scene_after(spelling, number, kind).sources["dog"].position
    assert place.xyz == pytest.approx(AXES[number], abs=1e-5)


@pytest.mark.parametrize(("spelling", "number", "kind"), cases(FLAT, PLACED[:2]))
def test_a_source_moves_in_the_plane(spelling, number, kind):
    place = scene_after(spelling, number, kind).sources["dog"].position
    assert place.xyz == pytest.approx(AXES[number], abs=1e-5)


@pytest.mark.parametrize(("spelling", "number", "kind"), cases(STANDING, PLACED))
def test_the_listener_stands_where_the_sender_says(spelling, number, kind):
    place = scene_after(spelling, number, kind).listener.xyz
    assert place == pytest.approx(AXES[number], abs=1e-5)


@pytest.mark.parametrize(
    ("spelling", "number", "kind"), cases(HEADS, ("turned left", "tilted up", "rolled right"))
)
def test_a_head_looks_where_the_sender_says(spelling, number, kind):
    matrix = rotation_matrix(scene_after(spelling, number, kind).listener.orientation)
    for axis, expected in zip(zip(*matrix, strict=True), LOOKS[number], strict=True):
        assert axis == pytest.approx(expected, abs=1e-6)


def test_every_address_that_places_or_turns_has_its_line():
    def matters(row):
        names = {arg.name for arg in row.args}
        measured = any(arg.unit.split(",")[0] in MEASURED for arg in row.args)
        turns = set("wxyz") <= names or set("wabc") <= names
        turns = turns or (row.section == "Head trackers" and names <= set("wxyz"))
        extent = row.address.endswith(("/spread", "/size"))  # of a source or a room, no place
        return row.section != "Cues" and not extent and "dmax" not in names and (measured or turns)

    needed = {row.address for row in ROWS if matters(row)}
    known = {
        match.row.address
        for spelling in EVERY
        for address, _ in spelling.messages(spelling.cases[0])
        for match in find(address, scene())
    }
    assert len(needed) > 40
    assert known == needed
