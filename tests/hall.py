"""A hall where a mixer plays what a made-up generator makes, stepped by hand."""

import asyncio
import json
from concurrent.futures import Future

import numpy as np

from ttmba_live.audio import RATE, Clip
from ttmba_live.binaural.sphere import Sphere
from ttmba_live.engine import GlideSettings, Mixer
from ttmba_live.generate import Made
from ttmba_live.live._cues import Cues
from ttmba_live.live._making import Making
from ttmba_live.live._planning import Planning
from ttmba_live.live._playback import Playback
from ttmba_live.live._takes import Takes
from ttmba_live.scene import Event
from ttmba_live.session import Head, RunFolder, TimelineWriter
from ttmba_live.setup import CueSettings
from ttmba_live.text.rules import Rules

ONE, OTHER = ("127.0.0.1", 1), ("127.0.0.1", 2)
SECONDS = 0.5


class Maker:
    """Hands out promises for the test to keep."""

    def __init__(self):
        self.orders = []

    def submit(self, spec, *, due=None, key=None):
        del due, key
        future = Future()
        future.set_running_or_notify_cancel()  # being made, it is not cancelled but forgotten
        self.orders.append((spec, future))
        return future

    def keep(self, number=-1):
        """Make an order's clip: a tone whose pitch is its seed."""
        spec, future = self.orders[number]
        time = np.arange(round(spec.seconds * RATE)) / RATE
        future.set_result(Made(Clip((0.1 * np.sin(2 * np.pi * spec.seed * time)).astype("f4"))))


class Told:
    """States and errors, with who was told."""

    def __init__(self):
        self.lines = []

    def state(self, client, name, state, note=""):
        self.lines.append((client, name, state, note))

    def error(self, client, address, message):
        self.lines.append((client, address, "error", message))

    def planned(self, *_):
        pass

    placed = progress = failed = planned

    def states(self):
        return [line[2] for line in self.lines]


class Hall:
    """The daemon's parts from cues to the mixer; `play` is its clock."""

    def __init__(self, folder):
        settings, self.told, self.maker = CueSettings(), Told(), Maker()
        self.mixer = Mixer(Sphere(256))
        head = Head(256, 256, GlideSettings(), "fake")
        timeline, files = TimelineWriter(folder, head), RunFolder(folder, 1)
        self.playback = Playback(self.mixer, timeline, files, settings)
        self.making = Making(self.playback, self.maker, self.told, settings)
        self.planning = Planning(Rules())
        self.cues = Cues(self.playback, self.planning, self.making, self.told, settings)
        self.starts = folder / "starts"
        self.takes = Takes(self.playback, self.cues, self.making, self.told, self.starts)

    async def play(self, seconds=0.02):
        """What is heard at the left ear in that time."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        heard = [self.mixer.step().mix[:, 0] for _ in range(round(seconds * RATE / 256))]
        for source, state, note in self.playback.events():
            if state != "done" or not self.making.stands_in(source):
                self.told.state(self.making.asked(source).client, source, state, note)
        return np.concatenate(heard)

    async def begin(self, seed=1000, **more):
        """A source that has its first clip and plays."""
        self.cues.event(Event("tone", SECONDS, id="a", seed=seed, **more), ONE)
        self.maker.keep()
        await self.play(0.1)
        self.told.lines.clear()


def pitch(samples):
    tail = samples[-4_096:] * np.hanning(4_096)
    return np.abs(np.fft.rfft(tail)).argmax() * RATE / 4_096


def in_hall(folder, act):
    async def whole():
        hall = Hall(folder)
        try:
            await act(hall)
        finally:
            hall.planning.close()
            hall.playback.close()

    asyncio.run(whole())
    return [json.loads(line) for line in (folder / "timeline.jsonl").read_text().splitlines()]
