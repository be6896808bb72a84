"""The daemon as it is, watched while it writes. Knows no results: it leaves one JSON file.

``python _watched.py SEEN [words of ttmba-live serve]``. Times are `time.monotonic`.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

import psutil

import ttmba_live.live.serve
import ttmba_live.session._run_folder
from ttmba_live.cli import main as command_line
from ttmba_live.engine import Ring
from ttmba_live.live._daemon import Live
from ttmba_live.sinks.file import File

PERIOD = 0.05
"""Seconds between two looks at queues."""

MEMORY_EVERY = 20
"""Looks from one look at the memory to the next."""


class Seen:
    """What was seen, as it goes into the file."""

    def __init__(self) -> None:
        self.underruns: list[float] = []
        self.writes: list[tuple[float, float]] = []
        self.memory: list[float] = []
        self.stems_memory = 0.0
        self.recording_bound = self.recording_queue = self.dropped = 0
        self.manifest_queue = 0
        self.behind = 0

    def watch(self, live: Any) -> None:
        """Look at a daemon's queues for ever."""
        own = psutil.Process()
        for turn in range(sys.maxsize):
            time.sleep(PERIOD)
            for sink in live._thread.sinks:
                if isinstance(sink, File):
                    self.recording_bound = sink._bound
                    queue = sink._put - sink._taken
                    self.recording_queue = max(self.recording_queue, queue)
                    self.dropped = sink.dropped
            run = live._performance.run
            queue = len(run.files._writer._work)
            self.manifest_queue = max(self.manifest_queue, queue)
            stems = run._stems
            self.behind = max(self.behind, stems._wanted - stems._done)
            if turn % MEMORY_EVERY == 0:
                self.memory.append(own.memory_info().rss / 2**20)
                if stems._process is not None:
                    self._look_at(stems._process.pid)

    def _look_at(self, pid: int) -> None:
        try:
            memory = psutil.Process(pid).memory_info().rss / 2**20
        except psutil.Error:
            return
        self.stems_memory = max(self.stems_memory, memory)


seen = Seen()


class WatchedLive(Live):
    """The daemon, whose queues are looked at."""

    async def start(self) -> None:
        """Start both."""
        await super().start()
        threading.Thread(target=seen.watch, args=(self,), daemon=True).start()


class WatchedRing(Ring):
    """The ring, which notes when it came up short."""

    def read(self, out: Any) -> int:
        """Read; whoever starts the daemon empties the count, so what came before is no gap."""
        count = super().read(out)
        if count < len(out):
            seen.underruns.append(time.monotonic())
        return count


def watched(body: Any) -> Any:
    """Note when a function that writes to the disk was at it."""

    def call(*arguments: Any, **more: Any) -> Any:
        began = time.monotonic()
        try:
            return body(*arguments, **more)
        finally:
            seen.writes.append((began, time.monotonic()))

    return call


def main() -> None:
    """Run the daemon, then write what was seen."""
    path, *words = sys.argv[1:]
    ledger: dict[str, Any] = vars(ttmba_live.session._run_folder)
    for name in ("write_blocks", "set_start"):
        ledger[name] = watched(ledger[name])
    manifest = ledger["ManifestWriter"]
    manifest.add = watched(manifest.add)
    setattr(File, "_drain", watched(File._drain))  # noqa: B010 - mypy's wish
    vars(ttmba_live.live._outputs)["Ring"] = WatchedRing
    vars(ttmba_live.live.serve)["Live"] = WatchedLive
    try:
        command_line(["serve", *words])
    finally:
        Path(path).write_text(json.dumps(vars(seen)), encoding="utf-8")


if __name__ == "__main__":
    main()
