"""Queues of a live pool, event by event: who orders clips, who makes them, and what is in time.

A cue orders one to a few clips at once; cues come by chance (a Poisson process). Each clip is due
when its sound shall begin. Machines take what is due first, up to a batch, and a pass takes a
fixed time and some more for every clip in it. Knows no Ray and no model.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

HOUR = 3600.0

CUE = (1, 5)
"""Clips of a cue: as few and as many."""

DUE = ((0.6, 2.0), (0.4, 8.0))
"""Shares of the clips with the seconds until they are due: now, and later in the cue."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Machines that are alike. Seconds."""

    machines: int
    batch: int
    fixed: float
    """Of a pass, whatever is in it."""
    each: float
    """More for every clip."""
    way: float = 0.02
    """From the order to the machine and back, a clip's file included."""

    @property
    def most(self) -> float:
        """Clips a second if every pass is full."""
        return self.machines * self.batch / (self.fixed + self.each * self.batch)


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of an hour."""

    clips: int
    in_time: float
    """Share of the clips that were there when they were due."""
    late: float
    """Seconds by which the worst of a hundred missed; 0 if it did not."""
    busy: float
    """Share of their time in which machines worked."""
    filled: float
    """Clips of a pass, on average."""


def orders(rate: float, seconds: float, draw: random.Random) -> Iterator[tuple[float, float]]:
    """Times of orders and when they are due; ``rate`` is clips a second."""
    now, mean = 0.0, sum(CUE) / 2.0
    while True:
        now += draw.expovariate(rate / mean)
        if now > seconds:
            return
        for _ in range(draw.randint(*CUE)):
            yield now, now + (DUE[0][1] if draw.random() < DUE[0][0] else DUE[1][1])


def simulate(pool: Pool, rate: float, seconds: float = HOUR, seed: int = 1) -> Seen:
    """Let a pool work for so long; ``rate`` is clips a second of all daemons together."""
    left = orders(rate, seconds, random.Random(seed))  # noqa: S311 - a simulation
    coming = next(left, None)
    free = [0.0] * pool.machines
    waiting: list[tuple[float, int]] = []
    number = itertools.count()
    missed: list[float] = []
    now, worked, passes = 0.0, 0.0, 0
    while coming or waiting:
        now = max(now, free[0], coming[0] if coming and not waiting else 0.0)
        while coming and coming[0] <= now:
            heapq.heappush(waiting, (coming[1], next(number)))
            coming = next(left, None)
        size = min(pool.batch, len(waiting))
        took = pool.fixed + pool.each * size
        done = now + took + pool.way
        missed += [done - heapq.heappop(waiting)[0] for _ in range(size)]
        heapq.heapreplace(free, now + took)
        worked, passes = worked + took, passes + 1
    return _summed(pool, missed, worked, passes, max(seconds, *free))


def _summed(pool: Pool, missed: list[float], worked: float, passes: int, lasted: float) -> Seen:
    missed.sort()
    count = len(missed)
    return Seen(
        count,
        sum(one <= 0.0 for one in missed) / count,
        max(0.0, missed[min(count - 1, count * 99 // 100)]),
        worked / (lasted * pool.machines),
        count / passes,
    )


def tables(fixed: float, each: float, machines: tuple[int, ...]) -> None:
    """Print shares in time for loads, batches and numbers of machines."""
    told = " and ".join(f"{share:.0%} are due after {due:g} s" for share, due in DUE)
    print(f"A pass takes {fixed:g} s, and {each:g} s for each of its clips; a cue has {CUE[0]} to")
    print(f"{CUE[1]} clips, of which {told}. Load is the share of what full passes could make.")
    print(
        f"{'GPUs':>5}{'batch':>7}{'load':>6}{'clips/s':>10}{'in time':>9}{'late':>8}{'a pass':>8}"
    )
    for count, batch, load in itertools.product(machines, (1, 8), (0.3, 0.6, 0.8, 0.95)):
        pool = Pool(count, batch, fixed, each)
        seconds = max(120.0, HOUR / count)
        seen = simulate(pool, load * pool.most, seconds)
        print(
            f"{count:5}{batch:7}{load:6.0%}{load * pool.most:10.2f}{seen.in_time:9.1%}"
            f"{seen.late:6.1f} s{seen.filled:8.1f}",
            flush=True,
        )
    print("late: by so much one clip of a hundred; a pass: clips in it, on average")
