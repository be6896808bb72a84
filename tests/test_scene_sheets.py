"""Sheets and scene files as strangers leave them: forgiven, or all faults told in one run."""

import json

import numpy as np
import pytest
from commands import called

from ttmba_live.audio import write_sound
from ttmba_live.errors import InvalidInput
from ttmba_live.geometry import Position
from ttmba_live.scene import read_events, read_trajectory, scene_from_json

RIGHT = {"sound": "a", "duration": 1, "azimuth": 0, "elevation": 0, "distance": 1, "start": 0}


def faults(path, text, read=read_events):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as told:
        read(path)
    assert "\n" not in str(told.value)
    return [line.removeprefix(f"{path}, ") for line in told.value.lines]


@pytest.mark.parametrize(
    "text",
    [
        (
            "Sound;Duration (s);Azimuth [deg];distance ( m );Start;Gain dB;spread\n"
            "rain;2;45;2.5;0.5;-6;10\n"
        ),
        "sound;duration;azimuth;distance;start;gain_db;spread\nrain;2 s;45 deg;2,5m;0,5;−6dB;10°\n",
        'sound,duration,azimuth,distance,start,gain_db,spread\nrain,2s,45°,"2,5",.5 s,-6 dB,10.\n',
        (
            "sound\tnote\tduration\tazimuth\tdistance\tstart\tgain_db\tspread\n"
            "rain\tlouder, 3 m!\t2\t45\t2.5\t0.5\t-6\t10\n"
        ),
    ],
)
def test_cells_may_have_units_and_columns_of_remarks_are_passed_over(tmp_path, text):
    (tmp_path / "play.csv").write_text(text, encoding="utf-8")
    (rain,) = read_events(tmp_path / "play.csv")
    assert (rain.sound, rain.duration, rain.start) == ("rain", 2.0, 0.5)
    assert rain.position == Position(45.0, 0.0, 2.5)
    assert (rain.gain_db, rain.spread) == (-6.0, 10.0)


def test_all_faults_of_a_sheet_are_told_with_their_lines_and_columns(tmp_path):
    path = tmp_path / "play.csv"
    head, *rows = faults(
        path,
        "sound,duration,azimuth,elevation,seed,loop,volume\n"
        "rain,2 s,left,95,1.5,maybe,\n"
        "\n"
        ",0,0,,,,\n"
        "bell,1,0,,9007199254740993,,\n"
        "dog,1,0,,,,loud,4\n",
    )
    assert head.startswith("line 1: no column is called 'volume'")
    assert ", elevation, distance, start, gain_db, " in head
    assert [row.partition(", not ")[0] for row in rows] == [
        "line 2: azimuth must be a number",
        "line 2: seed must be a whole number",
        "line 2: loop must be yes or no",
        "line 2: elevation must lie in -90..90 degrees",
        "line 4: nothing stands under sound",
        "line 4: duration must be over 0 and up to 3600 s",
        "line 6: expected 7 cells",
    ]
    done = called("render", str(path), "-o", str(tmp_path / "x.wav"))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 8)


def test_all_sound_files_that_cannot_be_read_are_told_with_their_lines(tmp_path):
    write_sound(tmp_path / "here.wav", np.full(480, 0.1, np.float32))
    (tmp_path / "text.wav").write_text("no sound")
    path = tmp_path / "play.csv"
    names = ("here.wav", "gone.wav", "text.wav", "../up.wav")
    path.write_text("sound,duration,azimuth,file\n" + "".join(f"a,1,0,{n}\n" for n in names))
    done = called("render", str(path), "-o", str(tmp_path / "x.wav"))
    told = done.stderr.splitlines()
    assert done.returncode == 2
    for line, (number, what) in zip(
        told, ((3, "gone.wav: no such file; expected"), (4, "not a readable"), (5, "leaves")),
        strict=True,
    ):  # fmt: skip
        assert f"play.csv, line {number}: file: " in line
        assert what in line
    scene = {"version": 1, "events": [{**RIGHT, "file": "gone.wav", "loop": 1}]}
    (tmp_path / "a.json").write_text(json.dumps(scene))
    done = called("render", str(tmp_path / "a.json"), "--session", str(tmp_path / "x"))
    assert [line.partition("event 1: ")[2][:10] for line in done.stderr.splitlines()] == [
        "event fiel", "file: cann",
    ]  # fmt: skip


def test_a_seed_of_a_sheet_keeps_all_its_digits(tmp_path):
    (tmp_path / "a.csv").write_text("sound,duration,azimuth,seed\nbell,1,0,9007199254740993\n")
    assert read_events(tmp_path / "a.csv")[0].seed == 9007199254740993


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sound,azimuth\na,0\n", "there is no column duration"),
        ("sound,duration,azimuth,sound\na,1,0,b\n", "two columns are called sound"),
        ("sound,duration,azimuth,,start\na,1,0,x,2\n", "'x' stands under no name of a column"),
        ("sound,duration,azimuth,distance (cm)\na,1,0,9\n", "no column is called 'distance (cm)'"),
        ("sound,duration,azimut\na,1,0\n", "'azimut'; did you mean 'azimuth'?"),
    ],
)
def test_columns_that_cannot_be_right_are_told(tmp_path, text, told):
    (only,) = faults(tmp_path / "a.csv", text)
    assert told in only


def test_all_faults_of_a_way_are_told(tmp_path):
    path, head = tmp_path / "way.csv", "time,azimuth,elevation,distance\n"
    found = faults(path, f"{head}0,a,0,b\n1 s,90 deg,0°,2 m\n2,0,95,1\n3,0,0\n", read_trajectory)
    assert [line.partition(", not ")[0] for line in found] == [
        "line 2: azimuth must be a number",
        "line 2: distance must be a number",
        "line 4: elevation must lie in -90..90 degrees",
        "line 5: expected four numbers",
    ]


def test_all_faults_of_a_scene_file_and_of_event_lines_are_told(tmp_path):
    events = [{**RIGHT, "azimut": 3, "duration": "1"}, RIGHT, {"sound": "b", "loop": 1}]
    found = faults(tmp_path / "a.json", json.dumps({"version": 1, "evnts": 1, "events": events}))
    assert found[0].endswith("a.json has unknown field 'evnts'")
    assert found[1].startswith("event 1: event field 'duration' has the wrong type")
    assert found[2] == "event 1: unknown event field 'azimut'; did you mean 'azimuth'?"
    assert found[3].startswith("event 3: event field 'loop' has the wrong type")
    assert found[4] == "event 3: the event lacks duration, azimuth, elevation, distance, start"
    assert len(found) == 5
    found = faults(tmp_path / "a.txt", "dog@1@0,0@1@0\ndog@x@0,0@1@0\nrain\n")
    assert [line[:7] for line in found] == ["line 2:", "line 3:"]


def test_many_faults_are_counted(tmp_path):
    text = "sound,duration,azimuth\n" + "a,1,left\n" * 60
    found = faults(tmp_path / "a.csv", text)
    assert found[39].startswith("line 41: ")
    assert found[40:] == ["and 20 more"]


@pytest.mark.parametrize("text", ['[\n {"sound": "a"},\n]', '{"version": 1,\n "events": [],\n}'])
def test_a_comma_before_a_closing_bracket_is_told_as_that(text):
    closing = text[-1]
    with pytest.raises(InvalidInput) as told:
        scene_from_json(text, "a.json")
    wanted = f"a.json is not JSON: a comma too many at line 2, before the closing {closing}"
    assert str(told.value) == wanted


@pytest.mark.parametrize("text", ["[1 2]", '{"a": ",]" 3}', ",", "[1,,2]"])
def test_other_faults_of_json_are_told_as_json_has_them(text):
    with pytest.raises(InvalidInput, match="not JSON: Expecting"):
        scene_from_json(text)


@pytest.mark.parametrize("rest", ["c,1,0", 'c,1,"0"'])
def test_a_quotation_mark_that_nothing_closes_is_told_with_the_line_it_stands_in(tmp_path, rest):
    (tmp_path / "a.csv").write_text(f'sound,duration,azimuth\na,1,0\n"b,1,0\n{rest}\n')
    with pytest.raises(InvalidInput, match=r"a.csv, line 3: .*quotation mark that opens a cell"):
        read_events(tmp_path / "a.csv")
