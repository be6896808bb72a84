"""Any model with random weights, to be timed in one form after another. Prints nothing.

Speed does not depend on what the weights are, so no download is needed.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from ttmba_live.errors import GenerationFailed
from ttmba_live.generate._spec import ClipSpec
from ttmba_live.generate.model._ask import Ask, Model, Watch, unwatched
from ttmba_live.generate.model._device import usable
from ttmba_live.generate.model._generator import ModelGenerator

PROMPT = "take {} of a dog that barks twice in a quiet street while rain falls on leaves"
"""With a number of its own each time: what was read before is remembered."""

REACHED = {"H100": 800.0, "H200": 800.0, "A100": 280.0, "4090": 165.0, "3090": 71.0}
"""TFLOP/s in half precision that such a device reaches in practice."""

Kind = torch.dtype


@dataclass(frozen=True, slots=True)
class Form:
    """One way to run a model."""

    name: str
    make: Callable[[], Model]
    """Makes it, or turns the one before into it; there is no way back."""
    kind: Kind
    """What most of its products are computed in."""
    together: bool = False
    """Whether several clips share a pass."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of one pass over a batch, of its parts, and until its first clip is there."""

    total: float
    first: float
    sampling: float
    decoding: float
    cpu: float
    """Of all the host's cores together: what another program's load does not change."""

    @property
    def shaping(self) -> float:
        """What is left: downmix, resampling, loudness, edges."""
        return self.total - self.sampling - self.decoding


class Clocked:
    """A model that keeps how long it sampled and decoded."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.sampling = self.decoding = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def make(self, asks: Sequence[Ask], steps: int, watch: Watch = unwatched) -> Tensor:
        """Sample, and wait until that is done."""
        begin = time.perf_counter()
        latents = self._model.make(asks, steps, watch)
        settle(self._model.device)
        self.sampling += time.perf_counter() - begin
        return latents

    def decode(self, latents: Tensor, seconds: float) -> Tensor:
        """Decode, and wait until that is done."""
        begin = time.perf_counter()
        sound = self._model.decode(latents, seconds)
        settle(self._model.device)
        self.decoding += time.perf_counter() - begin
        return sound


class Trial:
    """One model in one form after another; no two take memory at once."""

    def __init__(self, device: str, forms: Sequence[Form], guidance: float) -> None:
        """Begin with the first form; raises `Unavailable` for a device that cannot be used."""
        self.device = usable(device)
        self.forms = tuple(forms)
        self._guidance = guidance
        self._takes = itertools.count()
        self._at, self._model = self.forms[0], self.forms[0].make()

    @property
    def fault(self) -> str:
        """What kept the present form from being as quick as it could be, or an empty string."""
        return str(getattr(self._model, "fault", ""))

    def turn_into(self, form: Form) -> None:
        """Take the next form."""
        self._at, self._model = form, form.make()

    def work(self, seconds: float, steps: int) -> float:
        """TFLOP of a clip, counted on the present form; fused attention would not be counted."""
        ask = Ask(PROMPT, max(seconds, self._model.least), 0, self._guidance)
        with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counted:
            latents = self._model.make([ask], 1)
        with FlopCounterMode(display=False) as decoding:
            self._model.decode(latents, seconds)
        flops: int = counted.get_total_flops() * steps + decoding.get_total_flops()
        return flops / 1e12

    def once(self, seconds: float, steps: int, batch: int) -> Timing:
        """Make ``batch`` clips the way this form does; raises `GenerationFailed`."""
        model: Any = Clocked(self._model)
        size = batch if self._at.together else 1
        generator = ModelGenerator(model, steps=steps, guidance=self._guidance, batch=size)
        specs = [ClipSpec(PROMPT.format(next(self._takes)), seconds, n) for n in range(batch)]
        begin, first, cpu = time.perf_counter(), 0.0, time.process_time()
        for _, outcome in generator.generate_many(specs):
            first = first or time.perf_counter() - begin
            if isinstance(outcome, GenerationFailed):
                raise outcome
        total, cpu = time.perf_counter() - begin, time.process_time() - cpu
        return Timing(total, first, model.sampling, model.decoding, cpu)

    def best(self, case: tuple[float, int, int], rounds: int) -> Timing:
        """The quickest of some passes; one before them, which may prepare things, is not counted.

        The peak of memory begins anew here.
        """
        if self.device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(self.device)
        seconds, steps, batch = case
        self.once(seconds, min(steps, 2), batch)
        return min((self.once(*case) for _ in range(rounds)), key=lambda timing: timing.total)


class Words:
    """Stands in for a tokenizer: one token a word."""

    pad_token_id = 0

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        """Token numbers and the end mark."""
        return {"input_ids": [2 + len(word) % 90 for word in text.split()] + [1]}


def random_weights(module: torch.nn.Module, device: torch.device) -> Any:
    """A module made `without_storage`, on the device, with small random weights."""
    for part in module.modules():
        for name, empty in list(part.named_parameters(recurse=False)):
            scale = empty.ndim == 1 and "Norm" in type(part).__name__ and name != "bias"
            weight = torch.empty(empty.shape, device=device)
            torch.nn.init.normal_(weight, 1.0 if scale else 0.0, 0.02)
            setattr(part, name, torch.nn.Parameter(weight, requires_grad=False))
    return module.to(device).eval()


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


def device_named(device: str) -> str:
    """The same of a device by its name; raises `Unavailable` for one that cannot be used."""
    return device_name(usable(device))


def reached(device: torch.device, kind: Kind) -> tuple[float, str]:
    """TFLOP/s that the device reaches in a precision, and how that is known."""
    name = device_name(device)
    known = next((peak for key, peak in REACHED.items() if key in name), None)
    if known and kind in (torch.bfloat16, torch.float16):
        return known, "what such a device is known to reach"
    size, tries = (8192, 5) if device.type == "cuda" else (512, 40)
    left = torch.randn(size, size, device=device)
    left = (left * 40).to(kind) if kind == torch.int8 else left.to(kind)
    multiply = torch._int_mm if kind == torch.int8 else torch.matmul  # noqa: SLF001 - no other
    times = []
    for _ in range(tries):
        settle(device)
        begin = time.perf_counter()
        multiply(left, left)
        settle(device)
        times.append(time.perf_counter() - begin)
    return 2.0 * size**3 / min(times) / 1e12, "measured with one product of matrices"


def versions() -> str:
    """What the figures depend on besides the device."""
    return f"torch {torch.__version__}"
