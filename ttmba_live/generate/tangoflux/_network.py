"""The network: text encoder, duration embedding and transformer under the file's own names.

Knows tensors only: no files, no sampling, no sound.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from diffusers import FluxTransformer2DModel
from torch import Tensor, nn
from transformers import T5Config, T5EncoderModel

from ttmba_live.generate.tangoflux._folder import Config

_WAVES = 128

Rotary = tuple[Tensor, Tensor]
"""Cosines and sines of the tokens' places, each (tokens, head size)."""


Run = Callable[..., tuple[Tensor, Tensor]]
"""Calls a block with what it is given."""


def plainly(block: Any, *given: Any) -> tuple[Tensor, Tensor]:
    """Just so."""
    outcome: tuple[Tensor, Tensor] = block(*given)
    return outcome


class LearnedWaves(nn.Module):
    """A number as itself and as sines and cosines of learned frequencies: (B,) -> (B, 257)."""

    def __init__(self) -> None:
        super().__init__()
        self.weights = nn.Parameter(torch.empty(_WAVES))

    def forward(self, value: Tensor) -> Tensor:
        value = value[:, None]
        angle = 2.0 * torch.pi * value * self.weights[None]
        return torch.cat([value, angle.sin(), angle.cos()], dim=-1)


class DurationEmbedder(nn.Module):
    """Seconds to one extra text token: (B,) -> (B, 1, width)."""

    def __init__(self, width: int, longest: float) -> None:
        super().__init__()
        self.longest = longest
        self.time_positional_embedding = nn.Sequential(
            LearnedWaves(), nn.Linear(1 + 2 * _WAVES, width)
        )

    def forward(self, seconds: Tensor) -> Tensor:
        share = seconds.clamp(0.0, self.longest) / self.longest
        embedded: Tensor = self.time_positional_embedding(share)
        return embedded[:, None]


class Network(nn.Module):
    """All that ``tangoflux.safetensors`` holds."""

    def __init__(self, config: Config, text: T5Config) -> None:
        super().__init__()
        width = config.joint_attention_dim
        self.text_encoder = T5EncoderModel(text)
        self.fc = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.duration_emebdder = DurationEmbedder(width, config.max_duration)
        self.transformer: Any = FluxTransformer2DModel(  # type: ignore[no-untyped-call]
            in_channels=config.in_channels,
            num_layers=config.num_layers,
            num_single_layers=config.num_single_layers,
            attention_head_dim=config.attention_head_dim,
            num_attention_heads=config.num_attention_heads,
            joint_attention_dim=width,
            pooled_projection_dim=width,
            guidance_embeds=False,
        )

    @property
    def device(self) -> torch.device:
        """Where it is."""
        return next(self.fc.parameters()).device

    @property
    def dtype(self) -> torch.dtype:
        """What the transformer computes in; the text encoder may be more exact."""
        kind: torch.dtype = self.transformer.x_embedder.weight.dtype
        return kind

    def encode(self, tokens: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Token numbers and mask, both (B, L), to text (B, L, width) and its pooled (B, width)."""
        text: Tensor = self.text_encoder(input_ids=tokens, attention_mask=mask)[0]
        weight = mask[..., None].to(text.dtype)
        pooled = (text * weight).sum(dim=1) / weight.sum(dim=1)
        return text, self.fc(pooled)

    def rotary(self, tokens: int, frames: int, device: torch.device) -> Rotary:
        """Places: all text tokens at zero, latent frames at their number on all three axes."""
        text = torch.zeros(tokens, 3, device=device)
        frame = torch.arange(frames, device=device, dtype=torch.float32)[:, None].expand(-1, 3)
        cosines, sines = self.transformer.pos_embed(torch.cat([text, frame]))
        return cosines, sines

    def timing(self, times: Tensor, pooled: Tensor) -> Tensor:
        """Times (n,) in 0..1 and pooled (B, width) to what steers each step: (n, B, inner).

        In float32 whatever the transformer computes in: rounding t first would blur the schedule.
        """
        steps, rows = len(times), len(pooled)
        embedder = self.transformer.time_text_embed
        every = times.repeat_interleave(rows) * 1000.0
        steered: Tensor = embedder(every, pooled.float().repeat(steps, 1))
        return steered.reshape(steps, rows, -1)

    def velocity(
        self, latents: Tensor, text: Tensor, timing: Tensor, rotary: Rotary, run: Run = plainly
    ) -> Tensor:
        """One look of the transformer; ``run`` calls its blocks.

        Shapes: latents (B, frames, channels), text (B, L + 1, width), timing (B, inner); returns
        (B, frames, channels) in the transformer's own precision.
        """
        flux = self.transformer
        hidden = flux.x_embedder(latents)
        context = flux.context_embedder(text)
        for block in flux.transformer_blocks:
            context, hidden = run(block, hidden, context, timing, rotary)
        for block in flux.single_transformer_blocks:
            context, hidden = run(block, hidden, context, timing, rotary)
        out: Tensor = flux.proj_out(flux.norm_out(hidden, timing))
        return out
