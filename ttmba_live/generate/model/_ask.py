"""What a model is asked for, and what every model can be asked. No model lives here."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from ttmba_live.audio import Samples

Watch = Callable[[int, int], None]
"""Told steps done and steps in all after each one; may raise to stop."""

Told = Callable[[float], None]
"""Told how much is loaded, 0..1; may raise to stop."""


def unwatched(done: int, steps: int) -> None:
    """Let every step pass."""


def untold(share: float) -> None:
    """Load on."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One row of a pass."""

    prompt: str
    seconds: float
    seed: int
    guidance: float
    """Not above 1: no guidance, at half the work."""
    negative: str = ""
    start: Samples | None = None
    """(frames,) at 48 kHz: what the row begins from; None is noise."""
    amount: float = 1.0
    """How much noise is laid over ``start``, 0..1."""
    lora: str = ""
    """Which LoRA, by name, in place of the usual one, if any."""

    @property
    def guided(self) -> bool:
        """Whether the model looks twice at each step."""
        return self.guidance > 1.0


class Model(Protocol):
    """Asks to latents, latents to sound. One thread at a time."""

    name: str
    rate: int
    """Samples per second of what `decode` returns."""
    device: torch.device
    least: float
    """Seconds it is asked for at least; less is cut from them."""

    @property
    def span(self) -> float:
        """Seconds that one pass can sound."""
        ...

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        ...

    def likeness(self, ask: Ask) -> Hashable:
        """Asks of equal likeness may share a pass; raises `GenerationFailed` for none it can do."""
        ...

    def make(self, asks: Sequence[Ask], steps: int, watch: Watch = unwatched) -> Tensor:
        """Latents, one row for each of the asks, which are alike."""
        ...

    def decode(self, latents: Tensor, seconds: float) -> Tensor:
        """Sound (rows, sides, samples) at `rate`, as much of it as ``seconds`` need."""
        ...

    def warm_up(self, guidance: float) -> Iterator[None]:
        """Prepare for later passes, a little at a time."""
        ...
