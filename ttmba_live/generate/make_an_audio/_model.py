"""Make-An-Audio 2 as the rest sees it: asks to latents, latents to sound. Knows no clips, no files.

Not for several threads at once: one owner calls it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import torch
from diffusers import DDIMScheduler
from torch import Tensor

from ttmba_live.generate.make_an_audio._autoencoder import MelDecoder
from ttmba_live.generate.make_an_audio._denoiser import Denoiser
from ttmba_live.generate.make_an_audio._text import Reader
from ttmba_live.generate.make_an_audio._vocoder import Vocoder
from ttmba_live.generate.model._ask import Ask, Watch, unwatched
from ttmba_live.generate.model._device import generators_of, noise_from, one_memory_error

RATE = 16_000

Look = Callable[[Tensor, Tensor], Tensor]
"""Latents (B, channels, frames) and times (B,) to the noise in them."""


@torch.no_grad()
def diffuse(look: Look, begin: Tensor, steps: int, watch: Watch) -> Tensor:
    """Carry noise to latents by DDIM, which adds none on the way."""
    scheduler: Any = DDIMScheduler(  # type: ignore[no-untyped-call]
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
        timestep_spacing="leading",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # diffusers hands numpy a tensor
        scheduler.set_timesteps(steps)
    latents = begin
    for number, time in enumerate(scheduler.timesteps):
        seen = look(latents, time.expand(len(latents)).to(latents.device)).float()
        latents = scheduler.step(seen, time, latents).prev_sample
        watch(number + 1, len(scheduler.timesteps))
    return latents


class MakeAnAudio2:
    """A loaded model; see `ttmba_live.generate.model._ask.Model`."""

    name = "make-an-audio-2"
    rate = RATE
    least = 2.5
    """Less than that is far from what it was trained on."""

    def __init__(
        self,
        denoiser: Denoiser,
        decoder: MelDecoder,
        vocoder: Vocoder,
        reader: Reader,
        scale: float,
    ) -> None:
        """``scale`` is by how much latents are larger for the network than for the decoder."""
        self._denoiser, self._decoder, self._vocoder = denoiser, decoder, vocoder
        self._reader, self._scale = reader, scale
        self.device = denoiser.pos_emb.weight.device

    @property
    def span(self) -> float:
        """Seconds that one pass can sound; 27 for the published model."""
        return self._most * self._decoder.growth * self._vocoder.hop / RATE

    @property
    def _most(self) -> int:
        """Latent frames at most, an even number."""
        return self._denoiser.sizes.most_frames // 2 * 2

    def count(self, prompt: str) -> tuple[int, bool]:
        """How many tokens are used, and whether some had to be left out."""
        return self._reader.count(prompt)

    def likeness(self, ask: Ask) -> Hashable:
        """All latents of a pass are equally long."""
        return self.frames(ask.seconds), ask.guided

    def frames(self, seconds: float) -> int:
        """Latent frames for so many seconds: as many as in training, and even."""
        frames = int(31.5 * seconds)
        return min(frames + frames % 2, self._most)

    def make(self, asks: Sequence[Ask], steps: int, watch: Watch = unwatched) -> Tensor:
        """Latents (B, channels, frames), float32, of asks that are alike."""
        shape = (self._denoiser.sizes.channels, self.frames(asks[0].seconds))
        begin = noise_from(generators_of([ask.seed for ask in asks]), *shape).to(self.device)
        guided = asks[0].guided
        words = [ask.negative for ask in asks] * guided + [ask.prompt for ask in asks]
        kind = self._denoiser.pos_emb.weight.dtype
        guidance = torch.tensor([ask.guidance for ask in asks], device=self.device)

        with one_memory_error():
            text = self._reader.read(words).to(kind)

            def look(latents: Tensor, times: Tensor) -> Tensor:
                twice = 2 if guided else 1
                seen = self._denoiser(
                    latents.repeat(twice, 1, 1).to(kind), times.repeat(twice), text
                ).float()
                if not guided:
                    return torch.as_tensor(seen)
                away, led = seen.chunk(2)
                return torch.as_tensor(away + guidance[:, None, None] * (led - away))

            return diffuse(look, begin, steps, watch)

    @torch.no_grad()
    def decode(self, latents: Tensor, seconds: float) -> Tensor:
        """Mono sound (B, 1, samples) at 16 kHz, as much as ``seconds`` need."""
        with one_memory_error():
            sound = self._vocoder(self._decoder(latents / self._scale))
        return torch.as_tensor(sound[:, None, : round(min(seconds, self.span) * RATE)])

    def warm_up(self, guidance: float) -> Iterator[None]:
        """Nothing is prepared."""
        del guidance
        return iter(())
