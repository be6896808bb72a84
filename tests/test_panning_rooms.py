"""Rooms in Ambisonics and on loudspeakers: where reflections come from, how loud the rest is."""

import json

import numpy as np
import pytest
import soundfile
from room_scenes import HOP, RATE, click, played, scene_of, whole
from scipy import signal

from ttmba_live.cli import main
from ttmba_live.engine import Mixer
from ttmba_live.geometry import SPEED_OF_SOUND, Position
from ttmba_live.panning import ambisonics, loudspeakers
from ttmba_live.room import acoustics, changed, images, mirrors, named
from ttmba_live.setup.layouts import layout

PLACE = (30.0, 0.0, 2.0)


def test_reflections_come_from_where_the_images_are_when_they_should():
    room = changed(named("cave"), size=(9.0, 7.0, 4.0), absorption=0.36, late_db=-60.0)
    sound = whole(played(Mixer(ambisonics(1, HOP)), scene_of(room, PLACE), click(), 24))
    found = acoustics(room)
    way = images(found, mirrors(found, 1), np.array([Position(*PLACE).xyz]), np.zeros(3))[0]
    for place in way:
        metres = float(np.linalg.norm(place))
        at = (metres - 2.0) / SPEED_OF_SOUND * RATE
        near = sound[int(at) - 5 : int(at) + 60].astype(float)
        w, y, z, x = near.sum(axis=0)
        assert abs(w) * metres == pytest.approx(0.8, rel=0.03)  # at 0 Hz
        assert np.dot([x, y, z], place) / (np.linalg.norm([x, y, z]) * metres) > 0.99
        first = int(np.argmax(np.abs(near[:, 0]))) + int(at) - 5
        assert abs(first - at) < 2.0


@pytest.mark.parametrize("kind", ["ambix", "loudspeakers"])
def test_the_late_part_comes_from_all_around_as_loud_as_the_room_has_it(kind):
    renderer = ambisonics(2, HOP) if kind == "ambix" else loudspeakers(layout("octagon"), HOP)
    room = changed(named("cave"), early_db=-60.0, decay=1.0)
    sound = whole(played(Mixer(renderer), scene_of(room, PLACE), click(), 250))[10:].astype(float)
    middle = signal.sosfilt(
        signal.butter(4, (355.0, 1410.0), "band", fs=RATE, output="sos"), sound.T
    )
    energy = (middle**2).sum(axis=1) * RATE / 2.0 / (1410.0 - 355.0)
    degrees = np.array([1.0, 3.0, 3.0, 3.0, 5.0, 5.0, 5.0, 5.0, 5.0])
    shares = 1.0 / degrees if kind == "ambix" else np.full(8, 0.125)
    field = energy[0] if kind == "ambix" else energy.sum()
    assert energy / field == pytest.approx(shares, rel=0.3)
    found = acoustics(room)
    wanted = found.reverberant(2.0) * np.exp(-13.8 * found.predelay / found.middle)
    assert 10.0 * np.log10(field / wanted) == pytest.approx(0.0, abs=1.0)
    alike = np.corrcoef(sound.T) - np.eye(sound.shape[1])
    assert np.abs(alike).max() < 0.15, alike


def export(*words):
    with pytest.raises(SystemExit) as done:
        main(["export", *map(str, words), "--generator", "sketch"])
    assert done.value.code == 0


def test_exports_have_the_room_of_the_scene_unless_told_otherwise(tmp_path, capsys):
    scene = tmp_path / "scene.json"
    event = {
        "sound": "bell",
        "duration": 0.2,
        "azimuth": 0,
        "elevation": 0,
        "distance": 2,
        "start": 0,
    }
    scene.write_text(json.dumps({"version": 1, "room": "church", "events": [event]}), "utf-8")
    export(scene, "--ambix", tmp_path / "a.wav", "--order", 1, "--adm", tmp_path / "o.wav")
    told = capsys.readouterr().err
    assert "the room church is in it" in told
    assert "objects are dry: the room (church)" in told
    export(scene, "--ambix", tmp_path / "dry.wav", "--order", 1, "--room", "none")
    assert "the room" not in capsys.readouterr().err
    wet, dry = (soundfile.read(tmp_path / name)[0] for name in ("a.wav", "dry.wav"))
    assert len(wet) > len(dry) + RATE
