"""The paper's loss (5) and its four terms, on waves (B, 2, N). Knows no network and no data."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

PHASE_FFT, PHASE_WINDOW, PHASE_HOP = 2048, 1920, 480
"""The phase term's transform at 48 kHz: 40 ms windows every 10 ms."""

RESOLUTIONS = ((512, 50, 240), (1024, 120, 600), (2048, 240, 1200))
"""FFT size, hop and window of the multi-resolution term (Yamamoto et al., 2020)."""


@dataclass(frozen=True)
class LossWeights:
    """The lambdas of equation (5)."""

    wave: float = 1e3
    phase: float = 1.0
    level: float = 1e1
    spectra: float = 1.0


def paper_loss(answer: Tensor, truth: Tensor, weights: LossWeights | None = None) -> Tensor:
    """Equation (5): one number for waves (B, 2, N) and the recorded ones."""
    weights = weights or LossWeights()
    return (
        weights.wave * wave_error(answer, truth)
        + weights.phase * phase_error(answer, truth)
        + weights.level * level_error(answer, truth)
        + weights.spectra * multi_resolution_error(answer, truth)
    )


def wave_error(answer: Tensor, truth: Tensor) -> Tensor:
    """Mean squared difference of samples."""
    return (answer - truth).square().mean()


def phase_error(answer: Tensor, truth: Tensor) -> Tensor:
    """Mean angle in radians between spectra, where both exceed a fifth of the truth's mean.

    Zero where nothing is loud enough.
    """
    given, wanted = (_transform(x, PHASE_FFT, PHASE_HOP, PHASE_WINDOW) for x in (answer, truth))
    least = 0.2 * wanted.abs().mean()
    loud = (given.abs() > least) & (wanted.abs() > least)
    if not bool(loud.any()):
        return answer.sum() * 0.0
    between = given[loud] * wanted[loud].conj()
    return between.angle().abs().mean()


def level_error(answer: Tensor, truth: Tensor) -> Tensor:
    """Root mean square difference of interaural level ratios (in bels), frame by frame."""
    given, wanted = (_interaural_level(x) for x in (answer, truth))
    return ((given - wanted).square().mean() + 1e-12).sqrt()


def _interaural_level(wave: Tensor) -> Tensor:
    power = wave.unfold(-1, PHASE_WINDOW, PHASE_HOP).square().mean(dim=-1) + 1e-7
    return torch.log10(power[:, 0] / power[:, 1])


def multi_resolution_error(answer: Tensor, truth: Tensor) -> Tensor:
    """Spectral convergence plus log-magnitude difference, averaged over three resolutions."""
    total = answer.new_zeros(())
    for fft, hop, window in RESOLUTIONS:
        given = _transform(answer, fft, hop, window).abs().clamp(min=1e-7)
        wanted = _transform(truth, fft, hop, window).abs().clamp(min=1e-7)
        total = total + (wanted - given).norm() / wanted.norm()
        total = total + (wanted.log() - given.log()).abs().mean()
    return total / len(RESOLUTIONS)


def magnitude_error(answer: Tensor, truth: Tensor) -> Tensor:
    """Mean difference of magnitude spectra, relative to the truth's mean magnitude."""
    given, wanted = (_transform(x, PHASE_FFT, PHASE_HOP, PHASE_WINDOW) for x in (answer, truth))
    return (given.abs() - wanted.abs()).abs().mean() / wanted.abs().mean().clamp(min=1e-9)


def _transform(wave: Tensor, fft: int, hop: int, window: int) -> Tensor:
    shape = torch.hann_window(window, device=wave.device, dtype=wave.dtype)
    flat = wave.reshape(-1, wave.shape[-1])
    spectrum: Tensor = torch.stft(flat, fft, hop, window, shape, return_complex=True)
    return spectrum
