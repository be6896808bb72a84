"""The one door to sounddevice: loaded on first use, asked what there is, left at the end.

So a machine without PortAudio can still do everything else.
"""

from __future__ import annotations

import atexit
import sys
import threading
from functools import cache
from typing import Any, Literal

from ttmba_live.errors import Unavailable
from ttmba_live.sinks._refusals import words
from ttmba_live.sinks.choice import DeviceInfo

portaudio = threading.Lock()
"""PortAudio is not safe for threads: whoever opens, closes or lists has this."""


def library() -> Any:
    """The package sounddevice, loaded on first use; raises `Unavailable`."""
    try:
        import sounddevice
    except ImportError as error:
        raise Unavailable(
            "sound needs the package sounddevice: pip install sounddevice; "
            "or play to no device with --device null"
        ) from error
    except OSError as error:
        mend = {
            "darwin": "brew install portaudio",
            "win32": "pip install --force-reinstall sounddevice",
        }.get(sys.platform, "install libportaudio2 (apt-get install libportaudio2)")
        raise Unavailable(
            f"PortAudio cannot be loaded: {mend}; or play to no device with --device null"
        ) from error
    except Exception as error:
        raise Unavailable(f"PortAudio cannot start: {words(error)}") from error
    _leaves(sounddevice)
    return sounddevice


@cache
def _leaves(sounddevice: Any) -> None:
    """Let PortAudio end with the process, but not while a driver hangs within it.

    sounddevice's own handler closes the very stream that another thread is closing then: both wait
    for one thread of PortAudio's, for ever, or free it twice once the driver goes on.
    """
    ending = getattr(sounddevice, "_exit_handler", None)  # it has no public name
    if ending is None:
        return
    atexit.unregister(ending)

    def leave() -> None:
        if portaudio.acquire(blocking=False):
            ending()

    atexit.register(leave)


def inputs(sounddevice: Any) -> list[DeviceInfo]:
    """Every input that PortAudio sees; whoever calls holds `portaudio`."""
    return _devices(sounddevice, "input")


def outputs(sounddevice: Any) -> list[DeviceInfo]:
    """Every output that PortAudio sees; whoever calls holds `portaudio`."""
    return _devices(sounddevice, "output")


def _devices(sounddevice: Any, way: Literal["input", "output"]) -> list[DeviceInfo]:
    try:
        apis = sounddevice.query_hostapis()
        default = _default_index(sounddevice, apis, way)
        return [
            DeviceInfo(
                index=index,
                name=str(entry["name"]),
                host_api=str(apis[entry["hostapi"]]["name"]),
                channels=int(entry[f"max_{way}_channels"]),
                rate=float(entry["default_samplerate"]),
                default=index == default,
            )
            for index, entry in enumerate(sounddevice.query_devices())
            if entry[f"max_{way}_channels"] > 0
        ]
    except sounddevice.PortAudioError as error:
        raise Unavailable(f"the sound devices cannot be listed: {words(error)}") from error


def _default_index(sounddevice: Any, apis: Any, way: Literal["input", "output"]) -> int:
    """PortAudio's default on Windows is the oldest and slowest host API; WASAPI is preferred."""
    for api in apis:
        if "WASAPI" in api["name"] and api[f"default_{way}_device"] >= 0:
            return int(api[f"default_{way}_device"])
    return int(sounddevice.default.device[way == "output"])
