"""Many scenes from files: what is made, what fails, and what a second run still has to do."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import tracemalloc
from dataclasses import replace

import numpy as np
import psutil
import pytest
import soundfile
import tangoflux_tiny
from commands import one_line, run
from test_trust_disk import small_disk

from ttmba_live import programs
from ttmba_live.audio import RATE, Clip
from ttmba_live.batch import Order, Pools, Processes, Recipe, Refused, make_scenes, orders_of
from ttmba_live.batch._labels import class_of, read_classes, rows
from ttmba_live.batch._order import Ask
from ttmba_live.cluster import Cluster
from ttmba_live.errors import Unavailable
from ttmba_live.geometry import Position, Trajectory
from ttmba_live.scene import Event

QUICK = ("--renderer", "sphere", "--generator", "sketch", "--planner", "rules")
RAIN = {"sound": "rain", "duration": 1, "azimuth": 30, "elevation": 0, "distance": 2, "start": 0}


def lines(path, *rows):
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    return path


def read_lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def tree(folder):
    """Every file of the scenes, and the manifest; not what the worker of a lost node left."""
    files = [path for path in (folder / "scenes").glob("[!.]*/**/*") if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in [*files, folder / "manifest.jsonl"]
    }


def many(count, seconds=1):
    rain = {**RAIN, "duration": seconds}
    return [{"id": f"s{n:03d}", "scene": [{**rain, "azimuth": n}], "seed": n} for n in range(count)]


@pytest.mark.slow
def test_every_kind_of_source_becomes_the_scene_that_render_makes(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "b.json").write_text(json.dumps({"version": 1, "events": [RAIN]}))
    (folder / "c lines.txt").write_text("# two\nrain@1@30,0@2@0\ndog barking@1@90,0@1@0.5\n")
    (folder / "d.txt").write_text("a bell on the left\n\na dog barks\n")
    lines(folder / "a.jsonl", {"prompt": "rain@1@30,0@2@0", "room": "hall", "seed": 5})
    quick = ("--generator", "sketch", "--planner", "rules")
    out = tmp_path / "out"
    live = ("--workers", "1", "--renderer", "live")
    done = run("batch", str(folder), "-o", str(out), *quick, *live)
    assert done.returncode == 0, done.stderr
    names = [row["id"] for row in read_lines(out / "manifest.jsonl")]
    assert names == ["a_000001", "b", "c_lines", "d_000001", "d_000003"]
    assert not (out / "failed.jsonl").exists()
    words = ("rain@1@30,0@2@0", "-o", str(tmp_path / "a.wav"), "--room", "hall", "--seed", "5")
    assert run("render", *words, *quick).returncode == 0
    made = (out / "scenes/a_000001/mix.wav").read_bytes()
    assert made == (tmp_path / "a.wav").read_bytes()


def test_what_cannot_be_made_is_a_line_each_and_all_else_is_made(tmp_path):
    source = lines(
        tmp_path / "some.jsonl",
        {"prompt": "rain@1@0,0@1@0", "id": "good"},
        {"prompt": "a bell", "id": "GOOD"},
        {"promt": "a bell"},
        {"prompt": "a bell", "id": "../up"},
        {"scene": [], "id": "empty"},
        {"scene": [{**RAIN, "file": "../secret.wav"}], "id": "outside"},
        {"prompt": "a bell", "room": "moon", "id": "moon"},
    )
    with source.open("ab") as file:
        file.write(b"not json\n\xff\xfe\n" + b"x" * (5 << 20) + b"\n")
        file.write(json.dumps({"prompt": "rain@1@0,0@1@0", "id": "last"}).encode())
    done = run("batch", str(source), "-o", str(tmp_path / "out"), "--workers", "1", *QUICK)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.splitlines()[0] == f"{tmp_path / 'out'} is a new folder"
    failed = {
        row["source"].rpartition("line ")[2]: row
        for row in read_lines(tmp_path / "out/failed.jsonl")
    }
    assert sorted(map(int, failed)) == [2, 3, 4, 5, 6, 7, 8, 9, 10]
    said = {
        "2": "before", "3": "'prompt'", "4": "id is", "5": "no events", "6": "leaves the folder",
        "7": "moon", "8": "not JSON", "9": "UTF-8", "10": "4 MiB",
    }  # fmt: skip
    for number, words in said.items():
        assert words in failed[number]["error"], failed[number]
    assert [row["id"] for row in read_lines(tmp_path / "out/manifest.jsonl")] == ["good", "last"]
    assert sorted(p.name for p in (tmp_path / "out/scenes").iterdir()) == ["good", "last"]


def test_what_makes_no_sense_at_all_is_one_line_before_anything_is_made(tmp_path):
    out = str(tmp_path / "out")
    assert "no such file" in one_line(run("batch", str(tmp_path / "none.jsonl"), "-o", out))
    source = str(lines(tmp_path / "a.jsonl", {"prompt": "rain"}))
    assert "'stems'" in one_line(run("batch", source, "-o", out, "--write", "stem"))
    assert "--classes" in one_line(run("batch", source, "-o", out, "--write", "labels"))
    assert not (tmp_path / "out").exists()


def batch(source, out):
    words = ("batch", str(source), "-o", str(out), "--workers", "2", *QUICK)
    return programs.start("ttmba_live", *words, stderr=subprocess.PIPE, text=True, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_batch_that_is_killed_goes_on_and_ends_as_if_it_had_not_been(tmp_path):
    source = lines(tmp_path / "many.jsonl", *many(24))
    with batch(source, tmp_path / "whole") as whole:
        assert whole.wait() == 0
    out = tmp_path / "cut"
    with batch(source, out) as cut:
        while len(list((out / "scenes").glob("s*"))) < 6:
            assert cut.poll() is None
            time.sleep(0.02)
        workers = psutil.Process(cut.pid).children()
        os.kill(workers[0].pid, signal.SIGKILL)
        while len(list((out / "scenes").glob("s*"))) < 12:
            assert cut.poll() is None
            time.sleep(0.02)
        workers += psutil.Process(cut.pid).children()  # with the one that took its place
        cut.kill()
        cut.wait()
        _, alive = psutil.wait_procs(workers, 60)
        assert not alive
    left = sorted(path.name for path in (out / "scenes").glob("s*"))
    assert 12 <= len(left) < 24
    before = {name: (out / "scenes" / name).stat().st_mtime_ns for name in left}
    (out / "scenes" / left[0] / "mix.wav").write_bytes(b"")
    with batch(source, out) as again:
        assert again.wait() == 0
        assert f"{len(left) - 1} there before" in again.stderr.read()
    after = {name: (out / "scenes" / name).stat().st_mtime_ns for name in left}
    assert [name for name in left if before[name] != after[name]] == left[:1]
    assert tree(out) == tree(tmp_path / "whole")


def recipe(folder, **more):
    usual = {"planner": "rules", "generator": "sketch", "renderer": "sphere"}
    return Recipe(str(folder), ("mix",), **{**usual, **more})


def test_another_seed_makes_a_scene_anew_and_clips_may_be_left_out(tmp_path):
    order = Order("a", "here", text="rain@1@0,0@1@0", seed=1)
    found = []
    with Processes(recipe(tmp_path), 1) as pool:
        for wanted in (order, order, replace(order, seed=2)):
            tally = make_scenes(lambda one=wanted: iter([one]), recipe(tmp_path), Pools(pool))
            found.append((tally.made, tally.there))
    assert found == [(1, 0), (0, 1), (1, 0)]
    (line,) = read_lines(tmp_path / "manifest.jsonl")
    assert line["events"][0]["seed"] == 2
    assert sorted(p.name for p in (tmp_path / "scenes/a").iterdir()) == [
        "mix.wav", "record.json", "scene.json",
    ]  # fmt: skip
    assert json.loads((tmp_path / "scenes/a/record.json").read_text())["files"].keys() == {
        "mix.wav", "scene.json",
    }  # fmt: skip


def test_a_scene_of_which_every_worker_dies_is_given_up(tmp_path, monkeypatch):
    start = programs.start
    monkeypatch.setattr(
        programs, "start",
        lambda _, **more: start("ttmba_live.batch", **more, stderr=subprocess.DEVNULL),
    )  # fmt: skip
    with Processes(recipe(tmp_path), 1) as pool:
        ((_, outcome),) = pool.run([(Ask("scene", Order("a", "here", text="rain")),)])
    assert "died 3 times" in outcome.fault


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX disks")
def test_a_full_disk_ends_a_batch_and_spoils_nothing(tmp_path):
    with small_disk(tmp_path, 12) as disk:
        source = lines(tmp_path / "many.jsonl", *many(60))
        (disk / "out").mkdir()  # a new one is told, in a line of its own
        done = run("batch", str(source), "-o", str(disk / "out"), "--workers", "1", *QUICK)
        assert "No space left" in one_line(done)
        kept = [path for path in (disk / "out/scenes").iterdir() if path.name[0] != "."]
        assert 5 < len(kept) < 60
        for scene in kept:
            record = json.loads((scene / "record.json").read_text())
            assert soundfile.info(scene / "mix.wav").frames == record["frames"]


def test_a_long_file_is_read_a_line_at_a_time(tmp_path):
    path = tmp_path / "long.jsonl"
    count, prompt = 1_500, "rain " * 1300
    with path.open("w") as file:
        for number in range(count):
            file.write(json.dumps({"prompt": f"{prompt}{number}"}) + "\n")
    tracemalloc.start()
    try:
        assert sum(isinstance(one, Order) for one in orders_of([path])) == count
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size / 5


def test_a_file_that_cannot_be_read_is_a_line_too(tmp_path):
    (tmp_path / "bad.txt").write_bytes(b"\xff\xff\x00")
    ((refused),) = orders_of([tmp_path / "bad.txt"])
    assert isinstance(refused, Refused)
    assert "UTF-8" in refused.why


def test_labels_say_when_a_sound_is_heard_where_it_is_and_of_which_class(tmp_path):
    file = tmp_path / "classes.txt"
    file.write_text("# two\ndog: puppy\nbell\n")
    classes = read_classes(file)
    assert [class_of(s, classes) for s in ("a Puppy yaps", "bellow", "church bell")] == [0, None, 1]
    sound = np.zeros(RATE, np.float32)
    sound[RATE // 2 : RATE // 2 + 4800] = 0.1
    path = Trajectory.checked([(0.0, 0.0, 0.0, 34.3), (1.0, 90.0, 10.0, 34.3)])
    far = Event("bell", 1.0, Position(0, 0, 34.3), 1.0, id="bell", trajectory=path)
    still = Event("puppy", 1.0, Position(-20.4, 5, 2), 0.0, id="dog")
    other = Event("rain", 1.0, id="rain")
    clips = {name: Clip(sound.copy()) for name in ("bell", "dog", "rain")}
    found = rows([far, still, other], clips, classes)
    assert [row[:3] for row in found] == [(5, 0, 1), (6, 0, 1), (16, 1, 0)]
    assert found[0][3:] == (-20, 5, 200)  # 6 ms on its way, and so in two frames
    place = path.at(0.65)  # a tenth of a second on its way
    assert found[2][3:] == (round(place.azimuth), round(place.elevation), 3430)


def test_without_ray_a_cluster_is_one_line(tmp_path):
    source = lines(tmp_path / "a.jsonl", {"prompt": "rain"})
    (tmp_path / "ray.py").write_text("raise ImportError('no ray here')")
    words = ("batch", str(source), "-o", str(tmp_path / "out"), "--ray")
    hidden = {**os.environ, "PYTHONPATH": str(tmp_path)}
    assert "ttmba_live[cluster]" in one_line(run(*words, "local", env=hidden))
    assert not (tmp_path / "out").exists()


def test_a_cluster_that_is_not_there_is_one_line_at_once():
    pytest.importorskip("ray", reason='pip install "ttmba_live[cluster]"')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(Unavailable, match=address):
            Cluster(address)


@pytest.mark.slow
def test_clips_of_a_model_are_made_by_one_process_and_sounded_by_others(tmp_path):
    folder = tangoflux_tiny.write(tmp_path / "model", tangoflux_tiny.parts())
    config = tmp_path / "ttmba.toml"
    config.write_text(f"[tangoflux]\nfolder = {json.dumps(str(folder))}\nsteps = 2\n")
    rows = [{"id": f"s{n}", "prompt": f"rain@1@{n},0@2@0\nbell@1@0,0@1@0"} for n in range(3)]
    source = lines(tmp_path / "a.jsonl", *rows, {"id": "bad", "scene": [{**RAIN, "file": "no"}]})
    out = tmp_path / "out"
    words = ("--workers", "2", "--renderer", "sphere", "--config", str(config))
    done = run("batch", str(source), "-o", str(out), "--generator", "tangoflux", *words)
    assert done.returncode == 1, done.stderr
    assert [row["id"] for row in read_lines(out / "failed.jsonl")] == ["bad"]
    made = read_lines(out / "manifest.jsonl")
    assert [row["id"] for row in made] == ["s0", "s1", "s2"]
    assert {event["maker"] for row in made for event in row["events"]} == {"tangoflux"}
