"""From noise to sound in the six steps of the published figures. Knows no network by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor

from ttmba_live.binaural.binauralgrad._network import STEPS

BETAS = np.array([1e-4, 1e-3, 0.01, 0.05, 0.2, 0.5])
"""Noise variances of the fast schedule; the first is used last."""

KEPT = np.cumprod(1.0 - BETAS)
"""Share of the sound's variance that is left of it, by step."""

LEARNT = np.cumprod(1.0 - np.linspace(1e-4, 0.02, STEPS))
"""The same of the schedule that the network was trained with."""

Predict = Callable[[Tensor, float], Tensor]
"""Noisy sound (C, T) and a step's number to the noise in it."""


def step_numbers() -> list[float]:
    """Where in training there was as much noise as in each of the six steps; fractions."""
    found = np.interp(-np.sqrt(KEPT), -np.sqrt(LEARNT), np.arange(STEPS))
    return [float(number) for number in found]


def sample(predict: Predict, noises: Iterator[Tensor]) -> Iterator[Tensor]:
    """Give the sound (C, T) after every step; the last is the result.

    ``noises`` gives standard normal (C, T) as often as there are steps: where to begin, and what
    is added after each step but the last.
    """
    sound = next(noises)
    numbers = step_numbers()
    for step in reversed(range(len(BETAS))):
        beta, kept = BETAS[step], KEPT[step]
        share = float(beta / np.sqrt(1.0 - kept))
        sound = (sound - share * predict(sound, numbers[step])) / float(np.sqrt(1.0 - beta))
        if step:
            spread = float(np.sqrt((1.0 - KEPT[step - 1]) / (1.0 - kept) * beta))
            sound = sound + spread * next(noises)
        sound = sound.clamp(-1.0, 1.0)
        yield sound


def drawn(shape: tuple[int, int], seed: int) -> Iterator[Tensor]:
    """Noise that a seed decides, the same on every device: drawn on the CPU."""
    source = torch.Generator().manual_seed(seed)
    while True:
        yield torch.randn(shape, generator=source)
