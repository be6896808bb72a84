"""Sketches and the measures that the tests of sketches share."""

from __future__ import annotations

import numpy as np
from scipy import signal

from ttmba_live.audio import RATE, Samples
from ttmba_live.generate import ClipSpec
from ttmba_live.generate.sketch import RECIPES, Sketch

PROMPTS = [*RECIPES, "xyzzy"]


def sketch(prompt: str, seconds: float = 6.0, seed: int = 1, *, loop: bool = False) -> Samples:
    return Sketch().generate(ClipSpec(prompt, seconds, seed, loop)).clip.samples


def spectrum(samples: Samples) -> tuple[np.ndarray, np.ndarray]:
    hz, power = signal.welch(samples, RATE, nperseg=min(8192, len(samples)))
    return hz, power


def share(samples: Samples, low: float, high: float) -> float:
    """The part of the power that lies between two frequencies."""
    hz, power = spectrum(samples)
    return float(power[(hz >= low) & (hz < high)].sum() / power.sum())


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
