"""A sound card that gives blocks: some of its input channels. Knows no ring and no watchdog."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ttmba_live.audio import RATE, Samples
from ttmba_live.errors import Unavailable
from ttmba_live.priority import go_first
from ttmba_live.sinks import device
from ttmba_live.sinks._portaudio import inputs, library, portaudio
from ttmba_live.sinks.choice import DeviceInfo, choose

Take = Callable[[Samples], None]
"""Takes a block (frames, channels), which is reused after the call."""


@dataclass(frozen=True)
class CaptureSettings:
    """Which device, which of its channels, from 1, and how it is opened; see `DeviceSettings`."""

    name: str | None
    channels: tuple[int, ...]
    block: int = 256
    latency: float | str = "low"
    asked: str = "[inputs] channels"
    """The setting that asks for it."""


class Capture:
    """An input device, float32, that hands blocks over from its own thread.

    ``rate`` is 48 kHz, or the device's own where it refuses that. ``calls`` counts blocks,
    ``failures`` those that were not taken. `start` and `close` belong to one thread and may wait
    for the driver.
    """

    def __init__(self, settings: CaptureSettings) -> None:
        self.settings = settings
        self.name = settings.name or "default"
        self.calls = self.failures = 0
        self.latency = 0.0
        self.rate = float(RATE)
        self._take: Take | None = None
        self._stream: Any = None

    def start(self, take: Take) -> None:
        """Open the device and hand its blocks to ``take``; raises `Unavailable`."""
        library()
        with portaudio:
            self._take = take
            self.open()
            device.opened.add(self)

    def open(self) -> None:
        """As `start`, for whom it had; whoever calls holds `portaudio`."""
        sounddevice = library()
        assert self._take is not None
        found = inputs(sounddevice)
        if not found:
            asked = self.settings.asked
            raise Unavailable(f"there is no sound input; {asked} must be empty here")
        info = choose(found, self.settings.name)
        self.name = info.name
        most = max(self.settings.channels)
        if most > info.channels:
            raise Unavailable(
                f"input device {info.name!r} has {info.channels} channels; "
                f"{self.settings.asked} asks for {most}"
            )
        try:
            self._stream, self.rate = self._opened(sounddevice, info, self._take)
        except (sounddevice.PortAudioError, ValueError) as error:
            raise Unavailable(f"input device {info.name!r} refused: {error}") from error
        self.latency = float(self._stream.latency)

    def _opened(self, sounddevice: Any, info: DeviceInfo, take: Take) -> tuple[Any, float]:
        wanted = np.array(self.settings.channels) - 1

        def callback(block: Samples, _frames: int, _time: Any, _status: Any) -> None:
            if not self.calls and sys.platform == "linux":
                go_first()
            try:
                take(block[:, wanted])
            except Exception:
                self.failures += 1
            self.calls += 1

        settings = self.settings
        return device.started_at_some_rate(
            sounddevice.InputStream, sounddevice, info,
            channels=max(settings.channels), blocksize=settings.block, latency=settings.latency,
            callback=callback,
        )  # fmt: skip

    def close(self) -> None:
        """Stop at once and let the device go; never raises."""
        with portaudio:
            device.opened.discard(self)
            self.let_go()

    def let_go(self) -> None:
        """Close the stream; whoever calls holds `portaudio`."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort()
            stream.close()
