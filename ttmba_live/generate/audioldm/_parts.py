"""The modules of AudioLDM, made without storage in the sizes that its checkpoint has. No files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from diffusers import AudioLDM2UNet2DConditionModel, AutoencoderKL
from torch import Tensor
from transformers import SpeechT5HifiGan, SpeechT5HifiGanConfig

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.audioldm._names import UNET, VAE, VOCODER
from ttmba_live.generate.model._weights import without_storage

SCHEDULE = {
    "beta_start": 0.0015,
    "beta_end": 0.0195,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "timestep_spacing": "leading",
    "steps_offset": 1,
}
"""How noise was added when the model was trained."""

HEAD_WIDTH = 32
"""Numbers of an attention head, which no shape tells."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What makes mel spectrograms of noise, and sound of them."""

    unet: Any
    vae: Any
    vocoder: Any
    scale: float
    """Latents are as much larger for the diffusion than for the autoencoder."""
    schedule: Mapping[str, Any]


def unet_of(state: Mapping[str, Tensor], head_width: int = HEAD_WIDTH) -> Any:
    """The network that removes noise; raises `InvalidInput` if its tensors are not there."""
    widths: list[int] = []
    while (name := f"{UNET}input_blocks.{1 + 3 * len(widths)}.0.out_layers.3.weight") in state:
        widths.append(len(state[name]))
    text = state.get(f"{UNET}input_blocks.4.2.transformer_blocks.0.attn2.to_k.weight")
    first = state.get(f"{UNET}input_blocks.0.0.weight")
    last = state.get(f"{UNET}out.2.weight")
    if len(widths) < 2 or text is None or first is None or last is None:
        raise InvalidInput("the checkpoint holds no network that AudioLDM could use")
    crossed = len(widths) - 1
    with without_storage():
        return AudioLDM2UNet2DConditionModel(  # type: ignore[no-untyped-call]
            in_channels=first.shape[1],
            out_channels=len(last),
            block_out_channels=tuple(widths),
            layers_per_block=2,
            down_block_types=("DownBlock2D", *["CrossAttnDownBlock2D"] * crossed),
            up_block_types=(*["CrossAttnUpBlock2D"] * crossed, "UpBlock2D"),
            cross_attention_dim=[[None, text.shape[1]]] * len(widths),
            attention_head_dim=tuple(width // head_width for width in widths),
        )


def vae_of(state: Mapping[str, Tensor]) -> Any:
    """The autoencoder of mel spectrograms; raises likewise."""
    widths: list[int] = []
    while (name := f"{VAE}encoder.down.{len(widths)}.block.0.conv2.weight") in state:
        widths.append(len(state[name]))
    latent = state.get(f"{VAE}post_quant_conv.weight")
    if not widths or latent is None:
        raise InvalidInput("the checkpoint holds no autoencoder that AudioLDM could use")
    with without_storage():
        return AutoencoderKL(  # type: ignore[no-untyped-call]
            in_channels=1,
            out_channels=1,
            block_out_channels=tuple(widths),
            down_block_types=("DownEncoderBlock2D",) * len(widths),
            up_block_types=("UpDecoderBlock2D",) * len(widths),
            layers_per_block=2,
            latent_channels=latent.shape[1],
            norm_num_groups=32,
        )


def vocoder_of(state: Mapping[str, Tensor]) -> Any:
    """What makes sound of mel spectrograms; raises likewise."""
    first = state.get(f"{VOCODER}conv_pre.weight")
    if first is None:
        raise InvalidInput("the checkpoint holds no vocoder that AudioLDM could use")
    config = SpeechT5HifiGanConfig(
        model_in_dim=first.shape[1],
        sampling_rate=16_000,
        upsample_initial_channel=first.shape[0],
        upsample_rates=[5, 4, 2, 2, 2],
        upsample_kernel_sizes=[16, 16, 8, 4, 4],
        resblock_kernel_sizes=[3, 7, 11],
        resblock_dilation_sizes=[[1, 3, 5]] * 3,
        normalize_before=False,
    )
    with without_storage():
        return SpeechT5HifiGan(config)
