"""Latents to sound, only as much as is wanted, in pieces where memory is short. Knows no files."""

from __future__ import annotations

import contextlib
import math
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from diffusers import AutoencoderOobleck
from torch import Tensor, nn

from ttmba_live.errors import InvalidInput

_LEAST_TILE = 8
_MPS_TILE = 64
_LIVE_TENSORS = 6
"""Largest activations that exist at once; decides how much is decoded in one piece."""

_NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
_DILATIONS = (9, 3, 1)


@contextlib.contextmanager
def one_memory_error() -> Iterator[None]:
    """Raise `torch.OutOfMemoryError` on every device: MPS and CPU have only words for it."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        if any(words in str(error) for words in _NO_MEMORY):
            raise torch.OutOfMemoryError(str(error)) from error
        raise


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


def _give_back(device: torch.device) -> None:
    """Return what torch holds without using it."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


class Decoder:
    """The decoding half of the autoencoder, its weight norm folded."""

    def __init__(self, vae: Any) -> None:
        self.rate = int(vae.config.sampling_rate)
        self.hop = int(vae.hop_length)
        """Samples of one latent frame."""
        self.margin = margin_of(vae.upsampling_ratios)
        self._width = int(vae.config.decoder_channels)
        self._network: nn.Module = vae.decoder
        for module in self._network.modules():
            if hasattr(module, "weight_g"):
                nn.utils.remove_weight_norm(module)

    @torch.no_grad()
    def decode(self, latents: Tensor, samples: int, tile: int | None = None) -> Tensor:
        """Latents (B, frames, channels) to the first ``samples`` of sound, (B, 2, samples).

        ``tile`` latent frames are decoded at a time; None takes what memory allows. Pieces
        overlap by the receptive field, so every size gives the same samples.
        """
        frames = min(math.ceil(samples / self.hop), latents.shape[1])
        tile = max(1, min(tile or self._fitting(latents), frames))
        turned = latents.transpose(1, 2)
        while True:
            with contextlib.suppress(torch.OutOfMemoryError):
                pieces = [self._piece(turned, at, tile) for at in range(0, frames, tile)]
                return torch.cat(pieces, dim=-1)[..., :samples]
            if tile <= _LEAST_TILE:
                raise torch.OutOfMemoryError("not even a few latent frames can be decoded")
            tile = max(tile // 2, _LEAST_TILE)
            _give_back(latents.device)

    def _piece(self, latents: Tensor, start: int, tile: int) -> Tensor:
        """Sound of the latent frames ``start`` to ``start + tile`` of (B, channels, frames)."""
        first = max(start - self.margin, 0)
        seen = latents[..., first : start + tile + self.margin]
        with one_memory_error():
            sound: Tensor = self._network(seen)
        offset = (start - first) * self.hop
        return sound[..., offset : offset + tile * self.hop]

    def _fitting(self, latents: Tensor) -> int:
        """Latent frames whose decoding fits into the free memory of the device."""
        if latents.device.type == "mps":  # its memory is the system's, and nothing tells how much
            return _MPS_TILE
        if latents.device.type != "cuda":
            return latents.shape[1]
        free, _ = torch.cuda.mem_get_info(latents.device)
        held = torch.cuda.memory_reserved(latents.device)
        free += held - torch.cuda.memory_allocated(latents.device)
        frame = len(latents) * self._width * self.hop * 4 * _LIVE_TENSORS
        return max(int(0.8 * free / frame) - 2 * self.margin, _LEAST_TILE)
