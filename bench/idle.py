"""What a daemon needs while nothing sounds: share of a core, memory, and how soon it answers.

    python bench/idle.py [--seconds 20] [--runs 1] [words of ttmba-live serve]

Starts `serve`, sends a cue as soon as the ready line is there and times its first sound, waits
until all is quiet, then measures. The share of a core is the daemon's own, all its threads; the
wake-ups are counted by the system where it tells them. Allowed: 2 % of a core, and 0.3 s from the
ready line to the first sound. The settings are the defaults with the null device and sketches.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import dataclass

import psutil
from _ending import unwind_on_signals

from ttmba_live.osc import Caller

WORDS = ("--osc-port", "0", "--device", "null", "--generator", "sketch", "--planner", "rules")
PATIENCE = 60.0
QUIET = 3.0
"""Seconds after the last sound before measuring."""


@dataclass(frozen=True)
class Idle:
    """One run: seconds, shares of a core in percent, wake-ups a second, MB."""

    ready: float
    first: float
    share: float
    wakes: float
    daemon: float
    worker: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to measure")
    parser.add_argument("--runs", type=int, default=1)
    arguments, more = parser.parse_known_args()
    unwind_on_signals()
    print("| ready s | first sound s after it | idle % of a core | wake-ups /s | MB | worker MB |")
    print("|---|---|---|---|---|---|")
    for _ in range(arguments.runs):
        one = run((*WORDS, *more), arguments.seconds)
        print(
            f"| {one.ready:.2f} | {one.first:.2f} | {one.share:.2f} | {one.wakes:.0f} "
            f"| {one.daemon:.0f} | {one.worker:.0f} |",
            flush=True,
        )


def run(words: tuple[str, ...], seconds: float) -> Idle:
    """Start a daemon, let it sound once, measure it at rest, end it."""
    began = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-m", "ttmba_live", "serve", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},  # an installation has its bytecode
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        ready = time.perf_counter() - began
        first = first_sound(int(line.rsplit(":", 1)[1]))
        daemon = psutil.Process(process.pid)
        time.sleep(QUIET)
        share, wakes = at_rest(daemon, seconds)
        sizes = [size(one) for one in (daemon, *daemon.children(recursive=True))]
        return Idle(ready, first, share, wakes, sizes[0], sum(sizes[1:]))
    finally:
        process.terminate()
        process.communicate()


def first_sound(port: int) -> float:
    """Seconds from a cue to its state `playing`; waits for its end too."""
    with Caller("127.0.0.1", port) as caller:
        began = time.perf_counter()
        caller.send("/ttmba/event", "a", "bell", 0.5, 0.0, 0.0, 1.0, 0.0)
        took = 0.0
        while True:
            _, arguments = caller.receive(PATIENCE)
            if arguments[1:2] == ("playing",):
                took = time.perf_counter() - began
            if arguments[1:2] == ("done",):
                return took


def at_rest(daemon: psutil.Process, seconds: float) -> tuple[float, float]:
    """Percent of a core and wake-ups a second, over a while."""
    began, before, switches = time.perf_counter(), daemon.cpu_times(), voluntary(daemon)
    time.sleep(seconds)
    passed, after = time.perf_counter() - began, daemon.cpu_times()
    spent = after.user + after.system - before.user - before.system
    return 100.0 * spent / passed, (voluntary(daemon) - switches) / passed


def voluntary(daemon: psutil.Process) -> int:
    """Times that a thread of it went to sleep; 0 where the system does not say."""
    count = 0
    for thread in daemon.threads():
        try:
            with open(f"/proc/{daemon.pid}/task/{thread.id}/status") as file:  # noqa: PTH123
                lines = dict(line.split(":", 1) for line in file)
        except OSError:
            continue
        count += int(lines["voluntary_ctxt_switches"])
    return count


def size(process: psutil.Process) -> float:
    """MB of a process, pages that several share in equal parts where the system tells them."""
    full = process.memory_full_info()
    return float(getattr(full, "pss", full.uss)) / 1e6


if __name__ == "__main__":
    main()
