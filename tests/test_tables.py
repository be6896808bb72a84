"""Trajectories, scene files and sound files as other people's programs leave them."""

import numpy as np
import pytest
import soundfile

from ttmba_live.audio import RATE, read_clip, write_sound
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene import read_trajectory, scene_from_json

TURN = "time,azimuth,elevation,distance\n0,0,0,2\n8,{},0,2\n"


@pytest.mark.parametrize(
    "text",
    [
        "time;azimuth;elevation;distance\r\n0;90;−10;2\r\n\r\n;;;\r\n1,5;-90°;0;0,5;;\r\n",
        "Time\tAzimuth\tElevation\tDistance\n0\t90\t-10\t2\n1.5\t-90\t0\t0.5\n",
        '"time","azimuth","elevation","distance"\n0, 90, –10, 2,\n1.5,-90,0,0.5,,\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_spreadsheets_trajectory_is_read(tmp_path, text, encoding):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    found = read_trajectory(path)
    assert found.times == (0.0, 1.5)
    assert found.positions == (Position(90.0, -10.0, 2.0), Position(-90.0, 0.0, 0.5))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("time,azimuth,elevation,distance\n0,5,90,0,0,2,0\n", "line 2: expected four numbers"),
        ("time,azimuth,elevation,distance\n0,0,0," + "9" * 200_000 + "\n", "line 2"),
        ("time,azimuth\n0,0\n", "must begin with the line"),
        (TURN.format(1e9), "1000 times at most"),
        ("", "must begin"),
    ],
)
def test_a_bad_table_is_one_line(tmp_path, text, why):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InvalidInput, match=why) as told:
        read_trajectory(tmp_path / "a.csv")
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 300


@pytest.mark.parametrize(("goal", "quarter"), [(360, 90), (-360, -90), (720, 180), (450, 112.5)])
def test_a_turn_that_was_written_is_made(tmp_path, goal, quarter):
    (tmp_path / "a.csv").write_text(TURN.format(goal))
    path = read_trajectory(tmp_path / "a.csv")
    assert path.at(2.0).azimuth == pytest.approx(quarter, abs=0.1)
    assert abs(path.at(8.0).azimuth) == pytest.approx(goal % 360, abs=0.1)
    assert path.at(2.0).distance == pytest.approx(2.0)
    (tmp_path / "b.csv").write_text(TURN.format(270))
    assert read_trajectory(tmp_path / "b.csv").at(4.0).azimuth == pytest.approx(-45)  # shorter arc


@pytest.mark.parametrize(
    "key", ["duration", "azimuth", "distance", "start", "gain_db", "seed", "cue"]
)
def test_a_number_of_400_digits_is_one_line(key):
    number = "1" * 400
    event = '"sound": "a", "duration": 1, "azimuth": 0, "elevation": 0, "distance": 1, "start": 0'
    with pytest.raises(InvalidInput):
        scene_from_json(f'{{"version": 1, "events": [{{{event}, "{key}": {number}}}]}}')


def test_channels_that_are_silent_do_not_dilute_the_others(tmp_path):
    centre = np.zeros((RATE // 10, 6), np.float32)
    centre[:, 2] = 0.5
    soundfile.write(tmp_path / "a.wav", centre, RATE)
    clip, notes = read_clip(tmp_path / "a.wav")
    assert clip.samples.max() == pytest.approx(0.5, abs=1e-4)
    assert "only 3 sounds" in notes[0]
    centre[:, 0] = 0.3
    soundfile.write(tmp_path / "a.wav", centre, RATE)
    assert read_clip(tmp_path / "a.wav")[0].samples.max() == pytest.approx(0.4, abs=1e-4)


def test_a_file_that_was_cut_short_says_so(tmp_path):
    write_sound(tmp_path / "a.wav", np.full(RATE, 0.1, np.float32))
    whole = (tmp_path / "a.wav").read_bytes()
    assert read_clip(tmp_path / "a.wav")[1] == []
    (tmp_path / "a.wav").write_bytes(whole[: len(whole) // 3])
    (note,) = read_clip(tmp_path / "a.wav")[1]
    assert "cut short: 0.333 s of 1 s" in note
