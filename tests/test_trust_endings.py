"""A save comes to its end, whatever rings when it is asked for, and says what it is at."""

import asyncio
import itertools
import json
import sys

import numpy as np
import pytest
import soundfile
from room_scenes import played, scene_of
from test_trust_saves import HOP, Recorded, sounds

from ttmba_live.audio import RATE
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Mixer
from ttmba_live.live import _live_stems, _save_news
from ttmba_live.live._live_stems import LiveStems
from ttmba_live.live._save_news import SaveNews
from ttmba_live.room import NO_ROOM, named
from ttmba_live.session import Rerun, copy_run, finish_run
from ttmba_live.session._branch import branch
from ttmba_live.session._patience import at_once
from ttmba_live.session._snapshot import keep, resumed


def completed(run):
    """Play a run, complete its folder; what it lacks."""
    run.run()
    lacks = finish_run(run).lacks
    run.close()
    return lacks


def assert_same(folder, other):
    """Two folders have the same stems and the same mix."""
    found, expected = sounds(folder), sounds(other)
    assert found.keys() == expected.keys()
    for name, samples in expected.items():
        assert np.array_equal(found[name], samples), name


def test_a_room_that_is_left_while_it_rings_comes_to_rest():
    mixer = Mixer(Sphere(HOP))
    played(mixer, scene_of(named("cave")), np.full(1000, 0.1, np.float32), 1)
    while mixer.voices:
        mixer.step()
    assert not mixer.idle
    mixer.scene = scene_of(NO_ROOM)
    for _ in range(RATE // 2 // HOP):  # twice as long as a room takes to go
        mixer.step()
    assert mixer.idle


def test_what_sounds_at_the_end_goes_out_within_three_seconds(tmp_path):
    mixes, ends = {}, {}
    for ending in ("fade", "clips"):
        run = Recorded(tmp_path / ending, ending=ending)
        run.go_on(60)
        run.start("long", 20.0)
        run.go_on(200)
        saved = copy_run(run.folder, tmp_path / f"{ending} saved")
        run.close()
        for folder in (run.folder, saved):
            assert completed(Rerun(folder)) == []
            mixes[folder.name] = soundfile.read(folder / "mix.wav", dtype="float32")[0]
            events = json.loads((folder / "session.json").read_text(encoding="utf-8"))["events"]
            ends[folder.name] = next(e["duration"] for e in events if e["sound"] == "long")
    lengths = {name: len(mix) / RATE for name, mix in mixes.items()}
    end = run.frame / RATE
    assert lengths["fade"] == pytest.approx(end + 3.0, abs=0.1)
    assert ends["fade"] == pytest.approx(lengths["fade"] - 60 * HOP / RATE, abs=0.1)
    for name in ("clips", "fade saved", "clips saved"):
        assert lengths[name] > 20.0, name
        assert ends[name] == 20.0, name
    heard = run.frame - HOP  # the last hop comes out a latency later
    assert np.array_equal(mixes["fade"][:heard], mixes["clips"][:heard])
    after = mixes["fade"][run.frame + HOP :]
    half = RATE // 2
    levels = [np.sqrt(np.mean(after[n : n + half] ** 2)) for n in range(0, 5 * half, half)]
    assert all(later < 0.6 * earlier for earlier, later in itertools.pairwise(levels))


def test_a_save_while_the_room_rings_is_in_that_room_and_ends(tmp_path):
    (tmp_path / "run").mkdir()
    run = Recorded(tmp_path / "run", named("studio"))

    def marks():
        run.go_on(60)
        run.stop("loop")
        run.go_on(40)
        yield run.frame
        run.go_on(20)  # it moves on, and is heard no more: the room rings
        saved = copy_run(run.folder, tmp_path / "saved")
        other = branch(behind, saved, run.frame - 20 * HOP, print)
        assert completed(other) == []
        yield run.frame

    behind = Rerun(run.folder)
    behind.run(marks())
    behind.close()
    run.close()
    again = copy_run(tmp_path / "saved", tmp_path / "again")
    assert completed(Rerun(again)) == []
    assert_same(tmp_path / "saved", again)


def test_a_save_has_the_stems_that_a_killed_process_made(tmp_path):
    (tmp_path / "run").mkdir()
    run = Recorded(tmp_path / "run")
    snapshot = run.folder / "stems" / ".part-one.snapshot"

    def marks():
        run.start("gong", 0.8)
        run.go_on(140)
        mark = run.frame - 10 * HOP
        yield mark
        killed.reached = mark
        keep(killed, snapshot)
        run.go_on(60)  # the gong is over, and its file is whole
        yield run.frame
        other = resumed(snapshot, at_once)
        other.listen()
        other.run(saved(other, mark))
        other.close()

    def saved(other, mark):
        folder = copy_run(run.folder, tmp_path / "saved")
        assert completed(branch(other, folder, mark, print)) == []
        yield run.frame

    killed = Rerun(run.folder, lasting=True)
    killed.run(marks())
    killed.close()
    run.close()
    again = copy_run(tmp_path / "saved", tmp_path / "again")
    assert completed(Rerun(again)) == []
    assert "0002_gong_stem.wav" in sounds(again)
    assert_same(tmp_path / "saved", again)


def test_what_rings_on_for_too_long_is_cut_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr("ttmba_live.session._bounce.RINGS", 0.5)
    (tmp_path / "run").mkdir()
    run, shares = Recorded(tmp_path / "run", named("cave")), []
    run.start("gong", 1.0)
    run.go_on(40)
    run.close()
    again = Rerun(run.folder)
    again.listen(shares.append)
    [why] = completed(again)
    assert "is cut off" in why
    assert why in json.loads((run.folder / "session.json").read_text())["incomplete"]
    assert soundfile.info(run.folder / "mix.wav").frames < 1.6 * RATE
    assert min(shares) < 0.1  # shares count what sounds on after the run, too
    assert max(shares) == pytest.approx(1.0, abs=0.02)


def test_a_save_that_stands_says_what_it_is_at(monkeypatch):
    monkeypatch.setattr(_save_news, "_STANDS", 0.01)

    async def run():
        told, twice = [], asyncio.Event()

        def tell(share, note):
            told.append((share, note))
            if told.count((0.5, "waits")) == 2:
                twice.set()

        news = SaveNews(tell, print, lambda: "waits")
        with news.watched():
            news.progress(0.5)
            await asyncio.wait_for(twice.wait(), 60.0)
        count = len(told)
        await asyncio.sleep(0.05)
        assert len(told) == count

    asyncio.run(run())


_ANSWERS = """
import json, sys
print(json.dumps({"done": 0}), flush=True)
for line in sys.stdin:
    word = line.split()[0]
    if word == "save":
        DIES
        print(json.dumps({"saved": {"lacks": [], "told": ["whole"], "failed": []}}), flush=True)
    elif word.isdigit():
        print(json.dumps({"done": int(word)}), flush=True)
"""


def test_a_save_is_told_that_its_process_was_replaced(tmp_path, monkeypatch):
    programs = [_ANSWERS.replace("DIES", one) for one in ("sys.exit(9)", "pass")]
    notes, started = [], None

    async def start(*_words, low_priority):
        assert low_priority
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", programs.pop(0), stdin=-1, stdout=-1
        )
        asyncio.get_running_loop().call_soon(started.set)
        return process

    async def run():
        nonlocal started
        started = asyncio.Event()
        monkeypatch.setattr(_live_stems, "start_program", start)
        stems = LiveStems(tmp_path, print, print)
        stems.reach(RATE, 0.7)
        await asyncio.wait_for(started.wait(), 60.0)
        assert "70%" in stems.at_work
        assert "1 s of the run" in stems.at_work
        told = await stems.save(tmp_path / "one", print, print, notes.append)
        stems.kill()
        await stems._reader
        return told

    assert asyncio.run(run()) == ["whole"]
    assert notes == ["goes on with another process, since its own ended"]
