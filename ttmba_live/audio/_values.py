"""Mono clips, sample rates and levels: what sound is inside the package. Knows no files.

It is float32 at 48 kHz; whatever comes in is brought to that once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ttmba_live.errors import InvalidInput

RATE = 48_000
"""Frames per second everywhere inside."""

Samples = NDArray[np.float32]
"""(frames,) mono or (frames, 2) left-right."""

LOUDEST = np.float32(2.0**20)
"""Samples are kept within this, 120 dB above full scale: sums and spectra of them stay finite."""


@dataclass(frozen=True, eq=False)
class Clip:
    """A dry mono sound: read-only float32 samples, (frames,), at 48 kHz."""

    samples: Samples

    def __post_init__(self) -> None:
        """Refuse anything but finite mono float32."""
        if self.samples.ndim != 1 or self.samples.dtype != np.float32:
            raise InvalidInput("a clip is mono float32")
        if not np.isfinite(self.samples).all():
            raise InvalidInput("a clip must not hold NaN or infinite samples")
        object.__setattr__(self, "samples", bounded(self.samples))
        self.samples.setflags(write=False)

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(self.samples) / RATE


def bounded(samples: Samples) -> Samples:
    """The samples, those beyond `LOUDEST` cut to it; NaN and infinity stay what they are."""
    peak = np.abs(samples).max(initial=0.0)
    return np.clip(samples, -LOUDEST, LOUDEST) if LOUDEST < peak < np.inf else samples


_FAR_DB = 20.0
"""Above full scale: a peak from there on is hardly meant."""


def level_note(samples: Samples) -> str:
    """What is odd about a sound's level: silence, or far beyond full scale; else nothing."""
    peak = float(np.abs(samples).max(initial=0.0))
    if not peak:
        return "holds only silence"
    above = to_db(peak)
    far = f"samples reach {above:.0f} dB above full scale; is that meant?"
    return far if above >= _FAR_DB else ""


def to_db(gain: float) -> float:
    """Linear amplitude to dB, at least -200."""
    return 20.0 * math.log10(max(gain, 1e-10))


def from_db(gain_db: float) -> float:
    """Decibels to linear amplitude."""
    return float(10.0 ** (gain_db / 20.0))


def resample(samples: Samples, rate: int, to: int = RATE) -> Samples:
    """Change the sample rate of (frames,) or (frames, channels); a polyphase FIR, linear phase."""
    if rate == to:
        return samples
    from scipy import signal  # a second to import; the daemon comes without

    common = math.gcd(rate, to)
    out = signal.resample_poly(samples, to // common, rate // common, axis=0)
    return np.ascontiguousarray(out, dtype=np.float32)


def minimum_phase(magnitude: NDArray[np.floating]) -> NDArray[Any]:
    """The minimum-phase spectrum (..., F) that has this magnitude (..., F), by the cepstrum.

    In single precision if the magnitude is, which takes less than half as long.
    """
    size = 2 * (magnitude.shape[-1] - 1)
    cepstrum = np.fft.irfft(np.log(np.maximum(magnitude, 1e-8)), size)
    cepstrum[..., 1 : size // 2] *= 2.0
    cepstrum[..., size // 2 + 1 :] = 0.0
    spectrum: NDArray[Any] = np.fft.rfft(cepstrum)
    level, phase = np.exp(spectrum.real), spectrum.imag.copy()
    spectrum.real = level * np.cos(phase)
    spectrum.imag = level * np.sin(phase)
    return spectrum
