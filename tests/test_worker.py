"""A worker: clips by a process of its own, in order, whatever becomes of that process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import psutil
import pytest
from workers import (
    PATIENCE,
    Fake,
    MakeWorker,
    count_of,
    gone,
    make_dead,
    make_fake,
    make_nothing,
    make_sketch,
    order,
    until,
)

from ttmba_live.errors import GenerationFailed, Unavailable
from ttmba_live.generate import ClipSpec, Generator, Made
from ttmba_live.generate.sketch import Sketch
from ttmba_live.generate.worker import Worker


def test_clips_equal_those_made_here(worker_of: MakeWorker):
    spec = ClipSpec("dog barking", 0.7, 3)
    worker = worker_of(make_sketch)
    made = worker.submit(spec).result(PATIENCE)
    assert np.array_equal(made.clip.samples, Sketch().generate(spec).clip.samples)
    guessed = worker.submit(ClipSpec("xyzzy", 0.1, 1)).result(PATIENCE)
    assert guessed.note.startswith("sketch guessed")


def test_first_come_first_served_without_blocking(shared_worker: Worker, tmp_path: Path):
    finished: list[int] = []
    first = f"until {tmp_path / 'go'}"
    futures = [shared_worker.submit(order("" if seed else first, seed)) for seed in range(20)]
    assert not any(future.done() for future in futures)
    for future in futures:
        future.add_done_callback(lambda done: finished.append(int(done.result().clip.samples[0])))
    (tmp_path / "go").touch()
    counts = [count_of(future.result(PATIENCE)) for future in futures]
    assert counts == list(range(counts[0], counts[0] + 20))
    until(lambda: len(finished) == 20)
    assert finished == list(range(20))


def test_orders_from_many_threads_all_arrive(shared_worker: Worker):
    results: dict[int, float] = {}

    def ask(seed: int) -> None:
        results[seed] = float(
            shared_worker.submit(order(seed=seed)).result(PATIENCE).clip.samples[0]
        )

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {seed: float(seed) for seed in range(12)}


def test_serves_an_event_loop(shared_worker: Worker):

    async def ask() -> Made:
        return await asyncio.wrap_future(shared_worker.submit(order(seed=4)))

    assert asyncio.run(ask()).clip.samples[0] == 4.0


def test_errors_come_back_in_one_line_and_the_child_lives_on(shared_worker: Worker):
    first = shared_worker.submit(order("refuse"))
    with pytest.raises(GenerationFailed, match=r"^no such sound$"):
        first.result(PATIENCE)
    pid = shared_worker.pid
    with pytest.raises(GenerationFailed, match=r"^ValueError: a bad thing$"):
        shared_worker.submit(order("raise")).result(PATIENCE)
    assert shared_worker.submit(order(seed=2)).result(PATIENCE).clip.samples[0] == 2.0
    assert shared_worker.pid == pid


def test_a_generator_that_cannot_be_made_says_why(worker_of: MakeWorker):
    worker = worker_of(make_nothing)
    for _ in range(2):
        with pytest.raises(GenerationFailed, match=r"^no weights here$"):
            worker.submit(order()).result(PATIENCE)


def test_a_crash_is_tried_once_more(worker_of: MakeWorker, tmp_path: Path):
    worker = worker_of(make_fake)
    worker.submit(order()).result(PATIENCE)
    pid = worker.pid
    made = worker.submit(order(f"die-once {tmp_path / 'died'}", 5)).result(PATIENCE)
    assert made.clip.samples[0] == 5.0
    assert worker.pid != pid


def test_a_second_crash_fails_the_order_and_later_ones_go_on(worker_of: MakeWorker):
    worker = worker_of(make_fake)
    fatal, later = worker.submit(order("die")), worker.submit(order(seed=6))
    with pytest.raises(GenerationFailed, match="exit code 7"):
        fatal.result(PATIENCE)
    assert later.result(PATIENCE).clip.samples[0] == 6.0


def test_a_child_that_never_starts_fails_orders_with_its_exit_code(worker_of: MakeWorker):
    with pytest.raises(GenerationFailed, match="exit code 9"):
        worker_of(make_dead).submit(order()).result(PATIENCE)


def test_killed_in_mid_order_and_when_idle(worker_of: MakeWorker, tmp_path: Path):
    worker = worker_of(make_fake)
    worker.submit(order()).result(PATIENCE)
    running = worker.submit(order(f"until {tmp_path / 'go'}", 1))
    until(running.running)
    pid = worker.pid
    assert pid
    psutil.Process(pid).kill()
    (tmp_path / "go").touch()
    assert running.result(PATIENCE).clip.samples[0] == 1.0
    idle = worker.pid
    assert idle
    assert idle != pid
    psutil.Process(idle).kill()
    until(lambda: worker.pid not in {None, idle})
    assert worker.submit(order(seed=8)).result(PATIENCE).clip.samples[0] == 8.0


def test_an_order_may_be_cancelled_while_it_waits(shared_worker: Worker, tmp_path: Path):
    shared_worker.submit(order()).result(PATIENCE)
    first = f"until {tmp_path / 'go'}"
    running, waiting, last = (shared_worker.submit(order(p)) for p in (first, "", ""))
    assert waiting.cancel()
    (tmp_path / "go").touch()
    first, second = count_of(running.result(PATIENCE)), count_of(last.result(PATIENCE))
    assert second == first + 1


def test_close_fails_what_is_unfinished_and_ends_the_child(worker_of: MakeWorker):
    worker = worker_of(make_fake)
    worker.submit(order()).result(PATIENCE)
    pid = worker.pid
    assert pid
    running, waiting = worker.submit(order("sleep 600")), worker.submit(order())
    until(running.running)
    worker.close()
    for future in (running, waiting):
        with pytest.raises(GenerationFailed, match="closed"):
            future.result(PATIENCE)
    until(lambda: gone(pid))
    assert worker.pid is None
    worker.close()
    with pytest.raises(Unavailable, match="closed"):
        worker.submit(order())


def test_a_generator_that_cannot_travel_fails_its_orders(worker_of: MakeWorker):
    def local() -> Generator:
        return Fake()

    with pytest.raises(GenerationFailed, match="could not be started"):
        worker_of(local).submit(order()).result(PATIENCE)


def test_close_at_once_is_fine(worker_of: MakeWorker):
    for _ in range(3):
        worker_of(make_fake).close()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="cannot write"):
        Worker(make_fake, tmp_path / "file" / "clips")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX priorities and signals")
def test_the_child_is_nice_and_deaf_to_ctrl_c(shared_worker: Worker, tmp_path: Path):
    assert shared_worker.submit(order("nice")).result(PATIENCE).clip.samples[0] >= min(
        os.nice(0) + 10, 19
    )
    running = shared_worker.submit(order(f"until {tmp_path / 'go'}", 3))
    until(running.running)
    pid = shared_worker.pid
    assert pid
    os.kill(pid, signal.SIGINT)
    (tmp_path / "go").touch()
    assert running.result(PATIENCE).clip.samples[0] == 3.0
    assert shared_worker.pid == pid


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_while_the_child_is_starting_does_not_reach_it(worker_of: MakeWorker):
    worker = worker_of(make_fake)
    until(lambda: worker.pid)
    pid = worker.pid
    assert pid
    os.kill(pid, signal.SIGINT)
    worker.submit(order()).result(PATIENCE)
    assert worker.pid == pid
