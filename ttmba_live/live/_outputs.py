"""Every output at once: that of [audio], whose clock is the show's, and the others beside it.

Knows no sound library and no scene. Thread: control, but for the pulls.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.drift import Bridge
from ttmba_live.engine import Beside, DirectOuts, Feed, Mixer, Rendered, Ring
from ttmba_live.errors import TtmbaError
from ttmba_live.live._crossing import Crossing, News
from ttmba_live.live._output import OutputKeeper, kept_output
from ttmba_live.panning import Panned, together
from ttmba_live.setup import AudioSettings, OutputSettings, Settings
from ttmba_live.setup.forms import FORMS
from ttmba_live.setup.outputs import MAIN, another, channels_of, main_output, silent, told
from ttmba_live.sinks import Output, device

_RETRY = 1.0
"""Seconds between two tries to open a device that was not there at the start."""

_HINT = "/ttmba/devices/renew finds what is plugged in later"

_EARS = (0, 1)

Columns = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One of [[outputs]]: which of the ring's columns go to which of the device's channels."""

    settings: OutputSettings
    columns: Columns
    channels: tuple[int, ...]


class Outputs:
    """Opens all outputs, and keeps them. None of the others can take sound from the first."""

    def __init__(self, settings: Settings, mixer: Mixer, ahead: int, news: News) -> None:
        """Wire them to a mixer that has not stepped, through a ring for ``ahead`` frames.

        Opens nothing. Raises `InvalidInput` or `Unavailable` if settings do not fit.
        """
        audio = settings.audio
        feeds, wanted = _planned(settings, mixer.hop)
        if feeds:
            mixer.beside = Beside(feeds, mixer.hop, settings.glide)
        self.ring = Ring(ahead + 2 * RATE, mixer.beside.channels)
        self.told = [told(one.settings, one.channels, audio) for one in wanted]
        """What each of the others is to play, and where."""
        own = [one for one in wanted if one.settings.device == MAIN]
        self._others = [
            _Other(number, one, audio, mixer.hop, news)
            for number, one in enumerate(wanted, 2)
            if one.settings.device != MAIN
        ]
        columns = [*_EARS, *(column for one in own for column in one.columns)]
        bridges = [(other.bridge, list(other.columns)) for other in self._others]
        pull = _Shared(self.ring, columns, bridges) if wanted else self.ring.read
        way = main_output(audio, [one.channels for one in own])
        self._main = kept_output(audio, way, pull, news.say)
        self._tasks: list[asyncio.Task[None]] = []
        self._news = news

    @property
    def current(self) -> Output:
        """What plays the mix in the show's time."""
        return self._main.current

    async def start(self) -> None:
        """Open the first; raises `Unavailable`. The others follow when they are there."""
        await self._main.start()
        for other in self._others:
            self._spawn(other.run())

    async def run(self) -> None:
        """Watch until `close`; returns then."""
        await self._main.run()

    def look(self) -> None:
        """Once a second: tell what is to be told of the others."""
        for other in self._others:
            other.look()

    async def renew(self) -> None:
        """Find devices that came since the start: see `device.renew`. Raises `Unavailable`."""
        await self._main.run_errand(device.renew)

    async def close(self) -> None:
        """Let all devices go; never raises."""
        await asyncio.gather(self._main.close(), *(other.close() for other in self._others))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.get_running_loop().create_task(work))


class _Shared:
    """The first output's pull, which hands what it reads to the others. Thread: that output's."""

    def __init__(
        self, ring: Ring, columns: list[int], bridges: list[tuple[Bridge, list[int]]]
    ) -> None:
        self._ring, self._columns, self._bridges = ring, columns, bridges
        self._whole = np.zeros((8192, ring.channels), np.float32)

    def __call__(self, out: Samples) -> int:
        """Fill (frames, channels), and write to every bridge."""
        if len(out) > len(self._whole):
            self._whole = np.zeros((len(out), self._ring.channels), np.float32)
        whole = self._whole[: len(out)]
        frames = self._ring.read(whole)
        out[:] = whole[:, self._columns[: out.shape[1]]]
        for bridge, columns in self._bridges:
            bridge.write(whole[:, columns])
        return min(frames, len(out))  # their clocks are judged by how evenly this one pulls


class _Other:
    """One more output, with a clock of its own."""

    def __init__(
        self, number: int, wanted: _Wanted, audio: AudioSettings, hop: int, news: News
    ) -> None:
        settings, channels = wanted.settings, wanted.channels
        self.columns = wanted.columns
        self.bridge = Bridge(len(channels), audio.block or hop, audio.block or hop)
        self._kind, self._plays, self._news = f"output {number}", settings.plays, news
        opener = another(settings, audio, channels, self._opened)
        unheard = partial(silent, audio, len(channels))
        self._keeper = OutputKeeper(
            opener.open, unheard, self._pull, news.say, opener.refresh,
            meanwhile=f"the other outputs play on; {_HINT}",
        )  # fmt: skip
        self._crossing = Crossing(self.bridge, "out", news)
        self._runs = False

    def _opened(self, rate: float) -> None:
        self.bridge.between(RATE, rate)

    def _pull(self, out: Samples) -> int:
        out[:] = self.bridge.read(len(out))
        return len(out)

    async def run(self) -> None:
        """Open the device, once it is there, and keep it until `close`."""
        said = ""
        while not self._runs:
            try:
                await self._keeper.start()
                self._runs = True
            except TtmbaError as error:
                if str(error) != said:
                    said = str(error)
                    self._news.say(f"{self._kind} is not there yet: {said}; {_HINT}")
                await asyncio.sleep(_RETRY)
        await self._keeper.run()

    def look(self) -> None:
        if self._runs:
            now = self._keeper.current
            self._news.part(self._kind, now.name, f"{self._plays}, {_ms(now.latency)}")
            self._crossing.look(now.name)

    async def close(self) -> None:
        await self._keeper.close()


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def _planned(settings: Settings, hop: int) -> tuple[list[Feed], list[_Wanted]]:
    """What renders, in the order of the ring's columns, and who plays which of them.

    All that have the room are rendered as one: its reflections are read once for all of them.
    """
    voices, every = settings.audio.voices, settings.outputs
    made = {at: FORMS[one.plays].make(one, hop, voices) for at, one in enumerate(every)}
    forms = {at: form for at, form in made.items() if form is not None}
    roomed = {at: form for at, form in forms.items() if isinstance(form, Panned) and every[at].room}
    feeds: list[Feed] = []
    if roomed:
        whole = together(list(roomed.values()))
        whole.warm()
        feeds.append(Rendered(whole, voices, settings.glide))
    for at, form in forms.items():
        if isinstance(form, DirectOuts):
            feeds.append(form)
        elif at not in roomed:
            feeds.append(Rendered(form, voices, settings.glide, room=False))
    columns: dict[int, Columns] = dict.fromkeys(range(len(every)), _EARS)
    column = len(_EARS)
    for at, form in (roomed | forms).items():
        columns[at] = tuple(range(column, column + form.channels))
        column += form.channels
    wanted = [
        _Wanted(one, columns[at], channels_of(one, len(columns[at])))
        for at, one in enumerate(every)
    ]
    return feeds, wanted
