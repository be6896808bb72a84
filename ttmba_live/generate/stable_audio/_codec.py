"""Latents to sound and back, in pieces: the autoencoder with either kind of attention. No files.

The large model's layers look a window to each side. The small one's look at all of a chunk of two
latent frames and, from half their number on, of chunks that lie half a chunk further on.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import torch
from diffusers import AutoencoderSAME
from diffusers.models.autoencoders.autoencoder_same import SAMETransformerResamplingBlock
from torch import Tensor, nn

from ttmba_live.generate.model._device import in_pieces, one_memory_error
from ttmba_live.generate.stable_audio._folder import CodecSizes

_TILE, _LEAST_TILE = 128, 8
_LARGE_TILE = 1024
"""On a GPU, for the autoencoder with chunks: few large pieces spare the host. Where layers look
through windows, the work grows with the square of a piece."""

_CHUNK_MARGIN = 4
"""Latent frames on each side that a frame depends on through both kinds of chunk."""

_STEREO = 2


class _Chunked(SAMETransformerResamplingBlock):
    """A level whose layers look at chunks; otherwise the library's."""

    def __init__(self, chunk: int, **sizes: Any) -> None:
        super().__init__(**sizes)
        self._chunk = chunk // self.stride

    def _looked(self, seen: Tensor) -> Tensor:
        """All layers over (B, frames x (stride + 1), width); frames fill chunks."""
        rows, length, width = seen.shape
        size = self._chunk * (self.stride + 1)
        half, edge = len(self.transformers) // 2, size // 2
        seen = self._in_chunks(seen, size, self.transformers[:half])
        seen = torch.cat([seen[:, :edge], seen, seen[:, -edge:]], dim=1)
        seen = self._in_chunks(seen, size, self.transformers[half:])
        return seen[:, edge:-edge].reshape(rows, length, width)

    def _in_chunks(self, seen: Tensor, size: int, layers: nn.ModuleList) -> Tensor:
        chunks = seen.reshape(-1, size, seen.shape[-1])
        for layer in layers:
            chunks = layer(chunks)
        return chunks.reshape(seen.shape)

    def _encode(self, x: Tensor) -> Tensor:
        rows, _, patches = x.shape
        frames = patches // self.stride
        seen = self.mapping(x).transpose(1, 2).reshape(rows * frames, self.stride, -1)
        new = self.new_tokens.expand(rows * frames, 1, -1)
        whole = torch.cat([seen, new], dim=1).reshape(rows, -1, self.out_channels)
        looked = self._looked(whole).reshape(rows, frames, self.stride + 1, -1)
        return looked[:, :, -1].transpose(1, 2)

    def _decode(self, x: Tensor) -> Tensor:
        rows, _, frames = x.shape
        seen = x.transpose(1, 2).reshape(rows * frames, 1, -1)
        new = self.new_tokens.expand(rows * frames, self.stride, -1)
        whole = torch.cat([seen, new], dim=1).reshape(rows, -1, self.in_channels)
        looked = self._looked(whole).reshape(rows, frames, self.stride + 1, -1)[:, :, 1:]
        sound: Tensor = self.mapping(looked.reshape(rows, frames * self.stride, -1).transpose(1, 2))
        return sound


def make_codec(sizes: CodecSizes) -> Any:
    """The autoencoder of these sizes; raises `ValueError` for one that cannot be."""
    if sizes.width % 6:
        raise ValueError(f"the autoencoder's width must be a multiple of 6, not {sizes.width}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # diffusers keeps the old weight norm
        return _made(sizes)


def folded(vae: Any) -> Any:
    """The same with its weight norm worked into the weights."""
    for module in vae.modules():
        if hasattr(module, "weight_g"):
            nn.utils.remove_weight_norm(module)
    return vae


def _made(sizes: CodecSizes) -> Any:
    vae: Any = AutoencoderSAME(  # type: ignore[no-untyped-call]
        audio_channels=_STEREO,
        patch_size=sizes.patch,
        encoder_channels=sizes.width // 6,
        encoder_c_mults=(6,),
        encoder_strides=(sizes.stride,),
        encoder_transformer_depths=(sizes.depth,),
        latent_dim=sizes.latent,
        dim_heads=sizes.head,
        sliding_window=sizes.window or 1,
        decoder_sinusoidal_blocks=(sizes.waving,),
    )
    if sizes.window is None:
        patched = _STEREO * sizes.patch
        common = {
            "chunk": sizes.chunk,
            "stride": sizes.stride,
            "transformer_depth": sizes.depth,
            "dim_heads": sizes.head,
        }
        down = _Chunked(in_channels=patched, out_channels=sizes.width, mode="encoder", **common)
        up = _Chunked(
            in_channels=sizes.width,
            out_channels=patched,
            mode="decoder",
            sinusoidal_blocks=sizes.waving,
            **common,
        )
        vae.encoder.blocks, vae.decoder.blocks = nn.ModuleList([down]), nn.ModuleList([up])
    if sizes.wide_mapping:
        block = vae.decoder.blocks[0]
        block.mapping = nn.utils.weight_norm(
            nn.Conv1d(block.in_channels, block.out_channels, 3, padding=1)
        )
    return vae


class Codec:
    """Both halves; of the first one nothing is needed until a clip is to begin from another."""

    def __init__(self, vae: Any, sizes: CodecSizes) -> None:
        self._vae, self._sizes = vae, sizes
        self.hop = sizes.patch * sizes.stride
        """Samples of a latent frame."""
        self.step = 1 if sizes.window is not None else sizes.chunk // sizes.stride
        """Latent frames come in multiples of that."""
        reach = _CHUNK_MARGIN if sizes.window is None else sizes.depth * sizes.window + 1
        self.margin = math.ceil(reach / self.step) * self.step

    @torch.no_grad()
    def decode(self, latents: Tensor, samples: int, tile: int | None = None) -> Tensor:
        """Latents (B, channels, frames) to the first ``samples`` of sound, (B, 2, samples).

        ``tile`` latent frames are decoded at a time. Pieces overlap by what a frame depends on, so
        every size gives the same samples.
        """
        frames = min(math.ceil(samples / self.hop), latents.shape[-1])

        def piece(start: int, length: int) -> Tensor:
            first, last = self._around(start, length, latents.shape[-1])
            with one_memory_error():
                sound: Tensor = self._vae.decode(latents[..., first:last]).sample
            at = (start - first) * self.hop
            return sound[..., at : at + length * self.hop]

        tile = tile or self._tile(latents)
        return in_pieces(piece, frames, tile, _LEAST_TILE, latents.device)[..., :samples]

    @torch.no_grad()
    def encode(self, sound: Tensor, tile: int | None = None) -> Tensor:
        """Sound (B, 2, frames x `hop`) to latents (B, channels, frames)."""
        frames = sound.shape[-1] // self.hop

        def piece(start: int, length: int) -> Tensor:
            first, last = self._around(start, length, frames)
            with one_memory_error():
                found: Tensor = self._vae.encode(
                    sound[..., first * self.hop : last * self.hop]
                ).latents
            return found[..., start - first : start - first + length]

        return in_pieces(piece, frames, tile or self._tile(sound), _LEAST_TILE, sound.device)

    def _around(self, start: int, length: int, frames: int) -> tuple[int, int]:
        """The latent frames that some depend on, in whole chunks."""
        first = max(start - self.margin, 0) // self.step * self.step
        last = math.ceil((start + length + self.margin) / self.step) * self.step
        return first, min(last, frames)

    def _tile(self, given: Tensor) -> int:
        """Latent frames of a piece, where memory allows."""
        chunks = self._sizes.window is None
        return _LARGE_TILE if chunks and given.device.type == "cuda" else _TILE
