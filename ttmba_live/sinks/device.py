"""A sound card that pulls blocks. Knows no ring and no watchdog.

PortAudio is not safe for threads: opening, closing and `refresh` pass one lock, one at a time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ttmba_live.audio import RATE, Samples
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.priority import go_first
from ttmba_live.sinks._portaudio import inputs, library, outputs, portaudio
from ttmba_live.sinks._pulling import Pulling
from ttmba_live.sinks._refusals import refusal, words
from ttmba_live.sinks._sink import Pull
from ttmba_live.sinks.channels import FIRST, Channels, Placed, channels_there, said
from ttmba_live.sinks.choice import DeviceInfo, choose


class Opened(Protocol):
    """What has a stream. Whoever calls holds `portaudio`."""

    def let_go(self) -> None:
        """Close the stream."""

    def open(self) -> None:
        """Open it as it was; raises `Unavailable`."""


opened: set[Opened] = set()
"""Who has one, or has it again in a moment: PortAudio must not be started again under them."""


@dataclass(frozen=True)
class DeviceSettings:
    """Which device and how far ahead of it to be.

    ``name`` is a device's number, its name or a part of it, or None for the system's default;
    ``block`` the frames of one pull (0 lets the device choose); ``latency`` "low", "high" or
    seconds; ``channels`` those of the left and the right ear, and of what is beside them, from 1.
    ``asked`` is the setting that asks for them. ``opened`` is told the rate that the device has
    been opened with; without it that is 48 kHz or none.
    """

    name: str | None = None
    block: int = 256
    latency: float | str = "low"
    channels: Channels = FIRST
    asked: str = "[audio] channels"
    opened: Callable[[float], None] | None = None

    def __post_init__(self) -> None:
        """Refuse what no device can do."""
        if not (self.block == 0 or 16 <= self.block <= 8192):
            raise InvalidInput(f"a device block of {self.block} frames; expected 0 or 16..8192")
        if isinstance(self.latency, str):
            if self.latency not in {"low", "high"}:
                raise InvalidInput(f"latency {self.latency!r}; expected 'low', 'high' or seconds")
        elif not 0.0 < self.latency <= 5.0:
            raise InvalidInput(f"a latency of {self.latency} s; expected more than 0, at most 5")


class Device(Pulling):
    """A sound card, 48 kHz float32, that pulls from its own real-time thread.

    `start` and `close` belong to one control thread and may wait for the driver.
    """

    def __init__(self, settings: DeviceSettings) -> None:
        super().__init__()
        self.settings = settings
        self.name = settings.name or "default"
        self.latency = 0.0
        self._pull: Pull | None = None
        self._stream: Any = None

    @property
    def active(self) -> bool:
        """Whether the driver says that the stream runs; a suspended one still says so."""
        stream = self._stream
        if stream is None and self in opened:
            return True  # in a moment: see `renew`
        try:
            return stream is not None and bool(stream.active)
        except Exception:  # it was closed between the two, or its driver has gone
            return False

    def start(self, pull: Pull) -> None:
        """Open the device and let it pull; raises `Unavailable` with what it said."""
        library()
        with portaudio:
            self._pull = pull
            self.open()
            opened.add(self)

    def open(self) -> None:
        """As `start`, with the pull that it had; whoever calls holds `portaudio`."""
        sounddevice, pull = library(), self._pull
        assert pull is not None
        devices = outputs(sounddevice)
        info = choose(devices, self.settings.name)
        self.name = info.name
        try:
            channels = channels_there(self.settings.channels, info.channels, self.settings.asked)
        except Unavailable as error:
            raise Unavailable(f"sound device {info.name!r} does not fit: {error}") from error
        self.name += said(channels)
        if channels != FIRST:
            pull = Placed(pull, channels)
        try:
            stream = self._opened(sounddevice, info, max(channels), pull)
        except (sounddevice.PortAudioError, ValueError) as error:
            raise Unavailable(refusal(info, max(channels), error)) from error
        self._stream = stream
        self.latency = float(stream.latency)

    def _opened(self, sounddevice: Any, info: DeviceInfo, channels: int, pull: Pull) -> Any:
        def callback(out: Samples, _frames: int, _time: Any, status: Any) -> None:
            if not self.calls and sys.platform == "linux":
                go_first()  # once, and on this thread, which PortAudio itself raises elsewhere
            self._pulled(pull, out)
            if status.output_underflow:
                self.underflows += 1

        settings = self.settings
        options: dict[str, Any] = {
            "channels": channels, "blocksize": settings.block, "latency": settings.latency,
            "callback": callback,
        }  # fmt: skip
        if settings.opened is None:
            return started(sounddevice.OutputStream, sounddevice, info, **options)
        stream, rate = started_at_some_rate(sounddevice.OutputStream, sounddevice, info, **options)
        settings.opened(rate)
        return stream

    def close(self) -> None:
        """Stop at once and let the device go; may wait for the driver, never raises."""
        with portaudio:
            opened.discard(self)
            self.let_go()

    def let_go(self) -> None:
        """Close the stream; whoever calls holds `portaudio`."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.abort()
            stream.close()


def started_at_some_rate(
    kind: Callable[..., Any], sounddevice: Any, info: DeviceInfo, **options: Any
) -> tuple[Any, float]:
    """A running stream as by `started`, at the device's own rate if it refuses 48 kHz; and that."""
    try:
        return started(kind, sounddevice, info, **options), float(RATE)
    except sounddevice.PortAudioError:
        if info.rate == RATE:
            raise
        return started(kind, sounddevice, info, rate=info.rate, **options), info.rate


def started(
    kind: Callable[..., Any], sounddevice: Any, info: DeviceInfo, rate: float = RATE, **options: Any
) -> Any:
    """A running stream of a kind, float32; raises what PortAudio raises."""
    extra = None
    if "WASAPI" in info.host_api:
        extra = sounddevice.WasapiSettings(auto_convert=True)
    stream = kind(
        samplerate=rate, dtype="float32", device=info.index, extra_settings=extra, **options
    )
    try:
        stream.start()
    except sounddevice.PortAudioError:
        stream.close()
        raise
    return stream


def list_devices() -> list[DeviceInfo]:
    """Return every output that PortAudio sees; raises `Unavailable` where it cannot be loaded."""
    sounddevice = library()
    with portaudio:
        return outputs(sounddevice)


def list_inputs() -> list[DeviceInfo]:
    """Return every input that PortAudio sees; raises `Unavailable` where it cannot be loaded."""
    sounddevice = library()
    with portaudio:
        return inputs(sounddevice)


def refresh() -> None:
    """Read PortAudio's device list anew; does nothing while a `Device` is open.

    PortAudio keeps the list of its start for ever, so that a card plugged in later, or back in,
    is not seen. Waits for a close in progress. Raises `Unavailable`.
    """
    sounddevice = library()
    with portaudio:
        if not opened:
            _restart(sounddevice)


def renew() -> None:
    """Read that list anew though devices are open: all are let go, and opened again at once.

    One that cannot be is as if it had been pulled out. Raises `Unavailable`.
    """
    sounddevice = library()
    with portaudio:
        for one in opened:
            one.let_go()
        try:
            _restart(sounddevice)
        finally:
            for one in list(opened):
                try:
                    one.open()
                except Unavailable:  # whoever watches it tells
                    opened.discard(one)


def _restart(sounddevice: Any) -> None:
    try:
        if sounddevice._initialized:  # noqa: SLF001 - sounddevice has no public name for these
            sounddevice._terminate()  # noqa: SLF001
        sounddevice._initialize()  # noqa: SLF001
    except sounddevice.PortAudioError as error:
        raise Unavailable(f"PortAudio cannot start again: {words(error)}") from error
