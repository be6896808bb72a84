from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
import pytest

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed, InvalidInput, Unavailable
from ttmba_live.generate import ClipSpec, Generator, Made
from ttmba_live.generate._orders import Promise
from ttmba_live.generate.cache import Cache, Shelf
from ttmba_live.generate.sketch import Sketch
from ttmba_live.generate.worker import State, Worker

PATIENCE = 60.0
MakeWorker = Callable[[Callable[[], Generator]], Worker]


class Fake:
    """Does what the prompt says: ``sleep 5``, ``die``, ``die-once PATH``, ``raise``, ``refuse``."""

    name = "fake"

    def __init__(self) -> None:
        self.count = 0

    def generate(self, spec: ClipSpec) -> Made:
        self.count += 1
        word, _, rest = spec.prompt.partition(" ")
        if word == "sleep":
            time.sleep(float(rest))
        if word == "die" or (word == "die-once" and not Path(rest).exists()):
            if rest:
                Path(rest).touch()
            os._exit(7)
        if word == "raise":
            raise ValueError("a bad\n thing")
        if word == "refuse":
            raise InvalidInput("no such sound")
        if word == "nice":
            return Made(Clip(np.full(1, os.nice(0), np.float32)))
        return Made(Clip(np.full(10, spec.seed, np.float32)), f"clip {self.count}")


def make_fake() -> Generator:
    return Fake()


def make_sketch() -> Generator:
    return Sketch()


def make_nothing() -> Generator:
    raise Unavailable("no weights here")


def make_dead() -> Generator:
    os._exit(9)


@pytest.fixture
def worker_of(tmp_path: Path) -> Iterator[MakeWorker]:
    workers: list[Worker] = []

    def make(maker: Callable[[], Generator]) -> Worker:
        workers.append(Worker(maker, tmp_path / "clips"))
        return workers[-1]

    yield make
    for worker in workers:
        worker.close()
    assert not list((tmp_path / "clips").iterdir())


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """One worker with a fake, for orders that do it no harm."""
    worker = Worker(make_fake, tmp_path_factory.mktemp("shared"))
    yield worker
    worker.close()


def order(prompt: str = "", seed: int = 0) -> ClipSpec:
    return ClipSpec(prompt, 1.0, seed)


def count_of(made: Made) -> int:
    """Which of the fake's clips this is."""
    return int(made.note.removeprefix("clip "))


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_clips_equal_those_made_here(worker_of: MakeWorker):
    spec = ClipSpec("dog barking", 0.7, 3)
    worker = worker_of(make_sketch)
    made = worker.submit(spec).result(PATIENCE)
    assert np.array_equal(made.clip.samples, Sketch().generate(spec).clip.samples)
    guessed = worker.submit(ClipSpec("xyzzy", 0.1, 1)).result(PATIENCE)
    assert guessed.note.startswith("sketch guessed")


def test_first_come_first_served_without_blocking(shared: Worker):
    finished: list[int] = []
    futures = [shared.submit(order("sleep 0.3" if seed == 0 else "", seed)) for seed in range(20)]
    assert not all(future.done() for future in futures)
    for future in futures:
        future.add_done_callback(lambda done: finished.append(int(done.result().clip.samples[0])))
    counts = [count_of(future.result(PATIENCE)) for future in futures]
    assert counts == list(range(counts[0], counts[0] + 20))
    until(lambda: len(finished) == 20)
    assert finished == list(range(20))


def test_orders_from_many_threads_all_arrive(shared: Worker):
    results: dict[int, float] = {}

    def ask(seed: int) -> None:
        results[seed] = float(shared.submit(order(seed=seed)).result(PATIENCE).clip.samples[0])

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {seed: float(seed) for seed in range(12)}


def test_serves_an_event_loop(shared: Worker):

    async def ask() -> Made:
        return await asyncio.wrap_future(shared.submit(order(seed=4)))

    assert asyncio.run(ask()).clip.samples[0] == 4.0


def test_errors_come_back_in_one_line_and_the_child_lives_on(shared: Worker):
    first = shared.submit(order("refuse"))
    with pytest.raises(GenerationFailed, match=r"^no such sound$"):
        first.result(PATIENCE)
    pid = shared.pid
    with pytest.raises(GenerationFailed, match=r"^ValueError: a bad thing$"):
        shared.submit(order("raise")).result(PATIENCE)
    assert shared.submit(order(seed=2)).result(PATIENCE).clip.samples[0] == 2.0
    assert shared.pid == pid


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


def test_killed_in_mid_order_and_when_idle(worker_of: MakeWorker):
    worker = worker_of(make_fake)
    worker.submit(order()).result(PATIENCE)
    running = worker.submit(order("sleep 1", 1))
    until(running.running)
    pid = worker.pid
    assert pid
    psutil.Process(pid).kill()
    assert running.result(PATIENCE).clip.samples[0] == 1.0
    idle = worker.pid
    assert idle
    assert idle != pid
    psutil.Process(idle).kill()
    until(lambda: worker.pid not in {None, idle})
    assert worker.submit(order(seed=8)).result(PATIENCE).clip.samples[0] == 8.0


def test_an_order_may_be_cancelled_while_it_waits(shared: Worker):
    shared.submit(order()).result(PATIENCE)
    running, waiting, last = (shared.submit(order(p)) for p in ("sleep 0.5", "", ""))
    assert waiting.cancel()
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
def test_the_child_is_nice_and_deaf_to_ctrl_c(shared: Worker):
    assert shared.submit(order("nice")).result(PATIENCE).clip.samples[0] >= min(os.nice(0) + 10, 19)
    running = shared.submit(order("sleep 0.5", 3))
    until(running.running)
    pid = shared.pid
    assert pid
    os.kill(pid, signal.SIGINT)
    assert running.result(PATIENCE).clip.samples[0] == 3.0
    assert shared.pid == pid


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_ctrl_c_while_the_child_is_starting_does_not_reach_it(worker_of: MakeWorker):
    worker = worker_of(make_fake)
    until(lambda: worker.pid)
    pid = worker.pid
    assert pid
    os.kill(pid, signal.SIGINT)
    worker.submit(order()).result(PATIENCE)
    assert worker.pid == pid


class Many(Fake):
    """Makes several at once, slowly if asked to, and tells how far it is."""

    name = "many"
    batch = 3

    def __init__(self) -> None:
        super().__init__()
        self.passes = 0

    def warm_up(self) -> Iterator[None]:
        yield

    def generate_many(
        self,
        specs: Sequence[ClipSpec],
        progress: Callable[[int, float], None],
        unwanted: Callable[[int], bool],
    ) -> Iterator[tuple[int, Made | GenerationFailed]]:
        self.passes += 1
        for number, spec in enumerate(specs):
            progress(number, 0.5)
            if spec.prompt == "until unwanted":
                while not unwanted(number):
                    time.sleep(0.01)
                yield number, GenerationFailed("no longer wanted")
                continue
            if spec.prompt == "break":
                raise OSError("the disk is gone")
            if spec.prompt == "lose the GPU":
                raise RuntimeError("CUDA error: an illegal memory access was encountered")
            made = self.generate(spec)
            yield number, Made(made.clip, f"pass {self.passes} of {len(specs)}")


def make_many() -> Generator:
    return Many()


class Slowly:
    """Loads in steps."""

    def __call__(self) -> Generator:
        return Many()

    def load(self, told: Callable[[float], None]) -> Generator:
        for share in (0.25, 0.5, 1.0):
            told(share)
        return Many()


def test_what_is_due_first_comes_first(shared: Worker):
    blocker = shared.submit(order("sleep 0.3"))
    until(blocker.running)
    now = time.monotonic()
    delays = [30.0, 10.0, 20.0, 0.0, 10.0]
    futures = [shared.submit(order(seed=n), due=now + d) for n, d in enumerate(delays)]
    counts = [count_of(future.result(PATIENCE)) for future in futures]
    assert [counts.index(count) for count in sorted(counts)] == [3, 1, 4, 2, 0]


def test_a_newer_order_of_the_same_key_cancels_the_older(shared: Worker):
    blocker = shared.submit(order("sleep 0.3"))
    until(blocker.running)
    older = shared.submit(order(seed=1), key="dog")
    other = shared.submit(order(seed=2), key="cat")
    newer = shared.submit(order(seed=3), key="dog")
    assert older.cancelled()
    assert newer.result(PATIENCE).clip.samples[0] == 3.0
    assert other.result(PATIENCE).clip.samples[0] == 2.0
    assert shared.submit(order(seed=4), key="dog").result(PATIENCE)
    assert not newer.cancelled()


def test_what_waits_is_made_together(worker_of: MakeWorker):
    worker = worker_of(make_many)
    futures = [worker.submit(order("sleep 0.2", seed)) for seed in range(5)]
    notes = [future.result(PATIENCE).note for future in futures]
    assert notes == ["pass 1 of 3"] * 3 + ["pass 2 of 2"] * 2
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
    running = worker.submit(order("until unwanted"), key="dog")
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
from test_worker import make_fake, order
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
    assert gone(int(out))
    assert not list((tmp_path / "clips").iterdir())
