"""Sketches and the measures that the tests of sketches share."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import FAMILIES, RECIPES, Sketch

PROMPTS = [*RECIPES, "xyzzy"]
A_FEW = [*(next(iter(recipes)) for recipes in FAMILIES.values()), "engine", "door", "xyzzy"]
"""One of each family, where all would take too long."""


def sketch(prompt: str, seconds: float = 6.0, seed: int = 1, *, loop: bool = False) -> Samples:
    return Sketch().generate(ClipSpec(prompt, seconds, seed, loop)).clip.samples


def audioset() -> dict[str, list[str]]:
    """Class name -> the families of sketches that would do."""
    found: dict[str, list[str]] = {}
    lines = (Path(__file__).parent / "audioset.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        families, _, names = line.partition(": ")
        for name in [] if line.startswith("#") else names.split(" | "):
            found.setdefault(name, []).extend(families.split("/"))
    return found


def spectrum(samples: Samples) -> tuple[np.ndarray, np.ndarray]:
    hz, power = signal.welch(samples, RATE, nperseg=min(8192, len(samples)))
    return hz, power


def share(samples: Samples, low: float, high: float) -> float:
    """The part of the power that lies between two frequencies."""
    hz, power = spectrum(samples)
    return float(power[(hz >= low) & (hz < high)].sum() / power.sum())


def centre(samples: Samples) -> float:
    """The middle of the power, Hz."""
    hz, power = spectrum(samples)
    return float((hz * power).sum() / power.sum())


def envelope(samples: Samples, hop: int = 480) -> np.ndarray:
    blocks = samples[: len(samples) // hop * hop].reshape(-1, hop)
    return np.sqrt(np.mean(blocks.astype(float) ** 2, axis=1))


def onsets(samples: Samples, hop: int = 480, apart: float = 0.25) -> np.ndarray:
    """Seconds at which the level jumps up."""
    level = np.concatenate([[0.0], envelope(samples, hop)])
    rise = np.maximum(np.diff(level), 0.0)
    peaks, _ = signal.find_peaks(
        np.concatenate([[0.0], rise]), height=0.3 * rise.max(), distance=int(apart * RATE / hop)
    )
    return (peaks - 1) * hop / RATE


def pitches(samples: Samples, low: float, high: float, size: int = 4096) -> np.ndarray:
    """The strongest frequency between two, block by block; NaN where it is quiet."""
    hz, _, power = signal.spectrogram(samples, RATE, nperseg=size, noverlap=size * 3 // 4)
    inside = (hz >= low) & (hz <= high)
    best = hz[inside][power[inside].argmax(axis=0)]
    loud = power[inside].max(axis=0) > 0.02 * power[inside].max()
    return np.where(loud, best, np.nan)


def beats(samples: Samples, low: float, high: float) -> float:
    """The rate in Hz, between two, at which the level comes and goes most."""
    level = envelope(samples, 96)
    power = np.abs(np.fft.rfft((level - level.mean()) * np.hanning(len(level)))) ** 2
    rates = np.fft.rfftfreq(len(level), 96 / RATE)
    inside = (rates >= low) & (rates <= high)
    return float(rates[inside][power[inside].argmax()])
