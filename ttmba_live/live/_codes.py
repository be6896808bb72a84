"""Time code on its way in: LTC on an input's channel, MTC on a MIDI port. Knows no show.

What a driver's thread brings waits, with its time, until the control thread reads it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from ttmba_live.audio import RATE, Samples
from ttmba_live.clock import LtcReader, MtcReader, TransportSettings
from ttmba_live.clock.midi import MidiPort
from ttmba_live.live._device_thread import DeviceThread
from ttmba_live.setup import AudioSettings
from ttmba_live.sinks.capture import Capture, CaptureSettings

_WAITING = 1024
"""Blocks and messages that may wait to be read; the oldest go."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Where the show was, how many seconds ago, and whether it ran or was put there."""

    seconds: float
    ago: float
    runs: bool = True


class Code(Protocol):
    """A way that time code comes in."""

    about: str

    async def start(self) -> None:
        """Begin; raises `Unavailable`."""

    def read(self) -> list[Heard]:
        """What has come since the last time."""

    def close(self) -> None:
        """Stop; never raises."""


class Ltc:
    """Linear time code on one channel of an input device."""

    def __init__(
        self,
        settings: TransportSettings,
        audio: AudioSettings,
        opened: Callable[[CaptureSettings], Capture] = Capture,
    ) -> None:
        """Open nothing yet."""
        wanted = settings.ltc_device or None
        self._device = opened(
            CaptureSettings(wanted, (settings.ltc,), audio.block, audio.latency, "[transport] ltc")
        )
        self._blocks: deque[tuple[Samples, float]] = deque(maxlen=_WAITING)
        self._reader = LtcReader()
        self._thread = DeviceThread("ltc")
        self.about = f"LTC on channel {settings.ltc}"

    async def start(self) -> None:
        """Open the device; raises `Unavailable`."""
        await self._thread.run(partial(self._device.start, self._take))
        self.about += f" of {self._device.name}"

    def _take(self, block: Samples) -> None:
        self._blocks.append((block[:, 0].copy(), time.monotonic()))

    def read(self) -> list[Heard]:
        """What the blocks that have come say."""
        heard = []
        while self._blocks:
            block, came = self._blocks.popleft()
            for read in self._reader.feed(block):
                ago = time.monotonic() - came + read.ago / RATE + self._device.latency
                heard.append(Heard(read.seconds, ago))
        return heard

    def close(self) -> None:
        """Let the device go."""
        self._thread.run(self._device.close)
        self._thread.end()


class Mtc:
    """MIDI time code on one port."""

    def __init__(self, name: str, opened: Callable[[str], MidiPort] = MidiPort) -> None:
        """Open nothing yet."""
        self._name, self._open = name, opened
        self._port: MidiPort | None = None
        self._messages: deque[tuple[bytes, float]] = deque(maxlen=_WAITING)
        self._reader = MtcReader()
        self.about = "MTC"

    async def start(self) -> None:
        """Open the port; raises `Unavailable`."""
        self._port = self._open(self._name)
        self._port.start(lambda data: self._messages.append((data, time.monotonic())))
        self.about = f"MTC on {self._port.name}"

    def read(self) -> list[Heard]:
        """What the messages that have come say."""
        heard = []
        while self._messages:
            data, came = self._messages.popleft()
            ago = time.monotonic() - came
            heard += [Heard(said.seconds, ago, said.runs) for said in self._reader.feed(data)]
        return heard

    def close(self) -> None:
        """Let the port go."""
        if self._port is not None:
            self._port.close()


def codes(settings: TransportSettings, audio: AudioSettings) -> list[Code]:
    """What the settings name."""
    found: list[Code] = []
    if settings.ltc:
        found.append(Ltc(settings, audio))
    if settings.midi:
        found.append(Mtc(settings.midi))
    return found
