"""Losses (1) to (3) of the paper, on latents (B, ..., ...). Knows no network and no data.

The way is told by the share of noise, as the sampler tells it: 1 is noise, 0 is sound. The paper
counts t from the other end, which turns the sign of the velocity and changes no loss.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def between(sound: Tensor, noise: Tensor, share: Tensor) -> Tensor:
    """The point of the straight way at shares of noise (B,)."""
    part = share[:, None, None]
    return (1.0 - part) * sound + part * noise


def flow_error(velocity: Tensor, sound: Tensor, noise: Tensor) -> Tensor:
    """Mean square by which a predicted velocity is off: (B,); its mean is loss (1)."""
    return (velocity - (noise - sound)).square().mean(dim=(1, 2))


def preference_loss(
    better: Tensor, worse: Tensor, better_before: Tensor, worse_before: Tensor, beta: float
) -> Tensor:
    """Loss (2): small where the better clip's error fell more than the worse one's.

    Args:
        better: (B,) `flow_error` of the clips that are preferred.
        worse: of the others.
        better_before: the same by the model that this one began from.
        worse_before: of the others.
        beta: how strictly it stays near that model.
    """
    gained = (better - worse) - (better_before - worse_before)
    return -functional.logsigmoid(-beta * gained).mean()
