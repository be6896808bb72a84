"""Weight files of Stable Audio 3 into its networks on a device. Knows no sampling and no sound."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, Literal

import torch
from diffusers import StableAudio3DiTModel, StableAudio3DurationEmbedder
from torch import Tensor, nn
from transformers import T5GemmaConfig, T5GemmaEncoderModel

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._ask import Told, untold
from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._folder import Shapes, read_json, read_shapes
from ttmba_live.generate.model._int8 import quantised
from ttmba_live.generate.model._tokenizer import load_tokenizer
from ttmba_live.generate.model._wardrobe import Wardrobe
from ttmba_live.generate.model._weights import Turn, fill, on, tensors, without_storage
from ttmba_live.generate.stable_audio import _names
from ttmba_live.generate.stable_audio._codec import Codec, folded, make_codec
from ttmba_live.generate.stable_audio._folder import (
    MODEL,
    TEXT,
    CodecSizes,
    check_files,
    read_config,
)
from ttmba_live.generate.stable_audio._graph import GraphedLooks
from ttmba_live.generate.stable_audio._lora import merge
from ttmba_live.generate.stable_audio._model import Networks, StableAudio3
from ttmba_live.generate.stable_audio._text import Reader

Precision = Literal["auto", "float32", "bfloat16", "int8"]
"""What the transformer computes in: "auto" is half precision where the device is quick at that."""


def load_model(
    folder: Path,
    device: str = "cpu",
    wanted: Precision = "auto",
    told: Told = untold,
    lora: Path | None = None,
    loras: Path | None = None,
) -> StableAudio3:
    """Load a folder in the hub's layout; raises `Unavailable` or `InvalidInput` naming the file.

    ``lora`` is a file that changes the weights, ``loras`` a folder of such files that asks may name
    instead.
    """
    place, folder = usable(device), Path(folder)
    check_files(folder)
    config, path = read_config(folder), folder / MODEL
    kind = _kind(place, wanted)
    steering = partial(_steering, path, place, kind, config.longest, wanted)
    transformer, duration = steering(lora)
    told(0.5)
    codec = load_codec(path, config.codec, place, "decoder")
    told(0.7)
    reader = Reader(_text(folder / TEXT, place), load_tokenizer(folder / TEXT), config.tokens)
    told(1.0)
    encoding = partial(load_codec, path, config.codec, place, "encoder")
    networks = Networks(transformer, duration, codec, encoding, kind)
    graphs = GraphedLooks() if place.type == "cuda" else None
    model = StableAudio3(config, networks, reader, graphs)
    model.wardrobe = Wardrobe(lambda worn: model.steer(*steering(worn)), loras, lora)
    return model


def _steering(
    path: Path, place: torch.device, kind: torch.dtype, longest: float, wanted: Precision,
    lora: Path | None,
) -> tuple[Any, Any]:  # fmt: skip
    """What a LoRA may change, the transformer and what embeds lengths, with its changes."""
    there = read_shapes(path, floats=False)
    transformer = _transformer(there, path)
    _fill(transformer, path, _names.transformer_name, on(place, kind), reorder=True)
    duration = _duration(there, path, longest)
    _fill(duration, path, _names.duration_name, on(place, torch.float32))
    if lora is not None:
        merge(transformer, duration, lora)
    return quantised(transformer) if wanted == "int8" else transformer, duration


def load_codec(
    path: Path, sizes: CodecSizes, place: torch.device, half: Literal["encoder", "decoder"]
) -> Codec:
    """Read one half of the autoencoder in float32, and what both halves share."""
    try:
        with without_storage():
            vae = make_codec(sizes)
    except ValueError as error:
        raise InvalidInput(f"{path.with_name('model_config.json')}: {error}") from None
    setattr(vae, "decoder" if half == "encoder" else "encoder", nn.Identity())
    _fill(vae, path, _names.codec_name, on(place, torch.float32), reorder=True)
    return Codec(folded(vae), sizes)


def _kind(place: torch.device, wanted: Precision) -> torch.dtype:
    if wanted in ("float32", "int8"):
        if wanted == "int8" and place.type != "cpu":
            raise InvalidInput("int8 is for a CPU; a GPU has half precision")
        return torch.float32
    if wanted == "bfloat16":
        return torch.bfloat16
    return torch.bfloat16 if place.type == "cpu" and halves_quickly() else precision(place)


def halves_quickly() -> bool:
    """Whether this CPU multiplies matrices of bfloat16 in hardware."""
    asks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, ask, bool)()) for ask in asks)


def _fill(
    module: nn.Module, path: Path, renamed: Any, bring: Turn, *, reorder: bool = False
) -> None:
    """Fill a module from a file under its names there; what only it has stays as it was made."""
    own = module.state_dict()
    given = {name: bring(name, own[name]) for name in own if name == "freqs"}
    names = {name: renamed(name) for name in own if name not in given}

    def turn(name: str, tensor: Tensor) -> Tensor:
        made = bring(name, _names.reordered(name, tensor) if reorder else tensor)
        return made.float() if name.endswith("inv_freq") else made  # places must stay exact

    found = tensors(path, torch.device("cpu"), set(names.values()))
    fill(module, path, names, found, turn=turn, given=given)


def _transformer(there: Shapes, path: Path) -> Any:
    """The transformer in the sizes that its tensors have; raises `InvalidInput` without them."""
    prefix = _names.TRANSFORMER
    depth = 0
    while f"{prefix}transformer.layers.{depth}.pre_norm.gamma" in there:
        depth += 1
    try:
        width, features = there[f"{prefix}to_timestep_embed.0.weight"]
        head = there[f"{prefix}transformer.layers.0.self_attn.q_norm.gamma"][0]
        inner = there[f"{prefix}transformer.layers.0.ff.ff.2.weight"][1]
        sizes = {
            "io_channels": there[f"{prefix}transformer.project_in.weight"][1],
            "embed_dim": width,
            "depth": depth,
            "num_heads": width // head,
            "cond_token_dim": there[f"{prefix}to_cond_embed.0.weight"][1],
            "global_cond_dim": there[f"{prefix}to_global_embed.0.weight"][1],
            "local_add_cond_dim": there[f"{prefix}transformer.layers.0.to_local_embed.0.weight"][1],
            "timestep_features_dim": features,
            "ff_mult": inner / width,
            "num_memory_tokens": there[f"{prefix}transformer.memory_tokens"][0],
            "use_differential_attention": there[
                f"{prefix}transformer.layers.0.self_attn.to_qkv.weight"
            ][0]
            == 5 * width,
        }
    except (KeyError, ValueError) as error:
        raise InvalidInput(f"{path} is no Stable Audio 3: {error} is not in it") from None
    with without_storage():
        return StableAudio3DiTModel(**sizes)  # type: ignore[no-untyped-call]


def _duration(there: Shapes, path: Path, longest: float) -> Any:
    name = f"{_names.DURATION}weight"
    if name not in there:
        raise InvalidInput(f"{path} is no Stable Audio 3: {name} is not in it")
    width, waves = there[name]
    with without_storage():
        return StableAudio3DurationEmbedder(  # type: ignore[no-untyped-call]
            output_dim=width, fourier_dim=waves, max_val=longest
        )


def _text(folder: Path, place: torch.device) -> Any:
    """The text encoder, float32 on a CPU and in half precision elsewhere."""
    about = read_json(folder / "config.json")
    try:
        config = T5GemmaConfig(**{**about, "is_encoder_decoder": False})
        with without_storage():
            encoder = T5GemmaEncoderModel(config)
    except (TypeError, ValueError, KeyError) as error:
        raise InvalidInput(f"{folder / 'config.json'} is no T5Gemma: {error}") from None
    kind = torch.bfloat16 if precision(place) == torch.bfloat16 else torch.float32
    _fill(encoder, folder / "model.safetensors", _names.text_name, on(place, kind))
    return encoder
