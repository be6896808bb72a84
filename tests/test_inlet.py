"""An inlet: what a device's blocks become, hop by hop, whatever its clock."""

import numpy as np
import pytest
from test_inputs import HOP, NOISE

from ttmba_live.audio import RATE
from ttmba_live.drift import Bridge
from ttmba_live.live_input import Inlet


def test_an_inlet_gives_what_came_in_hop_by_hop():
    bridge = Bridge(2, HOP, 128)
    inlet = Inlet(bridge, HOP)
    got = []
    for hop in range(50):
        for half in (0, 1):
            bridge.write(NOISE[(2 * hop + half) * 128 :][:128])
        got.append(inlet.hop_at(hop * HOP))
        assert inlet.hop_at(hop * HOP) is got[-1]
    out = np.concatenate(got)
    start = int(np.argmax(out[:, 0] != 0.0))
    assert start == HOP
    assert np.array_equal(out[start:], NOISE[128 : 128 + len(out) - start])
    assert (bridge.late, bridge.skipped) == (0, 0)


@pytest.mark.parametrize("given", [240, 272])
def test_clocks_that_differ_neither_stop_nor_pile_up(given):
    bridge, at, got = Bridge(2, HOP, HOP), 0, []
    inlet = Inlet(bridge, HOP)
    for hop in range(800):
        bridge.write(NOISE[at : at + given])
        at += given
        got.append(inlet.hop_at(hop * HOP))
    assert bool(bridge.late) == (given < HOP)
    out = np.concatenate(got)[4 * HOP :]
    assert (np.abs(out).max(axis=1) > 0).mean() > 0.85
    if given > HOP:
        assert bridge.skipped == pytest.approx(800 * (given - HOP), abs=RATE // 8)


def test_a_device_that_gives_much_at_once_is_followed():
    bridge, at, got = Bridge(2, HOP, HOP), 0, []
    inlet = Inlet(bridge, HOP)
    for hop in range(1200):
        if hop % 20 == 19:
            bridge.write(NOISE[at : at + 20 * HOP])
            at += 20 * HOP
        got.append(inlet.hop_at(hop * HOP))
        if hop == 400:
            late = bridge.late
    assert bridge.late == late, "after a while it has enough in hand"
    assert np.abs(np.concatenate(got[600:])).max(axis=1).min() > 0.0
    assert bridge.skipped < 40 * HOP


def test_what_is_no_number_is_silence():
    bridge = Bridge(1, HOP, HOP)
    inlet = Inlet(bridge, HOP)
    for hop in range(4):
        bridge.write(np.full((HOP, 1), np.nan, np.float32))
        assert not inlet.hop_at(hop).any()
