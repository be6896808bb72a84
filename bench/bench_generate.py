"""How long TangoFlux takes for a clip, plain and fast, with random weights. Prints a table.

    python bench/bench_generate.py             # full size; a GPU is wanted
    python bench/bench_generate.py --small     # a small model, for the CPU

"plain" is float32, one operation after the other, all 30 s decoded, one clip at a time. "fast" is
what the daemon does on the same device. Speed does not depend on what the weights are.
"""

from __future__ import annotations

import argparse
import copy
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from transformers import T5Config

from ttmba_live.generate.tangoflux import _shape
from ttmba_live.generate.tangoflux._decoder import Decoder, make_vae
from ttmba_live.generate.tangoflux._flow import eager_step
from ttmba_live.generate.tangoflux._folder import Config
from ttmba_live.generate.tangoflux._graph import GraphedSteps
from ttmba_live.generate.tangoflux._network import Network
from ttmba_live.generate.tangoflux._tangoflux import TangoFlux, precision
from ttmba_live.generate.tangoflux._text import Reader

GUIDANCE = 4.5
PROMPT = "a dog barks twice in a quiet street while rain falls on leaves"
TFLOP_STEP, TFLOP_SECOND = 0.958, 3.25 / 30.0
"""Of one guided step and of a decoded second, at full size."""

PEAKS = {"H100": 800.0, "H200": 800.0, "A100": 280.0, "4090": 165.0, "3090": 71.0}
"""TFLOP/s in half precision that such a device reaches in practice."""


@dataclass(frozen=True)
class Form:
    """One way to make clips."""

    name: str
    model: TangoFlux
    whole: bool
    steps: GraphedSteps | None = None

    def fault(self) -> str:
        """Why its steps are not replayed, or an empty string."""
        return self.steps.fault if self.steps else ""


@dataclass(frozen=True)
class Timing:
    """Seconds of one pass, and of its parts."""

    sampling: float
    decoding: float
    shaping: float
    first: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.sampling + self.decoding + self.shaping


class Words:
    """Stands in for a tokenizer: one token a word."""

    pad_token_id = 0

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        """Token numbers and the end mark."""
        return {"input_ids": [2 + len(word) % 90 for word in text.split()] + [1]}


def random_parts(device: torch.device, *, small: bool) -> tuple[Config, Network, Any]:
    """A network and an autoencoder with random weights, float32, on the device."""
    torch.manual_seed(0)
    if small:
        config = Config(1, 2, 64, 128, 64, 2, 645, 30.0)
        sizes: dict[str, Any] = {
            "d_model": 64,
            "d_kv": 16,
            "d_ff": 128,
            "num_layers": 2,
            "num_heads": 4,
        }
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
        torch.nn.init.normal_(weight, 1.0 if "norm" in name else 0.0, 0.02)
    return config, network, vae.eval().requires_grad_(requires_grad=False).to(device)


def forms(device: torch.device, *, small: bool) -> list[Form]:
    """The plain and the fast form of one model."""
    config, network, vae = random_parts(device, small=small)
    decoder = Decoder(vae)
    quick, dtype = network, precision(device)
    if dtype != torch.float32:
        quick = copy.deepcopy(network).to(dtype)
        quick.transformer.time_text_embed.float()
        quick.duration_emebdder.float()
        if dtype == torch.float16:
            quick.text_encoder.float()  # type: ignore[no-untyped-call]
            quick.fc.float()
    graphs = GraphedSteps() if device.type == "cuda" else None
    plain = TangoFlux(config, network, decoder, Reader(network, Words()))
    fast = TangoFlux(config, quick, decoder, Reader(quick, Words()), graphs or eager_step)
    return [Form("plain", plain, True), Form("fast", fast, False, graphs)]


def once(form: Form, seconds: float, steps: int, batch: int) -> Timing:
    """Make ``batch`` clips: together, or in the plain form one after the other."""
    rounds = [range(1)] * batch if form.whole else [range(batch)]
    begin, first = time.perf_counter(), 0.0
    parts = np.zeros(3)
    for rows in rounds:
        marks = [time.perf_counter()]
        prompts, seeds = [PROMPT] * len(rows), list(rows)
        latents = form.model.sample(prompts, seconds, steps, GUIDANCE, seeds)
        _settle(form.model.device)
        marks.append(time.perf_counter())
        length = form.model.span if form.whole else seconds + 0.02
        tile = latents.shape[1] if form.whole else None
        stereos = []
        for row in rows:
            sound = form.model.decode(latents[row : row + 1], length, tile=tile)
            stereos.append(sound[0].float().cpu().numpy())
            first = first or time.perf_counter() - begin
        marks.append(time.perf_counter())
        for stereo in stereos:
            raw = _shape.mono(stereo[:, : round(seconds * form.model.rate)], form.model.rate)
            _shape.levelled(_shape.once(raw, round(seconds * 48_000)))
        marks.append(time.perf_counter())
        parts += np.diff(marks)
    sampling, decoding, shaping = parts.tolist()
    return Timing(sampling, decoding, shaping, first)


def _settle(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def best(form: Form, case: tuple[float, int, int], rounds: int) -> Timing:
    """The quickest of some passes; the first, which may prepare things, does not count."""
    if form.model.device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(form.model.device)
    once(form, *case)
    return min((once(form, *case) for _ in range(rounds)), key=lambda timing: timing.total)


def peak_memory(device: torch.device) -> float:
    """GB that were in use at most."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device) / 1e9
    if sys.platform == "win32":
        return float("nan")
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def named(device: torch.device) -> tuple[str, float | None]:
    """The device's name and, where known, what it can do."""
    if device.type != "cuda":
        return f"{device.type}, {torch.get_num_threads()} threads", None
    name = torch.cuda.get_device_name(device)
    return name, next((peak for key, peak in PEAKS.items() if key in name), None)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a small model and fewer cases")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--seconds", type=float, nargs="+", default=[5.0, 10.0, 30.0])
    parser.add_argument("--steps", type=int, nargs="+")
    parser.add_argument("--batch", type=int, nargs="+")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args()


def main() -> None:
    """Measure and print."""
    arguments = _arguments()
    steps = arguments.steps or ([5] if arguments.small else [25, 50])
    batches = arguments.batch or ([1, 4] if arguments.small else [1, 4, 8])
    device = torch.device(arguments.device)
    name, peak = named(device)
    kind = "small model" if arguments.small else "full size"
    print(f"{name}; {kind}, random weights, torch {torch.__version__}\n")
    print(
        "| form | clip s | steps | batch | s per clip | first clip s | sampling | decoding "
        "| shaping | peak GB | times faster | times the floor |"
    )
    print("|---" * 12 + "|")
    plain, fast = forms(device, small=arguments.small)
    for count in steps:
        for seconds in arguments.seconds:
            for batch in batches:
                floor = (TFLOP_STEP * count + TFLOP_SECOND * seconds) / peak if peak else None
                reference = None
                for form in (plain, fast):
                    timing = best(form, (seconds, count, batch), arguments.rounds)
                    each = timing.total / batch
                    reference = reference or each
                    shares = [timing.sampling / batch, timing.decoding / batch]
                    shares += [timing.shaping / batch, peak_memory(device), reference / each]
                    above = f"{each / floor:.1f}" if floor and not arguments.small else ""
                    cells = [f"{value:.4g}" for value in (each, timing.first, *shares)]
                    print(
                        "|",
                        " | ".join(
                            [form.name, f"{seconds:g}", str(count), str(batch), *cells, above]
                        ),
                        "|",
                        flush=True,
                    )
    if fault := fast.fault():
        print(f"plain steps were used: {fault}", file=sys.stderr)


if __name__ == "__main__":
    main()
