"""Made-up generators for a worker's process: what they do is what the prompt says."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import psutil

from ttmba_live.audio import Clip
from ttmba_live.errors import GenerationFailed, InvalidInput, Unavailable
from ttmba_live.generate import ClipSpec, Generator, Made
from ttmba_live.generate.worker import Worker

PATIENCE = 300.0
MakeWorker = Callable[[Callable[[], Generator]], Worker]


class Fake:
    """Does what the prompt says.

    ``sleep 5``, ``until PATH``, ``die``, ``die-once PATH``, ``raise``, ``refuse``, ``nice``.
    """

    name = "fake"

    def __init__(self) -> None:
        self.count = 0

    def generate(self, spec: ClipSpec) -> Made:
        self.count += 1
        word, _, rest = spec.prompt.partition(" ")
        if word == "sleep":
            time.sleep(float(rest))
        if word == "until":
            until(Path(rest).exists)
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
    from ttmba_live.generate.sketch import Sketch  # scipy is heavy, and fakes do without

    return Sketch()


def make_nothing() -> Generator:
    raise Unavailable("no weights here")


def make_dead() -> Generator:
    os._exit(9)


@contextmanager
def workers_in(folder: Path) -> Iterator[MakeWorker]:
    """Makes workers for that folder; each is closed in the end, and nothing is left there."""
    workers: list[Worker] = []

    def make(maker: Callable[[], Generator]) -> Worker:
        workers.append(Worker(maker, folder))
        return workers[-1]

    yield make
    for worker in workers:
        worker.close()
    assert not list(folder.iterdir())


@contextmanager
def shared_worker(folder: Path) -> Iterator[Worker]:
    """One worker with a fake, for orders that do it no harm."""
    worker = Worker(make_fake, folder)
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
            if spec.prompt == "until-unwanted":
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
