"""The table of outputs: who pulls the sound. Loads no sound library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.setup._table import Entry, Table
from ttmba_live.setup.forms import EARS, FORMS
from ttmba_live.sinks import Output, device
from ttmba_live.sinks.channels import Channels, channels_there, listed
from ttmba_live.sinks.choice import choose
from ttmba_live.sinks.null import Null

if TYPE_CHECKING:
    from ttmba_live.setup._settings import AudioSettings, InputSettings, OutputSettings

MAIN = "main"
"""What [[outputs]] call the device of [audio]."""

_UNHEARD = "nobody hears it"
"""What is said of an output without a device."""

_BLOCK = 256
"""Frames, where the device is to choose and there is none."""


@dataclass(frozen=True, slots=True)
class OutputOpener:
    """How an output is opened, and looked for again after it was lost; both may wait."""

    open: Callable[[], Output]
    refresh: Callable[[], None] = lambda: None


def silent(settings: AudioSettings, channels: int = 2) -> Output:
    """The clock that stands in for an output that was lost."""
    return Null(settings.block or _BLOCK, channels)


def main_output(settings: AudioSettings, more: Sequence[Channels] = ()) -> OutputOpener:
    """How the output of [audio] is opened, with more of its channels for [[outputs]] on it.

    Raises `InvalidInput` if a channel is asked for twice.
    """
    channels = (*settings.channels, *(channel for some in more for channel in some))
    if more and len(set(channels)) < len(channels):
        raise InvalidInput(f'[[outputs]] on "{MAIN}": a channel is used twice in {channels}')
    if more and output_name(settings.device) != DEVICE:
        raise InvalidInput(f'[[outputs]] on "{MAIN}" need a device in [audio]')
    if more:
        return _on_device(settings, channels)
    return OUTPUTS[output_name(settings.device)].make(settings)


def another(
    settings: OutputSettings,
    audio: AudioSettings,
    channels: Channels,
    opened: Callable[[float], None],
) -> OutputOpener:
    """How one of [[outputs]] is opened; ``opened`` is told its rate."""
    if output_name(settings.device) != DEVICE:
        return OutputOpener(partial(silent, audio, len(channels)))
    wanted = device.DeviceSettings(
        settings.device or None, audio.block, audio.latency, channels,
        "[[outputs]] channels", opened,
    )  # fmt: skip
    return OutputOpener(partial(device.Device, wanted), device.refresh)


def channels_of(settings: OutputSettings, count: int) -> Channels:
    """The device's channels for ``count`` that one of [[outputs]] plays.

    Raises `InvalidInput` if the settings name another number of them, or one twice.
    """
    given = settings.channels or (1,)
    if len(given) == 1 and settings.plays == EARS and settings.channels:
        return (*given, *given)
    if len(given) == 1:
        return tuple(range(given[0], given[0] + count))
    if len(given) != count:
        raise InvalidInput(
            f"[[outputs]] {settings.plays} has {count} channels, and {len(given)} are named; "
            "name all, or the first alone"
        )
    if len(set(given)) < count and settings.plays != EARS:
        raise InvalidInput(f"[[outputs]] {settings.plays}: a channel is named twice")
    return given


def told(settings: OutputSettings, channels: Channels, audio: AudioSettings) -> str:
    """What one of [[outputs]] is to play, on which channels of what; nothing is opened."""
    what = FORMS[settings.plays].look(settings, audio.hop, audio.voices)
    plays = f"{what} on {'channel' if len(channels) == 1 else 'channels'} {listed(channels)}"
    if output_name(settings.device) != DEVICE:
        return f"{settings.device}: {plays}; {_UNHEARD}"
    return f"{settings.device or 'the default device'}: {plays}"


def look_at_another(settings: OutputSettings, audio: AudioSettings) -> str:
    """What is there for one of [[outputs]]; raises `TtmbaError` if it does not fit."""
    form = FORMS[settings.plays].make(settings, audio.hop, audio.voices)
    channels = channels_of(settings, form.channels if form else 2)
    if settings.device == MAIN or output_name(settings.device) != DEVICE:
        return told(settings, channels, audio)
    info = choose(device.list_devices(), settings.device or None)
    channels_there(channels, info.channels, "[[outputs]] channels")
    there = told(replace(settings, device=info.name), channels, audio)
    return f"{there}; a clock of its own is followed"


def look_at_inputs(settings: InputSettings) -> str:
    """What is there for [inputs]; raises `TtmbaError` if it does not fit."""
    info = choose(device.list_inputs(), settings.device or None)
    if max(settings.channels) > info.channels:
        raise Unavailable(f"{info.name} has {info.channels} channels")
    return f"{info.name}: channels {listed(settings.channels)}; a clock of its own is followed"


def _device(settings: AudioSettings) -> OutputOpener:
    return _on_device(settings, settings.channels)


def _on_device(settings: AudioSettings, channels: Channels) -> OutputOpener:
    wanted = device.DeviceSettings(
        settings.device or None, settings.block, settings.latency, channels
    )
    return OutputOpener(partial(device.Device, wanted), device.refresh)


def _look_at_device(settings: AudioSettings) -> str:
    found = device.list_devices()
    if not found:
        raise Unavailable("no output device; live playback needs one, or run serve --device null")
    info = choose(found, settings.device or None)
    channels_there(settings.channels, info.channels, "[audio] channels")
    return f"{info.name} ({len(found)} outputs; see ttmba-live devices)"


def _null(settings: AudioSettings) -> OutputOpener:
    return OutputOpener(partial(silent, settings))


def _look_at_null(settings: AudioSettings) -> str:
    del settings
    return f"a silent clock; {_UNHEARD}"


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
