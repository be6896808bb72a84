"""Which channels of a device get which of a block's. Knows no device."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable
from ttmba_live.sinks._sink import Pull

Channels = tuple[int, ...]
"""A device's channels, from 1, for a block's in turn: first the left and the right ear. These two
may be the same, which is mono."""

FIRST: Channels = (1, 2)

_MOST = 8192
"""Frames for which there is room from the start."""


def channels_there(wanted: Channels, there: int, asked: str = "[audio] channels") -> Channels:
    """The channels to play on of a device that has so many: two ears are mono if it has one only.

    Raises `Unavailable` if others were asked for than it has; ``asked`` is the setting.
    """
    if there == 1 and wanted == FIRST:
        return (1, 1)
    if max(wanted) > there:
        raise Unavailable(f"it has {there} output channels; {asked} asks for {listed(wanted)}")
    return wanted


def listed(channels: Sequence[int]) -> str:
    """Some channels in words, "1 and 3" or "1 to 16"."""
    first, last = channels[0], channels[-1]
    if len(channels) == 2:
        return f"{first} and {last}"
    if list(channels) == list(range(first, last + 1)):
        return f"{first} to {last}" if len(channels) > 1 else f"{first}"
    return ", ".join(map(str, channels))


def said(channels: Channels) -> str:
    """What to add to a device's name, if anything."""
    if channels == FIRST:
        return ""
    if _mono(channels) and len(channels) == 2:
        return f", channel {channels[0]} in mono"
    return f", channels {listed(channels)}"


def _mono(channels: Channels) -> bool:
    return len(channels) > 1 and channels[0] == channels[1]


class Placed:
    """A pull of all of a device's channels: a block's on some of them, silence on the others."""

    def __init__(self, pull: Pull, channels: Channels) -> None:
        """Ask ``pull`` for as many as there are ``channels``, which count from 1."""
        self._pull = pull
        self._mono = _mono(channels)
        self._at = np.array(channels) - 1
        self._block = np.zeros((_MOST, len(channels)), np.float32)

    def __call__(self, out: Samples) -> int:
        """Fill (frames, channels)."""
        if len(out) > len(self._block):
            self._block = np.zeros((len(out), len(self._at)), np.float32)
        block = self._block[: len(out)]
        frames = self._pull(block)
        out.fill(0.0)
        if self._mono:
            block[:, 0] += block[:, 1]
            block[:, 0] *= 0.5
            block[:, 1] = block[:, 0]
        out[:, self._at] = block
        return frames
