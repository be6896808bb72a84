"""The daemon, or a clicking reference, with time stamps. Knows no results: it writes them down.

``python _probed.py serve STAMPS [words of ttmba-live serve]`` is the daemon as it is, with four
places watched; ``python _probed.py click STAMPS BLOCK COUNT`` plays clicks. Both leave one JSON
file. Times are `time.monotonic`, which processes of one machine share on Linux.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import sounddevice

import ttmba_live.live.serve
from ttmba_live.cli import main as command_line
from ttmba_live.engine import Block, Ring
from ttmba_live.live._daemon import Live
from ttmba_live.osc import Client
from ttmba_live.scene import Command

CLICK_EVERY = 40
"""Callbacks from one click to the next."""


class Stamps:
    """One row a hop that took something up: when it was handled, begun, rendered and read."""

    def __init__(self) -> None:
        self.handled = 0
        self.flags = 0
        self.callbacks = 0
        self.reported = 0.0
        self.rows: list[dict[str, float]] = []
        self.pending: float | None = None
        self.unread: dict[str, float] | None = None

    def taken(self) -> None:
        """A command was carried out, just now. Thread: control."""
        self.handled += 1
        if self.pending is None:
            self.pending = time.monotonic()

    def hop(self, mixer_step: Any, frame: int) -> Block:
        """Watch one hop being rendered. Thread: render."""
        began, handled = time.monotonic(), self.pending
        block: Block = mixer_step()
        if handled is not None:
            self.pending = None
            row = {"handled": handled, "began": began, "frame": frame}
            row["rendered"] = time.monotonic()
            self.unread = row
        return block

    def read(self, first: int, count: int) -> None:
        """The device took frames from the ring. Thread: the device's."""
        row = self.unread
        if row is None or not first <= row["frame"] < first + count:
            return
        self.unread = None
        row["read"] = time.monotonic()
        row["offset"] = row["frame"] - first
        row["reported"] = self.reported
        self.rows.append(row)


stamps = Stamps()


class ProbedLive(Live):
    """The daemon, watched where a command is handled and where a hop begins."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        mixer = self._mixer
        step = mixer.step
        setattr(mixer, "step", lambda: stamps.hop(step, mixer.frame))  # noqa: B010 - mypy's wish

    def handle(self, command: Command, client: Client, due: float | None) -> None:
        """Carry it out, then note the time."""
        super().handle(command, client, due)
        stamps.taken()


class ProbedRing(Ring):
    """The ring, watched where the device reads."""

    def read(self, out: Any) -> int:
        """Read, and note what was read."""
        first = self._read
        count = super().read(out)
        stamps.read(first, count)
        return count


class ProbedStream(sounddevice.OutputStream):  # type: ignore[misc]  # it comes untyped
    """An output stream whose callback notes how far ahead of the ear the driver says it is."""

    def __init__(self, *, callback: Any, **settings: Any) -> None:
        def watched(out: Any, frames: int, info: Any, status: Any) -> None:
            stamps.callbacks += 1
            stamps.flags += bool(status.output_underflow)
            stamps.reported = info.outputBufferDacTime - info.currentTime
            callback(out, frames, info, status)

        super().__init__(callback=watched, **settings)


def serve(words: list[str]) -> None:
    """Run the daemon until it is told to end; leaves by `SystemExit`."""
    sounddevice.OutputStream = ProbedStream
    vars(ttmba_live.live._outputs)["Ring"] = ProbedRing
    vars(ttmba_live.live.serve)["Live"] = ProbedLive
    command_line(["serve", *words])


def click(block: int, count: int) -> None:
    """Play single full samples, ``CLICK_EVERY`` callbacks apart."""
    calls = 0

    def callback(out: Any, _frames: int, info: Any, _status: Any) -> None:
        nonlocal calls
        now = time.monotonic()
        calls += 1
        out[:] = 0.0
        if calls % CLICK_EVERY == 0 and len(stamps.rows) < count:
            out[0] = 0.5
            reported = info.outputBufferDacTime - info.currentTime
            stamps.rows.append({"read": now, "reported": reported})

    with sounddevice.OutputStream(
        samplerate=48_000,
        blocksize=block,
        channels=2,
        dtype=np.float32,
        latency="low",
        callback=callback,
    ):
        end = time.monotonic() + 10.0 + 3.0 * count * CLICK_EVERY * block / 48_000
        while len(stamps.rows) < count and time.monotonic() < end:
            time.sleep(0.05)
        time.sleep(0.3)


def main() -> None:
    """Do as the words say, then write the stamps."""
    mode, path, *words = sys.argv[1:]
    try:
        if mode == "serve":
            serve(words)
        else:
            click(int(words[0]), int(words[1]))
    finally:
        kept = {"handled": stamps.handled, "flags": stamps.flags, "callbacks": stamps.callbacks}
        Path(path).write_text(json.dumps(kept | {"rows": stamps.rows}), encoding="utf-8")


if __name__ == "__main__":
    main()
