"""A session folder that grows while the daemon plays: whole at every moment, whatever happens."""

import json
import os
import random
import runpy
import subprocess
import sys
import time

import numpy as np
import psutil
import pytest
import soundfile
from daemon import PATIENCE, Daemon, hear, wait_for
from reaper_stand_in import Reaper
from session_rows import check_rows, wait_for_rows
from test_daw_reaper import SCRIPTS
from test_daw_session import render

from ttmba_live.audio import RATE
from ttmba_live.cli import main
from ttmba_live.daw import read_manifest

CUES = ("rain@0.6@30,0@2@0\nbell@0.4@-60,0@1@0.3", "dog barking@0.5@90,0@3@0.1")


def test_the_folder_grows_as_clips_arrive_and_is_finished_at_the_end(tmp_path):
    folder = tmp_path / "run"
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        assert read_manifest(folder)[1] == []
        for number, cue in enumerate(CUES):
            caller.send("/ttmba/cue", cue)
            wait_for_rows(folder, 2 + number)
        hear(caller, "/ttmba/event/state", "dog_barking", "done")
        caller.send("/ttmba/source/rain/play")
        rows = wait_for_rows(folder, 4)
        run, _ = read_manifest(folder)
        with pytest.raises(SystemExit) as ended:  # as Send item positions does
            main(["send", "--wait", "0", "--port", str(daemon.port), "--", "/ttmba/ping"])
        assert ended.value.code == 0
        assert daemon.terminate() == 0
    assert [row.cue for row in rows] == [1, 1, 2, 1]
    assert [row.name for row in rows] == ["rain", "bell", "dog barking", "rain"]
    assert round((rows[1].start - rows[0].start) * RATE) == round(0.3 * RATE)
    assert rows[3].id == f"{rows[0].id}#2"
    assert read_manifest(folder)[0] == run  # scripts know it again
    assert {p.name for p in folder.iterdir() if p.name[0] != "."} == {
        "clips", "manifest.tsv", "mix.wav", "session.dawproject", "session.json", "session.rpp",
        "stems", "timeline.jsonl", "labels.txt",
    }  # fmt: skip
    finished = check_finished(folder)
    assert {r.id: r.start for r in finished if r.kind == "dry"} == {r.id: r.start for r in rows}
    assert len([row for row in finished if row.kind == "stem"]) == 4


def check_finished(folder):
    _, rows = read_manifest(folder)
    mix, _ = soundfile.read(folder / "mix.wav")
    total = np.zeros_like(mix)
    for row in rows:
        samples, _ = soundfile.read(folder / row.file)
        assert len(samples) == round(row.duration * RATE)
        if row.kind == "stem":
            at = round(row.start * RATE)
            total[at : at + len(samples)] += samples[: len(total) - at]
    if rows:
        residue = np.sqrt(((total - mix) ** 2).mean()) / np.sqrt((mix**2).mean())
        assert 20 * np.log10(residue + 1e-12) < -90
    return rows


@pytest.mark.slow
def test_stems_come_while_the_daemon_plays_and_are_what_a_render_makes(tmp_path):
    folder = tmp_path / "run"
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/cue", CUES[0])
        hear(caller, "/ttmba/event/state", "rain", "playing")
        caller.send("/ttmba/source/rain/azimuth", -120.0)
        hear(caller, "/ttmba/event/state", "rain", "done")
        caller.send("/ttmba/source/rain/play")
        hear(caller, "/ttmba/event/state", "rain", "playing")
        caller.send("/ttmba/source/rain/play")  # into its own sound
        hear(caller, "/ttmba/event/state", "rain", "done")
        rows = wait_for_rows(folder, 8, ("dry", "stem"))
        early = {r.id: (folder / r.file).read_bytes() for r in rows if r.kind == "stem"}
        assert daemon.terminate() == 0
        assert not any("stems wait" in line for line in daemon.said)
    order = [row.id for row in rows]
    for stem in early:
        assert order.index(stem) > order.index(stem.replace("stems/", "clips/"))
    number = next(r.id for r in rows if r.name == "rain").removeprefix("clips/")
    assert {f"stems/{number}", f"stems/{number}#2", f"stems/{number}#3"} < set(early)
    finished = check_finished(folder)
    first, second, third = (r for r in finished if r.kind == "stem" and r.name == "rain")
    assert first.duration > 0.6
    assert second.duration < 0.6  # cut off by the next
    assert second.start + second.duration > third.start
    whole = {r.file: (folder / r.file).read_bytes() for r in finished}
    assert [r.id for r in finished if r.id in early and whole[r.file] != early[r.id]] == []
    mix = (folder / "mix.wav").read_bytes()
    texts = [(folder / name).read_bytes() for name in ("session.json", "manifest.tsv")]
    # By a process like those that made them: compiled twice, the same sums may end in another bit.
    command = [sys.executable, "-m", "ttmba_live", "render", str(folder), "--session", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    again = {r.file: (folder / r.file).read_bytes() for r in finished}
    assert [file for file in whole if again[file] != whole[file]] == []
    assert ((folder / "mix.wav").read_bytes() == mix) is True
    assert [(folder / name).read_bytes() for name in ("session.json", "manifest.tsv")] == texts


@pytest.mark.slow
def test_a_stem_process_that_dies_costs_nothing_but_time(tmp_path):
    folder = tmp_path / "run"
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/cue", CUES[1])
        wait_for_rows(folder, 2, ("dry", "stem"))
        for child in psutil.Process(daemon.process.pid).children():
            if "ttmba_live.session.stem_worker" in child.cmdline():
                child.kill()
        caller.send("/ttmba/event", "bell", "bell", 0.2, 0.0, 0.0, 1.0, 0.0)
        hear(caller, "/ttmba/event/state", "bell", "done")
        wait_for_rows(folder, 4, ("dry", "stem"))  # while it plays
        assert daemon.terminate() == 0
        assert any("another one goes on" in line for line in daemon.said)
        assert not any("stems wait for the end" in line for line in daemon.said)
    kinds = [row.kind for row in check_finished(folder)]
    assert kinds == ["dry", "stem", "dry", "stem"]
    seeds = [event["seed"] for event in json.loads((folder / "session.json").read_text())["events"]]
    assert len(set(seeds)) == 2


@pytest.mark.slow
def test_a_second_run_in_the_folder_keeps_the_first(tmp_path):
    folder = tmp_path / "run"
    sounds = []
    for number in (1, 2):
        with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
            caller.send("/ttmba/event", "bell", f"bell {number}", 0.2, 0.0, 0.0, 1.0, 0.0)
            wait_for_rows(folder, 1)
            assert daemon.terminate() == 0
        run, rows = read_manifest(folder)
        row, stem = rows
        assert stem.file == row.file.replace("clips", "stems").replace("_dry", "_stem")
        sounds.append((run, row.file, (folder / row.file).read_bytes()))
    (first, file, data), (second, other, _) = sounds
    assert first != second
    assert file != other
    assert (folder / file).read_bytes() == data
    assert {p.name for p in folder.iterdir()} >= {"timeline-1.jsonl", "manifest-1.tsv"}


def killed(tmp_path, monkeypatch, seed):
    """A daemon killed while it plays; then render and an importer take what it left."""
    chance = random.Random(seed)
    folder = tmp_path / f"run{seed}"
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        for number in range(seed % 4):  # so much is to be lost, however slow the machine
            caller.send("/ttmba/cue", "sound@0.2@0,0@30@0")
            wait_for_rows(folder, number + 1)
        finish = time.monotonic() + chance.uniform(0.0, 1.5)
        number = 0
        while time.monotonic() < finish:
            number += 1
            caller.send(
                "/ttmba/cue", f"sound {number}@{chance.uniform(0.05, 3):.3f}@0,0@30@0"
            )  # far: no limiter
            time.sleep(chance.uniform(0.0, 0.1))
        others = psutil.Process(daemon.process.pid).children(recursive=True)
        daemon.kill()
    _, orphans = psutil.wait_procs(others, PATIENCE)
    assert orphans == []
    rows = check_rows(folder)
    reaper = Reaper()
    monkeypatch.setitem(sys.modules, "reaper_python", reaper.module())
    reaper.answers = [str(folder / "manifest.tsv"), 7]
    runpy.run_path(str(SCRIPTS / "ttmba_live_Import session.py"))
    assert sum(map(len, reaper.items.values())) == len(rows)
    render(folder, folder)
    finished = {(row.id, row.start) for row in check_finished(folder)}
    assert finished >= {(row.id, row.start) for row in rows}
    return len(rows)


@pytest.mark.slow
def test_kill_9_at_many_moments(tmp_path, monkeypatch):
    """``TTMBA_KILLS=20 pytest -k many_moments`` tries more of them."""
    kills = int(os.environ.get("TTMBA_KILLS", "6"))
    rows = [killed(tmp_path, monkeypatch, seed) for seed in range(kills)]
    assert sum(rows) > kills // 2
    assert len(set(rows)) > 1


def test_a_folder_that_takes_no_more_is_told_and_completed_when_it_can(tmp_path):
    folder = tmp_path / "run"
    with Daemon(tmp_path, "--session", str(folder)) as daemon, daemon.caller() as caller:
        caller.send("/ttmba/subscribe")
        (folder / "clips").rmdir()
        (folder / "clips").write_text("in the way")
        for name in "ab":
            caller.send("/ttmba/event", name, "rain", 0.5, 45.0, 0.0, 2.0, 0.0)
        told = []

        def both_done_and_waiting(address, arguments):
            told.append((address, *map(str, arguments)))
            done = sum(m[2:3] == ("done",) for m in told)
            return done >= 2 and any("waits" in m[-1] for m in told)

        wait_for(caller, both_done_and_waiting, "two done and one that waits")
        errors = [m for m in told if m[0] == "/ttmba/error" and "cannot write" in m[2]]
        assert len(errors) == 1
        (folder / "clips").unlink()
        wait_for(caller, lambda _, said: "takes files again" in str(said), "good news")
        assert sorted(row.track for row in wait_for_rows(folder, 2)) == ["a", "b"]
        assert daemon.terminate() == 0
    assert sorted(row.track for row in read_manifest(folder)[1]) == ["a", "a", "b", "b"]
