"""Loud far sounds in rooms: no swell, and they keep their sides."""

from dataclasses import replace

import numpy as np
import pytest
from room_scenes import HOP, RATE, played, scene_of, whole
from scipy import signal

from ttmba_live.audio import to_db
from ttmba_live.engine import Mixer
from ttmba_live.room import NO_ROOM, acoustics, changed, entering, mirrors, named, visible
from ttmba_live.scene import Scene
from ttmba_live.setup import BinauralSettings, choose
from ttmba_live.text import plan_text
from ttmba_live.text.rules import Rules

_NOISE = np.random.default_rng(0).standard_normal(RATE)
_LOW = signal.sosfilt(signal.butter(2, 800, fs=RATE, output="sos"), 0.1 * _NOISE)
RUMBLE = _LOW.astype(np.float32)


def heard(event, room):
    """Decibels of a second in both ears, left and right."""
    mixer = Mixer(choose.renderer(BinauralSettings("sphere"), HOP)[0], voices=1)
    scene = replace(Scene().place(replace(event, id="a")), room=room)
    mix = whole(played(mixer, scene, RUMBLE, RATE // HOP))
    return [to_db(float(np.sqrt(np.mean(ear**2)))) for ear in mix.T]


@pytest.mark.parametrize(
    ("words", "room"),
    [("thunder on the left", "church"), ("an explosion far away on the left", "cathedral")],
)
def test_what_is_loud_and_far_does_not_swell_in_a_room(words, room):
    (event,) = plan_text(Rules(), words).events
    dry, wet = heard(event, NO_ROOM), heard(event, named(room))
    assert event.position.distance > 20.0
    assert abs(max(wet) - max(dry)) < 4.0
    assert wet[0] - wet[1] > 0.4 * (dry[0] - dry[1])
    loud = heard(replace(event, room_db=0.0), named(room))
    assert max(loud) > max(wet) + 4.0, "as it was when the room heard all of its level"


def test_what_is_far_outside_is_not_covered_by_its_own_reflections():
    """Only the back wall throws back what stands far in front, and later than it is heard."""
    room = changed(named("studio"), late_db=-60.0)
    mixer = Mixer(choose.renderer(BinauralSettings("sphere"), HOP)[0], voices=1)
    blocks = played(mixer, scene_of(room, (0.0, 0.0, 40.0)), RUMBLE, RATE // HOP, stems=True)
    direct, around = (
        to_db(float(np.sqrt(np.mean(np.concatenate(parts) ** 2))))
        for parts in ([b.stems[1] for b in blocks], [b.room for b in blocks])
    )
    assert around < direct - 2.0


def test_images_fade_as_what_they_show_goes_out():
    room = acoustics(named("living room"))
    walls, here = mirrors(room, 2), np.zeros(3)
    way = np.linspace(0.0, 30.0, 3001)[:, None]
    for direction in ([1.0, 0.3, 0.1], [0.0, 0.0, 1.0], [-0.7, -0.7, 0.2]):
        places = way * np.array(direction)
        share = visible(room, walls, places, here)
        within = ((places > room.low) & (places < room.high)).all(axis=1)
        assert (share[within] == 1.0).all()
        assert np.abs(np.diff(share, axis=0)).max() < 0.1  # a centimetre
        assert (share >= 0.0).all()
    (share,) = visible(room, mirrors(room, 1), np.array([[40.0, 0.0, 0.0]]), here)
    assert share.tolist() == [0.0, 1.0, 0.0, 0.0, 0.0, 0.0]


def test_from_without_a_room_is_entered_by_less_and_less():
    room = acoustics(named("church"))
    wall = room.high[1]
    share = entering(room, np.array([[0.0, y, 0.0] for y in (
        0.0, wall - 0.1, wall + 0.1, 10.0 * wall, 100.0 * wall)]), np.zeros(3))  # fmt: skip
    assert share[:2].tolist() == [1.0, 1.0]
    assert 0.99 < share[2] < 1.0
    # far away it falls as the direct sound does
    assert share[4] / share[3] == pytest.approx(9.0 / 99.0, rel=0.05)
