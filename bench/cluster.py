"""Many scenes: what workers and a Ray cluster on this machine bring, and what orders take.

    python bench/cluster.py [--scenes 60] [--renderer sphere|live|nfs] [--ray] [--lines 100000]
    python bench/cluster.py --kill [--scenes 200] [--generator NAME --config FILE]
    python bench/cluster.py --simulate [--pass-seconds 0.4 --clip-seconds 0.1 --gpus 1 10 100]

Scenes are three sketches of 5 s each. Every row makes the same scenes in a new folder, with all
workers started and warm; with --ray it is done by a Ray cluster of this machine too. --kill loses a
worker, a node and the command on the way and compares what is there in the end (`_two_nodes.py`);
exit status 1 if it is not as it should be. --simulate says how many clips of a live pool come in
time (`_queues.py`); it needs no Ray. What a pass takes is to be measured on the GPU meant.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import psutil
from _ending import unwind_on_signals

from ttmba_live.batch import (
    Answered,
    Ask,
    Asks,
    Order,
    Outcome,
    Pool,
    Pools,
    Processes,
    Recipe,
    make_scenes,
    orders_of,
)

SECONDS = 5.0

EMPTY = 300
"""Orders that fail at once: what is left is the way to a worker and back."""


def orders(count: int, warm: bool) -> Iterator[Order]:
    """Scenes of three events; those that warm workers up are others."""
    name = "warm" if warm else "scene"
    for number in range(count):
        places = (number % 360 - 180, (7 * number) % 360 - 180, (31 * number) % 360 - 180)
        sounds = zip(("rain", "dog barking", "church bell"), places, strict=True)
        text = "\n".join(f"{sound}@{SECONDS:g}@{place},0@2@0" for sound, place in sounds)
        yield Order(f"{name}{number:05d}", "bench", text=text, seed=number)


class Cost(NamedTuple):
    """What something took: seconds on the clock, and of all processors together."""

    clock: float
    work: float


def measured(pool: Pool, recipe: Recipe, count: int, workers: int) -> tuple[Cost, Cost]:
    """What a scene costs, of all workers together, and an order that fails at once."""
    make_scenes(lambda: orders(3 * workers, warm=True), recipe, Pools(pool))
    with meter(count) as scene:
        tally = make_scenes(lambda: orders(count, warm=False), recipe, Pools(pool))
        assert tally.made == count, tally
    empty = [(Ask("scene", Order(f"no{number}", "bench", scene="{")),) for number in range(EMPTY)]
    with meter(EMPTY) as nothing:
        assert all(outcome.fault for _, outcome in pool.run(empty))
    return scene[0], nothing[0]


@contextmanager
def meter(count: int) -> Iterator[list[Cost]]:
    """What the body costs, divided by ``count``; there when it is over."""
    costs: list[Cost] = []
    began, worked = time.perf_counter(), processor_seconds()
    yield costs
    took = time.perf_counter() - began
    costs.append(Cost(took / count, (processor_seconds() - worked) / count))


def processor_seconds() -> float:
    """What this process and those below it have used; another program's load is no part of it."""
    total = 0.0
    me = psutil.Process()
    for process in (me, *me.children(recursive=True)):
        with suppress(psutil.Error):
            total += sum(process.cpu_times()[:2])
    return total


def table(count: int, renderer: str, with_ray: bool) -> None:
    recipe = Recipe("", ("mix",), planner="rules", generator="sketch", renderer=renderer)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {count} scenes, {renderer};")
    print("CPU seconds are of all processes together; the last two columns are of an empty order")
    print(
        f"{'workers':16}{'scenes/s':>9}{'times one':>10}{'CPU s/scene':>12}{'/scene-second':>14}"
        f"{'ms':>8}{'CPU ms':>8}"
    )
    one = 0.0
    for name, workers, start in rows(with_ray):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            here = replace(recipe, folder=folder)
            scene, empty = measured(start(here, workers, stack), here, count, workers)
        one = scene.clock if workers == 1 else one
        print(
            f"{name:16}{1 / scene.clock:9.2f}{one / scene.clock:10.2f}{scene.work:12.3f}"
            f"{scene.work / SECONDS:14.3f}{1000 * empty.clock:8.1f}{1000 * empty.work:8.1f}",
            flush=True,
        )


Start = Callable[[Recipe, int, ExitStack], Pool]


def rows(with_ray: bool) -> Iterator[tuple[str, int, Start]]:
    for workers in (1, 2):
        yield f"processes: {workers}", workers, processes
    if with_ray:
        for workers in (1, 2):
            yield f"Ray, CPUs: {workers}", workers, tasks


def processes(recipe: Recipe, workers: int, stack: ExitStack) -> Pool:
    return stack.enter_context(Processes(recipe, workers))


def tasks(recipe: Recipe, workers: int, stack: ExitStack) -> Pool:
    from ttmba_live.batch.ray import Tasks
    from ttmba_live.cluster import Cluster

    return Tasks(stack.enter_context(Cluster("local", workers)), recipe, None)


BAD = 1000
"""Of so many lines one is unreadable, and one has an id that was used before."""


class Nobody:
    """A pool that makes nothing and answers at once: what is left is the driver's own work."""

    def run(self, bundles: Iterable[Asks]) -> Iterator[Answered]:
        """See `ttmba_live.batch.Pool`."""
        for asks in bundles:
            yield from ((ask, Outcome()) for ask in asks)


def driver(count: int) -> None:
    """What the command itself needs for a long file: time, and the most memory."""
    with tempfile.TemporaryDirectory() as name:
        path, out = Path(name) / "many.jsonl", Path(name) / "out"
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(_line(number))
        recipe = Recipe(str(out), ("mix",), planner="rules", generator="sketch", renderer="sphere")
        began = time.perf_counter()
        tally = make_scenes(lambda: orders_of([path]), recipe, Pools(Nobody()))
        took = time.perf_counter() - began
        tracemalloc.start()
        make_scenes(lambda: orders_of([path]), recipe, Pools(Nobody()))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        size = path.stat().st_size / 2**20
        print(
            f"{count:,} lines ({size:.1f} MiB, {tally.failed} bad) counted, asked for and listed "
            f"in {took:.1f} s, {peak / 2**20:.1f} MiB at most"
        )


def _line(number: int) -> str:
    if number % BAD == 1:
        return "{\n"
    line = {"prompt": f"rain, then dog {number} barks"}
    if number % BAD == 2:
        line["id"] = "many_000001"
    return json.dumps(line) + "\n"


def killing(words: argparse.Namespace) -> int:
    import _two_nodes

    from ttmba_live.batch import Recipe
    from ttmba_live.config import load

    more = ["--generator", words.generator]
    text = ""
    if words.config:
        more += ["--config", str(words.config.resolve())]
        load(words.config)
        text = words.config.read_text(encoding="utf-8")
    heavy = Recipe("", (), generator=words.generator, config=text).heavy()
    return _two_nodes.prove(words.scenes or 200, more, model=heavy)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, help="60 if not said, 200 with --kill")
    parser.add_argument("--renderer", default="sphere", choices=("sphere", "live", "nfs"))
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--kill", action="store_true", help="lose a worker, a node, the command")
    parser.add_argument("--generator", default="sketch", help="for --kill")
    parser.add_argument("--config", type=Path, help="for --kill: the generator's settings")
    parser.add_argument("--simulate", action="store_true", help="queues of a live pool")
    parser.add_argument("--pass-seconds", type=float, default=0.4, help="an assumption")
    parser.add_argument("--clip-seconds", type=float, default=0.1, help="an assumption")
    parser.add_argument("--gpus", type=int, nargs="+", default=[1, 10, 100])
    words = parser.parse_args()
    unwind_on_signals()
    if words.simulate:
        import _queues

        _queues.tables(words.pass_seconds, words.clip_seconds, tuple(words.gpus))
    elif words.kill:
        sys.exit(1 if killing(words) else 0)
    else:
        driver(words.lines)
        table(words.scenes or 60, words.renderer, words.ray)


if __name__ == "__main__":
    main()
