"""Frames that tell their own place, handed to sinks as the render thread does."""

from __future__ import annotations

import sys

import numpy as np
import pytest

BLOCK = 256
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and limits")


def ramp(frames: int, start: int = 0) -> np.ndarray:
    """Frames that tell their own place: left i / 2**20, right the same negative."""
    left = (np.arange(start, start + frames) % 2**19 / 2**20).astype(np.float32)
    return np.stack([left, -left], axis=1)


def play(sinks, frames: int, start: int = 0) -> None:
    """Hand blocks to sinks in one reused buffer, as the render thread does."""
    block = np.empty((BLOCK, 2), np.float32)
    for at in range(start, start + frames, BLOCK):
        block[:] = ramp(BLOCK, at)
        for sink in sinks:
            sink.write(block)


class StalledDisk:
    """A disk thread that never gets round to anything, until told."""

    def __init__(self):
        self.jobs = []

    def add(self, job):
        self.jobs.append(job)

    def hurry(self):
        for job in self.jobs:
            job.turn()
