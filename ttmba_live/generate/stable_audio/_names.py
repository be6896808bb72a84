"""The published file's names for what diffusers calls otherwise. Knows names alone."""

from __future__ import annotations

import torch
from torch import Tensor

TRANSFORMER, CODEC = "model.model.", "pretransform.model."
PADDING = "conditioner.conditioners.prompt.padding_embedding"
DURATION = "conditioner.conditioners.seconds_total.embedder.embedding.1."

_INNER = {
    "proj_in.": "transformer.project_in.",
    "proj_out.": "transformer.project_out.",
    "memory_tokens": "transformer.memory_tokens",
    "rotary_pos_emb.": "transformer.rotary_pos_emb.",
    "global_cond_embedder.": "transformer.global_cond_embedder.",
    "transformer_blocks.": "transformer.layers.",
}
_FEED = {".ff.proj_in.": ".ff.ff.0.proj.", ".ff.proj_out.": ".ff.ff.2."}
_LAYER = {".norm_attn.": ".pre_norm.", ".attn.": ".self_attn.", ".norm_ff.": ".ff_norm."}


def transformer_name(own: str) -> str:
    """What the file calls a tensor of `StableAudio3DiTModel`."""
    if own == "prompt_padding_embedding":
        return PADDING
    name = own
    for new, old in _INNER.items():
        if own.startswith(new):
            name = old + own.removeprefix(new)
    return TRANSFORMER + _replaced(name, _FEED)


def codec_name(own: str) -> str:
    """What the file calls a tensor of `AutoencoderSAME` with one level."""
    if own == "bottleneck.scale":
        own = "bottleneck.scaling_factor"
    name = own.replace("encoder.blocks.0.", "encoder.layers.0.")
    name = name.replace("encoder.proj.", "encoder.layers.2.")
    name = name.replace("decoder.proj.", "decoder.layers.1.")
    name = name.replace("decoder.blocks.0.", "decoder.layers.3.")
    return CODEC + _replaced(name, _LAYER | _FEED)


def duration_name(own: str) -> str:
    """What the file calls a tensor of `StableAudio3DurationEmbedder`."""
    return own.replace("linear.", DURATION)


def text_name(own: str) -> str:
    """What its own file calls a tensor of `T5GemmaEncoderModel`."""
    return f"model.{own}"


def adapted_name(weight: str) -> str:
    """What files of LoRAs call the layer of a weight: by the file's name of that, but its ends."""
    return weight.split(".", 1)[1].removesuffix(".weight")


def reordered(own: str, tensor: Tensor, weight: Tensor | None = None) -> Tensor:
    """Put the parts of a differential layer's query, key and value in diffusers' order.

    In the file they lie as q, k, v, q2, k2. ``tensor`` has the rows of the ``weight``, which it is
    if none is given.
    """
    if not _differential(own, tensor if weight is None else weight):
        return tensor
    first, key, value, second, other = tensor.chunk(5)
    return torch.cat([first, second, key, other, value])


def as_in_file(own: str, tensor: Tensor, weight: Tensor) -> Tensor:
    """The way back from `reordered`."""
    if not _differential(own, weight):
        return tensor
    first, second, key, other, value = tensor.chunk(5)
    return torch.cat([first, key, value, second, other])


def _differential(own: str, weight: Tensor) -> bool:
    """Whether it is one of such a layer; ``own`` is the weight's name or its layer's."""
    wanted = own.removesuffix(".weight").endswith("attn.to_qkv")
    return wanted and len(weight) == 5 * weight.shape[1]


def _replaced(name: str, pairs: dict[str, str]) -> str:
    for new, old in pairs.items():
        name = name.replace(new, old)
    return name
