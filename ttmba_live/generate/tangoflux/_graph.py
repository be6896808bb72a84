"""Steps as recordings: one per shape, replayed from fixed buffers. Knows no prompts."""

from __future__ import annotations

import torch
from torch import Tensor

from ttmba_live.generate.model._graph import Capture, Recordings
from ttmba_live.generate.tangoflux._flow import Conditions, Step, eager_step
from ttmba_live.generate.tangoflux._network import Network


class _Recorded:
    """One shape's buffers and what carries them a step further."""

    def __init__(
        self, network: Network, like: Conditions, latents: Tensor, capture: Capture
    ) -> None:
        self.latents = torch.zeros_like(latents)
        self.text = torch.zeros_like(like.text)
        width = network.transformer.inner_dim
        kind, place = like.text.dtype, latents.device
        self.timing = torch.zeros(len(like.text), width, dtype=kind, device=place)
        self.change = torch.zeros((), device=place)
        self.guidance = torch.zeros(len(latents), 1, 1, device=place)
        self._rotary = network.rotary(like.text.shape[1], latents.shape[1], place)
        self._network = network
        self._replay = capture(self._body)

    def _body(self) -> None:
        leading = len(self.text) > len(self.latents)
        seen = self.latents.repeat(2, 1, 1) if leading else self.latents
        looked = self._network.velocity(
            seen.to(self.text.dtype), self.text, self.timing, self._rotary
        ).float()
        if leading:
            empty, text = looked.chunk(2)
            looked = empty + self.guidance * (text - empty)
        self.latents.add_(self.change * looked)

    def __call__(self, latents: Tensor, timing: Tensor, change: Tensor) -> Tensor:
        """Take one step; what is returned is overwritten by the next call."""
        if latents is not self.latents:
            self.latents.copy_(latents)
        self.timing.copy_(timing)
        self.change.copy_(change)
        self._replay()
        return self.latents


class GraphedSteps(Recordings[_Recorded]):
    """Makes steps that replay recordings, and plain ones where there can be none."""

    def __call__(self, network: Network, conditions: Conditions, latents: Tensor) -> Step:
        step = self.get(
            (*conditions.text.shape, *latents.shape),
            lambda capture: _Recorded(network, conditions, latents, capture),
        )
        if step is None:
            return eager_step(network, conditions, latents)
        step.text.copy_(conditions.text)
        if conditions.guidance is not None:
            step.guidance.copy_(conditions.guidance)
        return step
