"""Two ears on any two channels of a device, or on one. Knows no device."""

from __future__ import annotations

import numpy as np

from ttmba_live.audio import Samples
from ttmba_live.errors import Unavailable
from ttmba_live.sinks._sink import Pull

Pair = tuple[int, int]
"""The channels of the left and of the right ear, from 1; the same twice is mono."""

FIRST: Pair = (1, 2)

_MOST = 8192
"""Frames for which there is room from the start."""


def channels_there(wanted: Pair, there: int) -> Pair:
    """The channels to play on of a device that has so many: mono if it has one only.

    Raises `Unavailable` if others were asked for than it has.
    """
    if there == 1 and wanted == FIRST:
        return (1, 1)
    if max(wanted) > there:
        raise Unavailable(
            f"it has {there} output channels; [audio] channels asks for {wanted[0]} and {wanted[1]}"
        )
    return wanted


def said(channels: Pair) -> str:
    """What to add to a device's name, if anything."""
    left, right = channels
    if channels == FIRST:
        return ""
    return f", channel {left} in mono" if left == right else f", channels {left} and {right}"


class Placed:
    """A pull of all of a device's channels: the ears' on two of them, silence on the others."""

    def __init__(self, pull: Pull, channels: Pair) -> None:
        """Ask ``pull`` for two ears; channels count from 1."""
        self._pull = pull
        self._left, self._right = channels[0] - 1, channels[1] - 1
        self._ears = np.zeros((_MOST, 2), np.float32)

    def __call__(self, out: Samples) -> int:
        """Fill (frames, channels)."""
        if len(out) > len(self._ears):
            self._ears = np.zeros((len(out), 2), np.float32)
        ears = self._ears[: len(out)]
        frames = self._pull(ears)
        out.fill(0.0)
        if self._left == self._right:
            np.add(ears[:, 0], ears[:, 1], out=out[:, self._left])
            out[:, self._left] *= 0.5
        else:
            out[:, self._left] = ears[:, 0]
            out[:, self._right] = ears[:, 1]
        return frames
