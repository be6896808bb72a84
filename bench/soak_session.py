"""A long live session: does writing it disturb the sound, and does all of it arrive?

    python bench/soak_session.py [--minutes 30] [--events 500] [--folder DIR]

Starts a daemon without a sound device, sends it cues at random moments, moves sources, and prints
what it saw: underruns, the longest queue, memory, and whether the folder holds every event.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from ttmba_live.audio import RATE
from ttmba_live.daw import read_manifest
from ttmba_live.osc import Caller

SOUNDS = ("rain", "dog barking", "bell", "thunder", "siren", "footsteps", "wind", "birds")


@dataclass
class Seen:
    """What the daemon said."""

    ends: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    underruns: int = 0
    queue: int = 0
    load: float = 0.0
    voices: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=None)
    arguments = parser.parse_args()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="soak-"))
    words = ["serve", "--osc-port", "0", "--device", "null", "--session", str(folder / "run")]
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "ttmba_live", *words, "--generator", "sketch"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as daemon:  # fmt: skip
        assert daemon.stdout is not None
        port = int(daemon.stdout.readline().rsplit(":", 1)[1])
        seen = Seen()
        with Caller("127.0.0.1", port) as caller:
            play(caller, seen, arguments.events, 60.0 * arguments.minutes)
        memory = resident(daemon.pid)
        daemon.terminate()
        status = daemon.wait(600)
    report(folder / "run", seen, arguments.events, memory, status)


def play(caller: Caller, seen: Seen, events: int, seconds: float) -> None:
    """Send the events over the time, then wait until the last has ended."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    caller.send("/ttmba/subscribe")
    began = time.monotonic()
    for number, moment in enumerate(sorted(chance.uniform(0.0, seconds) for _ in range(events))):
        while (left := began + moment - time.monotonic()) > 0:
            listen(caller, seen, left)
        name, length = f"e{number}", chance.uniform(1.0, 6.0)
        azimuth, distance = chance.uniform(-180.0, 180.0), chance.uniform(1.0, 8.0)
        sound = chance.choice(SOUNDS)
        caller.send("/ttmba/event", name, sound, length, azimuth, 0.0, distance, 0.0)
        caller.send(f"/ttmba/source/{name}/azimuth", -azimuth)
    patience = time.monotonic() + 60.0
    while sum(seen.ends.values()) < events and time.monotonic() < patience:
        listen(caller, seen, 1.0)


def listen(caller: Caller, seen: Seen, seconds: float) -> None:
    """Take in one message, if one comes."""
    try:
        address, values = caller.receive(max(0.001, seconds))
    except TimeoutError:
        return
    if address == "/ttmba/event/state" and values[1] in ("done", "failed"):
        seen.ends[str(values[1])] = seen.ends.get(str(values[1]), 0) + 1
    if address == "/ttmba/error":
        seen.errors.append(str(values[1]))
    if address == "/ttmba/status":
        voices, queue, load, underruns = (float(value) for value in values[:4])
        seen.voices, seen.queue = max(seen.voices, int(voices)), max(seen.queue, int(queue))
        seen.load, seen.underruns = max(seen.load, load), int(underruns)


def resident(pid: int) -> float:
    """MiB in memory, or 0 where this system does not say."""
    path = Path(f"/proc/{pid}/status")
    if not path.exists():
        return 0.0
    line = next(row for row in path.read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def report(run: Path, seen: Seen, events: int, memory: float, status: int) -> None:
    """Print what was seen, and what the folder holds."""
    _, rows = read_manifest(run)
    sound = sum(row.duration for row in rows)
    print(f"events {events}, ended {seen.ends}, errors {seen.errors[:3]}, exit status {status}")
    print(f"manifest lines {len(rows)} ({sound:.0f} s at {RATE} Hz)")
    print(f"underruns {seen.underruns}, at most {seen.voices} voices, {seen.queue} in the queue")
    print(f"highest load {seen.load:.2f}, memory {memory:.0f} MiB, in {run}")


if __name__ == "__main__":
    main()
