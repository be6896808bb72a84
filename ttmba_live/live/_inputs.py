"""Live inputs as sources, one state: each of a device's channels has a place, and is recorded dry.

Opened with the output, watched, and opened again when it was lost. Knows no OSC. Thread: control.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import numpy as np

from ttmba_live.audio import RATE
from ttmba_live.drift import Bridge
from ttmba_live.engine import Mixer
from ttmba_live.errors import InvalidInput, TtmbaError
from ttmba_live.geometry import Position
from ttmba_live.live._crossing import Crossing, News
from ttmba_live.live._device_thread import DeviceThread
from ttmba_live.live._playback import Playback
from ttmba_live.live._spoken import noun_of, with_nouns
from ttmba_live.live_input import Inlet, LiveSound
from ttmba_live.scene import MAX_SECONDS, Event, SetMute, slug
from ttmba_live.session import RunFolder
from ttmba_live.setup import AudioSettings, InputSettings
from ttmba_live.sinks.capture import Capture, CaptureSettings, Take

_OVER = RATE // 2
"""Frames after which a voice that has played nothing is over."""

_RETRY = 1.0
"""Seconds between two tries to open a device."""

_STILL = 2
"""Looks without a block after which a device counts as lost."""


class Source(Protocol):
    """What gives blocks: a `Capture`, or what stands in for one."""

    name: str
    latency: float
    rate: float
    calls: int

    def start(self, take: Take) -> None:
        """Begin; raises `Unavailable`."""

    def close(self) -> None:
        """Stop; never raises."""


@dataclass(slots=True)
class _Recording:
    """What one voice plays of an input, on its way to its file."""

    sound: LiveSound
    file: str
    heard: int
    """The mixer's frame when it last played."""
    frames: int = 0


@dataclass(slots=True)
class _Live:
    """One input."""

    event: Event
    channel: int


def check_inputs(settings: InputSettings) -> None:
    """Raise `InvalidInput` if there are more names than channels, or a name twice."""
    if len(settings.names) > len(settings.channels):
        raise InvalidInput("[inputs] has more names than channels")
    for name in settings.names:
        if name and settings.names.count(name) > 1:
            raise InvalidInput(f"[inputs] has the name {name!r} twice")


def capture(settings: InputSettings, audio: AudioSettings) -> Capture:
    """The device that the settings name."""
    wanted = settings.device or None
    return Capture(CaptureSettings(wanted, settings.channels, audio.block, audio.latency))


class Inputs:
    """All of them; does nothing at all where the settings name none."""

    def __init__(
        self,
        settings: InputSettings,
        audio: AudioSettings,
        mixer: Mixer,
        playback: Playback,
        files: RunFolder,
        news: News,
        opened: Callable[[InputSettings, AudioSettings], Source] = capture,
    ) -> None:
        """Open nothing yet."""
        self._settings, self._audio = settings, audio
        self._mixer, self._playback, self._files = mixer, playback, files
        self._log, self._open = news.log, opened
        self._bridge = Bridge(len(settings.channels), mixer.hop, audio.block or mixer.hop)
        self._inlet = Inlet(self._bridge, mixer.hop)
        self._crossing = Crossing(self._bridge, "in", news)
        self._live: dict[str, _Live] = {}
        for number, name in enumerate(self._names()):
            ident = f"in{number + 1}"
            event = Event.checked(name, MAX_SECONDS, _spread(number, len(settings.channels)))
            self._live[ident] = _Live(replace(event, id=ident), number)
        self._device: Source | None = None
        self._thread = DeviceThread("inputs") if self._live else None
        self._recordings: list[_Recording] = []
        self._calls = self._still = 0
        self._opening: asyncio.Task[None] | None = None

    def _names(self) -> list[str]:
        given = dict(enumerate(self._settings.names))
        count = len(self._settings.channels)
        return [given.get(number, "") or f"in{number + 1}" for number in range(count)]

    async def start(self, cue: Callable[[], int]) -> None:
        """Open the device and let every input sound; raises `Unavailable`."""
        if self._thread is None:
            return
        device = self._open(self._settings, self._audio)
        await self._thread.run(partial(self._started, device))
        self._device = device
        self._log(f"inputs {', '.join(self._live)} from {device.name}")
        for ident in self._live:
            self._begin(ident, cue())
            if self._settings.muted:
                self._playback.change(SetMute(ident, mute=True))

    def has(self, source: str) -> bool:
        """Whether a source comes in live."""
        return source in self._live

    def named(self, event: Event) -> str:
        """The input that an event of a cue means; empty if none.

        Its sound has the input's id in it, or begins with its name ("guitar playing").
        """
        words = slug(event.sound).split("_")
        for ident, live in self._live.items():
            name = slug(live.event.sound).split("_")
            called = {ident, noun_of(live.channel + 1)}
            if called & set(words) or words[: len(name)] == name:
                return ident
        return ""

    def read(self, prose: str) -> str:
        """A text as a planner understands it: what names an input is a noun."""
        return with_nouns(prose, len(self._live))

    def play(self, source: str, cue: int) -> None:
        """Let an input sound that was stopped, where it is now; one that sounds goes on."""
        if not self._playback.goes_on(source):
            self._begin(source, cue)

    def place(self, source: str, event: Event, cue: int) -> None:
        """Put an input where an event of a cue has its sound, and as loud; it sounds from then on.

        It gets a new voice, since a path counts from the beginning of its clip.
        """
        live = self._live[source]
        live.event = replace(
            live.event, position=event.position, trajectory=event.trajectory,
            gain_db=event.gain_db, envelope=event.envelope,
        )  # fmt: skip
        self._playback.place(live.event, set(self._live))
        self._begin(source, cue)

    def look(self) -> None:
        """Once a second: write what was heard, and see whether the device is there."""
        for recording in list(self._recordings):
            if not self._write(recording):
                self._finish(recording)
        if self._device is not None:
            self._watch(self._device)

    def close(self) -> None:
        """Write the rest, once the mixer stands still, and let the device go."""
        for recording in list(self._recordings):
            self._write(recording)
            self._finish(recording)
        if self._opening is not None:
            self._opening.cancel()
        if self._thread is not None:
            if self._device is not None:
                self._thread.run(self._device.close)
            self._thread.end()

    def _begin(self, source: str, cue: int) -> None:
        live = self._live[source]
        if source not in self._playback.scene.sources:
            self._playback.place(live.event, set(self._live))
        sound = LiveSound(self._inlet, live.channel, lambda: self._mixer.frame)
        file = self._playback.play_live(live.event, sound, cue)
        self._recordings.append(_Recording(sound, file, self._mixer.next_frame))

    def _write(self, recording: _Recording) -> bool:
        """Write what was played since the last time; whether it may go on."""
        pieces = []
        while recording.sound.heard:
            pieces.append(recording.sound.heard.popleft())
        if pieces:
            samples = np.concatenate(pieces)
            recording.frames += len(samples)
            recording.heard = self._mixer.next_frame
            self._files.grow(recording.file, samples)
        return self._mixer.next_frame - recording.heard < _OVER

    def _finish(self, recording: _Recording) -> None:
        self._recordings.remove(recording)
        self._files.grown(recording.file, recording.frames)

    def _started(self, device: Source) -> None:
        """Open a device; in the device's thread. Raises `Unavailable`."""
        device.start(self._bridge.write)
        self._bridge.between(device.rate, RATE)

    def _watch(self, device: Source) -> None:
        self._still = self._still + 1 if device.calls == self._calls else 0
        self._calls = device.calls
        if not self._still:
            self._crossing.look(device.name)
        if self._still >= _STILL and (self._opening is None or self._opening.done()):
            self._log(
                f"input device {device.name!r} gives no sound: tried again until it does; "
                "/ttmba/devices/renew finds what is plugged in later"
            )
            self._opening = asyncio.get_running_loop().create_task(self._reopen(device))

    async def _reopen(self, device: Source) -> None:
        assert self._thread is not None
        await self._thread.run(device.close)
        said = ""
        while True:
            device = self._open(self._settings, self._audio)
            try:
                await self._thread.run(partial(self._started, device))
            except TtmbaError as error:
                if str(error) != said:
                    said = str(error)
                    self._log(f"still without inputs: {said}")
                await asyncio.sleep(_RETRY)
                continue
            self._device, self._still = device, 0
            self._log(f"input device {device.name!r} gives sound again")
            return


def _spread(number: int, count: int) -> Position:
    """Inputs in front, side by side, the first at the left, a metre away."""
    width = min(60.0, 20.0 * (count - 1))
    return Position(width / 2 - width * number / max(1, count - 1))
