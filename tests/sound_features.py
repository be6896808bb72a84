"""What tells sounds apart: features of a clip, and a nearest-neighbour judge."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
from scipy import fft, signal, sparse

from ttmba_live.audio import RATE, Samples

MODULATIONS = np.array([0.5, 1, 2, 3, 4.5, 6.5, 9, 13, 19, 28, 40])
"""Edges in Hz of the bands of the modulation spectrum."""


def mel_edges(bands: int) -> np.ndarray:
    mel = np.linspace(0.0, 2595.0 * np.log10(1.0 + 16_000.0 / 700.0), bands + 2)
    return 700.0 * (10.0 ** (mel / 2595.0) - 1.0)


@cache
def mel_weights(bands: int, size: int) -> sparse.csr_array:
    """(bands, bins of a spectrum of ``size`` samples): triangles, most of them zero."""
    hz, edges = fft.rfftfreq(size, 1.0 / RATE), mel_edges(bands)
    return sparse.csr_array(
        [
            np.interp(hz, edges[n : n + 3], (0.0, 1.0, 0.0)) / (edges[n + 2] - edges[n])
            for n in range(bands)
        ]
    )


def log_mel(samples: Samples, bands: int = 40, hop: int = 480) -> np.ndarray:
    """(bands, frames) in dB, the clip's loudest cell 0, floor -60."""
    _, _, power = signal.spectrogram(samples, RATE, nperseg=2048, noverlap=2048 - hop)
    level = 10.0 * np.log10(mel_weights(bands, 2048) @ power + 1e-16)
    return np.maximum(level - level.max(), -60.0)


def features(samples: Samples) -> np.ndarray:
    """Log-mel means, deviations, peaks; modulation spectrum; loudness; tones; onset rates."""
    mel = log_mel(samples)
    loudness = np.sqrt(np.mean(samples[: len(samples) // 240 * 240].reshape(-1, 240) ** 2, axis=1))
    rise = np.maximum(np.diff(np.log10(loudness + 1e-4)), 0.0)
    wave = loudness / (loudness.mean() + 1e-9) - 1.0
    power = np.abs(fft.rfft(wave * np.hanning(len(wave)))) ** 2
    rates = fft.rfftfreq(len(wave), 240.0 / RATE)
    bands = [power[(rates >= low) & (rates < high)].sum() for low, high in pairwise(MODULATIONS)]
    modulation = 10.0 * np.log10(np.array(bands) / len(wave) ** 2 + 1e-6)
    hz, long = signal.welch(samples, RATE, nperseg=8192)
    fine = 10.0 * np.log10(long[(hz > 20) & (hz < 12_000)] + 1e-14)
    step = fine - np.convolve(fine, np.ones(31) / 31, "same")
    tone = [np.percentile(step, 90), np.percentile(step, 99), step.std()]
    onsets = [np.mean(rise > 0.12), np.mean(rise > 0.4), np.mean(loudness < 0.1 * loudness.max())]
    quantiles = np.percentile(20 * np.log10(loudness + 1e-4), (10, 25, 50, 75, 90))
    return np.concatenate(
        [
            mel.mean(axis=1),
            mel.std(axis=1),
            np.percentile(mel, 95, axis=1),
            1.5 * modulation,
            quantiles,
            3.0 * np.array(tone),
            60.0 * np.array(onsets),
        ]
    )


def judge(known: dict[str, np.ndarray], unseen: dict[str, np.ndarray]) -> list[tuple[str, str]]:
    """(true kind, nearest kind) of each unseen clip.

    ``known`` and ``unseen``: kind -> (clips, features). A feature counts by how little it differs
    within kinds.
    """
    within = np.sqrt(np.mean([rows.var(axis=0) for rows in known.values()], axis=0)) + 0.05
    names = [name for name, rows in known.items() for _ in rows]
    points = np.concatenate(list(known.values())) / within
    return [
        (name, names[int(np.argmin(np.abs(points - row).sum(axis=1)))])
        for name, rows in unseen.items()
        for row in rows / within
    ]
