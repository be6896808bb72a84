"""A daemon under attack: what may go wrong, blow by blow. Knows no order and judges nothing."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from ttmba_live.osc import Caller

HOSTILE = (
    "dog@1@" + " " * 60 + "z@1@1", "@@@@", "\u202e\0x@1@0,0", "<think>" * 40, "rain@1e308@0,0@1@0",
    "a" * 9000, "🌧️@1@nan,0@1", "../../etc/passwd@1@0,0@1@0", "rain, rain, rain " * 100, "{}" * 500,
)  # fmt: skip


@dataclass
class Storm:
    """A daemon, what is done to it and what it says."""

    daemon: subprocess.Popen[bytes]
    caller: Caller
    folder: Path
    disk: Path | None
    server: Any
    """A private sound server, or None where the daemon plays to nothing."""
    port: int
    chance: random.Random
    heard: set[str] = field(default_factory=set)
    asked: int = 0
    saves: int = 0
    told: Counter[str] = field(default_factory=Counter)
    blows: Counter[str] = field(default_factory=Counter)
    dealt: list[tuple[float, float, str]] = field(default_factory=list)
    """When each blow began and was over (`time.monotonic`), and its name."""
    gaps: list[tuple[float, int]] = field(default_factory=list)
    """When a status told of more short reads than the one before, and how many more."""
    device: list[tuple[float, str]] = field(default_factory=list)
    """What was said of the sound device, and when."""
    underruns: int = 0
    voices: int = 0
    """The most that sounded at once."""
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
                if address == "/ttmba/error" and "sound device" in str(values[1]):
                    self.device.append((time.monotonic(), str(values[1])))
                if address == "/ttmba/status":
                    self.voices = max(self.voices, int(values[0]))
                    self._status(float(values[2]), int(values[3]))

    def _status(self, load: float, underruns: int) -> None:
        if underruns > self.underruns:
            self.gaps.append((time.monotonic(), underruns - self.underruns))
        self.underruns = underruns
        self.loads.append(load)
        with suppress(psutil.Error):
            self.memory.append(psutil.Process(self.daemon.pid).memory_info().rss / 2**20)

    def blow(self) -> None:
        """Do one of the things that may go wrong here."""
        known = (*BLOWS, Storm.pull_sink) if self.server else BLOWS
        what = self.chance.choice(known)
        self.blows[what.__name__] += 1
        began = time.monotonic()
        what(self)
        self.dealt.append((began, time.monotonic(), what.__name__))

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
            try:
                subprocess.run(["fsfreeze", "-f", str(self.disk)], check=False)  # noqa: S603, S607
                time.sleep(self.chance.uniform(1.0, 3.0))
            finally:
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
        words = ("--session", str(folder), "--device", "null")
        done = subprocess.run(  # noqa: S603 - our own program
            serve(port, *words), capture_output=True, check=False, timeout=300
        )
        self.blows["refused"] += done.returncode == 2

    def pull_sink(self) -> None:
        """Take the sound card out, and put it back."""
        self.server.remove_sink()
        time.sleep(self.chance.uniform(1.0, 3.0))
        self.server.add_sink()

    def save(self) -> None:
        """Save what was played."""
        self.saves += 1
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


def serve(port: int, *words: str) -> list[str]:
    """What starts the daemon."""
    command = [sys.executable, "-m", "ttmba_live", "serve", "--osc-port", str(port), *words]
    return [*command, "--generator", "sketch", "--planner", "rules"]


@contextmanager
def loop_disk(place: Path, mib: int) -> Iterator[Path | None]:
    """A file system that may be filled and frozen, or None where this user may mount none."""
    image, disk = place / "disk.img", place / "disk"
    disk.mkdir()
    with image.open("wb") as file:
        file.truncate(mib << 20)
    make = ["mkfs.ext4", "-q", "-m", "0", "-F", str(image)]
    commands = (make, ["mount", "-o", "loop,discard", str(image), str(disk)])
    if os.name != "posix" or not shutil.which("mkfs.ext4") or any(map(_failed, commands)):
        print("no loop mount here: the disk is neither filled nor frozen", file=sys.stderr)
        yield None
        return
    try:
        yield disk
    finally:
        _failed(["umount", "--lazy", str(disk)])  # a process may hold it still


def _failed(command: list[str]) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode != 0  # noqa: S603
