"""Transfer functions and biquads as impulse responses. Knows arrays, no files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ttmba_live.audio import RATE
from ttmba_live.errors import InvalidInput

Floats = NDArray[np.float64]
Spectra = NDArray[np.complex128]

_SECTIONS_LONG = 2048
"""Samples that biquads ring for here."""


def from_sections(numbers: Floats, path: Path) -> Floats:
    """Biquads (M, 2, 6 K), each b0 b1 b2 a0 a1 a2, as impulse responses (M, 2, 2048).

    Raises `InvalidInput` for sections that do not settle.
    """
    from scipy import signal

    click = np.zeros(_SECTIONS_LONG)
    click[0] = 1.0
    out = np.full((*numbers.shape[:2], _SECTIONS_LONG), np.nan)
    for index in np.ndindex(*numbers.shape[:2]):
        sections = numbers[index].reshape(-1, 6)
        if not np.isfinite(sections).all() or (sections[:, 3] == 0.0).any():
            continue
        sections = sections / sections[:, 3:4]
        # Inside this triangle both poles are inside the unit circle.
        middle, last = sections[:, 4], sections[:, 5]
        if (np.abs(last) >= 1.0).any() or (np.abs(middle) >= 1.0 + last).any():
            raise InvalidInput(f"{path}: Data.SOS holds a section that never settles")
        out[index] = signal.sosfilt(sections, click)
    return out


@dataclass(frozen=True, eq=False)
class Transfer:
    """Turns spectra at given frequencies into impulse responses at 48 kHz."""

    hertz: Floats
    length: int

    def __call__(self, spectra: Spectra) -> Floats:
        """(M, 2, F) to (M, 2, length).

        Levels and unwound phases are interpolated. Below the first frequency and above the last
        the level stands still and the phase goes on as it came.
        """
        grid = np.fft.rfftfreq(self.length, 1.0 / RATE)
        given, hertz = spectra.reshape(-1, spectra.shape[-1]), self.hertz
        lost = np.asarray(~np.isfinite(given).all(axis=1))
        given = np.where(lost[:, None], 1.0, given)
        level = np.log(np.maximum(np.abs(given), 1e-9))
        phase = np.unwrap(np.angle(given), axis=1)
        out = np.empty((len(given), self.length))
        for row in range(len(given)):
            slope = np.polyfit(hertz[1:], phase[row, 1:], 1)[0] if len(hertz) > 2 else 0.0
            turn = np.interp(grid, hertz, phase[row] - slope * hertz)
            # At zero the phase must be zero, give or take the sign.
            turn += (slope * grid) - np.pi * np.round(turn[0] / np.pi)
            loud = np.exp(np.interp(grid, hertz, level[row]))
            out[row] = np.fft.irfft(loud * np.exp(1j * turn), self.length)
        out[lost] = np.nan
        return out.reshape(*spectra.shape[:2], self.length)


def from_transfer(hertz: Floats) -> Transfer:
    """For frequencies (F,), rising: responses as long as their spacing can tell, 5 to 43 ms."""
    step = float(np.median(np.diff(hertz)))
    length = int(np.clip(RATE / max(step, 1.0), 256, 2048))
    return Transfer(hertz, length + length % 2)


def backwards(waves: Floats) -> bool:
    """Whether most circular responses (M, 2, N) end with their peak, and do not begin with it."""
    waves = waves[np.isfinite(waves).all(axis=(1, 2))]
    if not len(waves):
        return False
    around = np.arange(-RATE // 1000, RATE // 1000 + 1)
    at = np.abs(waves).argmax(axis=-1)[..., None] + around
    power = np.take_along_axis(waves, at % waves.shape[-1], axis=-1) ** 2
    middle = len(around) // 2
    before, after = power[..., :middle].sum(axis=-1), power[..., middle + 1 :].sum(axis=-1)
    return bool((before > after).mean() > 0.5)
