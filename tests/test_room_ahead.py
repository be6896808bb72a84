"""What rooms add is rendered a hop ahead: direct sound does not wait, and all is the same."""

import math
import time
from dataclasses import replace

import numpy as np
import pytest
from room_scenes import HOP, RATE, click, played, scene_of, shipped_head, whole

from ttmba_live.binaural.room import Network
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Mixer, RenderThread, Ring, StartVoice
from ttmba_live.geometry import Position, Trajectory, quaternion_from_ypr
from ttmba_live.room import PRESETS, acoustics, named
from ttmba_live.scene import Event, Listener, Scene


@pytest.fixture(scope="module")
def head():
    return shipped_head()


@pytest.mark.parametrize("name", ["studio", "car", "church"])
def test_direct_sound_is_as_soon_in_a_room_as_without_one(head, name):
    """In the same frame of the same hop, before which nothing of the room is heard."""
    place = (30.0, 0.0, 0.6)
    dry = whole(played(Mixer(head, voices=1), scene_of(named("none"), place), click(), 6))
    wet = whole(played(Mixer(head, voices=1), scene_of(named(name), place), click(), 6))
    first = int(np.argmax(np.abs(dry).max(axis=1) > 0.1 * np.abs(dry).max()))
    assert np.abs(wet - dry)[: first + 40].max() < 1e-4 * np.abs(dry).max()
    assert np.abs(wet - dry).max() > 0.01 * np.abs(dry).max()


def walked(head, *, by_hand):
    """A voice that moves near walls and far from them, heard by one who walks and turns."""
    mixer = Mixer(head, voices=1)
    way = Trajectory.checked([(0.0, 20.0, 0.0, 0.3), (0.3, 60.0, 30.0, 3.0), (0.7, 0.0, 90.0, 0.9)])
    event = Event.checked("x", 2.0, Position(20.0, 0.0, 1.0), id="a", trajectory=way)
    mixer.scene = replace(Scene().place(event), room=named("living room"))
    noise = 0.1 * np.random.default_rng(0).standard_normal(RATE)
    mixer.inbox.append(StartVoice(1, "a", noise.astype(np.float32)))
    blocks = []
    for hop in range(160):
        turn = quaternion_from_ypr(40.0 * math.sin(hop / 30.0), 0.0, 0.0)
        mixer.scene = replace(mixer.scene, listener=Listener((0.005 * hop, 0.0, 0.0), turn))
        blocks.append(mixer.step())
        if by_hand:
            mixer.go_ahead()
    return whole(blocks)


def test_it_is_the_same_whoever_renders_ahead_and_whether_anybody_does(head, monkeypatch):
    usual = walked(head, by_hand=False)
    assert np.array_equal(walked(head, by_hand=True), usual)
    monkeypatch.setattr(head, "foresees", math.inf)
    assert np.abs(walked(head, by_hand=False) - usual).max() < 1e-6


def test_a_hop_is_on_its_way_before_the_next_one_s_room_is_rendered():
    mixer, ring, noted = Mixer(Sphere(HOP), voices=1), Ring(4096), []
    mixer.go_ahead = lambda: noted.append((mixer.frame, ring.fill))
    mixer.scene = scene_of(named("studio"))
    mixer.post(StartVoice(1, "a", click()))
    thread = RenderThread(mixer, ring, 1024)
    thread.start()
    while not thread.is_full:
        time.sleep(0.001)
    thread.close()
    assert len(noted) >= 8
    assert all(fill == frame for frame, fill in noted)


@pytest.mark.parametrize("name", list(PRESETS))
def test_reverberation_sets_in_when_the_room_says(name):
    """It is sent sound a hop before: lines are entered farther in if they are too long for that."""
    room = acoustics(named(name))
    network = Network.of(room, wanted=room.predelay * RATE - HOP)
    sent, first = np.zeros((2, HOP), np.float32), 0
    sent[:, 0] = 1.0
    while not (out := network.step(sent)).any():
        sent, first = np.zeros_like(sent), first + HOP
    first += int(np.argmax(np.abs(out).max(axis=0) > 0.0))
    assert first == network.earliest
    assert HOP + first <= max(room.predelay * RATE, HOP) + 1
