"""The daemon with a pool: how it starts, what a clip costs more, what is lost as pools go.

    python bench/pool.py [--starts 3] [--clips 20] [--voices 64] [--seconds 20]

Clips are sketches, so that all time is the way there and back. The cluster is one of two nodes on
this machine, which its start keeps busy, so the same seconds without one are measured beside it.
Needs this repository's tests and ray.
"""

from __future__ import annotations

import argparse
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from _ending import unwind_on_signals

from ttmba_live.cluster import PoolSetup
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch_maker import sketch
from ttmba_live.generate.worker import State, Worker
from ttmba_live.osc import Caller
from ttmba_live.setup import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
tests: Any = importlib.import_module("test_pool")
Daemon: Any = importlib.import_module("daemon").Daemon

PATIENCE = 300.0
CONFIG = '[choose]\ngenerator = "sketch"\n[generator]\ncluster = "{}"\n'


@contextmanager
def serving(address: str) -> Iterator[tuple[Any, float]]:
    """A daemon, and the seconds until it was ready."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with Daemon(Path(folder), config=CONFIG.format(address), env=tests.AHEAD,
                    stderr=subprocess.DEVNULL) as daemon:  # fmt: skip
            yield daemon, time.perf_counter() - began


def starts(name: str, address: str, count: int) -> None:
    found = []
    for _ in range(count):
        with serving(address) as (_, took):
            found.append(took)
    print(f"serve is ready, {name:28} {statistics.median(found):6.2f} s", flush=True)


def clips(name: str, make: Any, count: int, **more: Any) -> None:
    """The time of a clip of 10 s that is ordered when the one before has come."""
    with tempfile.TemporaryDirectory() as folder:
        states: list[State] = []
        worker = Worker(make, Path(folder), told=states.append, **more)
        end = time.monotonic() + PATIENCE
        while not any(state.name == "ready" for state in states):
            assert time.monotonic() < end, states
            time.sleep(0.05)
        took = []
        for number in range(count + 2):
            began = time.perf_counter()
            worker.submit(ClipSpec("rain", 10.0, number)).result(PATIENCE)
            took.append(time.perf_counter() - began)
        worker.close()
    print(f"a clip of 10 s, {name:36} {1000 * statistics.median(took[2:]):6.0f} ms", flush=True)


class Listener:
    """Hears what a daemon with many voices tells."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.underruns, self.note, self.made = 0, "", {True: 0, False: 0}
        self.playing: set[str] = set()

    def hear(self, seconds: float, done: Callable[[], bool] = lambda: False) -> None:
        """Listen for so long, or until it is done; ends the program if it should be and is not."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not done():
            try:
                address, got = self._caller.receive(left)
            except TimeoutError:
                return
            if address == "/ttmba/status":
                self.underruns = int(got[3])
            elif address == "/ttmba/generator":
                self.note = str(got[3])
            elif address == "/ttmba/event/state" and got[1] == "ready":
                self.made["made on" in str(got[2])] += 1
            elif address == "/ttmba/event/state" and got[1] == "playing":
                self.playing.add(str(got[0]))

    def phase(self, name: str, work: Callable[[], object]) -> None:
        """Do something, and say what was lost and who made clips meanwhile."""
        before, began, made = self.underruns, time.monotonic(), dict(self.made)
        work()
        self.hear(2.0)  # the status comes once a second
        pool, here = (self.made[where] - made[where] for where in (True, False))
        took, lost = time.monotonic() - began, self.underruns - before
        print(f"{name:44}{took:7.0f} s{lost:8} gaps{pool:7} clips of the pool{here:6} of here",
              flush=True)  # fmt: skip


def under_voices(port: int, voices: int, seconds: float) -> None:
    with serving(f"127.0.0.1:{port}") as (daemon, _), daemon.caller() as caller:
        caller.send("/ttmba/subscribe")
        ear = Listener(caller)
        for number in range(voices):
            place = number * 360.0 / voices - 180.0
            caller.send("/ttmba/event", f"v{number}", "rain", 20.0, place, 0.0, 2.0, 0.0)
        ear.hear(PATIENCE, lambda: len(ear.playing) >= voices)
        for number in range(voices):
            caller.send(f"/ttmba/source/v{number}/loop", 1)

        def cues(last: Callable[[], bool], longest: float) -> None:
            """A new clip each second until then."""
            end, number = time.monotonic() + longest, 0
            while time.monotonic() < end and not last():
                caller.send(f"/ttmba/source/v{number % voices}/again")
                number += 1
                ear.hear(1.0)

        waiting = partial(cues, longest=PATIENCE)
        ear.phase("without a cluster", lambda: cues(lambda: False, seconds))
        with tests.Nodes(port):
            ear.phase("it comes", lambda: waiting(lambda: "2 workers" in ear.note))
            ear.phase("it is there", lambda: cues(lambda: False, seconds))
        ear.phase("it has gone", lambda: waiting(lambda: "no Ray cluster" in ear.note))
        ear.phase("without it", lambda: cues(lambda: False, seconds))
        with tests.Nodes(port):
            ear.phase("it comes back", lambda: waiting(lambda: "2 workers" in ear.note))
            ear.phase("it is there", lambda: cues(lambda: False, seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--clips", type=int, default=20)
    parser.add_argument("--voices", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=20.0)
    words = parser.parse_args()
    unwind_on_signals()
    os.environ |= tests.AHEAD
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    port = tests.free_port()
    address = f"127.0.0.1:{port}"
    with serving(""):  # the first one is slower
        pass
    starts("no cluster set", "", words.starts)
    starts("a cluster that is not there", address, words.starts)
    with tests.Nodes(port):
        starts("a cluster", address, words.starts)
        clips("from the worker here", sketch, words.clips)
        setup = PoolSetup(address, "sketch", Settings())
        clips("from a cluster on this machine", setup, words.clips, waits=False)
    under_voices(port, words.voices, words.seconds)


if __name__ == "__main__":
    main()
