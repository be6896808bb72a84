"""Steps as CUDA graphs: one recording per shape, replayed from fixed buffers. Knows no prompts.

A step is some thousand small kernels; replaying them spares the host from launching each.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from ttmba_live.generate.tangoflux._flow import Conditions, Step, eager_step
from ttmba_live.generate.tangoflux._network import Network

Body = Callable[[], None]
Capture = Callable[[Body], Body]
"""Takes a body that works on fixed buffers, returns what repeats it."""

_MOST = 48
_WARM_RUNS = 3


class CudaCapture:
    """Records bodies into CUDA graphs that share one pool of memory."""

    def __init__(self) -> None:
        self._pool: Any = None

    def __call__(self, body: Body) -> Body:
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(_WARM_RUNS):
                body()
        torch.cuda.current_stream().wait_stream(side)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            body()
        self._pool = self._pool or graph.pool()
        return graph.replay


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


class GraphedSteps:
    """Makes steps that replay recordings; falls back to plain ones, and says why in ``fault``."""

    def __init__(self, capture: Capture | None = None) -> None:
        self._capture = capture or CudaCapture()
        self._recorded: OrderedDict[tuple[int, ...], _Recorded] = OrderedDict()
        self.fault = ""

    def __call__(self, network: Network, conditions: Conditions, latents: Tensor) -> Step:
        if self.fault:
            return eager_step(network, conditions, latents)
        key = (*conditions.text.shape, *latents.shape)
        if key not in self._recorded:
            try:
                self._recorded[key] = _Recorded(network, conditions, latents, self._capture)
            except torch.OutOfMemoryError:
                self._recorded.clear()
                raise
            except RuntimeError as error:
                self.fault = f"CUDA graphs cannot be used: {str(error).splitlines()[0]}"
                return eager_step(network, conditions, latents)
            if len(self._recorded) > _MOST:
                self._recorded.popitem(last=False)
        self._recorded.move_to_end(key)
        step = self._recorded[key]
        step.text.copy_(conditions.text)
        if conditions.guidance is not None:
            step.guidance.copy_(conditions.guidance)
        return step
