"""Starting and burying a generator's process, and reading what it made. Knows no orders' fate."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.generate._child import child_main
from ttmba_live.generate._spec import Generator

_CHUNK = 1 << 20
"""Bytes read at a time."""


class Child:
    """A spawned process that answers orders over ``connection``."""

    def __init__(self, make: Callable[[], Generator]) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection: Connection
        self.connection, theirs = context.Pipe()
        self._process: BaseProcess = context.Process(
            target=child_main, args=(make, theirs), name="ttmba-generator", daemon=True
        )
        try:
            self._process.start()
        except BaseException:
            self.connection.close()
            raise
        finally:
            theirs.close()
        self.loading = True
        """Whether its generator is not there yet."""
        self.batch = 1
        """Orders that it takes at once."""

    @property
    def pid(self) -> int | None:
        """Its number, while it lives."""
        return self._process.pid if self._process.is_alive() else None

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def bury(self) -> int | None:
        """Put it away, dead or dying; returns its exit code."""
        self.connection.close()
        self._process.join(1.0)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        code = self._process.exitcode
        self._process.close()
        return code


def start_without_ctrl_c() -> None:
    """Block Ctrl-C in this thread, so that children start with it blocked and never see one.

    The resource tracker is started first: starting it unblocks the signal in some Pythons.
    """
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def read_samples(path: Path) -> Samples:
    """Read raw float32. Unlike `numpy.fromfile`, this lets the sound's threads run meanwhile."""
    samples = np.empty(path.stat().st_size // 4, np.float32)
    view, at = samples.data.cast("B"), 0
    with path.open("rb", buffering=0) as file:
        while at < len(view) and (count := file.readinto(view[at : at + _CHUNK])):
            at += count
    return samples[: at // 4]
