"""The published checkpoint's names for what diffusers and transformers call otherwise.

AudioLDM's original code and diffusers' classes hold the same tensors in the same order; only
names differ. Knows names alone.
"""

from __future__ import annotations

import re
from collections.abc import Container

UNET, VAE = "model.diffusion_model.", "first_stage_model."
VOCODER, TEXT = "first_stage_model.vocoder.", "cond_stage_models.0.model."

_LAYERS = 2
"""Residual blocks of a level, besides the one that changes the size."""

_RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "time_emb_proj": "emb_layers.1",
    "conv_shortcut": "skip_connection",
}
_ENDS = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_MIDDLE = {"resnets.0": "0", "attentions.0": "1", "attentions.1": "2", "resnets.1": "3"}
_HEAD = {
    "group_norm": "norm",
    "to_q": "q",
    "to_k": "k",
    "to_v": "v",
    "to_out.0": "proj_out",
}


def unet_name(own: str) -> str:
    """What the checkpoint calls a tensor of `AudioLDM2UNet2DConditionModel`."""
    head, _, end = own.rpartition(".")
    if head in _ENDS:
        return f"{UNET}{_ENDS[head]}.{end}"
    if found := re.match(r"mid_block\.(\w+\.\d)\.(.+)", own):
        return f"{UNET}middle_block.{_MIDDLE[found[1]]}.{_inside(found[1], found[2])}"
    found = re.match(r"(down|up)_blocks\.(\d+)\.(\w+)\.(\d+)\.(.+)", own)
    if found is None:
        return own
    way, block, kind, number, rest = found[1], int(found[2]), found[3], int(found[4]), found[5]
    if way == "down":
        return f"{UNET}{_down(block, kind, number, rest)}"
    return f"{UNET}{_up(block, kind, number, rest)}"


def _down(block: int, kind: str, number: int, rest: str) -> str:
    first = 1 + block * (_LAYERS + 1)
    if kind == "downsamplers":
        return f"input_blocks.{first + _LAYERS}.0.{rest.replace('conv.', 'op.')}"
    if kind == "resnets":
        return f"input_blocks.{first + number}.0.{_inside(kind, rest)}"
    return f"input_blocks.{first + number // 2}.{1 + number % 2}.{rest}"


def _up(block: int, kind: str, number: int, rest: str) -> str:
    first = block * (_LAYERS + 1)
    if kind == "upsamplers":  # after the last level's transformers; `settled` finds the place
        return f"output_blocks.{first + _LAYERS}.*.{rest}"
    if kind == "resnets":
        return f"output_blocks.{first + number}.0.{_inside(kind, rest)}"
    return f"output_blocks.{first + number // 2}.{1 + number % 2}.{rest}"


def _inside(kind: str, rest: str) -> str:
    """A tensor's name inside its block; transformers' names are the same in both."""
    if not kind.startswith("resnets"):
        return rest
    head, _, end = rest.rpartition(".")
    return f"{_RESNET[head]}.{end}"


def vae_name(own: str, levels: int) -> str:
    """What the checkpoint calls a tensor of `AutoencoderKL` with so many levels."""
    name = re.sub(
        r"decoder\.up_blocks\.(\d+)", lambda at: f"decoder.up.{levels - 1 - int(at[1])}", own
    )
    name = re.sub(r"encoder\.down_blocks\.", "encoder.down.", name)
    name = re.sub(r"(down|up)\.(\d+)\.resnets\.", r"\1.\2.block.", name)
    name = re.sub(r"(down|up)samplers\.0\.conv", r"\1sample.conv", name)
    name = re.sub(r"mid_block\.resnets\.(\d)", lambda at: f"mid.block_{int(at[1]) + 1}", name)
    if found := re.match(r"(.*)mid_block\.attentions\.0\.(.+)\.(\w+)", name):
        name = f"{found[1]}mid.attn_1.{_HEAD[found[2]]}.{found[3]}"
    name = name.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")
    return VAE + name


def vocoder_name(own: str) -> str:
    """What the checkpoint calls a tensor of `SpeechT5HifiGan`."""
    return VOCODER + own.replace("upsampler.", "ups.")


def text_name(own: str) -> str:
    """What the checkpoint calls a tensor of `T5EncoderModel`."""
    return TEXT + own


def settled(name: str, there: Container[str]) -> str:
    """A name whose ``*`` is a number: the one under which the file has it."""
    if "*" not in name:
        return name
    options = (name.replace("*", str(number)) for number in range(1, 4))
    return next((option for option in options if option in there), name)
