"""From noise to latents of a mel spectrogram: two ways through the same noise. Knows no text."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import torch
from diffusers import DDIMScheduler, DPMSolverMultistepScheduler
from torch import Tensor

from ttmba_live.generate.model._ask import Watch
from ttmba_live.generate.model._device import noise_from

Sampler = Literal["dpm++", "ddim"]
"""DPM-Solver++ of second order, which 50 steps are enough for; or DDIM with all the noise it may
add, as the paper's baseline was sampled in 200 steps."""

Look = Callable[[Tensor, Tensor], Tensor]
"""Latents and the time (B,) to the noise that the network sees in them."""


@torch.no_grad()
def diffuse(
    look: Look,
    begin: Tensor,
    noise: Sequence[torch.Generator],
    schedule: Mapping[str, Any],
    steps: int,
    sampler: Sampler,
    watch: Watch,
) -> Tensor:
    """Carry noise (B, channels, frames, bands), float32, to latents of the same shape.

    What DDIM adds on the way comes from each row's own ``noise``.
    """
    scheduler: Any
    if sampler == "ddim":
        scheduler = DDIMScheduler(  # type: ignore[no-untyped-call]
            **schedule, clip_sample=False, set_alpha_to_one=False
        )
    else:
        scheduler = DPMSolverMultistepScheduler(  # type: ignore[no-untyped-call]
            **schedule, algorithm_type="dpmsolver++"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # diffusers hands numpy a tensor
        scheduler.set_timesteps(steps)
    latents = begin
    for number, time in enumerate(scheduler.timesteps):
        seen = look(latents, time.expand(len(latents)).to(latents.device)).float()
        if sampler == "ddim":
            added = noise_from(noise, *latents.shape[1:]).to(latents.device)
            step = scheduler.step(seen, time, latents, eta=1.0, variance_noise=added)
        else:
            step = scheduler.step(seen, time, latents)
        latents = step.prev_sample
        watch(number + 1, len(scheduler.timesteps))
    return latents
