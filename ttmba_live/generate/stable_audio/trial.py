"""Stable Audio 3 with random weights, in every precision that a device has; see `model.trial`."""

from __future__ import annotations

import copy
from typing import Any

import torch
from diffusers import StableAudio3DiTModel, StableAudio3DurationEmbedder
from transformers import T5GemmaConfig, T5GemmaEncoderModel

from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._int8 import quantised
from ttmba_live.generate.model._weights import without_storage
from ttmba_live.generate.model.trial import Form, Trial, Words, random_weights
from ttmba_live.generate.stable_audio._codec import Codec, folded, make_codec
from ttmba_live.generate.stable_audio._folder import CodecSizes, Config
from ttmba_live.generate.stable_audio._model import Networks, StableAudio3
from ttmba_live.generate.stable_audio._text import Reader

GUIDANCE = 1.0
_CODEC_SMALL = CodecSizes(256, 16, 768, 6, 256, 64, None, 32, wide_mapping=True, waving=0)
_CODEC_LARGE = CodecSizes(256, 16, 1536, 12, 256, 64, 1, 32, wide_mapping=False, waving=8)
_CODEC_TINY = CodecSizes(256, 16, 24, 2, 8, 8, None, 32, wide_mapping=True, waving=0)


def small(device: str, tiny: bool) -> Trial:
    """The small models' sizes, or far smaller ones."""
    if tiny:
        return _trial(device, _CODEC_TINY, width=32, depth=2, heads=4, differential=False, text=32)
    return _trial(
        device, _CODEC_SMALL, width=1024, depth=20, heads=16, differential=False, text=768
    )


def medium(device: str, tiny: bool) -> Trial:
    """The medium model's sizes."""
    if tiny:
        return small(device, tiny=True)
    return _trial(device, _CODEC_LARGE, width=1536, depth=24, heads=24, differential=True, text=768)


def _trial(
    device: str,
    sizes: CodecSizes,
    *,
    width: int,
    depth: int,
    heads: int,
    differential: bool,
    text: int,
) -> Trial:
    place = usable(device)
    torch.manual_seed(0)
    with without_storage():
        transformer: Any = StableAudio3DiTModel(  # type: ignore[no-untyped-call]
            io_channels=sizes.latent,
            embed_dim=width,
            depth=depth,
            num_heads=heads,
            cond_token_dim=text,
            global_cond_dim=text,
            local_add_cond_dim=sizes.latent + 1,
            use_differential_attention=differential,
        )
        duration: Any = StableAudio3DurationEmbedder(output_dim=text)  # type: ignore[no-untyped-call]
        vae = make_codec(sizes)
        encoder = T5GemmaEncoderModel(_text(text))
    transformer, duration, vae, encoder = (
        random_weights(part, place) for part in (transformer, duration, vae, encoder)
    )
    codec = Codec(folded(vae), sizes)
    config = Config(sizes, 44_100, 120.0, 256, 384.0, "pingpong")

    def model(part: Any, kind: torch.dtype) -> StableAudio3:
        networks = Networks(part, duration, codec, lambda: codec, kind)
        return StableAudio3(config, networks, Reader(encoder, Words(), 256))

    exact = torch.float32
    forms = [Form("float32", lambda: model(transformer, exact), exact)]
    if place.type == "cpu":
        half = torch.bfloat16
        forms += [
            Form("int8", lambda: model(quantised(copy.deepcopy(transformer)), exact), torch.int8),
            Form("bfloat16", lambda: model(_lowered(transformer, half), half), half),
        ]
    elif precision(place) != exact:
        kind = precision(place)
        forms.append(
            Form("half", lambda: model(_lowered(transformer, kind), kind), kind, together=True)
        )
    return Trial(device, forms, GUIDANCE)


def _lowered(transformer: Any, kind: torch.dtype) -> Any:
    """The same in another precision, but for where its frames are."""
    places = transformer.rotary_pos_emb.inv_freq
    torch.nn.Module.to(transformer, kind)
    transformer.rotary_pos_emb.inv_freq = places
    return transformer


def _text(width: int) -> Any:
    """T5Gemma's encoder, base size where ``width`` is."""
    layers = 12 if width == 768 else 2
    sizes = {
        "vocab_size": 256_000 if width == 768 else 300,
        "hidden_size": width,
        "intermediate_size": 2048 if width == 768 else 64,
        "num_hidden_layers": layers,
        "num_attention_heads": 12 if width == 768 else 2,
        "num_key_value_heads": 12 if width == 768 else 2,
        "head_dim": 64 if width == 768 else 16,
        "layer_types": ["full_attention"] * layers,
    }
    return T5GemmaConfig(encoder=dict(sizes), decoder=dict(sizes), is_encoder_decoder=False)
