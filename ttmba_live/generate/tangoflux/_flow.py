"""From noise to latents: the flow-matching loop. Knows the network's looks; no text, no sound."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from torch import Tensor

from ttmba_live.generate.tangoflux._network import Network

Watch = Callable[[int, int], None]
"""Told steps done and steps in all after each one; may raise to stop."""

_AHEAD = 2
"""Steps that may wait on the device, so that what is told of progress stays true."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a batch is steered by; with guidance the rows of the empty prompt come first."""

    text: Tensor
    """(rows, L + 1, width): tokens of the text and one of the duration."""
    pooled: Tensor
    """(rows, width)"""
    guidance: float
    """Not above 1: no guidance, as many rows as clips; above: twice as many."""


class Step(Protocol):
    """One Euler step for a batch whose conditions are set."""

    def __call__(self, latents: Tensor, timing: Tensor, change: Tensor) -> Tensor:
        """Return new latents (B, frames, channels); ``timing`` (rows, inner), ``change`` scalar."""
        ...


MakeStep = Callable[[Network, Conditions, Tensor], Step]


def noise_of(seeds: Sequence[int], frames: int, channels: int) -> Tensor:
    """Standard normal (B, frames, channels), each row from its own seed, equal on every device."""
    rows = []
    for seed in seeds:
        generator = torch.Generator("cpu").manual_seed(seed & (2**63 - 1))
        rows.append(torch.randn(frames, channels, generator=generator))
    return torch.stack(rows)


def eager_step(network: Network, conditions: Conditions, latents: Tensor) -> Step:
    """The plain form of a step, on any device."""
    tokens, frames = conditions.text.shape[1], latents.shape[1]
    rotary = network.rotary(tokens, frames, latents.device)

    def step(latents: Tensor, timing: Tensor, change: Tensor) -> Tensor:
        seen = latents.repeat(2, 1, 1) if conditions.guidance > 1.0 else latents
        kind = conditions.text.dtype
        looked = network.velocity(seen.to(kind), conditions.text, timing.to(kind), rotary).float()
        return latents + change * guided(looked, conditions.guidance)

    return step


def guided(velocity: Tensor, guidance: float) -> Tensor:
    """Lead away from the empty prompt's velocity, the first half of the rows."""
    if guidance <= 1.0:
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
) -> Tensor:
    """Carry noise (B, frames, channels), float32 on the device, to latents of the same shape."""
    scheduler: Any = FlowMatchEulerDiscreteScheduler()  # type: ignore[no-untyped-call]
    scheduler.set_timesteps(sigmas=np.linspace(1.0, 1.0 / steps, steps).tolist())
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
