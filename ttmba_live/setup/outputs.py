"""The table of outputs: who pulls the sound. Loads no sound library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from ttmba_live.errors import Unavailable
from ttmba_live.setup._table import Entry, Table
from ttmba_live.sinks import Output, device
from ttmba_live.sinks.null import Null

if TYPE_CHECKING:
    from ttmba_live.setup._settings import AudioSettings

_BLOCK = 256
"""Frames, where the device is to choose and there is none."""


@dataclass(frozen=True, slots=True)
class OutputOpener:
    """How an output is opened, and looked for again after it was lost; both may wait."""

    open: Callable[[], Output]
    refresh: Callable[[], None] = lambda: None


def silent(settings: AudioSettings) -> Output:
    """The clock that stands in for an output that was lost."""
    return Null(settings.block or _BLOCK)


def _device(settings: AudioSettings) -> OutputOpener:
    wanted = device.DeviceSettings(
        settings.device or None, settings.block, settings.latency, settings.channels
    )
    return OutputOpener(partial(device.Device, wanted), device.refresh)


def _look_at_device(settings: AudioSettings) -> str:
    found = device.list_devices()
    if not found:
        raise Unavailable("no output device; live playback needs one, or run serve --device null")
    default = next((d.name for d in found if d.default), found[0].name)
    return f"{settings.device or default} ({len(found)} outputs; see ttmba-live devices)"


def _null(settings: AudioSettings) -> OutputOpener:
    return OutputOpener(partial(silent, settings))


def _look_at_null(settings: AudioSettings) -> str:
    del settings
    return "a silent clock"


DEVICE = "device"
"""The entry that takes every other name: a device's number or a part of its name."""


def output_name(device: str) -> str:
    """The entry that a device's name in the settings means."""
    return device if device in OUTPUTS.choices else DEVICE


OUTPUTS = Table(
    "output",
    Entry(
        DEVICE,
        "a sound device, by its number or a part of its name",
        "PortAudio",
        _device,
        _look_at_device,
        auto=False,
    ),
    Entry("null", "nobody listens; recordings go on", "", _null, _look_at_null, auto=False),
)
"""Each takes the settings in [audio]."""
