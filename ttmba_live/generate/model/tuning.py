"""What training may ask of a model that learns. No model lives here, no loss and no optimizer."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor, nn

from ttmba_live.audio import Samples


class Learner(nn.Module):
    """What is learnt: its parameters are all that an optimizer may move."""

    def remember(self) -> None:
        """What is learnt so far is what `as_before` computes with."""
        raise NotImplementedError

    def as_before(self) -> contextlib.AbstractContextManager[None]:
        """For a while the model is what it was when `remember` was called."""
        raise NotImplementedError

    def write(self, out: Path, about: dict[str, str]) -> Path:
        """Write what was learnt into a folder; return what loads it. ``about`` goes along."""
        raise NotImplementedError


class Tuning(Protocol):
    """A loaded model, and what of it learns. One thread at a time."""

    learner: Learner
    device: torch.device
    sparing: bool
    """Whether looks keep only what is between blocks and compute the rest again."""

    @property
    def span(self) -> float:
        """Seconds of sound that latents may hold."""
        ...

    @property
    def parameters(self) -> int:
        """Numbers in text encoder and transformer."""
        ...

    def latents(self, samples: Samples) -> Tensor:
        """Sound (n,) at 48 kHz to latents (1, ...) on the CPU; raises `InvalidInput`."""
        ...

    def shape(self, seconds: float) -> tuple[int, ...]:
        """Of the latents of so many seconds."""
        ...

    def example(
        self, latents: Tensor, seconds: float, draw: np.random.Generator
    ) -> tuple[Tensor, float]:
        """What of a sound one look is at, and the share of noise in it, 0..1; both drawn."""
        ...

    def look(self, latents: Tensor, share: Tensor, caption: str, seconds: float) -> Tensor:
        """The velocity from sound to noise at one place of the way.

        Args:
            latents: (1, ...) with noise laid over them.
            share: (1,) of noise, 0..1.
            caption: what it should sound like; empty is what guidance leads away from.
            seconds: how long.

        Returns:
            As the latents, float32. Gradients reach what learns.
        """
        ...


Load = Callable[[Path, str, int | None, Path | None], Tuning]
"""Loads a folder onto a device: the rank of a LoRA, or None for all weights; a LoRA to go on from,
whose rank is taken. Raises `Unavailable` or `InvalidInput`."""
