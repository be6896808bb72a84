"""A worker's orders together: what is due first, batches, progress, what stops or kills them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from workers import (
    PATIENCE,
    MakeWorker,
    count_of,
    make_fake,
    make_many,
    order,
    until,
)

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._orders import Promise
from ttmba_live.generate.worker import Worker


def test_what_is_due_first_comes_first(shared_worker: Worker, tmp_path: Path):
    blocker = shared_worker.submit(order(f"until {tmp_path / 'go'}"))
    until(blocker.running)
    now = time.monotonic()
    delays = [30.0, 10.0, 20.0, 0.0, 10.0]
    futures = [shared_worker.submit(order(seed=n), due=now + d) for n, d in enumerate(delays)]
    (tmp_path / "go").touch()
    counts = [count_of(future.result(PATIENCE)) for future in futures]
    assert [counts.index(count) for count in sorted(counts)] == [3, 1, 4, 2, 0]


def test_a_newer_order_of_the_same_key_cancels_the_older(shared_worker: Worker, tmp_path: Path):
    blocker = shared_worker.submit(order(f"until {tmp_path / 'go'}"))
    until(blocker.running)
    older = shared_worker.submit(order(seed=1), key="dog")
    other = shared_worker.submit(order(seed=2), key="cat")
    newer = shared_worker.submit(order(seed=3), key="dog")
    assert older.cancelled()
    (tmp_path / "go").touch()
    assert newer.result(PATIENCE).clip.samples[0] == 3.0
    assert other.result(PATIENCE).clip.samples[0] == 2.0
    assert shared_worker.submit(order(seed=4), key="dog").result(PATIENCE)
    assert not newer.cancelled()


def test_what_waits_is_made_together(worker_of: MakeWorker, tmp_path: Path):
    worker = worker_of(make_many)
    blocker = worker.submit(order(f"until {tmp_path / 'go'}"))
    until(blocker.running)
    futures = [worker.submit(order(seed=seed)) for seed in range(5)]
    (tmp_path / "go").touch()
    notes = [future.result(PATIENCE).note for future in (blocker, *futures)]
    assert notes == ["pass 1 of 1"] + ["pass 2 of 3"] * 3 + ["pass 3 of 2"] * 2
    assert [f.result().clip.samples[0] for f in futures] == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_an_order_that_kills_its_batch_fails_alone(worker_of: MakeWorker):
    worker = worker_of(make_many)
    futures = [worker.submit(order(prompt, 7)) for prompt in ("sleep 0", "die", "sleep 0")]
    assert futures[0].result(PATIENCE).clip.samples[0] == 7.0
    with pytest.raises(GenerationFailed, match="exit code 7"):
        futures[1].result(PATIENCE)
    assert futures[2].result(PATIENCE).note == "pass 1 of 1"


def test_progress_is_told_and_kept(worker_of: MakeWorker):
    worker, told = worker_of(make_many), list[float]()
    future = worker.submit(order(), progress=told.append)
    future.result(PATIENCE)
    until(lambda: told == [0.5, 1.0])
    assert isinstance(future, Promise)
    assert future.share == 1.0

    def mistaken(share: float) -> None:
        raise ValueError(share)

    assert worker.submit(order(seed=3), progress=mistaken).result(PATIENCE)


@pytest.mark.parametrize("by_key", [False, True])
def test_an_order_cancelled_while_it_is_made_stops(worker_of: MakeWorker, by_key: bool):
    worker = worker_of(make_many)
    running = worker.submit(order("until-unwanted"), key="dog")
    until(running.running)
    if by_key:
        newer = worker.submit(order(seed=2), key="dog")
        assert newer.result(PATIENCE).clip.samples[0] == 2.0
    else:
        assert not running.cancel()
    with pytest.raises(GenerationFailed, match="no longer wanted"):
        running.result(PATIENCE)


def test_a_fault_in_a_batch_fails_it_and_the_child_lives_on(worker_of: MakeWorker):
    worker = worker_of(make_many)
    worker.submit(order()).result(PATIENCE)
    pid = worker.pid
    with pytest.raises(GenerationFailed, match="OSError: the disk is gone"):
        worker.submit(order("break")).result(PATIENCE)
    assert worker.submit(order(seed=2)).result(PATIENCE).clip.samples[0] == 2.0
    assert worker.pid == pid


def test_a_lost_gpu_needs_a_new_process(worker_of: MakeWorker):
    worker = worker_of(make_many)
    with pytest.raises(GenerationFailed, match="exit code 70"):
        worker.submit(order("lose the GPU")).result(PATIENCE)
    assert worker.submit(order(seed=2)).result(PATIENCE).clip.samples[0] == 2.0


@pytest.mark.slow
def test_a_stuck_child_is_ended_and_its_order_fails_after_a_second_try(tmp_path: Path):
    worker = Worker(make_fake, tmp_path / "clips", patience=5.0)
    try:
        worker.submit(order()).result(PATIENCE)
        stuck, later = worker.submit(order("sleep 600")), worker.submit(order(seed=4))
        with pytest.raises(GenerationFailed, match=r"gave no sign for 5 s and was ended"):
            stuck.result(PATIENCE)
        assert later.result(PATIENCE).clip.samples[0] == 4.0
    finally:
        worker.close()
