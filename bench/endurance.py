"""A minute of many moving voices through a sound server: what dropped, what it cost. Prints a list.

``python bench/endurance.py [--seconds 60] [--voices 64] [--rate 20] [--head 100] [--busy 1]
[--room church]``;
needs PulseAudio. The daemon runs at its default settings and records its mix with ``--record``;
every voice is moved by an OSC message of its own, ``--rate`` times a second, and the head turns
``--head`` times a second. Beside it ``--busy`` processes do nothing but work, and the generator
makes a clip every second. What the sound server's null sink played is compared with that file, and
its gaps are counted; with ``--unheard`` the daemon's own null device keeps the time instead.
``--pages 2`` shows the scene in so many pages of a headless Chromium, and counts their frames.
"""

from __future__ import annotations

import argparse
import math
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import psutil
import soundfile
from _ending import unwind_on_signals
from _heard import find
from _pages import opened
from _rig import Probed, Recorder, hear, scratch, sound_server

from ttmba_live.audio import RATE, Samples
from ttmba_live.osc import Caller

_SAME = 1e-6
"""Difference that the sound server's own arithmetic may make."""

_SIZE = RATE // 10
"""Frames compared at a time."""


@dataclass
class Tally:
    """What was counted on the way."""

    sent: int = 0
    late: int = 0
    loads: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    underruns: int = 0


def asked() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--voices", type=int, default=64)
    parser.add_argument("--rate", type=int, default=20, help="moves of each voice a second")
    parser.add_argument("--head", type=int, default=100, help="turns of the head a second")
    parser.add_argument("--busy", type=int, default=1, help="processes that work beside it")
    parser.add_argument("--unheard", action="store_true", help="the null device, no sound server")
    parser.add_argument("--pages", type=int, default=0, help="open pages of the stage")
    parser.add_argument(
        "--room", default="", help="a room's name; that of the defaults if not said"
    )
    parser.add_argument("--block", type=int, default=256, help="frames of a device callback")
    return parser.parse_args()


def main() -> None:
    """Run, compare, print."""
    arguments = asked()
    unwind_on_signals()
    with sound_server() as server, scratch() as folder:
        words = ["--record", str(folder / "all.wav")]
        words += ["--room", arguments.room] * bool(arguments.room)
        if arguments.unheard:
            words += ["--device", "null"]
        with Probed(server, folder, arguments.block, *words) as daemon, daemon.caller() as caller:
            recorder = None if arguments.unheard else Recorder(server)
            process = psutil.Process(daemon.process.pid)
            setup = start(caller, arguments.voices, arguments.seconds)
            before = underruns(caller)
            with busy(arguments.busy), opened(arguments.pages, folder / "log") as pages:
                opening = underruns(caller) - before
                pages.begin()
                tally = move(caller, process, arguments)
                drawn = pages.told()
            tally.underruns = underruns(caller) - before - opening
            stamps = daemon.stop()
            heard = recorder.stop().samples if recorder else None
        told = (folder / "log").read_text("utf-8").splitlines()
        recorded, _ = soundfile.read(folder / "all.wav", dtype="float32")
    load = np.array(tally.loads)
    print(
        f"{arguments.seconds:g} s; {arguments.busy} busy processes beside it; "
        f"room {arguments.room or 'as the settings have it'}"
    )
    print(f"{arguments.voices} voices, {arguments.rate} moves a second each")
    print(f"head turned {arguments.head} times a second; a clip made every second")
    print(f"underruns of the ring    {tally.underruns}; {before} before, while clips were made")
    print(f"underflows of the device {stamps['flags']}")
    stalls = [line.split(":", 1)[1].strip() for line in told if "stalled" in line]
    print(f"stalls that were noticed {len(stalls)}; {stalls[-1] if stalls else 'none'}")
    print(f"OSC messages             {tally.sent} moves sent, {stamps['handled'] - setup} handled")
    print(f"rounds sent late         {tally.late} (more than 20 ms behind the clock)")
    print(
        f"render load              median {np.median(load):.0%}, highest {load.max():.0%} of a hop"
    )
    if drawn:
        print(f"underruns as pages came  {opening}")
    for number, frames in enumerate(drawn, 1):
        print(f"page {number}                   {frames}")
    first, last = tally.memory[0], tally.memory[-1]
    print(f"memory                   {first:.1f} MiB at the start, {last:.1f} MiB at the end")
    if heard is not None:
        residue, gaps, missing = compare(heard, recorded)
        print(f"heard against recorded   residue {residue:.1f} dB; {gaps} gaps, {missing} frames")
    sys.exit(0)


def start(caller: Caller, voices: int, seconds: float) -> int:
    """Let all voices sound, looped; returns how many commands that took."""
    kinds = ("rain", "wind")
    for number in range(voices):
        caller.send("/ttmba/event", f"v{number}", kinds[number % 2], 10.0, 0.0, 0.0, 2.0, 0.0)
        caller.send(f"/ttmba/source/v{number}/gain", -20.0)
        caller.send(f"/ttmba/source/v{number}/loop", 1)
    for number in range(voices):
        hear(caller, "/ttmba/event/state", f"v{number}", "playing", seconds=60.0 + seconds)
    caller.send("/ttmba/subscribe")
    return 3 * voices


@contextmanager
def busy(count: int) -> Iterator[None]:
    """That many processes that never rest."""
    command = [sys.executable, "-c", "while True: pass"]
    processes = [subprocess.Popen(command) for _ in range(count)]  # noqa: S603 - our own words
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def move(caller: Caller, process: psutil.Process, arguments: argparse.Namespace) -> Tally:
    """Turn head and voices, each at a speed of its own, on a steady clock."""
    chance, tally = random.Random(1), Tally()  # noqa: S311 - no secret
    speeds = [chance.uniform(-180.0, 180.0) for _ in range(arguments.voices)]
    rate = max(arguments.head, arguments.rate)
    every = max(1, rate // arguments.rate)
    began, rounds = time.monotonic(), round(arguments.seconds * rate)
    for turn in range(rounds):
        caller.send("/ttmba/listener/ypr", 90.0 * math.sin(turn / rate), 0.0, 0.0)
        # A share of the voices at a time, as many hands would.
        for number in range(turn % every, arguments.voices, every):
            azimuth = speeds[number] * turn / rate % 360.0 - 180.0
            caller.send(f"/ttmba/source/v{number}/aed", azimuth, 0.0, 2.0)
            tally.sent += 1
        tally.sent += 1
        if turn % rate == 0:
            tally.sent += 1
            caller.send("/ttmba/event", "made", f"thunder {turn // rate}", 5.0, 0.0, 0.0, 9.0, 0.0)
            tally.memory.append(process.memory_info().rss / 2**20)
            if (told := newest(caller, 1e-5)) is not None:
                tally.loads.append(told[0])
        ahead = began + (turn + 1) / rate - time.monotonic()
        tally.late += ahead < -0.020
        time.sleep(max(0.0, ahead))
    tally.memory.append(process.memory_info().rss / 2**20)
    return tally


def newest(caller: Caller, seconds: float) -> tuple[float, int] | None:
    """Load and underruns of the newest ``/ttmba/status`` that came; waits for one that long."""
    found = None
    while True:
        try:
            address, arguments = caller.receive(1e-5 if found else seconds)
        except TimeoutError:
            return found
        if address == "/ttmba/status":
            found = (float(arguments[2]), int(arguments[3]))


def underruns(caller: Caller) -> int:
    """Underruns so far, as the next status tells them."""
    newest(caller, 1e-5)
    found = newest(caller, 5.0)
    if found is None:
        raise TimeoutError("no /ttmba/status within 5 s")
    return found[1]


def compare(heard: Samples, recorded: Samples) -> tuple[float, int, int]:
    """Residue in dB outside the gaps, gaps, and their frames.

    A gap is where frames were dropped or put in: there the shift between both changes. It may
    begin in the block before the one that shows it, so neither counts for the residue.
    """
    sound = np.flatnonzero(np.abs(recorded).max(axis=1) > _SAME)
    recorded = recorded[sound[0] : sound[-1]]
    shift = find(recorded[:_SIZE], heard)
    end = np.flatnonzero(np.abs(heard).max(axis=1) > _SAME)[-1]
    errors, powers = [0.0], [0.0]
    gaps = missing = 0
    for at in range(0, len(recorded) - _SIZE, _SIZE):
        block = recorded[at : at + _SIZE]
        if at + shift + _SIZE > end:
            break  # what was under way when the daemon ended
        here = _fit(heard, at + shift, block)
        if np.abs(here - block).max() > _SAME:
            start = max(0, at + shift - RATE)
            moved = start + find(block, heard[start:][: 3 * RATE]) - at
            if moved != shift:
                gaps, missing, shift = gaps + 1, missing + abs(moved - shift), moved
                errors[-1] = powers[-1] = 0.0
                continue
        errors.append(float(((here - block) ** 2).sum()))
        powers.append(float((block**2).sum()))
    return 10.0 * float(np.log10(sum(errors) / sum(powers) + 1e-15)), gaps, missing


def _fit(heard: Samples, start: int, block: Samples) -> Samples:
    out = np.zeros_like(block)
    part = heard[start : start + len(block)]
    out[: len(part)] = part
    return out


if __name__ == "__main__":
    main()
