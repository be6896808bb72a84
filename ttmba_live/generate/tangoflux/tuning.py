"""TangoFlux as training sees it: sound to latents, a differentiable look, clips to rank.

Knows the model and what of it learns; knows no loss, data or optimizer. One thread at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from ttmba_live.audio import Samples
from ttmba_live.errors import InvalidInput
from ttmba_live.generate._shape import mono
from ttmba_live.generate.model._ask import Ask, Told, untold
from ttmba_live.generate.model._device import usable
from ttmba_live.generate.model._lora import Changes, rank_of
from ttmba_live.generate.model._tokenizer import load_tokenizer
from ttmba_live.generate.model.tuning import Learner
from ttmba_live.generate.tangoflux import _load
from ttmba_live.generate.tangoflux._folder import TEXT, Config, read_config
from ttmba_live.generate.tangoflux._lora import lora_of, read_lora
from ttmba_live.generate.tangoflux._network import Network, plainly
from ttmba_live.generate.tangoflux._tangoflux import TangoFlux
from ttmba_live.generate.tangoflux._text import Reader
from ttmba_live.generate.tangoflux._whole import Whole

__all__ = ["Tuning", "load_tuning"]


class Tuning:
    """A loaded model, and what of it learns; see `ttmba_live.generate.model.tuning.Tuning`."""

    def __init__(
        self, config: Config, network: Network, model: TangoFlux, learner: Learner
    ) -> None:
        self._config, self._network, self._model = config, network, model
        self.learner = learner
        self.device = network.device
        self._half = self.device.type == "cuda" and torch.cuda.is_bf16_supported()
        self.sparing = False
        """Whether looks keep only what is between blocks and compute the rest again."""

    @property
    def parameters(self) -> int:
        """Numbers in text encoder, heads and transformer."""
        return sum(part.numel() for part in self._network.parameters())

    @property
    def span(self) -> float:
        """Seconds of sound that latents hold."""
        return self._model.span

    def latents(self, samples: Samples) -> Tensor:
        """Sound (n,) at 48 kHz to latents (1, frames, channels) on the CPU; silence at its end."""
        if not samples.any():
            raise InvalidInput("silence cannot be learnt")
        ask = Ask("", self.span, 0, 1.0, start=samples)
        return self._model.encoded([ask]).cpu()

    def shape(self, seconds: float) -> tuple[int, ...]:
        """(1, frames, channels), however long the sound is."""
        del seconds
        return 1, self._config.audio_seq_len, self._config.in_channels

    def example(
        self, latents: Tensor, seconds: float, draw: np.random.Generator
    ) -> tuple[Tensor, float]:
        """All of a sound; shares of noise are drawn evenly."""
        del seconds
        return latents, float(draw.random())

    def look(self, latents: Tensor, share: Tensor, caption: str, seconds: float) -> Tensor:
        """The velocity at (1, frames, channels); see `model.tuning.Tuning.look`."""
        conditions = self._model.reader.read([Ask(caption, min(seconds, self.span), 0, 1.0)])
        network = self._network
        rotary = network.rotary(conditions.text.shape[1], latents.shape[1], self.device)
        timing = network.timing(share, conditions.pooled)[0]
        kind = network.dtype
        run = _again if self.sparing and torch.is_grad_enabled() else plainly
        # Weights that learn are float32; what is computed with them need not be.
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self._half):
            velocity = network.velocity(
                latents.to(kind), conditions.text.to(kind), timing.to(kind), rotary, run
            )
        return velocity.float()

    def make(
        self, caption: str, seconds: float, seeds: Sequence[int], steps: int, guidance: float
    ) -> Tensor:
        """Latents (len(seeds), frames, channels) of clips, made as the generator makes them."""
        captions = [caption] * len(seeds)
        return self._model.sample(captions, min(seconds, self.span), steps, guidance, seeds)

    def sound(self, latents: Tensor, seconds: float) -> Samples:
        """One row of latents (1, frames, channels) as (n,) at 48 kHz."""
        stereo = self._model.decode(latents, min(seconds, self.span))[0]
        return mono(stereo.float().cpu().numpy(), self._model.rate)


def _again(block: Any, *given: Tensor) -> Any:
    """A block's outcome, whose inside is computed again for the gradients."""
    return checkpoint(block, *given, use_reentrant=False)


def load_tuning(
    folder: Path,
    device: str,
    rank: int | None,
    begin: Path | None = None,
    told: Told = untold,
) -> Tuning:
    """Load a model to be tuned: what stands still in bfloat16 on a GPU that has it, else float32.

    A ``rank`` is that of a LoRA; None lets all weights of the transformer learn. ``begin`` is a
    LoRA to go on from, whose rank is taken. Raises `Unavailable` or `InvalidInput`.
    """
    place = usable(device)
    fast = place.type == "cuda" and torch.cuda.is_bf16_supported()
    learnt = read_lora(begin) if begin is not None else None
    kind = torch.bfloat16 if fast else torch.float32
    network = _load.load_network(folder, place, kind, told)
    reader = Reader(network, load_tokenizer(Path(folder) / TEXT))
    encoder = partial(_load.load_encoder, folder, place)
    config = read_config(folder)
    decoder = _load.load_decoder(folder, place)
    model = TangoFlux(config, network, decoder, reader, make_encoder=encoder)
    return Tuning(config, network, model, _learner(network, rank, learnt, Path(folder)))


def _learner(network: Network, rank: int | None, learnt: Changes | None, folder: Path) -> Learner:
    if learnt is None:
        return Whole(network, folder) if rank is None else lora_of(network, rank)
    lora = lora_of(network, rank_of(learnt))
    lora.load(learnt)
    return lora
