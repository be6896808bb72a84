"""How a model that is tuned moves: optimizer, gradients, steps. Knows no loss and no data."""

from __future__ import annotations

import torch
from torch import nn

from ttmba_live.errors import Unavailable
from ttmba_live.generate.model.tuning import Tuning
from ttmba_live.training._run import Progress

CLIPPED = 1.0
"""Norm of the gradients."""

PATIENCE = 10
"""Steps in a row that may be without a gradient that is a number."""


def optimizer_of(tuning: Tuning, rate: float) -> torch.optim.Optimizer:
    """AdamW without decay.

    From here on no attention is computed by cuDNN: with torch 2.11 on an H100 its way back made
    gradients of TangoFlux's transformer that were NaN, or read memory that is not its own.
    """
    torch.backends.cuda.enable_cudnn_sdp(enabled=False)
    return torch.optim.AdamW(tuning.learner.parameters(), lr=rate, weight_decay=0.0)


def stepped(progress: Progress) -> None:
    """Let the optimizer move by the gradients that were added up; not by any that are no numbers.

    Raises `Unavailable` after `PATIENCE` such steps in a row.
    """
    norm = nn.utils.clip_grad_norm_(progress.model.parameters(), CLIPPED)
    if bool(torch.isfinite(norm)):
        progress.optimizer.step()
        progress.left_out = 0
    else:
        progress.left_out += 1
        if progress.left_out >= PATIENCE:
            raise Unavailable(
                f"step {progress.step + 1}: the gradients of {PATIENCE} steps were not finite, so "
                "nothing more is learnt; what was saved before stays: try another torch or driver"
            )
    progress.optimizer.zero_grad()
    progress.step += 1
