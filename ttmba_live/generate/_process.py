"""Starting and burying a generator's process, and reading what it made. Knows no orders' fate."""

from __future__ import annotations

import contextlib
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ttmba_live import programs
from ttmba_live.audio import Clip, Samples
from ttmba_live.generate._orders import State
from ttmba_live.generate._spec import Generator
from ttmba_live.generate.pipe import Server
from ttmba_live.long_clip import LONG, kept_on_disk
from ttmba_live.programs import pipes

MODULE = "ttmba_live.generate._child_program"

_CHUNK = 1 << 20
"""Bytes read at a time."""


class Child:
    """A process that answers orders over ``connection``."""

    def __init__(self, make: Callable[[], Generator] | Server) -> None:
        self._process, self.connection = pipes.started(MODULE)
        try:
            self.connection.send(programs.search_path())
            self.connection.send(make)
        except BaseException:
            self.kill()
            self.bury()
            raise
        self.loading = True
        """Whether its generator is not there yet."""
        self.batch = 1
        """Orders that it takes at once."""
        self.slots: int | None = None
        """Orders that it may hold; None if it takes as many as fit its batch, and then no more."""
        self.at: tuple[int, bool] | None = None
        """Which link of a chain is at work, and whether it is being made; None without a chain."""

    @property
    def pid(self) -> int | None:
        """Its number, while it lives."""
        return self._process.pid if self._process.poll() is None else None

    @property
    def open(self) -> bool:
        """Whether it can make clips at all."""
        return not self.loading and self.slots != 0

    def heard(self, message: object) -> State | None:
        """Note what it says of itself; the new state, if that is one."""
        match message:
            case ("loading", float(share)):
                return State("loading", share)
            case ("at", int(number), bool(making)):
                self.at = (number, making)
            case ("ready", int(batch)):
                self.loading, self.batch = False, batch
                return State("ready", 1.0)
            case ("open", int(slots), str(words)):
                self.loading, self.slots = False, slots
                return State("ready", 1.0, words) if slots else State("failed", why=words)
            case ("unready", str(reason)):
                self.loading = False
                return State("failed", why=reason)
        return None

    def free(self, held: int) -> int:
        """How many orders it takes now beside those that it holds."""
        if not self.open:
            return 0
        if self.slots is not None:
            return max(self.slots - held, 0)
        return 0 if held else self.batch

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def bury(self) -> int | None:
        """Put it away, dead or dying; returns its exit code."""
        self.connection.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(1.0)
        self._process.kill()
        return self._process.wait()


def start_without_ctrl_c() -> None:
    """Block Ctrl-C in this thread, so that children start with it blocked and never see one."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def remove(path: Path) -> None:
    """Remove what a child may have left."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def handed_over(path: Path, content: bytes | None = None) -> Clip:
    """The clip that a child left in a file, or that came in its place.

    The file may be removed then; a long clip stays on the disk.
    """
    if content is not None:
        return Clip(np.frombuffer(content, np.float32))
    if path.stat().st_size >= 4 * LONG:
        return kept_on_disk(path)
    return Clip(read_samples(path))


def read_samples(path: Path) -> Samples:
    """Read raw float32. Unlike `numpy.fromfile`, this lets the sound's threads run meanwhile."""
    samples = np.empty(path.stat().st_size // 4, np.float32)
    view, at = samples.data.cast("B"), 0
    with path.open("rb", buffering=0) as file:
        while at < len(view) and (count := file.readinto(view[at : at + _CHUNK])):
            at += count
    return samples[: at // 4]
