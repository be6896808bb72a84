"""Rooms for the sphere: reflections and a diffuse field without a head's responses. Loads scipy.

A wall's colour is a level and a share of the treble, which the shadow's filter takes with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from ttmba_live.audio import RATE, Samples
from ttmba_live.binaural._diffuse import TAPS, diffuse_field, diffuse_filters, everywhere_aside
from ttmba_live.binaural._lines import Strides
from ttmba_live.binaural._renderer import Floats, Rows
from ttmba_live.room import Mirrors

Ears = Callable[[Floats], tuple[Floats, Floats, Floats]]

_LOW, _HIGH = 2, 5
"""Octaves whose amplitudes are a reflection's level and its treble."""

_FARTHEST = 225.0
"""Metres from which reflections are not heard: lines are no longer."""


@dataclass(slots=True)
class Walls:
    """One room's reflections: paths' last points as `SphereState` has them, E a row."""

    level: Floats  # (E,)
    treble: Floats  # (E,)
    strides: Strides
    fed: NDArray[np.bool_]  # (R,) whether a row was sent to the late part
    delay: Floats  # (R * E, 2, 2)
    gain: Floats  # (R * E, 2, 2)
    alpha: Floats  # (R * E, 2, 2)
    shadow: Floats  # (R * E, 2, 1)
    sent_delay: Floats  # (R, 2, 2)
    sent_gain: Floats  # (R, 2, 2)

    @classmethod
    def of(cls, mirrors: Mirrors, voices: int) -> Walls:
        """Silent reflections."""
        count = len(mirrors)
        pair = (voices * count, 2, 2)
        return cls(
            mirrors.colours[:, _LOW].copy(),
            mirrors.colours[:, _HIGH] / np.maximum(mirrors.colours[:, _LOW], 1e-3),
            Strides.of(voices, count), np.zeros(voices, np.bool_),
            np.zeros(pair), np.zeros(pair), np.zeros(pair), np.zeros((voices * count, 2, 1)),
            np.zeros((voices, 2, 2)), np.zeros((voices, 2, 2)),
        )  # fmt: skip

    def begin(self, flat: Rows, points: tuple[Floats, Floats, Floats]) -> None:
        """Let reflections (N,) stand where they begin."""
        for path, point in zip((self.delay, self.gain, self.alpha), points, strict=True):
            path[flat] = point[:, :, None]
        self.shadow[flat] = 0.0

    def ears(self, ears: Ears, places: Floats, gain: Floats) -> tuple[Floats, Floats, Floats]:
        """Delay, level and treble (V * E, 2) of images (V, E, 3) that are that loud (V, E)."""
        flat = places.reshape(-1, 3)
        delay, level, alpha = ears(flat)
        near = np.linalg.norm(flat, axis=1) < _FARTHEST
        level = level * ((gain * self.level).reshape(-1) * near)[:, None]
        return delay, level, alpha * np.tile(self.treble, len(gain))[:, None]


class Field:
    """What the sphere's ears hear of a diffuse field."""

    def __init__(self, ears: Ears, shadow_hz: float, hop: int) -> None:
        """Make the filters."""
        delay, level, alpha = ears(everywhere_aside())
        turn = 2.0 * np.pi * np.arange(TAPS + 1) / (2 * TAPS)
        low = 1.0 / (1.0 + 1j * turn * RATE / (2.0 * np.pi * shadow_hz))
        heard = level[:, :, None] * (low + alpha[:, :, None] * (1.0 - low))
        heard = heard * np.exp(-1j * turn * (delay - delay.mean())[:, :, None])
        self._size = fft.next_fast_len(hop + TAPS, real=True)
        self._filters = fft.rfft(diffuse_filters(*diffuse_field(heard)), n=self._size)
        self._hop = hop

    def step(self, rest: Samples, field: Samples) -> Samples:
        """A hop of two signals (2, hop) to (hop, 2); ``rest`` (2, size) holds what is to come."""
        waves = fft.rfft(field, n=self._size)
        whole = rest + fft.irfft(np.einsum("sef,sf->ef", self._filters, waves), n=self._size)
        rest[:] = 0.0
        rest[:, : -self._hop] = whole[:, self._hop :]
        return np.ascontiguousarray(whole[:, : self._hop].T, np.float32)

    def start(self) -> Samples:
        """Silence."""
        return np.zeros((2, self._size), np.float32)
