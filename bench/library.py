"""What a library of one's own sounds costs: adding it, adding it again, searching, playing.

    python bench/library.py --files 100000

Names are made up of words of sound effects; the files hold 10 ms each. The floor of a search is
one look-up of a word in the index; the aim is 50 ms. Processor time is what a search takes where
nothing else runs; the load says whether that is so here.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ttmba_live.audio import RATE, wav_header
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.library import LibrarySetup, Store, search
from ttmba_live.generate.library._ucs import categories

QUERIES = (
    "dog barking", "old wooden door creaks open", "distant thunder", "rain", "church bell",
    "a car passes by", "glass breaking on concrete", "crowd applause in a hall", "spaceship engine",
    "footsteps on gravel", "helicopter", "wind through trees", "purple elephant typewriter",
)  # fmt: skip
_WORDS = """
big small old new heavy light long short close distant metal wood glass stone water wet dry door
dog cat bell car crowd rain wind thunder forest creak bark slam hit loop impact engine typewriter
trees gravel concrete footsteps hall applause street room night city kitchen phone
"""
WORDS = tuple(_WORDS.split())


def make(folder: Path, count: int) -> None:
    """Write that many small files with names as libraries have them."""
    chance = random.Random(1)  # noqa: S311 - names, not secrets
    ids = sorted(categories())
    sound = wav_header(480, 1) + np.full(480, 0.1, np.float32).tobytes()
    for number in range(count):
        if number % 500 == 0:
            place = folder / f"library {number // 500:03d}"
            place.mkdir()
        words = " ".join(chance.choices(WORDS, k=4))
        head = chance.choice(ids)
        name = f"{head}_{words} {number}_AB_LIB.wav" if number % 2 else f"{words} {number}.wav"
        (place / name).write_bytes(sound)


def timed(work: object, clock: Callable[[], float] = time.perf_counter) -> float:
    """Milliseconds that a call takes by a clock."""
    began = clock()
    work()  # type: ignore[operator]
    return 1000.0 * (clock() - began)


def load() -> str:
    """How much else runs."""
    if not hasattr(os, "getloadavg"):
        return "load unknown"
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--files", type=int, default=100_000)
    count = parser.parse_args().files
    with tempfile.TemporaryDirectory() as scratch:
        folder, index = Path(scratch) / "sounds", Path(scratch) / "library.sqlite"
        folder.mkdir()
        make(folder, count)
        store = Store(index, create=True)
        first = timed(lambda: store.add(folder))
        again = timed(lambda: store.add(folder))
        rows = []
        for query in QUERIES:
            spent = [timed(lambda q=query: search(store, q, 0.6)) for _ in range(5)]
            own = timed(lambda q=query: search(store, q, 0.6), time.thread_time)
            rows.append((query, statistics.median(spent), max(spent), own))
        floor = statistics.median(timed(lambda: store.known('"thunder"')) for _ in range(5))
        library = LibrarySetup(index)()
        play = statistics.median(
            timed(lambda n=n: library.generate(ClipSpec("dog bark", 2.0, n))) for n in range(5)
        )
        size = index.stat().st_size / 2**20
        store.close()
    print(f"{count:,} files, index {size:.0f} MiB ({RATE} Hz, one channel, 10 ms each)")
    rate = 1000 * count / first
    print(f"add {first / 1000:.1f} s ({rate:,.0f} a second); again {again / 1000:.1f} s")
    print(f"{'search':36s} {'median ms':>10s} {'worst':>8s} {'processor':>10s} {'x floor':>8s}")
    for query, median, worst, own in rows:
        print(f"{query:36s} {median:10.2f} {worst:8.2f} {own:10.2f} {median / floor:8.0f}")
    print(f"{load()}; floor: one word looked up {floor:.2f} ms; aim 50 ms")
    print(f"found, read and brought into shape: {play:.0f} ms a clip of 2 s")
    worst = max(itertools.chain(row[1] for row in rows))
    sys.exit(0 if worst <= 50.0 else 1)


if __name__ == "__main__":
    main()
