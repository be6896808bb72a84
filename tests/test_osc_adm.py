"""ADM-OSC: its frame turned into ours, its queries, clamping; adm-osc's own parser as judge."""

from __future__ import annotations

import math
import time
from collections import Counter

import pytest
from adm_osc import StressClient
from adm_osc.handler import adm_handler
from daemon import Daemon
from osc_fuzz import scene
from ports import free_port
from pulse import until

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position, quaternion_from_ypr
from ttmba_live.osc import OscSettings
from ttmba_live.osc.namespace._addresses import find
from ttmba_live.osc.namespace._adm import ROWS, adm_from_metres, decibels, linear, metres_from_adm
from ttmba_live.osc.namespace._table import AdmMemory, Answer, Desk
from ttmba_live.scene import (
    MoveCartesian,
    MoveListener,
    MovePolar,
    SetGain,
    SetMute,
    SetName,
    TurnHead,
    TurnHeadAxis,
    apply,
)


class Talk:
    """A scene that ADM-OSC messages change, as the daemon would."""

    def __init__(self) -> None:
        self.scene = scene()
        self.memory = AdmMemory(10.0)

    def __call__(self, address, *arguments):
        desk = Desk(self.scene, OscSettings(), self.memory)
        [match] = find(address, self.scene)
        action = match.row.run(match.key, arguments, desk)
        if isinstance(action, Answer):
            return action.values
        if action is not None:
            self.scene = apply(self.scene, action)
        return action


@pytest.mark.parametrize(
    ("adm", "ours"),
    [((0, 1, 0), (5, 0, 0)), ((-1, 0, 0), (0, 5, 0)), ((0, 0, 1), (0, 0, 5))],
    ids=["front", "left", "up"],
)
def test_axes(adm, ours):
    assert metres_from_adm(*adm, 5.0) == ours
    assert adm_from_metres(ours, 5.0) == adm


@pytest.mark.parametrize(
    ("adm", "azimuth", "elevation"),
    [((0, 1, 0), 0, 0), ((-1, 0, 0), 90, 0), ((1, 0, 0), -90, 0), ((0, 0, 1), 0, 90)],
)
def test_cartesian_and_polar_agree_in_both_directions(adm, azimuth, elevation):
    by_xyz, by_aed = Talk(), Talk()
    by_xyz("/adm/obj/1/xyz", *adm)
    by_aed("/adm/obj/1/aed", azimuth, elevation, 1.0)
    here, there = by_xyz.scene.sources["dog"].position, by_aed.scene.sources["dog"].position
    assert here.azimuth == pytest.approx(azimuth)
    assert here.elevation == pytest.approx(elevation)
    assert here.xyz == pytest.approx(there.xyz, abs=1e-9)
    assert by_aed("/adm/obj/1/xyz") == pytest.approx(adm, abs=1e-9)
    assert by_xyz("/adm/obj/1/aed") == pytest.approx((azimuth, elevation, 1.0))


@pytest.mark.parametrize(
    ("address", "arguments", "command"),
    [
        ("azim", (200.0,), MovePolar("dog", azimuth=180.0)),
        ("azim", (90,), MovePolar("dog", azimuth=90.0)),
        ("elev", (-100.0,), MovePolar("dog", elevation=-90.0)),
        ("dist", (0.5,), MovePolar("dog", distance=5.0)),
        ("dist", (-1.0,), MovePolar("dog", distance=0.0)),
        ("aed", (-90.0, 10.0, 7.0), MovePolar("dog", -90.0, 10.0, 10.0)),
        ("x", (1.0,), MoveCartesian("dog", y=-10.0)),
        ("y", (0.5,), MoveCartesian("dog", x=5.0)),
        ("z", (-3.0,), MoveCartesian("dog", z=-10.0)),
        ("xy", (-0.5, 1.0), MoveCartesian("dog", 10.0, 5.0)),
        ("xyz", (-0.5, 1.0, 0.1), MoveCartesian("dog", 10.0, 5.0, 1.0)),
        ("gain", (1.0,), SetGain("dog", 0.0)),
        ("gain", (0.0,), SetGain("dog", -200.0)),
        ("gain", (-1.0,), SetGain("dog", -200.0)),
        ("gain", (1e30,), SetGain("dog", 40.0)),
        ("mute", (1,), SetMute("dog", mute=True)),
        ("mute", (7,), SetMute("dog", mute=True)),
        ("mute", (False,), SetMute("dog", mute=False)),
        ("name", ("x" * 300,), SetName("dog", "x" * 128)),
        ("name", ("touch",), SetName("dog", "touch")),
        ("gain", ("touch",), None),
        ("aed", ("Release",), None),
    ],
)
def test_object_messages(address, arguments, command):
    assert Talk()(f"/adm/obj/1/{address}", *arguments) == command


def test_objects_are_known_by_name_too():
    talk = Talk()
    assert talk("/adm/obj/cat/gain", 1.0) == SetGain("cat", 0.0)
    assert talk("/adm/obj/2/gain") == talk("/adm/obj/cat/gain")
    talk("/adm/obj/cat/dmax", 4.0)
    assert talk("/adm/obj/2/dist", 0.5).distance == 2.0
    with pytest.raises(InvalidInput, match="number from 1 or a source's name: no source 'cow'"):
        talk("/adm/obj/cow/gain", 1.0)


def test_a_source_takes_the_number_that_an_artist_gives_it():
    talk = Talk()
    talk("/ttmba/source/dog/object", 12)
    assert talk("/adm/obj/12/gain", 1.0).id == "dog"
    talk("/ttmba/source/dog/object", 2)
    assert talk("/ttmba/source/dog/object") == (2,)
    assert talk("/ttmba/source/cat/object") == (12,)
    assert sorted(s.number for s in talk.scene.sources.values()) == [2, 3, 4, 5, 12]
    for wrong in (0, -1, 10**9):
        with pytest.raises(InvalidInput, match="object number lies in"):
            talk("/ttmba/source/dog/object", wrong)


@pytest.mark.parametrize(
    ("part", "numbers"),
    [
        ("*", [1, 2, 3, 4, 12]), ("?", [1, 2, 3, 4]), ("[1-3]", [1, 2, 3]), ("[1,12]", [1, 12]),
        ("[3-12]", [3, 4, 12]), ("{1,2}", [1, 2]), ("(2-3,12)", [2, 3, 12]), ("[12]", [1, 2]),
        ("1?", [12]), ("c?t", [2]),
    ],
)  # fmt: skip
def test_sets_of_objects(part, numbers):
    talk = Talk()
    talk("/ttmba/source/café/object", 12)
    found = [match.key for match in find(f"/adm/obj/{part}/gain", talk.scene)]
    assert sorted(2 if key == "cat" else int(key) for key in found) == numbers


def test_object_numbers_are_the_sources_numbers():
    talk = Talk()
    assert talk("/adm/obj/2/gain", 0.5).id == "cat"
    for number in ("0", "6", "-1", "²", "x"):
        with pytest.raises(InvalidInput):
            talk(f"/adm/obj/{number}/gain", 0.5)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused_rather_than_clamped(number):
    for address in ("/adm/obj/1/azim", "/adm/obj/1/gain", "/adm/obj/1/dmax", "/adm/lis/yaw"):
        with pytest.raises(InvalidInput, match="finite"):
            Talk()(address, number)


def test_dmax_sets_the_metres_of_one_object_or_of_all():
    talk = Talk()
    talk("/adm/obj/1/dmax", 4.0)
    assert talk("/adm/obj/1/dist", 0.5).distance == 2.0
    assert talk("/adm/obj/2/dist", 0.5).distance == 5.0
    talk("/adm/obj/*/dmax", 20.0)
    assert talk("/adm/obj/1/dist", 0.5).distance == 10.0
    assert talk("/adm/obj/2/dmax") == (20.0,)


def test_width_widens_and_the_reference_is_kept():
    talk = Talk()
    assert talk("/adm/obj/1/w") == (0.0,)
    assert talk("/adm/obj/1/dref") == (1.0,)
    assert talk("/adm/obj/1/w", 0.25).degrees == 45.0
    talk("/adm/obj/1/dref", 2.0)
    assert (talk("/adm/obj/1/w"), talk("/adm/obj/1/dref")) == ((0.25,), (1.0,))
    assert talk("/adm/obj/2/w") == (0.0,)
    talk("/adm/env/change", "act 2")
    assert talk("/adm/env/change") == ("act 2",)


def test_the_listener_moves_and_turns():
    talk = Talk()
    assert talk("/adm/lis/xyz", -0.5, 1.0, 0.2) == MoveListener(10.0, 5.0, 2.0)
    assert talk("/adm/lis/xyz") == pytest.approx((-0.5, 1.0, 0.2))
    assert talk("/adm/lis/x", 0.1) == MoveListener(y=-1.0)
    assert talk("/adm/lis/ypr", 30, 20, 10) == TurnHead(quaternion_from_ypr(30, 20, 10))
    assert talk("/adm/lis/ypr") == pytest.approx((30, 20, 10))
    assert talk("/adm/lis/roll", -15.0) == TurnHeadAxis(roll=-15.0)
    assert talk("/adm/lis/roll") == pytest.approx((-15.0,))


def test_gain_is_turned_into_decibels_and_back():
    assert decibels(0.5) == pytest.approx(20 * math.log10(0.5))
    assert linear(decibels(0.37)) == pytest.approx(0.37)
    assert linear(-200.0) == 0.0


def test_answers_have_the_types_that_adm_osc_asks_for():
    talk = Talk()
    talk.scene = apply(talk.scene, MovePolar("dog", 45.0, 10.0, 25.0))
    asked = [row for row in ROWS if row.ask and "*" not in row.address]
    assert len(asked) > 20
    for row in asked:
        address = row.address.format(n=1)
        values = talk(address)
        kinds = {"mute": int, "name": str, "change": str}
        assert {type(v) for v in values} == {kinds.get(address.rpartition("/")[2], float)}


@pytest.mark.parametrize("name", ["azim", "elev", "dist", "aed", "x", "y", "z", "xyz", "gain"])
def test_the_reference_program_takes_our_answers(name):
    """adm-osc raises ValueError on an int where a float is due and on values out of range."""
    talk = Talk()
    talk.scene = apply(talk.scene, MovePolar("dog", -135.0, -30.0, 50.0))
    adm_handler(f"/adm/obj/1/{name}", *talk(f"/adm/obj/1/{name}"))
    with pytest.raises(ValueError):
        adm_handler("/adm/obj/1/azim", 1)


def test_a_desk_of_64_objects_leaves_the_daemon_and_its_listeners_in_peace(tmp_path):
    """adm-osc's own stress client; three of its objects exist."""
    port = free_port()
    config = f"[osc]\nadm = true\nadm_port = {port}\nadm_reply_port = 0\n"
    with Daemon(tmp_path, config=config) as daemon, daemon.client() as ttmba:
        for name in ("a", "b", "c"):
            ttmba.event(name, "rain", 9.0)
        ttmba.subscribe()
        began = time.monotonic()
        desk = StressClient("127.0.0.1", port, free_port())
        try:
            desk.stress_polar_position(64, 1.0, 20)
        finally:
            desk.server.shutdown()
            desk.server.server_close()
            desk._sock.close()
        told = Counter()

        def every_missing_one():
            errors = [values for at, values in ttmba.replies(0.1) if at == "/ttmba/error"]
            told.update(address for address, _ in errors if address.startswith("/adm/obj/"))
            return len(told) >= 61

        until(every_missing_one, what="an error for every object that is missing")
        assert len(told) == 61
        seconds = time.monotonic() - began  # it is told once a second, not with every message
        assert max(told.values()) <= seconds + 2
        moved = {ttmba.call(f"/ttmba/source/{name}/azimuth") for name in ("a", "b", "c")}
        assert moved != {(0.0,)}


def test_a_place_straight_ahead_is_no_negative_zero():
    assert math.copysign(1.0, adm_from_metres(Position().xyz, 10.0)[0]) == 1.0
