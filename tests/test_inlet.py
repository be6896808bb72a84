"""An inlet: what a device's blocks become, hop by hop, whatever its clock."""

import numpy as np
import pytest
from test_inputs import HOP, NOISE

from ttmba_live.audio import RATE
from ttmba_live.live_input import Inlet


def test_an_inlet_gives_what_came_in_hop_by_hop():
    inlet = Inlet(2, HOP, 128)
    got = []
    for hop in range(50):
        for half in (0, 1):
            inlet.write(NOISE[(2 * hop + half) * 128 :][:128])
        got.append(inlet.hop_at(hop * HOP))
        assert inlet.hop_at(hop * HOP) is got[-1]
    out = np.concatenate(got)
    start = int(np.argmax(out[:, 0] != 0.0))
    assert start == HOP
    assert np.array_equal(out[start:], NOISE[128 : 128 + len(out) - start])
    assert (inlet.late, inlet.skipped) == (0, 0)


@pytest.mark.parametrize("given", [240, 272])
def test_clocks_that_differ_neither_stop_nor_pile_up(given):
    inlet, at, got = Inlet(2, HOP, HOP), 0, []
    for hop in range(800):
        inlet.write(NOISE[at : at + given])
        at += given
        got.append(inlet.hop_at(hop * HOP))
    assert bool(inlet.late) == (given < HOP)
    out = np.concatenate(got)[4 * HOP :]
    assert (np.abs(out).max(axis=1) > 0).mean() > 0.85
    if given > HOP:
        assert inlet.skipped == pytest.approx(800 * (given - HOP), abs=RATE // 8)


def test_a_device_that_gives_much_at_once_is_followed():
    inlet, at, got = Inlet(2, HOP, HOP), 0, []
    for hop in range(1200):
        if hop % 20 == 19:
            inlet.write(NOISE[at : at + 20 * HOP])
            at += 20 * HOP
        got.append(inlet.hop_at(hop * HOP))
        if hop == 400:
            late = inlet.late
    assert inlet.late == late, "after a while it has enough in hand"
    assert np.abs(np.concatenate(got[600:])).max(axis=1).min() > 0.0
    assert inlet.skipped < 40 * HOP


def test_what_is_no_number_is_silence():
    inlet = Inlet(1, HOP, HOP)
    for hop in range(4):
        inlet.write(np.full((HOP, 1), np.nan, np.float32))
        assert not inlet.hop_at(hop).any()
