"""A worker's states, its shelf, and how its child ends with its parent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import psutil
import pytest
from workers import (
    PATIENCE,
    MakeWorker,
    Slowly,
    gone,
    make_dead,
    make_fake,
    order,
    until,
)

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.worker import State, Worker


def test_states_are_told(tmp_path: Path):
    told: list[State] = []
    worker = Worker(Slowly(), tmp_path / "clips", told=told.append)
    try:
        assert worker.state.name in {"starting", "loading", "ready"}
        worker.submit(order()).result(PATIENCE)
        assert [(s.name, s.share) for s in told] == [
            ("loading", 0.25),
            ("loading", 0.5),
            ("loading", 1.0),
            ("ready", 1.0),
        ]
        pid = worker.pid
        assert pid
        psutil.Process(pid).kill()
        until(lambda: worker.state.name == "ready" and len(told) > 5)
        assert told[4].name == "failed"
        assert "exit code" in told[4].why
    finally:
        worker.close()


def test_what_was_made_before_comes_from_the_shelf(tmp_path: Path):
    shelf = Shelf(Cache(tmp_path / "cache"), "fake")
    for attempt in range(2):
        worker = Worker(make_fake if attempt == 0 else make_dead, tmp_path / "clips", shelf=shelf)
        try:
            made = worker.submit(order(seed=9)).result(PATIENCE)
            assert made.clip.samples[0] == 9.0
        finally:
            worker.close()


def test_a_cache_that_cannot_be_written_is_noted_once(tmp_path: Path):
    (tmp_path / "file").touch()
    shelf = Shelf(Cache(tmp_path / "file" / "cache"), "fake")
    worker = Worker(make_fake, tmp_path / "clips", shelf=shelf)
    try:
        assert "not kept: cannot write" in worker.submit(order()).result(PATIENCE).note
        assert worker.submit(order()).result(PATIENCE).note == "clip 2"
    finally:
        worker.close()


def test_a_clip_no_file_can_be_written_for_comes_through_the_pipe(tmp_path: Path):
    worker = Worker(make_fake, tmp_path / "clips")
    try:
        worker.submit(order()).result(PATIENCE)
        (tmp_path / "clips").rmdir()
        made = worker.submit(order(seed=2)).result(PATIENCE)
        assert made.note == "clip 2"
        assert np.array_equal(made.clip.samples, np.full(10, 2.0))
    finally:
        worker.close()


def test_two_deaths_while_loading_fail_all_that_wait(worker_of: MakeWorker):
    worker = worker_of(make_dead)
    futures = [worker.submit(order(seed=seed)) for seed in range(3)]
    for future in futures:
        with pytest.raises(GenerationFailed, match="exit code 9"):
            future.result(PATIENCE)
    assert worker.state.name == "failed"


PARENT = """
import sys, time
from pathlib import Path

sys.path.insert(0, sys.argv[1])
from workers import make_fake, order
from ttmba_live.generate.worker import Worker

if __name__ == "__main__":
    worker = Worker(make_fake, Path(sys.argv[2]))
    worker.submit(order()).result()
    busy = worker.submit(order("sleep 600"))
    while not busy.running():
        time.sleep(0.01)
    print(worker.pid, flush=True)
    time.sleep(float(sys.argv[3]))
"""


def parent(folder: Path, seconds: float) -> subprocess.Popen[str]:
    """A program with a worker whose child is busy; it prints the child's process number."""
    script = folder / "parent.py"
    script.write_text(PARENT)
    here = Path(__file__).parent
    return subprocess.Popen(
        [sys.executable, script, here, folder / "clips", str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(here.parent)},
    )


def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path):
    with parent(tmp_path, 600.0) as program:
        assert program.stdout
        pid = int(program.stdout.readline())
        assert not gone(pid)
        program.kill()
        program.wait(PATIENCE)
        until(lambda: gone(pid))


def test_a_parent_that_forgets_to_close_still_ends_quietly(tmp_path: Path):
    with parent(tmp_path, 0.0) as program:
        out, err = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0
    assert not err
    until(lambda: gone(int(out)))
    assert not list((tmp_path / "clips").iterdir())
