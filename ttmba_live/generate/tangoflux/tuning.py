"""TangoFlux as training sees it: sound to latents, a differentiable look, clips to rank.

Knows the model and its LoRA; knows no loss, no data and no optimizer. One thread at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import torch
from torch import Tensor

from ttmba_live.audio import Samples
from ttmba_live.errors import InvalidInput
from ttmba_live.generate._shape import mono
from ttmba_live.generate.model._ask import Ask, Told, untold
from ttmba_live.generate.model._device import noise_from, usable
from ttmba_live.generate.model._tokenizer import load_tokenizer
from ttmba_live.generate.tangoflux import _load
from ttmba_live.generate.tangoflux._folder import TEXT, read_config
from ttmba_live.generate.tangoflux._lora import Lora, rank_of, read_lora
from ttmba_live.generate.tangoflux._tangoflux import TangoFlux
from ttmba_live.generate.tangoflux._text import Reader

__all__ = ["Tuning"]


class Tuning:
    """A loaded model whose weights stand still, and the LoRA that learns."""

    def __init__(
        self,
        folder: Path,
        device: str,
        rank: int,
        begin: Path | None = None,
        told: Told = untold,
    ) -> None:
        """Load it: bfloat16 on a GPU that has it, else float32.

        ``begin`` is a LoRA to go on from, whose rank is taken. Raises `Unavailable` or
        `InvalidInput`.
        """
        place = usable(device)
        fast = place.type == "cuda" and torch.cuda.is_bf16_supported()
        self._config = read_config(folder)
        learnt = read_lora(begin) if begin is not None else None
        self._network = _load.load_network(
            folder, place, torch.bfloat16 if fast else torch.float32, told
        )
        reader = Reader(self._network, load_tokenizer(Path(folder) / TEXT))
        encoder = partial(_load.load_encoder, folder, place)
        self._model = TangoFlux(
            self._config, self._network, _load.load_decoder(folder, place), reader,
            make_encoder=encoder,
        )  # fmt: skip
        self.lora = Lora(self._network, rank if learnt is None else rank_of(learnt))
        if learnt is not None:
            self.lora.load(learnt)
        self.device = place

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

    def noise(self, source: torch.Generator) -> Tensor:
        """Standard normal (1, frames, channels), drawn on the CPU."""
        noise = noise_from([source], self._config.audio_seq_len, self._config.in_channels)
        return noise.to(self.device)

    def look(self, latents: Tensor, share: Tensor, caption: str, seconds: float) -> Tensor:
        """The velocity from sound to noise at one place of the way.

        Args:
            latents: (1, frames, channels) with noise laid over them.
            share: (1,) of noise, 0..1.
            caption: what it should sound like; empty is what guidance leads away from.
            seconds: how long.

        Returns:
            (1, frames, channels) float32. Gradients reach the LoRA.
        """
        conditions = self._model.reader.read([Ask(caption, min(seconds, self.span), 0, 1.0)])
        network = self._network
        rotary = network.rotary(conditions.text.shape[1], latents.shape[1], self.device)
        timing = network.timing(share, conditions.pooled)[0]
        kind = network.dtype
        return network.velocity(latents.to(kind), conditions.text, timing.to(kind), rotary).float()

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
