"""Head trackers: order of the angles, inverted axes. Signs are in test_conventions."""

from __future__ import annotations

import math
from typing import get_args

import pytest
from osc_fuzz import scene

from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import multiplied, quaternion_from_ypr, ypr_from_quaternion
from ttmba_live.osc import OscSettings
from ttmba_live.osc._settings import HeadTracker
from ttmba_live.osc.namespace._addresses import find
from ttmba_live.osc.namespace._heads import HEADS
from ttmba_live.osc.namespace._table import AdmMemory, Desk
from ttmba_live.scene import TurnHead, TurnHeadAxis, apply

C, S = math.cos(math.radians(30.0)), math.sin(math.radians(30.0))


def turned(address, arguments, **settings):
    """The head's orientation after a message."""
    desk = Desk(scene(), OscSettings(**settings), AdmMemory(10.0))
    [match] = find(address, desk.scene)
    command = match.row.run(match.key, arguments, desk)
    assert isinstance(command, (TurnHead, TurnHeadAxis))
    return apply(desk.scene, command).listener.orientation


def test_angles_turn_in_the_order_yaw_pitch_roll():
    assert turned("/ypr", (30, -20, 10)) == pytest.approx(quaternion_from_ypr(30, 20, 10))
    assert turned("/rotation", (-20, 30, -10)) == pytest.approx(quaternion_from_ypr(30, 20, 10))


@pytest.mark.parametrize("address", ["/ypr", "/quaternion"])
def test_axes_can_be_inverted(address):
    arguments = {"/ypr": (30, -20, 10), "/quaternion": (C, 0.0, 0.0, -S)}[address]
    plain = ypr_from_quaternion(turned(address, arguments))
    inverted = ypr_from_quaternion(turned(address, arguments, invert_yaw=True, invert_roll=True))
    assert inverted == pytest.approx((-plain[0], plain[1], -plain[2]), abs=1e-9)
    own = turned("/ttmba/listener/ypr", (30, 0, 0), invert_yaw=True)
    assert ypr_from_quaternion(own) == pytest.approx((30, 0, 0))


def tracked(*messages, **settings):
    """The head's yaw, pitch and roll after several messages."""
    now = scene()
    for address, *arguments in messages:
        desk = Desk(now, OscSettings(**settings), AdmMemory(10.0))
        [match] = find(address, now)
        now = apply(now, match.row.run(match.key, arguments, desk))
    return ypr_from_quaternion(now.listener.orientation)


RECENTER = ("/ttmba/listener/recenter",)


@pytest.mark.parametrize("address", ["/ttmba/listener/ypr", "/adm/lis/ypr"])
def test_recentering_takes_the_head_as_it_is_for_straight_ahead(address):
    assert tracked((address, 100, 20, 5), RECENTER) == pytest.approx((0, 0, 0), abs=1e-9)
    turned_left = tracked((address, 100, 0, 0), RECENTER, (address, 130, 0, 0))
    assert turned_left == pytest.approx((30, 0, 0), abs=1e-9)


def test_a_tracker_that_sits_askew_and_has_drifted_follows_the_head():
    """The tracker says: its heading's drift, then the head, then how it sits on the head."""
    drift, askew = quaternion_from_ypr(100, 0, 0), quaternion_from_ypr(0, 20, -10)

    def sent(*head):
        whole = multiplied(multiplied(drift, quaternion_from_ypr(*head)), askew)
        return ("/ttmba/listener/quaternion", *whole)

    for head in ((0, 0, 0), (50, 0, 0), (0, 30, 0), (-40, 20, 10)):
        assert tracked(sent(0, 0, 0), RECENTER, sent(*head)) == pytest.approx(head, abs=1e-9)


def test_single_angles_follow_and_recentering_can_be_forgotten():
    yaw = ("/ttmba/listener/yaw", 40.0)
    ten_more = ("/ttmba/listener/yaw", 50.0)
    assert tracked(yaw, RECENTER, ten_more) == pytest.approx((10, 0, 0), abs=1e-9)
    assert tracked(yaw, RECENTER, (*RECENTER, 0)) == pytest.approx((40, 0, 0), abs=1e-9)


def test_one_program_is_heard_alone_if_so_set():
    assert set(get_args(HeadTracker)) == {spec.program for spec in HEADS} | {"any", "none"}
    assert turned("/ypr", (30, 0, 0), head_tracker="sparta") == turned("/ypr", (30, 0, 0))
    for setting in ("iem", "none"):
        with pytest.raises(InvalidInput, match="'sparta' is not heard"):
            turned("/ypr", (30, 0, 0), head_tracker=setting)
        turned("/ttmba/listener/ypr", (30, 0, 0), head_tracker=setting)
