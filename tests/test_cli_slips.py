"""Slips at the command line are said: wrong folders, odd files, orders that make no scene."""

import asyncio
import threading
from types import SimpleNamespace

import numpy as np
import pytest
from commands import called, one_line

from ttmba_live.audio import write_sound
from ttmba_live.errors import InvalidInput
from ttmba_live.generate.worker import State
from ttmba_live.live._recorder import Recorder
from ttmba_live.live._reporter import Reporter
from ttmba_live.setup import heads

SPHERE = ("--renderer", "sphere")


def test_a_rendered_scene_is_listed_among_sessions(tmp_path):
    folder = tmp_path / "new" / "rain"
    words = ("render", "rain@0.2@0,0@1@0", "--generator", "sketch", *SPHERE)
    told = called(*words, "--session", str(folder)).stderr
    assert f"{folder.parent} is a new folder" in told
    listed = called("sessions", str(folder)).stdout
    assert listed.startswith("scene: 0.")
    assert listed.endswith("1 events, rendered\n")
    next((folder / "stems").iterdir()).unlink()
    assert called("sessions", str(folder)).stdout.endswith("1 clips or stems are missing\n")
    assert called("sessions", str(folder.parent)).stderr.endswith("in it are: rain\n")
    said = called("sessions", str(folder / "clips")).stderr
    assert "neither timeline.jsonl nor session.json" in said


def test_a_whole_path_of_nothing_is_no_text(tmp_path):
    missing = tmp_path / "not" / "there"
    done = called("render", str(missing), "-o", str(tmp_path / "x.wav"))
    assert done.returncode == 2
    assert f"cannot read {missing}" in done.stderr


def test_what_a_run_does_not_heed_is_told(tmp_path):
    words = ("render", str(tmp_path), "-o", str(tmp_path / "x.wav"))
    said = called(*words, "--seed", "1", "--head", "a").stderr
    assert "without --seed, --head: its session.json" in said
    one_line(called(*words))  # it is no run, and nothing else is to be told


def test_only_a_folder_that_was_made_is_told(tmp_path):
    sound = tmp_path / "in.wav"
    write_sound(sound, np.full(480, 0.1, np.float32))
    for number, name in enumerate(("slip/x.wav", "slip/y.wav")):
        told = called("binauralize", str(sound), "-o", str(tmp_path / name), *SPHERE).stderr
        assert (f"{tmp_path / 'slip'} is a new folder" in told) == (number == 0)
    said = []
    recorder = Recorder(SimpleNamespace(sinks=()), lambda: tmp_path, said.append)
    recorder.record_run(tmp_path / "slap" / "r.wav")
    recorder.discard()
    assert said == [f"recording into a new folder, {tmp_path / 'slap'}"]


@pytest.mark.parametrize(
    ("peak", "told"),
    [(5e5, "samples reach 114 dB above full scale"), (0.0, "holds only silence"), (3.0, "")],
)
def test_an_odd_level_is_told(tmp_path, peak, told):
    path = tmp_path / "in.wav"
    write_sound(path, np.full(480, peak, np.float32))
    done = called("binauralize", str(path), "-o", str(tmp_path / "x.wav"), *SPHERE)
    assert done.returncode == 0
    assert told in done.stderr
    assert ("above full scale" in done.stderr or "silence" in done.stderr) == bool(told)


def test_a_place_beside_a_way_is_refused(tmp_path):
    way, sound = tmp_path / "w.csv", tmp_path / "in.wav"
    way.write_text("time,azimuth,elevation,distance\n0,90,0,2\n")
    write_sound(sound, np.full(480, 0.1, np.float32))
    words = ("binauralize", str(sound), "-o", str(tmp_path / "x.wav"), *SPHERE)
    said = one_line(called(*words, "--trajectory", str(way), "--azimuth", "0"))
    assert said.endswith("leave out --azimuth")
    assert called(*words, "--trajectory", str(way)).returncode == 0


@pytest.mark.parametrize("text", ["stop the rain", "louder", "stop", "mute everything"])
def test_an_order_to_what_sounds_is_no_scene(tmp_path, text):
    for words in (("render", text, "-o", str(tmp_path / "x.wav")), ("plan", text)):
        assert "a scene begins in silence" in one_line(called(*words, "--planner", "rules"))
    assert not list(tmp_path.iterdir())


def test_what_a_scene_tells_of_its_own_sounds_is_one():
    text = "rain falls, then the rain stops after 3 seconds, a bee circles my head"
    done = called("plan", text, "--planner", "rules")
    bee = next(n for n, line in enumerate(done.stdout.splitlines(), 1) if "bee" in line)
    assert f"line {bee}, bee buzzing: moves, and ends at" in done.stderr


def test_the_limiters_hint_is_a_step_down_that_spares_it():
    said, sent = [], []
    reporter = Reporter(said.append, SimpleNamespace(limiter=sent.append), None)
    for held in (0.2, 3.1):
        reporter.limiter(held)
    assert [line.partition("/ttmba/gain ")[2] for line in said] == [
        "1 dB lower would spare it",
        "4 dB lower would spare it",
    ]


def test_what_is_ready_before_the_start_stands_is_said_after_it():
    said, told = [], []
    osc = SimpleNamespace(generator=lambda *state: told.append(state), news=lambda _: None)
    reporter = Reporter(said.append, osc, SimpleNamespace(name="sketch", why=""))
    for thread in (
        threading.Thread(target=reporter.generator_later, args=(State("ready"),)),
        threading.Thread(target=reporter.cluster_later, args=(State("failed", why="no node"),)),
    ):
        thread.start()
        thread.join()
    assert not said + told  # a start that is refused has one line

    async def begin():
        reporter.start()
        await reporter.settled()

    asyncio.run(begin())
    assert said == ["generator sketch ready", "cluster: no node"]
    assert [state[1] for state in told] == ["starting", "ready", "ready"]


def test_a_file_that_is_no_head_is_refused_before_it_is_prepared(tmp_path, monkeypatch):
    monkeypatch.setattr(heads, "run_baker", lambda *_: pytest.fail("prepares it"))
    (tmp_path / "text.sofa").write_text("no head")
    with pytest.raises(InvalidInput, match="is not a SOFA file"):
        heads.prepared_head(tmp_path / "text.sofa")
