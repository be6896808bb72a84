"""Everything that may go wrong, at random, while many voices move: what was lost. Prints a table.

``python bench/storm.py [--seconds 1800] [--voices 64] [--seed 1]``. Every few seconds one of: a
child process killed, the session's disk full or frozen for a while (as root, on a loop mount), a
flood of messages, hostile texts and packets, a second daemon on the same folder or port, a save, a
take; once, nobody reads the daemon's stderr any more. A witness notes when the machine itself
stood still. Afterwards the session is finished and compared with the recording. Stems of 64 voices
take 25 MB a second. Exit status 1 if a promise of docs/trust.md was broken.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import soundfile

from ttmba_live.audio import RATE
from ttmba_live.osc import Caller
from ttmba_live.sinks import go_first

if TYPE_CHECKING:
    from typing import Self

_STALL = 0.010
"""Seconds of standstill that the ring does not cover for sure."""

_PATIENCE = 120.0
_CLOSE = -60.0
"""Residue in dB between recording and session that sums in another order explain."""

HOSTILE = (
    "dog@1@" + " " * 60 + "z@1@1", "@@@@", "\u202e\0x@1@0,0", "<think>" * 40, "rain@1e308@0,0@1@0",
    "a" * 9000, "🌧️@1@nan,0@1", "../../etc/passwd@1@0,0@1@0", "rain, rain, rain " * 100, "{}" * 500,
)  # fmt: skip


@dataclass
class Storm:
    """A daemon under attack, and what became of it."""

    daemon: subprocess.Popen[bytes]
    caller: Caller
    folder: Path
    disk: Path | None
    port: int
    chance: random.Random
    heard: set[str] = field(default_factory=set)
    asked: int = 0
    told: Counter[str] = field(default_factory=Counter)
    blows: Counter[str] = field(default_factory=Counter)
    underruns: int = 0
    loads: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def listen(self, ending: threading.Event) -> None:
        """Take in what the daemon says, until the end."""
        while not ending.is_set():
            with suppress(TimeoutError, OSError):
                address, values = self.caller.receive(0.2)
                self.told[address] += 1
                if address == "/ttmba/event/state" and values[1] == "playing":
                    self.heard.add(str(values[0]))
                if address == "/ttmba/status":
                    self.underruns = int(values[3])
                    self.loads.append(float(values[2]))
                    self.memory.append(_memory(self.daemon.pid))

    def take(self) -> None:
        """Something short that must be in the session."""
        self.asked += 1
        name = f"take{self.asked}"
        where = self.chance.uniform(-180.0, 180.0)
        self.caller.send("/ttmba/event", name, f"bell {self.asked}", 0.3, where, 0.0, 3.0, 0.0)

    def kill_child(self) -> None:
        """End one of the daemon's processes."""
        with suppress(psutil.Error):
            children = psutil.Process(self.daemon.pid).children()
            if children:
                self.chance.choice(children).kill()

    def fill_disk(self) -> None:
        """Leave no room for a while."""
        if self.disk is not None:
            filler = self.disk / "filler"
            with suppress(OSError), filler.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(self.disk).free)
            with suppress(OSError), filler.open("ab", buffering=0) as file:
                while file.write(b"\0" * 4096):
                    pass
            time.sleep(self.chance.uniform(1.0, 3.0))
            filler.unlink()

    def freeze_disk(self) -> None:
        """Let every write hang for a while."""
        if self.disk is not None:
            subprocess.run(["fsfreeze", "-f", str(self.disk)], check=False)  # noqa: S603, S607
            time.sleep(self.chance.uniform(1.0, 3.0))
            subprocess.run(["fsfreeze", "-u", str(self.disk)], check=False)  # noqa: S603, S607

    def flood(self) -> None:
        """Many messages at once, from somebody else."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for _ in range(2000):
                stranger.sendto(b"/ttmba/source/v0/azimuth\0\0\0\0,f\0\0\0\0\0\0", self._here)

    def hostile_packets(self) -> None:
        """Bytes that mean nothing."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
            for _ in range(200):
                start = self.chance.choice((b"", b"#bundle\0", b"/ttmba/cue\0\0,s\0\0"))
                stranger.sendto(
                    start + self.chance.randbytes(self.chance.randint(0, 99)), self._here
                )

    def hostile_text(self) -> None:
        """A cue that is none."""
        self.caller.send("/ttmba/cue", self.chance.choice(HOSTILE))

    def second_daemon(self) -> None:
        """Somebody starts it again: on the same folder, or on the same port."""
        port, folder = self.chance.choice([(0, self.folder), (self.port, self.folder / "other")])
        done = subprocess.run(  # noqa: S603 - our own program
            _serve(port, "--session", str(folder)), capture_output=True, check=False, timeout=300
        )
        self.blows["refused"] += done.returncode == 2

    def save(self) -> None:
        """Save what was played."""
        self.caller.send("/ttmba/session/save", "saved")

    def record(self) -> None:
        """Record for a moment."""
        self.caller.send("/ttmba/record/start", "mix")
        time.sleep(0.5)
        self.caller.send("/ttmba/record/stop")

    @property
    def _here(self) -> tuple[str, int]:
        return "127.0.0.1", self.port


BLOWS: tuple[Callable[[Storm], None], ...] = (
    Storm.kill_child, Storm.fill_disk, Storm.freeze_disk, Storm.flood, Storm.hostile_packets,
    Storm.hostile_text, Storm.second_daemon, Storm.record,
)  # fmt: skip


def main() -> None:
    """Storm, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=1800.0)
    parser.add_argument("--voices", type=int, default=64)
    parser.add_argument("--rate", type=float, default=20.0, help="moves of each voice a second")
    parser.add_argument("--every", type=float, default=4.0, help="seconds between blows, about")
    parser.add_argument("--saves", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="storm-") as place:
        room = 400 + round(arguments.voices * arguments.seconds * 0.384 * (2 + arguments.saves))
        with _disk(Path(place), room) as disk:
            sys.exit(0 if storm(arguments, Path(place), disk) else 1)


def storm(arguments: argparse.Namespace, place: Path, disk: Path | None) -> bool:
    """Run it; whether every promise was kept."""
    folder, recording = (disk or place) / "run", place / "all.wav"
    words = ("--session", str(folder), "--record", str(recording))
    with (place / "said").open("wb") as said, Witness() as witness:
        reading, writing = os.pipe()
        echo = threading.Thread(target=_pass_on, args=(reading, said), daemon=True)
        echo.start()
        daemon = subprocess.Popen(  # noqa: S603 - our own program
            _serve(0, *words), stdout=subprocess.PIPE, stderr=writing
        )
        os.close(writing)
        assert daemon.stdout is not None
        port = int(daemon.stdout.readline().decode().rsplit(":", 1)[1])
        with Caller("127.0.0.1", port) as caller:
            chance = random.Random(arguments.seed)  # noqa: S311 - no secret
            one = Storm(daemon, caller, folder, disk, port, chance)
            _blow(one, arguments, reading)
        stalls = witness.stalls
        daemon.send_signal(signal.SIGTERM)
        began = time.monotonic()
        status = daemon.wait()
        finished = time.monotonic() - began
    return _judge(one, recording, status, finished, stalls)


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
        blow = storm.chance.choice(BLOWS)
        storm.blows[blow.__name__] += 1
        blow(storm)
        storm.take()
        if not closed and since > arguments.seconds / 2:
            os.close(stderr)  # as a terminal that is shut
            closed = True
        if saved < arguments.saves and since > arguments.seconds * (saved + 1) / 4:
            storm.save()
            saved += 1
        time.sleep(storm.chance.uniform(0.0, 2.0 * arguments.every))
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


def _judge(
    storm: Storm, recording: Path, status: int, finished: float, stalls: list[float]
) -> bool:
    """Print what was found."""
    folder = storm.folder
    try:
        scene = json.loads((folder / "session.json").read_text("utf-8"))
        residue = _residue(recording, folder / "mix.wav")
    except OSError as error:
        scene, residue = {"events": []}, float("inf")
        print(f"the session is not there: {error}")
    kept = {str(event["id"]).split("_")[0] for event in scene["events"]}
    lost = sorted({name.split("_")[0] for name in storm.heard} - kept)
    broken = [e["file"] for e in scene["events"] if not (folder / e["file"]).is_file()]
    saves = [path for path in folder.glob("saved*") if (path / "mix.wav").is_file()]
    level = storm.memory[len(storm.memory) // 4 :] or [0.0]
    rows = {
        "blows": ", ".join(f"{name} {count}" for name, count in storm.blows.items()),
        "heard": f"{len(storm.heard)} of {storm.asked} takes and the voices that move",
        "lost takes": f"{len(lost)} {lost[:5]}",
        "clips missing": f"{len(broken)}",
        "saves that are whole": f"{len(saves)}",
        "recording against session": f"{residue:.1f} dB",
        "underruns": f"{storm.underruns}",
        "stalls of the machine": f"{len(stalls)}, longest {1000 * max(stalls, default=0):.0f} ms",
        "load": f"median {np.median(storm.loads or [0.0]):.0%}",
        "memory": f"{level[0]:.0f} MiB after a quarter, {level[-1]:.0f} MiB at the end",
        "exit status": f"{status}, {finished:.0f} s after the end",
    }
    for name, text in rows.items():
        print(f"{name:28s}{text}")
    explained = storm.underruns == 0 or len(stalls) > 0
    steady = level[-1] < 1.15 * level[0] + 20.0
    return bool(
        status == 0 and not lost and not broken and residue < _CLOSE and explained and steady
    )


def _residue(one: Path, other: Path) -> float:
    """How far two recordings of the same are apart, in dB; the first begins a latency later."""
    with soundfile.SoundFile(one) as a, soundfile.SoundFile(other) as b:
        shift = _shift(a, b)
        a.seek(max(shift, 0))
        b.seek(max(-shift, 0))
        errors = powers = 0.0
        while len(mine := a.read(RATE)) and len(theirs := b.read(RATE)):
            count = min(len(mine), len(theirs))
            errors += float(((mine[:count] - theirs[:count]) ** 2).sum())
            powers += float((theirs[:count] ** 2).sum())
    return 10.0 * float(np.log10(errors / max(powers, 1e-30) + 1e-30))


def _shift(a: soundfile.SoundFile, b: soundfile.SoundFile) -> int:
    """By how many frames ``a`` comes after ``b``."""
    start, size = min(a.frames, b.frames) // 2, 1 << 17
    for file in (a, b):
        file.seek(start)
    one, other = (np.fft.rfft(file.read(size)[:, 0], 2 * size) for file in (a, b))
    shift = int(np.fft.irfft(one * np.conj(other), 2 * size).argmax())
    return shift - 2 * size if shift > size else shift


class Witness:
    """Notes when the machine lets nobody run; at the sound's own priority where that is granted."""

    def __init__(self) -> None:
        self.stalls: list[float] = []
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        go_first()
        before = time.monotonic()
        while not self._ending.is_set():
            time.sleep(0.002)
            now = time.monotonic()
            if now - before > _STALL:
                self.stalls.append(now - before)
            before = now

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ending.set()
        self._thread.join()


@contextmanager
def _disk(place: Path, mib: int) -> Iterator[Path | None]:
    """A file system that may be filled and frozen, or None where this user may mount none."""
    image, disk = place / "disk.img", place / "disk"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(mib << 20)
    make = ["mkfs.ext4", "-q", "-m", "0", "-F", str(image)]
    commands = (make, ["mount", "-o", "loop", str(image), str(disk)])
    if os.name != "posix" or not shutil.which("mkfs.ext4") or any(map(_failed, commands)):
        print("no loop mount here: the disk is neither filled nor frozen", file=sys.stderr)
        yield None
        return
    try:
        yield disk
    finally:
        _failed(["umount", str(disk)])


def _failed(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode != 0  # noqa: S603


def _serve(port: int, *words: str) -> list[str]:
    serve = [sys.executable, "-m", "ttmba_live", "serve", "--osc-port", str(port), *words]
    return [*serve, "--device", "null", "--generator", "sketch", "--planner", "rules"]


def _pass_on(reading: int, said: object) -> None:
    with suppress(OSError):
        while data := os.read(reading, 1 << 16):
            said.write(data)  # type: ignore[attr-defined]


def _memory(pid: int) -> float:
    with suppress(psutil.Error):
        return psutil.Process(pid).memory_info().rss / 2**20
    return 0.0


if __name__ == "__main__":
    main()
