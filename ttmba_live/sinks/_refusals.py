"""PortAudio's errors as lines for people. Knows no library."""

from __future__ import annotations

from ttmba_live.audio import RATE
from ttmba_live.sinks.choice import DeviceInfo


def refusal(info: DeviceInfo, channels: int, error: Exception) -> str:
    """Why an output device cannot be opened with so many channels, and what was expected."""
    return (
        f"sound device {info.name!r} ({info.host_api}, {info.channels} channels, "
        f"{info.rate:g} Hz) refused: {words(error)}; expected one that takes {channels} "
        f"channels of float32 at {RATE} Hz"
    )


def words(error: Exception) -> str:
    """PortAudio's text, its number, and the driver's own words where it has any."""
    text = str(error.args[0] if error.args else error)
    if len(error.args) > 1:
        text += f" (PortAudio {error.args[1]})"
    if len(error.args) > 2 and error.args[2][2]:
        text += f": {error.args[2][2]}"
    return " ".join(text.split()) or type(error).__name__
