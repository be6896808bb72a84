"""Stable Audio 3 with random weights, in every precision that a device has; see `model.trial`."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any, Literal

import torch
from diffusers import StableAudio3DiTModel, StableAudio3DurationEmbedder
from transformers import T5GemmaConfig, T5GemmaEncoderModel

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._int8 import quantised
from ttmba_live.generate.model._weights import without_storage
from ttmba_live.generate.model.trial import Form, Trial, Words, random_weights
from ttmba_live.generate.stable_audio._codec import Codec, folded, make_codec
from ttmba_live.generate.stable_audio._folder import CodecSizes, Config
from ttmba_live.generate.stable_audio._graph import GraphedLooks
from ttmba_live.generate.stable_audio._lora import lora_of
from ttmba_live.generate.stable_audio._model import Networks, StableAudio3
from ttmba_live.generate.stable_audio._places import Shift
from ttmba_live.generate.stable_audio._text import Reader
from ttmba_live.generate.stable_audio.tuning import Tuning

GUIDANCE = 1.0
_CODEC_SMALL = CodecSizes(256, 16, 768, 6, 256, 64, None, 32, wide_mapping=True, waving=0)
_CODEC_LARGE = CodecSizes(256, 16, 1536, 12, 256, 64, 1, 32, wide_mapping=False, waving=8)
_CODEC_TINY = CodecSizes(256, 16, 24, 2, 8, 8, None, 32, wide_mapping=True, waving=0)


@dataclass(frozen=True, slots=True)
class _Sizes:
    codec: CodecSizes
    width: int
    depth: int
    heads: int
    differential: bool
    text: int


_SMALL = _Sizes(_CODEC_SMALL, 1024, 20, 16, differential=False, text=768)
_MEDIUM = _Sizes(_CODEC_LARGE, 1536, 24, 24, differential=True, text=768)
_TINY = _Sizes(_CODEC_TINY, 32, 2, 4, differential=False, text=32)


def small(device: str, tiny: bool) -> Trial:
    """The small models' sizes, or far smaller ones."""
    return _trial(device, _TINY if tiny else _SMALL)


def medium(device: str, tiny: bool) -> Trial:
    """The medium model's sizes."""
    return _trial(device, _TINY if tiny else _MEDIUM)


def random_tuning(device: str, small: bool, rank: int | None) -> Tuning:
    """A small model to be tuned, or a far smaller one, in the precision in which a real one is."""
    if rank is None:
        raise InvalidInput("Stable Audio 3 learns by a LoRA alone: --learns lora")
    place = usable(device)
    transformer, duration, codec, reader = _parts(place, _TINY if small else _SMALL)
    kind = torch.float32
    if place.type == "cuda" and torch.cuda.is_bf16_supported():
        transformer, kind = _lowered(transformer, torch.bfloat16), torch.bfloat16
    networks = Networks(transformer, duration, codec, lambda: codec, kind)
    config = _config(_TINY if small else _SMALL, "euler")
    model = StableAudio3(config, networks, reader)
    return Tuning(model, lora_of(transformer, rank), Shift())


def _config(sizes: _Sizes, way: Literal["pingpong", "euler"]) -> Config:
    return Config(sizes.codec, 44_100, 120.0, 256, 384.0, way)


def _parts(place: torch.device, sizes: _Sizes) -> tuple[Any, Any, Codec, Reader]:
    """Transformer, length, codec and reader with random weights, float32, on the device."""
    torch.manual_seed(0)
    with without_storage():
        transformer: Any = StableAudio3DiTModel(  # type: ignore[no-untyped-call]
            io_channels=sizes.codec.latent,
            embed_dim=sizes.width,
            depth=sizes.depth,
            num_heads=sizes.heads,
            cond_token_dim=sizes.text,
            global_cond_dim=sizes.text,
            local_add_cond_dim=sizes.codec.latent + 1,
            use_differential_attention=sizes.differential,
        )
        duration: Any = StableAudio3DurationEmbedder(  # type: ignore[no-untyped-call]
            output_dim=sizes.text
        )
        vae = make_codec(sizes.codec)
        encoder = T5GemmaEncoderModel(_text(sizes.text))
    transformer, duration, vae, encoder = (
        random_weights(part, place) for part in (transformer, duration, vae, encoder)
    )
    reader = Reader(encoder, Words(), 256)
    return transformer, duration, Codec(folded(vae), sizes.codec), reader


def _trial(device: str, sizes: _Sizes) -> Trial:
    place = usable(device)
    transformer, duration, codec, reader = _parts(place, sizes)
    config = _config(sizes, "pingpong")

    def model(part: Any, kind: torch.dtype, graphs: GraphedLooks | None = None) -> StableAudio3:
        networks = Networks(part, duration, codec, lambda: codec, kind)
        return StableAudio3(config, networks, reader, graphs)

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
    if place.type == "cuda":
        kind = forms[-1].kind
        forms.append(
            Form("replayed", lambda: model(transformer, kind, GraphedLooks()), kind, together=True)
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
