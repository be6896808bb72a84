"""Head trackers: order of the angles, inverted axes. Signs are in test_conventions."""

from __future__ import annotations

import math

import pytest
from osc_fuzz import scene

from ttmba_live.geometry import quaternion_from_ypr, ypr_from_quaternion
from ttmba_live.osc import OscSettings
from ttmba_live.osc._namespace import find
from ttmba_live.osc._table import AdmMemory, Desk
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
