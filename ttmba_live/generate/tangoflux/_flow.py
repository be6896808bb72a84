"""From noise to latents: the flow-matching loop. Knows the network's looks; no text, no sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor

from ttmba_live.generate.model._ask import Watch
from ttmba_live.generate.tangoflux._network import Network

_AHEAD = 2
"""Steps that may wait on the device, so that what is told of progress stays true."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a batch is steered by; with guidance the rows to lead away from come first."""

    text: Tensor
    """(rows, L + 1, width): tokens of the text and one of the duration."""
    pooled: Tensor
    """(rows, width)"""
    guidance: Tensor | None
    """(B, 1, 1), each above 1: twice as many rows as clips; None: no guidance, as many rows."""


class Step(Protocol):
    """One Euler step for a batch whose conditions are set."""

    def __call__(self, latents: Tensor, timing: Tensor, change: Tensor) -> Tensor:
        """Return new latents (B, frames, channels); ``timing`` (rows, inner), ``change`` scalar."""
        ...


MakeStep = Callable[[Network, Conditions, Tensor], Step]


def eager_step(network: Network, conditions: Conditions, latents: Tensor) -> Step:
    """The plain form of a step, on any device."""
    tokens, frames = conditions.text.shape[1], latents.shape[1]
    rotary = network.rotary(tokens, frames, latents.device)

    def step(latents: Tensor, timing: Tensor, change: Tensor) -> Tensor:
        seen = latents if conditions.guidance is None else latents.repeat(2, 1, 1)
        kind = conditions.text.dtype
        looked = network.velocity(seen.to(kind), conditions.text, timing.to(kind), rotary).float()
        return latents + change * guided(looked, conditions.guidance)

    return step


def guided(velocity: Tensor, guidance: Tensor | None) -> Tensor:
    """Lead away from the velocity of the first half of the rows."""
    if guidance is None:
        return velocity
    empty, text = velocity.chunk(2)
    return empty + guidance * (text - empty)


@torch.no_grad()
def flow(
    network: Network,
    noise: Tensor,
    conditions: Conditions,
    steps: int,
    watch: Watch,
    make_step: MakeStep = eager_step,
    begin: float = 1.0,
) -> Tensor:
    """Carry noise (B, frames, channels), float32 on the device, to latents of the same shape.

    With ``begin`` under 1 they are latents already, with that share of noise laid over them, and
    as much of the way is left.
    """
    scheduler: Any = FlowMatchEulerDiscreteScheduler()  # type: ignore[no-untyped-call]
    scheduler.set_timesteps(sigmas=np.linspace(begin, begin / steps, steps).tolist())
    sigmas = scheduler.sigmas.to(noise.device)
    timing = network.timing(sigmas[:-1], conditions.pooled)
    changes = sigmas.diff()
    step = make_step(network, conditions, noise)
    latents, marks = noise, deque[Any]()
    for number in range(steps):
        latents = step(latents, timing[number], changes[number])
        if noise.device.type == "cuda":
            marks.append(torch.cuda.Event())  # type: ignore[no-untyped-call]
            marks[-1].record()
            if len(marks) > _AHEAD:
                marks.popleft().synchronize()
        watch(number + 1, steps)
    return latents
