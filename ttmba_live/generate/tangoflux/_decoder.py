"""Latents to sound and back, only as much as is wanted, in pieces where memory is short.

Knows no files.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import torch
from diffusers import AutoencoderOobleck
from torch import Tensor, nn

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._device import free_bytes, in_pieces, one_memory_error

_LEAST_TILE = 8
_MPS_TILE = 64
_LIVE_TENSORS = 6
"""Largest activations that exist at once; decides how much is done in one piece."""

_DILATIONS = (9, 3, 1)


def make_vae(settings: dict[str, Any]) -> Any:
    """The autoencoder with ``settings`` in place of its defaults; raises `InvalidInput`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # diffusers keeps the old weight norm
        try:
            vae: Any = AutoencoderOobleck(**settings)  # type: ignore[no-untyped-call]
        except (TypeError, ValueError) as error:
            raise InvalidInput(
                f"vae_config.json does not describe an Oobleck VAE: {error}"
            ) from None
    if any(ratio % 2 for ratio in vae.config.downsampling_ratios):
        raise InvalidInput("vae_config.json: downsampling ratios must be even")
    return vae


def margin_of(upsampling: Sequence[int]) -> int:
    """Latent frames on each side that a decoded sample depends on; 10 for the published model."""
    low, high = -3, math.prod(upsampling) - 1 + 3
    for stride in reversed(upsampling):
        reach = 3 * sum(_DILATIONS)
        low, high = low - reach, high + reach
        low, high = (low + stride // 2) // stride - 1, (high + stride // 2) // stride
    return max(3 - low, high + 3)


class _Half:
    """What both halves of the autoencoder know: sizes, and how much of it fits into memory."""

    def __init__(self, vae: Any, network: nn.Module, width: int) -> None:
        self.rate = int(vae.config.sampling_rate)
        self.hop = int(vae.hop_length)
        """Samples of one latent frame."""
        self.margin = margin_of(vae.upsampling_ratios)
        self._network, self._width = network, width
        for module in network.modules():
            if hasattr(module, "weight_g"):
                nn.utils.remove_weight_norm(module)

    def _fitting(self, rows: int, frames: int, device: torch.device) -> int:
        """Latent frames that the free memory of the device has room for."""
        if device.type == "mps":  # its memory is the system's, and nothing tells how much
            return _MPS_TILE
        free = free_bytes(device)
        if free is None:
            return frames
        frame = rows * self._width * self.hop * 4 * _LIVE_TENSORS
        return max(int(0.8 * free / frame) - 2 * self.margin, _LEAST_TILE)


class Decoder(_Half):
    """The decoding half, its weight norm folded."""

    def __init__(self, vae: Any) -> None:
        super().__init__(vae, vae.decoder, int(vae.config.decoder_channels))

    @torch.no_grad()
    def decode(self, latents: Tensor, samples: int, tile: int | None = None) -> Tensor:
        """Latents (B, frames, channels) to the first ``samples`` of sound, (B, 2, samples).

        ``tile`` latent frames are decoded at a time; None takes what memory allows. Pieces
        overlap by the receptive field, so every size gives the same samples.
        """
        frames = min(math.ceil(samples / self.hop), latents.shape[1])
        fitting = tile or self._fitting(len(latents), latents.shape[1], latents.device)
        turned = latents.transpose(1, 2)

        def piece(start: int, length: int) -> Tensor:
            first = max(start - self.margin, 0)
            with one_memory_error():
                sound: Tensor = self._network(turned[..., first : start + length + self.margin])
            offset = (start - first) * self.hop
            return sound[..., offset : offset + length * self.hop]

        sound = in_pieces(piece, frames, fitting, _LEAST_TILE, latents.device)
        return sound[..., :samples]


class Encoder(_Half):
    """The encoding half, its weight norm folded."""

    def __init__(self, vae: Any) -> None:
        super().__init__(vae, vae.encoder, int(vae.config.encoder_hidden_size))

    @torch.no_grad()
    def encode(self, sound: Tensor, tile: int | None = None) -> Tensor:
        """Sound (B, 2, frames x `hop`) to the most likely latents (B, frames, channels)."""
        frames = sound.shape[-1] // self.hop
        fitting = tile or self._fitting(len(sound), frames, sound.device)

        def piece(start: int, length: int) -> Tensor:
            first = max(start - self.margin, 0)
            seen = sound[..., first * self.hop : (start + length + self.margin) * self.hop]
            with one_memory_error():
                found: Tensor = self._network(seen).chunk(2, dim=1)[0]
            return found[..., start - first : start - first + length]

        return in_pieces(piece, frames, fitting, _LEAST_TILE, sound.device).transpose(1, 2)
