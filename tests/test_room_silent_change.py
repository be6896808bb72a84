"""A room that is changed while nothing sounds is the other room, walls and all."""

import numpy as np
import pytest
from room_scenes import played, scene_of, shipped_head, whole

from ttmba_live.engine import Mixer
from ttmba_live.room import named


@pytest.fixture(scope="module")
def head():
    return shipped_head()


def heard_in(mixer, name):
    """Noise in a room until all is silent (frames, 2)."""
    noise = 0.1 * np.random.default_rng(1).standard_normal(9600).astype(np.float32)
    blocks = played(mixer, scene_of(named(name)), noise, 60)
    while not mixer.idle:
        blocks.append(mixer.step())
    return whole(blocks)


@pytest.mark.parametrize("last", ["field", "cathedral"])
def test_the_walls_are_those_of_the_last_room(head, last):
    mixer = Mixer(head)
    for name in ("studio", "bathroom"):
        heard_in(mixer, name)
    again, alone = heard_in(mixer, last), heard_in(Mixer(head), last)
    frames = min(len(again), len(alone))
    assert np.abs(again[:frames] - alone[:frames]).max() < 1e-3 * np.abs(alone).max()
