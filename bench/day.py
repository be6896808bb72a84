"""A day of a busy installation, simulated: whether memory and disk stay level. Prints a table.

``python bench/day.py [--hours 24] [--rate 10]``. The control thread's parts, with a mixer that
only says what it would play: every event places a source, gets a clip of a few samples, sounds and
ends, as fast as the machine goes. Clips are written to a scratch folder with a bound of 64 MiB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil

from ttmba_live.audio import RATE, Clip
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import Ended, Entry, GlideSettings, Mixer, Started, StartVoice
from ttmba_live.geometry import Position
from ttmba_live.live._playback import Playback
from ttmba_live.scene import Event
from ttmba_live.session import Head, RunFolder, TimelineWriter
from ttmba_live.setup import BinauralSettings, CueSettings

_ROOM = 64 << 20
_CLIP = Clip(np.zeros(480, np.float32))


class Told:
    """Takes up what is asked of a mixer, without a sound."""

    def __init__(self) -> None:
        self.mixer = Mixer(Sphere(256), voices=16)

    def turn(self, frames: int) -> None:
        """Let that many frames go by."""
        mixer = self.mixer
        log = mixer.log
        assert log is not None
        log.append(Entry(mixer.frame, mixer.scene))
        while mixer.inbox:
            request = mixer.inbox.popleft()
            log.append(Entry(mixer.frame, request))
            if isinstance(request, StartVoice):
                mixer.outbox.append(Started(request.serial, request.source, mixer.frame, 0))
                mixer.outbox.append(Ended(request.serial, request.source, mixer.frame))
        mixer.frame += frames


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--rate", type=float, default=10.0, help="events a second")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="day-") as place:
        rows, level = day(
            Path(place), round(arguments.hours * 3600 * arguments.rate), arguments.rate
        )
    print(*rows, sep="\n")
    sys.exit(0 if level else 1)


def day(folder: Path, events: int, rate: float) -> tuple[list[str], bool]:
    """Let so many events sound; the table, and whether memory stayed level."""
    head = Head(256, 16, GlideSettings(), "none", BinauralSettings(renderer="sphere"))
    timeline, files = TimelineWriter(folder, head), RunFolder(folder, 1, _ROOM)
    told = Told()
    playback = Playback(told.mixer, timeline, files, CueSettings())
    process, memory, began = psutil.Process(), [], time.monotonic()
    for number in range(events):
        event = Event.checked("bell", 0.01, Position(), id=f"bell{number % 1000}")
        playback.place(event, set())
        playback.keep(event, _CLIP, number)
        playback.start(event.id)
        told.turn(round(RATE / rate))
        playback.events()
        if number % 100 == 0:
            playback.settled()
            files.sync(60.0)  # the disk of a day gets a day's time
        if number % (events // 20 or 1) == 0:
            memory.append(process.memory_info().rss / 2**20)
    playback.close()
    clips = sum(path.stat().st_size for path in (folder / "clips").iterdir())
    texts = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    early, late = memory[len(memory) // 4], memory[-1]
    return [
        f"events        {events}, {time.monotonic() - began:.0f} s",
        f"memory        {early:.1f} MiB after a quarter, {late:.1f} MiB at the end",
        f"  over the day {' '.join(f'{level:.0f}' for level in memory)} MiB",
        f"clips on disk {clips / 2**20:.1f} MiB, at most {_ROOM / 2**20:.0f}",
        f"texts on disk {texts / 2**20:.1f} MiB: timeline and manifest",
        f"deleted       {files.trimmed} clips",
    ], late < 1.02 * early + 2.0


if __name__ == "__main__":
    main()
