"""Corrects headphones: a text of filters or an impulse response becomes one short filter.

Knows Equalizer APO's and AutoEq's texts, the cookbook's biquads and minimum phase; knows no device.
All are played as one minimum-phase filter for each ear, a hop at a time, without latency.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy import fft
from numpy.typing import NDArray

from ttmba_live.audio import RATE, Samples, minimum_phase, read_sound, resample, to_db
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.sinks._apo import read_text

Floats = NDArray[np.float64]

TAPS = 8192
"""Of the filter, 171 ms: what the lowest and narrowest filters ring for."""

_GRID = 1 << 16
"""Samples of the spectra that filters are made in."""

_DEEPEST = 1e-3
"""Of a magnitude's highest: deeper notches cannot be heard, and their phase would ring."""

_SOUND_DB = 20.0
"""Decibels that a correction's middle may lie from 0 before it counts as another scale."""

TEXTS = frozenset({".txt", ".cfg", ".conf", ""})
"""Endings of files that hold filters in words; all others are read as sound."""


@dataclass(frozen=True, eq=False)
class Correction:
    """A minimum-phase filter (2, TAPS) for left and right, and what is to be told of it."""

    taps: Samples
    about: str
    notes: tuple[str, ...] = ()


def read_correction(path: Path) -> Correction:
    """Read an AutoEq or Equalizer APO text, or an impulse response as a sound file.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it holds no correction, with the reason.
    """
    if not path.is_file():
        raise Unavailable(f"cannot read {path}: no such file")
    hertz: Floats = np.asarray(np.fft.rfftfreq(_GRID, 1.0 / RATE), dtype=np.float64)
    if path.suffix.lower() in TEXTS:
        text = read_text(path)
        magnitude, notes = text.magnitude(hertz), list(text.notes)
        about = f"{path.name}, {text.about}"
    else:
        magnitude, about, notes = _measured(path, hertz)
    highest = to_db(float(magnitude.max()))
    if highest > 0.1:
        notes.append(f"the correction boosts by up to {highest:.1f} dB; a Preamp would leave room")
    floor = _DEEPEST * magnitude.max(axis=1, keepdims=True)
    waves = np.fft.irfft(minimum_phase(np.maximum(magnitude, floor)))[:, :TAPS]
    waves[:, -TAPS // 4 :] *= np.cos(np.linspace(0.0, np.pi / 2, TAPS // 4)) ** 2
    return Correction(waves.astype(np.float32), about, tuple(notes))


def _measured(path: Path, hertz: Floats) -> tuple[Floats, str, list[str]]:
    """Magnitudes (2, F) of an impulse response in a sound file."""
    samples, rate = read_sound(path)
    if samples.shape[1] > 2:
        raise InvalidInput(f"{path} has {samples.shape[1]} channels; 1 or 2 are expected")
    if not np.isfinite(samples).all() or not samples.any():
        raise InvalidInput(f"{path} holds silence, or what are no numbers")
    notes = []
    if len(samples) > 4 * rate:
        raise InvalidInput(f"{path} lasts {len(samples) / rate:.1f} s; it is no impulse response")
    # As many samples more as the rate is higher would be as much louder.
    ears = np.stack([resample(channel, rate) for channel in samples.T]) * (rate / RATE)
    magnitude = np.abs(np.fft.rfft(ears, max(_GRID, 1 << (ears.shape[1] - 1).bit_length())))
    magnitude = magnitude[:, :: (magnitude.shape[1] - 1) // (len(hertz) - 1)]
    magnitude = np.broadcast_to(magnitude, (2, len(hertz)))
    middle = float(np.sqrt((magnitude[:, (hertz > 300.0) & (hertz < 3000.0)] ** 2).mean()))
    if middle == 0.0 or abs(to_db(middle)) > _SOUND_DB:
        notes.append(f"its middle lies at {to_db(middle):.0f} dB; brought to 0 dB")
        magnitude = magnitude / max(middle, 1e-12)
    return magnitude, f"{path.name}, {1000.0 * len(samples) / rate:.0f} ms", notes


class Corrected:
    """Filters hops (hop, 2) one after the other: overlap-save in partitions of a hop."""

    def __init__(self, correction: Correction, hop: int) -> None:
        """Start in silence."""
        parts = -(-correction.taps.shape[1] // hop)
        padded = np.pad(correction.taps, ((0, 0), (0, parts * hop - correction.taps.shape[1])))
        pieces = padded.reshape(2, parts, hop)
        self._spectra = fft.rfft(pieces, n=2 * hop, axis=2).swapaxes(0, 1).copy()
        self._past = np.zeros_like(self._spectra)
        self._block = np.zeros((2, 2 * hop), np.float32)
        self._hop, self._at = hop, 0

    def __call__(self, mix: Samples) -> Samples:
        """Filter the next hop (hop, 2)."""
        hop, parts = self._hop, len(self._spectra)
        self._block[:, :hop] = self._block[:, hop:]
        self._block[:, hop:] = mix.T
        self._past[self._at] = fft.rfft(self._block, axis=1)
        # The newest block meets the first partition, the one before it the second, ...
        first = self._at + 1
        heard = (self._spectra[:first][::-1] * self._past[:first]).sum(axis=0)
        heard += (self._spectra[first:][::-1] * self._past[first:]).sum(axis=0)
        self._at = (self._at + 1) % parts
        out: Samples = np.ascontiguousarray(fft.irfft(heard, axis=1)[:, hop:].T, dtype=np.float32)
        return out
