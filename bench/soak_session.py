"""A long live session: does writing it disturb the sound, and does all of it arrive? A table.

    python bench/soak_session.py [--minutes 30] [--events 500] [--folder DIR]

Starts a daemon without a sound device that grows a session folder and records its mix, sends it
events at random moments, moves them, plays some again, ends it, and looks at what it left.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from _ending import ending, unwind_on_signals
from _folder import importers, level, missing_frames, rendered, unlike

from ttmba_live.audio import RATE
from ttmba_live.daw import read_manifest
from ttmba_live.osc import Caller

HERE = Path(__file__).resolve().parent
SOUNDS = ("rain", "dog barking", "bell", "thunder", "siren", "footsteps", "wind", "birds")

AGAIN = 0.2
"""Share of the events that are played a second time."""

NEAR = 0.02
"""Seconds from a write within which a gap may be its doing."""


@dataclass
class Told:
    """What the daemon said."""

    ends: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    again: int = 0
    voices: int = 0
    load: float = 0.0


def main() -> None:
    """Play, end, look."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--events", type=int, default=500)
    parser.add_argument("--folder", type=Path, default=None, help="an empty one, for what comes")
    arguments = parser.parse_args()
    unwind_on_signals()
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    words = ["--osc-port", "0", "--device", "null", "--generator", "sketch"]
    words += ["--session", str(folder / "run"), "--record", str(folder / "heard.wav")]
    watched = [sys.executable, str(HERE / "_watched.py"), str(folder / "seen.json")]
    with (folder / "log").open("wb") as log:
        started = subprocess.Popen(  # noqa: S603 - our own program
            [*watched, *words], stdout=subprocess.PIPE, stderr=log
        )
    with ending(started) as daemon:
        assert daemon.stdout is not None
        port = int(daemon.stdout.readline().decode().rsplit(":", 1)[1])
        ready, told = time.monotonic(), Told()
        with Caller("127.0.0.1", port) as caller:
            play(caller, told, arguments.events, 60.0 * arguments.minutes)
        ended = time.monotonic()
        daemon.send_signal(signal.SIGTERM)
        status = daemon.wait(3600)
        finish = time.monotonic() - ended
    seen = json.loads((folder / "seen.json").read_text("utf-8"))
    rows = [
        (
            "minutes / events / played again",
            f"{arguments.minutes:g} / {arguments.events} / {told.again}",
        )
    ]
    rows += while_it_played(told, seen, ready, ended)
    rows += [("exit status", str(status)), ("time to finish", f"{finish:.1f} s")]
    rows += what_it_left(folder, arguments.events + told.again)
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:{width}}  {value}")
    print(f"in {folder}", file=sys.stderr)


def play(caller: Caller, told: Told, events: int, seconds: float) -> None:
    """Send the events over the time, then wait until the last has ended."""
    chance = random.Random(1)  # noqa: S311 - nothing secret
    caller.send("/ttmba/subscribe")
    began = time.monotonic()
    for number, moment in enumerate(sorted(chance.uniform(0.0, seconds) for _ in range(events))):
        while (left := began + moment - time.monotonic()) > 0:
            listen(caller, told, left)
        name, length = f"e{number}", chance.uniform(1.0, 6.0)
        azimuth, distance = chance.uniform(-180.0, 180.0), chance.uniform(2.0, 8.0)
        sound = chance.choice(SOUNDS)
        caller.send("/ttmba/event", name, sound, length, azimuth, 0.0, distance, 0.0)
        caller.send(f"/ttmba/source/{name}/azimuth", -azimuth)
        if number and chance.random() < AGAIN and told.ends:
            caller.send(f"/ttmba/source/{chance.choice(sorted(told.ends))}/play")
            told.again += 1
    patience = time.monotonic() + 60.0
    while len(told.ends) < events and time.monotonic() < patience:
        listen(caller, told, 1.0)
    while told.voices > 0 and time.monotonic() < patience:
        told.voices = 0
        listen(caller, told, 1.5)


def listen(caller: Caller, told: Told, seconds: float) -> None:
    """Take in one message, if one comes."""
    try:
        address, values = caller.receive(max(0.001, seconds))
    except TimeoutError:
        return
    if address == "/ttmba/event/state" and values[1] in ("done", "failed"):
        told.ends[str(values[0])] = values[1] == "done"
    if address == "/ttmba/error" and "guessed" not in str(values[1]):
        told.errors.append(str(values[1]))
    if address == "/ttmba/status":
        told.voices, told.load = max(told.voices, int(values[0])), max(told.load, float(values[2]))


def while_it_played(
    told: Told, seen: dict[str, Any], ready: float, ended: float
) -> list[tuple[str, str]]:
    """What the daemon said and what was seen of it, as rows."""
    gaps = [at for at in seen["underruns"] if ready <= at <= ended]
    writes = [(a - NEAR, b + NEAR) for a, b in seen["writes"] if b - a > 0.0002]
    near = sum(any(a <= at <= b for a, b in writes) for at in gaps)
    busy, last = 0.0, ready
    for a, b in sorted(writes):
        busy += max(0.0, min(b, ended) - max(a, last, ready))
        last = max(last, b)
    memory = seen["memory"]
    early = max(memory[: max(1, len(memory) // 10)])
    return [
        ("events done", str(sum(told.ends.values()))),
        ("errors", "; ".join(told.errors[:3]) or "none"),
        ("highest load of the render thread", f"{told.load:.2f}"),
        ("underruns", str(len(gaps))),
        (f"of these within {1000 * NEAR:.0f} ms of a write", str(near)),
        ("share of the time that is so near a write", f"{busy / (ended - ready):.0%}"),
        ("recording queue: longest / bound",
         f"{seen['recording_queue'] / RATE:.2f} s / {seen['recording_bound'] / RATE:.0f} s"),
        ("frames dropped from the recording", str(seen["dropped"])),
        ("longest queue of manifest writes", str(seen["manifest_queue"])),
        ("stems: most behind the sound", f"{seen['behind'] / RATE:.1f} s"),
        ("memory: first tenth / most", f"{early:.0f} / {max(memory):.0f} MiB"),
        ("memory of the stems' process: most", f"{seen['stems_memory']:.0f} MiB"),
    ]  # fmt: skip


def what_it_left(folder: Path, sounded: int) -> list[tuple[str, str]]:
    """What the folder holds, and who takes it, as rows."""
    run = folder / "run"
    _, lines = read_manifest(run)
    kinds = [line.kind for line in lines]
    whole = sum(missing_frames(run, line) == 0 for line in lines)
    before = {path: path.read_bytes() for path in (run / "manifest.tsv", run / "session.json")}
    rows = [
        ("manifest lines: dry / stem / expected of each",
         f"{kinds.count('dry')} / {kinds.count('stem')} / {sounded}"),
        ("files whole", f"{whole} of {len(lines)}"),
        ("sum of stems against the mix", level(run, lines)),
        ("recording against the mix", unlike(folder / "heard.wav", run / "mix.wav")),
    ]  # fmt: skip
    rows += [(f"items laid by {name}", text) for name, text in importers(run)]
    rows.append(("render takes it", rendered(run)))
    same = all(path.read_bytes() == data for path, data in before.items())
    return [*rows, ("and makes the same manifest and scene", "yes" if same else "no")]


if __name__ == "__main__":
    main()
