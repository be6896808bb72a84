"""Many scenes: what workers and a Ray cluster on this machine bring, and what reading orders takes.

    python bench/cluster.py [--scenes 60] [--renderer sphere|live|nfs] [--ray] [--lines 100000]

Scenes are three sketches of 5 s each. Every row makes the same scenes in a new folder, with all
workers started and warm; with --ray it is done by a Ray cluster of this machine too.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from ttmba_live.batch import Order, Pool, Pools, Processes, Recipe, make_scenes, orders_of

SECONDS = 5.0


def orders(count: int, warm: bool) -> Iterator[Order]:
    """Scenes of three events; those that warm workers up are others."""
    name = "warm" if warm else "scene"
    for number in range(count):
        places = (number % 360 - 180, (7 * number) % 360 - 180, (31 * number) % 360 - 180)
        sounds = zip(("rain", "dog barking", "church bell"), places, strict=True)
        text = "\n".join(f"{sound}@{SECONDS:g}@{place},0@2@0" for sound, place in sounds)
        yield Order(f"{name}{number:05d}", "bench", text=text, seed=number)


def measured(pool: Pool, recipe: Recipe, count: int, workers: int) -> float:
    """Seconds for each scene, of all workers together."""
    make_scenes(lambda: orders(3 * workers, warm=True), recipe, Pools(pool))
    began = time.perf_counter()
    tally = make_scenes(lambda: orders(count, warm=False), recipe, Pools(pool))
    assert tally.made == count, tally
    return (time.perf_counter() - began) / count


def table(count: int, renderer: str, with_ray: bool) -> None:
    recipe = Recipe("", ("mix",), planner="rules", generator="sketch", renderer=renderer)
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, {count} scenes, {renderer}")
    print(f"{'workers':24}{'scenes/s':>10}{'s/scene':>10}{'times one':>11}{'s/scene-second':>16}")
    one = 0.0
    for name, workers, start in rows(with_ray):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            here = replace(recipe, folder=folder)
            pool = start(here, workers, stack)
            took = measured(pool, here, count, workers)
        one = one or took
        cost = took * workers / SECONDS
        print(f"{name:24}{1 / took:10.2f}{took:10.3f}{one / took:11.2f}{cost:16.3f}", flush=True)


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


def reading(count: int) -> None:
    """How long a JSONL file takes to read, and the most memory that takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "many.jsonl"
        with path.open("w", encoding="utf-8") as file:
            for number in range(count):
                file.write(json.dumps({"prompt": f"rain, then dog {number} barks"}) + "\n")
        began = time.perf_counter()
        assert sum(isinstance(one, Order) for one in orders_of([path])) == count
        took = time.perf_counter() - began
        tracemalloc.start()
        for _ in orders_of([path]):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        print(f"{count:,} lines read in {took:.2f} s, {peak / 2**20:.1f} MiB at most")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenes", type=int, default=60)
    parser.add_argument("--renderer", default="sphere", choices=("sphere", "live", "nfs"))
    parser.add_argument("--ray", action="store_true")
    parser.add_argument("--lines", type=int, default=100_000)
    words = parser.parse_args()
    reading(words.lines)
    table(words.scenes, words.renderer, words.ray)


if __name__ == "__main__":
    main()
