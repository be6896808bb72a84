"""TangoFlux with random weights, to be timed: plain and as the daemon runs it. Prints nothing.

Speed does not depend on what the weights are, so no download is needed.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode
from transformers import T5Config

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._spec import ClipSpec
from ttmba_live.generate.model._ask import Ask
from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._generator import ModelGenerator
from ttmba_live.generate.tangoflux._decoder import Decoder, make_vae
from ttmba_live.generate.tangoflux._flow import eager_step
from ttmba_live.generate.tangoflux._folder import Config
from ttmba_live.generate.tangoflux._graph import GraphedSteps
from ttmba_live.generate.tangoflux._network import Network
from ttmba_live.generate.tangoflux._tangoflux import TangoFlux
from ttmba_live.generate.tangoflux._text import Reader

GUIDANCE = 4.5
PROMPT = "take {} of a dog that barks twice in a quiet street while rain falls on leaves"
"""With a number of its own each time: what was read before is remembered."""

REACHED = {"H100": 800.0, "H200": 800.0, "A100": 280.0, "4090": 165.0, "3090": 71.0}
"""TFLOP/s in half precision that such a device reaches in practice."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one pass over a batch, of its parts, and until its first clip is there."""

    total: float
    first: float
    sampling: float
    decoding: float

    @property
    def shaping(self) -> float:
        """What is left: downmix, resampling, loudness, edges."""
        return self.total - self.sampling - self.decoding


@dataclass(frozen=True, slots=True)
class Work:
    """What clips cost, counted on the model itself, in TFLOP."""

    step: float
    """One step of one clip, with guidance."""
    second: float
    """Decoding one second."""

    def of(self, seconds: float, steps: int) -> float:
        """One clip."""
        return self.step * steps + self.second * seconds


class _Clocked(TangoFlux):
    """A model that keeps how long it sampled and decoded."""

    sampling = decoding = 0.0
    whole = False
    """Whether all 30 s are decoded, in one piece, whatever is wanted."""

    def make(self, asks: Sequence[Ask], *arguments: Any) -> Tensor:
        """Sample, and wait until that is done."""
        begin = time.perf_counter()
        latents = super().make(asks, *arguments)
        settle(self.device)
        self.sampling += time.perf_counter() - begin
        return latents

    def decode(self, latents: Tensor, seconds: float, *, tile: int | None = None) -> Tensor:
        """Decode, and wait until that is done."""
        begin = time.perf_counter()
        if self.whole:
            stereo = super().decode(latents, self.span, tile=latents.shape[1])
            stereo = stereo[..., : round(seconds * self.rate)]
        else:
            stereo = super().decode(latents, seconds, tile=tile)
        settle(self.device)
        self.decoding += time.perf_counter() - begin
        return stereo


class _Words:
    """Stands in for a tokenizer: one token a word."""

    pad_token_id = 0

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        """Token numbers and the end mark."""
        return {"input_ids": [2 + len(word) % 90 for word in text.split()] + [1]}


class Trial:
    """One model in its plain form, later in its fast one; both never take memory at once.

    Plain is float32, one operation after the other, all 30 s decoded, one clip at a time. Fast is
    what the daemon does on the same device.
    """

    def __init__(self, device: str, *, small: bool = False) -> None:
        """Make the plain form; raises `Unavailable` for a device that cannot be used."""
        self.device = usable(device)
        self._config, self._network, vae = _random_parts(self.device, small=small)
        self._decoder = Decoder(vae)
        self._steps: GraphedSteps | None = None
        self._model = self._made()
        self._model.whole = True
        self._together = False
        self._takes = itertools.count()

    @property
    def fault(self) -> str:
        """Why steps are not replayed from CUDA graphs, or an empty string."""
        return self._steps.fault if self._steps else ""

    def quicken(self) -> None:
        """Turn into the fast form; there is no way back."""
        dtype = precision(self.device)
        if dtype != torch.float32:
            self._network.to(dtype)
            self._network.transformer.time_text_embed.float()
            self._network.duration_emebdder.float()
        if dtype == torch.float16:
            self._network.text_encoder.float()  # type: ignore[no-untyped-call]
            self._network.fc.float()
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
            self._steps = GraphedSteps()
        self._model = self._made()
        self._together = True

    def work(self) -> Work:
        """Count what a step and a decoded second cost; fused attention would not be counted."""
        span = self._model.span
        with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as step:
            latents = self._model.sample([PROMPT], span, 1, GUIDANCE, [0])
        with FlopCounterMode(display=False) as decoding:
            self._model.decode(latents, span)
        return Work(step.get_total_flops() / 1e12, decoding.get_total_flops() / 1e12 / span)

    def once(self, seconds: float, steps: int, batch: int) -> Timing:
        """Make ``batch`` clips the way this form does; raises `GenerationFailed`."""
        model = self._model
        generator = ModelGenerator(
            model, steps=steps, guidance=GUIDANCE, batch=batch if self._together else 1
        )
        model.sampling = model.decoding = 0.0
        specs = [ClipSpec(PROMPT.format(next(self._takes)), seconds, n) for n in range(batch)]
        begin, first = time.perf_counter(), 0.0
        for _, outcome in generator.generate_many(specs):
            first = first or time.perf_counter() - begin
            if isinstance(outcome, GenerationFailed):
                raise outcome
        total = time.perf_counter() - begin
        return Timing(total, first, model.sampling, model.decoding)

    def best(self, case: tuple[float, int, int], rounds: int) -> Timing:
        """The quickest of some passes; one before them, which may prepare things, is not counted.

        The peak of memory begins anew here.
        """
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self.device)
        seconds, steps, batch = case
        self.once(seconds, min(steps, 2), batch)
        return min((self.once(*case) for _ in range(rounds)), key=lambda timing: timing.total)

    def _made(self) -> _Clocked:
        reader = Reader(self._network, _Words())
        return _Clocked(
            self._config, self._network, self._decoder, reader, self._steps or eager_step
        )


def _random_parts(device: torch.device, *, small: bool) -> tuple[Config, Network, Any]:
    """A network and an autoencoder with random weights, float32, on the device."""
    torch.manual_seed(0)
    sizes: dict[str, Any]
    if small:
        config = Config(1, 2, 64, 128, 64, 2, 645, 30.0)
        sizes = {"d_model": 64, "d_kv": 16, "d_ff": 128, "num_layers": 2, "num_heads": 4}
        vae = make_vae({"encoder_hidden_size": 8, "decoder_channels": 8})
    else:
        config = Config(6, 18, 64, 128, 1024, 8, 645, 30.0)
        sizes = {"d_model": 1024, "d_kv": 64, "d_ff": 2816, "num_layers": 24, "num_heads": 16}
        vae = make_vae({})
    text = T5Config(**sizes, vocab_size=32128, feed_forward_proj="gated-gelu")
    with torch.device("meta"):
        network = Network(config, text).eval()
    network = network.to_empty(device=device).requires_grad_(requires_grad=False)
    for name, weight in network.named_parameters():
        scale = weight.ndim == 1 and "norm" in name and name.endswith("weight")
        torch.nn.init.normal_(weight, 1.0 if scale else 0.0, 0.02)
    return config, network, vae.eval().requires_grad_(requires_grad=False).to(device)


def settle(device: torch.device) -> None:
    """Wait until the device has done all it was given."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def peak_memory(device: torch.device) -> float:
    """GB that were in use at most: of the GPU since `Trial.best` began, else of the process."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e9
    if sys.platform == "win32":
        return float("nan")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def device_name(device: torch.device) -> str:
    """The device's name, and on a CPU how many threads work."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{device.type}, {torch.get_num_threads()} threads"


def reached(device: torch.device) -> tuple[float, str]:
    """TFLOP/s that the device reaches in the fast form's precision, and how that is known."""
    name = device_name(device)
    known = next((peak for key, peak in REACHED.items() if key in name), None)
    if known:
        return known, "what such a device is known to reach"
    size = 8192 if device.type == "cuda" else 1024
    left = torch.randn(size, size, device=device).to(precision(device))
    times = []
    for _ in range(5):
        settle(device)
        begin = time.perf_counter()
        _ = left @ left
        settle(device)
        times.append(time.perf_counter() - begin)
    return 2.0 * size**3 / min(times) / 1e12, "measured with one large product of matrices"


def versions() -> str:
    """What the figures depend on besides the device."""
    return f"torch {torch.__version__}"
