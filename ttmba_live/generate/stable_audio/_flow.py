"""From noise to latents along a rectified flow. Knows no network, no text and no sound."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Literal

import torch
from torch import Tensor

from ttmba_live.generate.model._ask import Watch
from ttmba_live.generate.model._device import noise_from

_FIRST, _LAST = -6.2, 2.0
"""Log of signal to noise, by power's root, where the way begins and where its last step does."""

Look = Callable[[Tensor, Tensor], Tensor]
"""Latents and the share of noise in them, (B,), to the velocity there."""


def shares(steps: int, begin: float = 1.0) -> list[float]:
    """The share of noise before each step, and 0 after the last.

    They lie evenly in the logarithm of signal to noise. From ``begin`` under 1 on there are as many
    of the ``steps`` as are left.
    """
    first = _FIRST if begin >= 1.0 else max(math.log((1.0 - begin) / begin), _FIRST)
    left = max(1, math.ceil(round(steps * (_LAST - first) / (_LAST - _FIRST), 6)))
    logs = [first + (_LAST - first) * number / left for number in range(left)]
    return [begin, *(1.0 / (1.0 + math.exp(log)) for log in logs[1:]), 0.0]


@torch.no_grad()
def flow(
    look: Look,
    latents: Tensor,
    noise: Sequence[torch.Generator],
    levels: list[float],
    way: Literal["pingpong", "euler"],
    watch: Watch,
) -> Tensor:
    """Carry latents (B, channels, frames), float32, from the first level of noise to none.

    ``pingpong`` guesses the clean latents at each step and lays new noise over them, from each
    row's own ``noise``, as the distilled models want it.
    """
    for number, (level, after) in enumerate(itertools.pairwise(levels), 1):
        share = torch.full((len(latents),), level, device=latents.device)
        velocity = look(latents, share).float()
        if way == "euler":
            latents = latents + (after - level) * velocity
        else:
            latents = latents - level * velocity
            if after > 0.0:
                fresh = noise_from(noise, *latents.shape[1:]).to(latents.device)
                latents = torch.lerp(latents, fresh, after)
        watch(number, len(levels) - 1)
    return latents
