"""Both models as the rest sees them: asks to latents, latents to sound. Knows no clips, no files.

Not for several threads at once: one owner calls it.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Sequence

import torch
from torch import Tensor

from ttmba_live.generate.audioldm._parts import Parts
from ttmba_live.generate.audioldm._sampler import Sampler, diffuse
from ttmba_live.generate.audioldm._text import Reader
from ttmba_live.generate.model._ask import Ask, Watch, unwatched
from ttmba_live.generate.model._device import generators_of, noise_from, one_memory_error

SPAN = 10.24
"""Seconds that the models were trained on."""


class MelModel:
    """A loaded model; see `ttmba_live.generate.model._ask.Model`."""

    least = 2.5
    """Less than that is far from what it was trained on."""

    def __init__(self, name: str, parts: Parts, reader: Reader, sampler: Sampler = "dpm++") -> None:
        self.name, self._parts, self._reader, self._sampler = name, parts, reader, sampler
        self.device: torch.device = parts.unet.device
        vocoder, vae = parts.vocoder.config, parts.vae.config
        self.rate = int(vocoder.sampling_rate)
        self._hop: int = math.prod(vocoder.upsample_rates)
        """Samples of a mel frame."""
        self._shrunk: int = 1 << (len(vae.block_out_channels) - 1)
        """Mel frames, and bands, of a latent one."""
        self._steps: int = 1 << (len(parts.unet.config.block_out_channels) - 1)
        """Latent frames come in multiples of that."""
        self._bands = int(vocoder.model_in_dim) // self._shrunk

    @property
    def span(self) -> float:
        """Seconds that one pass can sound."""
        return SPAN

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self._reader.count(prompt)

    def likeness(self, ask: Ask) -> Hashable:
        """All latents of a pass are equally long."""
        return self.frames(ask.seconds), ask.guided

    def frames(self, seconds: float) -> int:
        """Latent frames for so many seconds, at most `span`."""
        mel = math.ceil(round(min(seconds, SPAN) * self.rate / self._hop, 6))
        return math.ceil(mel / self._shrunk / self._steps) * self._steps

    def make(self, asks: Sequence[Ask], steps: int, watch: Watch = unwatched) -> Tensor:
        """Latents (B, channels, frames, bands), float32, of asks that are alike."""
        generators = generators_of([ask.seed for ask in asks])
        channels = int(self._parts.unet.config.in_channels)
        shape = (channels, self.frames(asks[0].seconds), self._bands)
        begin = noise_from(generators, *shape).to(self.device)
        guided = asks[0].guided
        prompts = [ask.prompt for ask in asks]
        given = self._reader.read(
            [*(ask.negative for ask in asks), *prompts] if guided else prompts
        )
        guidance = torch.tensor([ask.guidance for ask in asks], device=self.device)
        kind = self._parts.unet.dtype

        def look(latents: Tensor, time: Tensor) -> Tensor:
            twice = 2 if guided else 1
            seen: Tensor = self._parts.unet(
                latents.repeat(twice, 1, 1, 1).to(kind), time.repeat(twice), **given
            ).sample.float()
            if not guided:
                return seen
            away, text = seen.chunk(2)
            return away + guidance[:, None, None, None] * (text - away)

        with one_memory_error():
            return diffuse(
                look, begin, generators, self._parts.schedule, steps, self._sampler, watch
            )

    @torch.no_grad()
    def decode(self, latents: Tensor, seconds: float) -> Tensor:
        """Mono sound (B, 1, samples) at 16 kHz, as much as ``seconds`` need."""
        with one_memory_error():
            mel = self._parts.vae.decode(latents / self._parts.scale).sample
            sound: Tensor = self._parts.vocoder(mel[:, 0])
        samples = round(min(seconds, SPAN) * self.rate)
        return sound.reshape(len(latents), 1, -1)[..., :samples]

    def warm_up(self, guidance: float) -> Iterator[None]:
        """Nothing is prepared."""
        del guidance
        return iter(())
