"""Clocks on their way in: LTC on an input's channel, MTC and MIDI clock on ports. Knows no show.

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
from ttmba_live.clock import LtcReader, MtcReader, PulseReader, Said, TransportSettings
from ttmba_live.errors import Unavailable
from ttmba_live.live._device_thread import DeviceThread
from ttmba_live.midi.ports import MidiPorts
from ttmba_live.setup import AudioSettings
from ttmba_live.sinks.capture import Capture, CaptureSettings

_WAITING = 1024
"""Blocks and messages that may wait to be read; the oldest go."""

Feed = Callable[[bytes, float], list[Said]]
"""Reads some bytes that came at a time (monotonic, s)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of where the show is, how many seconds ago."""

    said: Said
    ago: float


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
                heard.append(Heard(Said(read.seconds), ago))
        return heard

    def close(self) -> None:
        """Let the device go."""
        self._thread.run(self._device.close)
        self._thread.end()


class MidiCode:
    """A clock that MIDI ports of some name carry, read by a reader of its own."""

    def __init__(self, kind: str, words: str, feed: Feed, ports: MidiPorts) -> None:
        """Open nothing yet."""
        self._words, self._feed, self._ports = words, feed, ports
        self._messages: deque[tuple[bytes, float]] = deque(maxlen=_WAITING)
        self.about = kind

    async def start(self) -> None:
        """Listen, now or once there is MIDI; raises `Unavailable` if no port has that name."""
        try:
            found = self._ports.listen(self._words, self._take)
        except Unavailable:
            self.about += ", once there is MIDI"
            return
        if not found:
            known = ", ".join(map(repr, self._ports.names())) or "none"
            words = repr(self._words)
            raise Unavailable(f"no MIDI input has {words} in its name; there is {known}")
        self.about += f" on {', '.join(found)}"

    def _take(self, _: str, data: bytes) -> None:
        self._messages.append((data, time.monotonic()))

    def read(self) -> list[Heard]:
        """What the messages that have come say."""
        heard = []
        while self._messages:
            data, came = self._messages.popleft()
            heard += [Heard(said, time.monotonic() - came) for said in self._feed(data, came)]
        return heard

    def close(self) -> None:
        """Nothing: the ports are everyone's."""


def codes(settings: TransportSettings, audio: AudioSettings, ports: MidiPorts) -> list[Code]:
    """What the settings name."""
    found: list[Code] = []
    if settings.ltc:
        found.append(Ltc(settings, audio))
    if settings.midi:
        reader = MtcReader()
        found.append(MidiCode("MTC", settings.midi, lambda data, _: reader.feed(data), ports))
    if settings.midi_clock:
        pulses = PulseReader(settings.tempo)
        found.append(MidiCode("MIDI clock", settings.midi_clock, pulses.feed, ports))
    return found
