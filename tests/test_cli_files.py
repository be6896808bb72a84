"""What commands read and write: inputs are kept, plans and tables are scenes."""

import json
import os
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from commands import called, one_line

from ttmba_live.audio import whole_file, write_sound
from ttmba_live.scene import parse_line, read_events


@pytest.fixture
def loud(tmp_path):
    path = tmp_path / "in.wav"
    write_sound(path, 3.0 * np.random.default_rng(0).standard_normal(4800).astype(np.float32))
    return path


def scene_with(path, file):
    path.write_text(f'[{{"sound": "noise", "duration": 0.1, "azimuth": 0, "elevation": 0,'
                    f'"distance": 1, "start": 0, "file": "{file}"}}]')  # fmt: skip
    return str(path)


def test_no_command_writes_over_what_it_reads(loud, tmp_path):
    before = loud.read_bytes()
    linked, hard = tmp_path / "linked.wav", tmp_path / "hard.wav"
    linked.symlink_to(loud)
    os.link(loud, hard)
    scene = scene_with(tmp_path / "scene.json", "in.wav")
    for output in (loud, linked, hard, tmp_path / "." / "in.wav"):
        for words in (("binauralize", str(loud), "-o"), ("render", scene, "-o"),
                      ("export", scene, "--ambix")):  # fmt: skip
            assert "is read here and kept" in one_line(called(*words, str(output)))
    twice = str(tmp_path / "out.wav")
    assert "twice" in one_line(called("export", scene, "--ambix", twice, "--adm", twice))
    assert loud.read_bytes() == before
    assert linked.is_symlink()


def test_an_output_that_is_there_is_replaced_whole_or_not_at_all(loud, tmp_path):
    out = tmp_path / "out.wav"
    out.write_bytes(b"older")
    words = ("binauralize", str(loud), "-o", str(out), "--renderer", "sphere")
    one_line(called(*words, "--room", "nowhere"))
    assert out.read_bytes() == b"older"
    assert called(*words).returncode == 0
    assert out.stat().st_size > 8 * 4800
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.wav", "out.wav"]


def test_binauralize_says_what_the_limiter_did(loud, tmp_path):
    out = str(tmp_path / "out.wav")
    done = called("binauralize", str(loud), "-o", out, "--renderer", "sphere", "--distance", "0.5")
    assert "the limiter held the mix down by up to " in done.stderr
    assert "stems" not in done.stderr


def test_what_plan_prints_is_a_scene(tmp_path):
    planned = called("plan", "a dog barks on the left for 1 second", "--json").stdout
    path = tmp_path / "plan.json"
    path.write_text(planned, encoding="utf-8")
    assert [event.sound for event in read_events(path)] == [e["sound"] for e in json.loads(planned)]
    out = tmp_path / "out.wav"
    done = called("render", str(path), "-o", str(out), "--renderer", "sphere")
    assert (done.returncode, out.exists()) == (0, True)


def test_a_table_of_events_is_a_scene(tmp_path):
    path = tmp_path / "events.csv"
    path.write_text("Start;sound;duration;azimuth;distance;gain_db;loop\n\n"
                    "0,5;bell, small;4;-90;2;;yes\n1;dog;2;90\n")  # fmt: skip
    bell, dog = read_events(path)
    assert dog == parse_line("dog@2@90,0@1@1")
    assert (bell.sound, bell.start, bell.loop, bell.gain_db) == ("bell, small", 0.5, True, 0.0)
    assert bell.position.distance == 2.0
    for text, told in (
        ("sound,duration,azimuth,distence\nx,1,0,1\n", "did you mean 'distance'?"),
        ("sound,duration,azimuth\nx,1,left\n", "line 2: azimuth must be a number, not 'left'"),
        ("sound,duration,azimuth\nx,1\n", "line 2: nothing stands under azimuth"),
        ("sound,duration,azimuth\nx,1,0,4\n", "line 2: expected 3 cells, not 4"),
    ):
        path.write_text(text)
        assert told in one_line(called("render", str(path), "-o", str(tmp_path / "x.wav")))


def test_a_walk_of_a_table_is_told_in_help():
    shown = " ".join(called("binauralize", "--help").stdout.split())
    assert "time,azimuth,elevation,distance" in shown


def test_files_have_the_mode_of_the_umask_whoever_writes_them(tmp_path):
    before = os.umask(0o027)
    try:
        with whole_file(tmp_path / "weights") as part:
            part.unlink()
            part.touch(mode=0o600)  # as libraries do that have temporary files of their own
    finally:
        os.umask(before)
    assert (tmp_path / "weights").stat().st_mode & 0o777 == 0o640


def test_a_place_in_the_head_is_told(loud, tmp_path):
    words = ("binauralize", str(loud), "-o", str(tmp_path / "x.wav"), "--renderer", "sphere")
    assert "0 m away is played at 0.2 m" in called(*words, "--distance", "0").stderr
    assert "nearest" not in called(*words, "--distance", "0.2").stderr
    assert "dog: 0.1 m away is played at 0.2 m" in called("plan", "dog@4@90,0@0.1@0").stderr


@pytest.mark.parametrize("name", ["cue_and_move", "watch", "sketch_palette"])
def test_examples_tell_how_they_are_run(name, tmp_path, monkeypatch):
    example = Path(__file__).parents[1] / "examples" / f"{name}.py"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(example), "--help"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(example), run_name="__main__")
    assert f"python examples/{name}.py" in ended.value.code
    assert not list(tmp_path.iterdir())
