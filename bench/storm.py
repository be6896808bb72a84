"""Everything that may go wrong, at random, while many voices move: what was lost. Prints a table.

``python bench/storm.py [--seconds 1800] [--voices 64] [--sink] [--seed 1]``. Every few seconds one
of: a child process killed, the session's disk full or frozen for a while (as root, on a loop
mount), a flood of messages, hostile texts and packets, a second daemon on the same folder or port,
a take, and with ``--sink`` the sound card pulled out (of a private PulseAudio); now and then a
save; once, nobody reads the daemon's stderr any more. A witness notes when the machine itself
stood still. Afterwards the session is finished and compared with the recording, and every gap is
listed with what happened then. Stems of 64 voices take 25 MB a second; with ``--stems none`` there
are none, and the mix is compared all the same. The daemon keeps eight minutes of clips, so that
memory which grows for long is no bound that is not reached yet, and has 16 voices to spare, so that
what hostile texts order is not more than a machine can play. Exit status 1 if a promise of
docs/trust.md was broken, 3 if there were gaps alone that no stall of the machine explains. Ended
before its time, it ends and unmounts what it started.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from _blows import Storm, loop_disk, serve
from _ending import ending, unwind_on_signals
from _rig import sound_server
from _verdict import Load, judge
from _witness import Witness

from ttmba_live.osc import Caller

_PATIENCE = 120.0

_SETTINGS = """[session]
stems = "{stems}"
[audio]
voices = {voices}
[cues]
max_minutes = 8.0
"""

_START = 60.0
"""Seconds for which voices sound before the storm, at most."""

_MORE = 16
"""Voices beyond those that move: a hostile text that orders hundreds is no reason for a gap."""


def main() -> None:
    """Storm, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--voices", type=int, default=64)
    parser.add_argument("--rate", type=float, default=20.0, help="moves of each voice a second")
    parser.add_argument("--every", type=float, default=4.0, help="seconds between blows, about")
    parser.add_argument("--saves", type=int, default=2, help="the last one with the last blow")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", default="", help="of the daemon; default: its own")
    parser.add_argument("--sink", action="store_true", help="a sound card that is pulled out, too")
    parser.add_argument("--stems", default="apart", help="[session] stems; none needs little disk")
    arguments = parser.parse_args()
    unwind_on_signals()
    server = sound_server() if arguments.sink else nullcontext()
    with tempfile.TemporaryDirectory(prefix="storm-") as place, server as sound:
        tracks = 3 if arguments.stems == "none" else arguments.voices + 3
        seconds = arguments.seconds + _START
        room = 400 + round(tracks * seconds * 0.384 * (2 + arguments.saves))
        with loop_disk(Path(place), room) as disk:
            sys.exit(storm(arguments, Path(place), disk, sound))


def storm(arguments: argparse.Namespace, place: Path, disk: Path | None, server: Any) -> int:
    """Run it; the exit status."""
    folder, recording = (disk or place) / "run", place / "all.wav"
    words = ["--session", str(folder), "--record", str(recording)]
    words += [] if server else ["--device", "null"]
    words += ["--room", arguments.room] if arguments.room else []
    settings = place / "settings.toml"
    text = _SETTINGS.format(stems=arguments.stems, voices=arguments.voices + _MORE)
    settings.write_text(text, "utf-8")
    words += ["--config", str(settings)]
    reading, writing = os.pipe()
    started = subprocess.Popen(  # noqa: S603 - our own program
        serve(0, *words),
        stdout=subprocess.PIPE,
        stderr=writing,
        env=server.env if server else None,
    )
    os.close(writing)
    with (place / "said").open("wb") as said, ending(started) as daemon:
        echo = threading.Thread(target=_pass_on, args=(reading, said), daemon=True)
        echo.start()
        assert daemon.stdout is not None
        port = int(daemon.stdout.readline().decode().rsplit(":", 1)[1])
        load, witness = Load(), Witness()
        with witness, Caller("127.0.0.1", port) as caller:
            chance = random.Random(arguments.seed)  # noqa: S311 - no secret
            one = Storm(daemon, caller, folder, disk, server, port, chance)
            _blow(one, arguments, reading)
        busy = load.text()
        daemon.send_signal(signal.SIGTERM)
        began = time.monotonic()
        status = daemon.wait()
        finished = time.monotonic() - began
    return judge(one, witness, recording, status, finished, busy)


def _blow(storm: Storm, arguments: argparse.Namespace, stderr: int) -> None:
    ending = threading.Event()
    storm.caller.send("/ttmba/subscribe")
    listener = threading.Thread(target=storm.listen, args=(ending,), daemon=True)
    listener.start()
    for number in range(arguments.voices):
        sound = ("rain", "wind")[number % 2]
        storm.caller.send("/ttmba/event", f"v{number}", sound, 4.0, 0.0, 0.0, 2.0, 0.0)
        storm.caller.send(f"/ttmba/source/v{number}/gain", -24.0)
        storm.caller.send(f"/ttmba/source/v{number}/loop", 1)
    end = time.monotonic() + _PATIENCE
    while len(storm.heard) < arguments.voices and time.monotonic() < end:
        time.sleep(0.1)
    mover = threading.Thread(target=_move, args=(storm, arguments, ending), daemon=True)
    mover.start()
    began, closed, saved = time.monotonic(), False, 0
    while (since := time.monotonic() - began) < arguments.seconds:
        storm.blow()
        storm.take()
        if not closed and since > arguments.seconds / 2:
            os.close(stderr)  # as a terminal that is shut
            closed = True
        if saved < arguments.saves - 1 and since > arguments.seconds * (saved + 1) / 4:
            storm.save()
            saved += 1
        time.sleep(storm.chance.uniform(0.0, 2.0 * arguments.every))
    if saved < arguments.saves:
        spoiling = threading.Thread(target=storm.fill_disk)
        spoiling.start()
        time.sleep(0.5)
        storm.save()
        spoiling.join()
    time.sleep(3.0)
    ending.set()
    mover.join()
    listener.join()


def _move(storm: Storm, arguments: argparse.Namespace, ending: threading.Event) -> None:
    """Turn every voice at a speed of its own."""
    with Caller("127.0.0.1", storm.port) as caller:
        began = time.monotonic()
        while not ending.wait(1.0 / arguments.rate):
            seconds = time.monotonic() - began
            for number in range(arguments.voices):
                azimuth = (number * 11.0 + seconds * (10.0 + 3.0 * number)) % 360.0 - 180.0
                caller.send(f"/ttmba/source/v{number}/azimuth", azimuth)


def _pass_on(reading: int, said: object) -> None:
    with suppress(OSError):
        while data := os.read(reading, 1 << 16):
            said.write(data)  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
