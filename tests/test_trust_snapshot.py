"""A process that renders a run may be killed: another one goes on. A disk may be waited for."""

import asyncio
import os
import sys

import numpy as np
import pytest
from pulse import settled
from test_trust_saves import HOP, Recorded, sounds

from ttmba_live.audio import RATE
from ttmba_live.live import _finishing, _live_stems
from ttmba_live.live._live_stems import LiveStems
from ttmba_live.session import Rerun, copy_run, finish_run
from ttmba_live.session._patience import Patience, at_once
from ttmba_live.session._snapshot import keep, resumed


def rendered(folder):
    run = Rerun(folder)
    run.run()
    finish_run(run)
    run.close()
    return sounds(folder)


def test_another_process_goes_on_to_the_last_bit(tmp_path):
    (tmp_path / "run").mkdir()
    run = Recorded(tmp_path / "run")
    snapshot = run.folder / "stems" / ".part-one.snapshot"
    rows = []

    def marks():
        run.go_on(60)
        run.start("bell", 0.1)
        run.go_on(700)  # more than what a spool keeps in memory
        run.start("gong", 0.5)
        run.go_on(20)
        yield run.frame - 10 * HOP  # the gong sounds
        killed.reached = run.frame - 10 * HOP
        keep(killed, snapshot)
        run.go_on(300)  # the gong is over, and its file is whole
        yield run.frame
        run.close()
        go_on()  # what this one has done since is lost with it

    def go_on():
        other = resumed(snapshot, at_once)
        other.listen(print, lambda stem, _: rows.append(stem.file))
        assert other.reached == run.frame - 310 * HOP
        other.run()
        assert finish_run(other).lacks == []
        other.close()

    killed = Rerun(run.folder, lasting=True)
    killed.run(marks())
    killed.close()
    assert rows == ["stems/0003_gong_stem.wav", "stems/0001_loop_stem.wav"]
    snapshot.unlink()
    found = sounds(run.folder)
    expected = rendered(copy_run(run.folder, tmp_path / "again"))
    for name, samples in expected.items():
        assert np.array_equal(found[name], samples), name
    assert found.keys() == expected.keys()  # and nothing is left behind


def test_a_process_that_dies_too_often_is_started_no_more(tmp_path, monkeypatch):
    started, told = [], []

    async def start(*_words, low_priority):
        started.append(low_priority)
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", "raise SystemExit(3)", stdin=-1, stdout=-1
        )

    async def run():
        stems = LiveStems(tmp_path, print, told.append)
        monkeypatch.setattr(_live_stems, "start_program", start)
        stems.reach(RATE, 0.1)
        await stems._reader
        assert await stems.save(tmp_path / "one", print, print, print) is None

    asyncio.run(run())
    assert started == [True] * 6
    assert sum("another one goes on" in line for line in told) == 5
    assert "stems wait for the end" in told[-1]


@pytest.mark.skipif(not hasattr(os, "setpriority"), reason="a system without niceness")
@pytest.mark.parametrize("allowed", [True, False])
def test_what_renders_the_end_steps_back_no_more(tmp_path, monkeypatch, allowed):
    """It goes on first of all, or, where the system forbids that and much is left, another does."""
    asked, started = [], []

    def set_priority(_, pid, nice):
        asked.append((pid, nice))
        if not allowed:
            raise PermissionError

    async def start(*_words, low_priority):
        waits = "import sys; sys.stdin.read()"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", waits, stdin=-1, stdout=-1
        )
        started.append((process, low_priority))
        return process

    async def run():
        stems = LiveStems(tmp_path, print, print)
        stems.reach(100 * RATE, 0.1)
        await settled(lambda: stems._process)
        stems.hurry()
        if not allowed:
            await settled(lambda: len(started) == 2)
        stems.kill()
        await stems._reader

    monkeypatch.setattr(_live_stems, "start_program", start)
    monkeypatch.setattr(os, "setpriority", set_priority)
    asyncio.run(run())
    (first, _), *more = started
    assert asked == [(first.pid, os.getpriority(os.PRIO_PROCESS, 0))]
    assert [low for _, low in more] == ([] if allowed else [False])


def test_a_renderer_of_a_folder_that_is_killed_is_started_once_more(tmp_path, monkeypatch):
    programs = ["raise SystemExit(9)", 'print(\'{"told": "done"}\')']

    async def start(*_words, low_priority):
        assert not low_priority
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", programs.pop(0), stdin=-1, stdout=-1
        )

    monkeypatch.setattr(_finishing, "start_program", start)
    told = asyncio.run(_finishing.Finishing(tmp_path).done())
    assert "rendered once more" in told[0]
    assert told[1:] == ["done"]


def test_patience_counts_from_each_trouble_and_ends_when_there_is_hurry(monkeypatch):
    now, told, failures = [0.0], [], []
    monkeypatch.setattr("ttmba_live.session._patience.time", Clock(now))
    patience = Patience(told.append, 60.0)

    def job():
        if failures:
            raise OSError(28, failures.pop())

    for _ in range(2):  # 50 s of trouble, and 50 s later again
        failures[:] = ["full"] * 100
        patience(job)
    assert told == ["full", ""] * 2
    patience.hurry(10.0)
    began, failures[:] = now[0], ["full"] * 100
    with pytest.raises(OSError, match="full"):
        patience(job)
    assert now[0] - began == pytest.approx(10.0, abs=1.0)


class Clock:
    """Seconds that go by while somebody sleeps."""

    def __init__(self, now):
        self.now = now

    def monotonic(self):
        return self.now[0]

    def sleep(self, seconds):
        self.now[0] += seconds


def test_a_copy_of_the_run_waits_for_the_disk(tmp_path):
    (tmp_path / "run").mkdir()
    run = Recorded(tmp_path / "run")
    run.go_on(3)
    (tmp_path / "kept").write_text("in the way of the folder")
    told = []

    def tell(why):
        told.append(why)
        if why:
            (tmp_path / "kept").unlink()

    folder = copy_run(run.folder, tmp_path / "kept" / "night", Patience(tell, 60.0))
    run.close()
    assert told[-1] == ""
    assert told[0]
    assert [path.name for path in (folder / "clips").iterdir()] == ["0001_loop_dry.wav"]
