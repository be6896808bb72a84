"""Folders of models in the hub's layout and sizes, with random weights. Runs no model.

How long a file takes to load and a model to sound does not depend on what its weights are.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

from safetensors.torch import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast, T5GemmaEncoderModel

from ttmba_live.generate.model._device import usable
from ttmba_live.generate.model._weights import without_storage
from ttmba_live.generate.model.trial import random_weights
from ttmba_live.generate.stable_audio import _names as stable_names
from ttmba_live.generate.stable_audio import trial as stable_trial
from ttmba_live.generate.stable_audio._codec import make_codec
from ttmba_live.generate.tangoflux import _load as tango_load
from ttmba_live.generate.tangoflux import trial as tango_trial

Size = Literal["small", "full"]

TINY_VAE = {"encoder_hidden_size": 8, "decoder_channels": 8}


def tangoflux(folder: Path, device: str, size: Size) -> Path:
    """Write what declare-lab/TangoFlux has, as `ttmba-live download tangoflux` leaves it."""
    config, network, vae = tango_trial._random_parts(usable(device), small=size == "small")
    text = network.text_encoder.config.to_dict()
    kept = network.state_dict()
    del kept[tango_load.TIED]
    folder.mkdir(parents=True)
    _save(kept, folder / "tangoflux.safetensors")
    _save(vae.state_dict(), folder / "vae.safetensors")
    names = (
        "num_layers", "num_single_layers", "in_channels", "attention_head_dim",
        "joint_attention_dim", "num_attention_heads", "audio_seq_len", "max_duration",
    )  # fmt: skip
    _write(folder / "config.json", {name: getattr(config, name) for name in names})
    if size == "small":
        _write(folder / "vae_config.json", TINY_VAE)
    _tokenizer(folder / "text_encoder")
    _write(folder / "text_encoder" / "config.json", text)
    return folder


def stable_audio(folder: Path, device: str, model: str) -> Path:
    """Write what Stable Audio 3 has, of the sizes of "tiny", "small" or "medium"."""
    sizes = {"tiny": stable_trial._TINY, "small": stable_trial._SMALL}.get(
        model, stable_trial._MEDIUM
    )
    place = usable(device)
    transformer, duration, _, _ = stable_trial._parts(place, sizes)
    with without_storage():
        vae: Any = make_codec(sizes.codec)
        encoder: Any = T5GemmaEncoderModel(stable_trial._text(sizes.text))
    vae, encoder = random_weights(vae, place), random_weights(encoder, place)
    kept = {stable_names.transformer_name(n): t for n, t in transformer.state_dict().items()}
    kept |= {
        stable_names.duration_name(n): t
        for n, t in duration.state_dict().items()
        if n.startswith("linear.")
    }
    kept |= {stable_names.codec_name(n): t for n, t in vae.state_dict().items()}
    inner = folder / "t5gemma-b-b-ul2"
    inner.mkdir(parents=True)
    _save(kept, folder / "model.safetensors")
    _write(folder / "model_config.json", _stable_config(sizes.codec))
    _save(
        {stable_names.text_name(n): t for n, t in encoder.state_dict().items()},
        inner / "model.safetensors",
    )
    _tokenizer(inner)
    _write(inner / "config.json", encoder.config.to_dict() | {"is_encoder_decoder": True})
    return folder


def _stable_config(codec: Any) -> dict[str, Any]:
    half = {
        "channels": codec.width // 6, "c_mults": [6], "strides": [codec.stride],
        "latent_dim": codec.latent, "transformer_depths": [codec.depth],
        "dim_heads": codec.head, "differential": True, "chunk_size": codec.chunk,
    }  # fmt: skip
    if codec.window is None:
        half["chunk_midpoint_shift"] = True
    else:
        half["sliding_window"] = [codec.window] * 2
    decoder = half | {"conv_mapping": codec.wide_mapping, "sinusoidal_blocks": [codec.waving]}
    told = [{"id": "prompt", "config": {"max_length": 256}}]
    told += [{"id": "seconds_total", "config": {"max_val": 384}}]
    return {
        "sample_rate": 44_100,
        "sample_size": 120 * 44_100,
        "model": {
            "pretransform": {
                "config": {
                    "encoder": {"config": half},
                    "decoder": {"config": decoder},
                    "downsampling_ratio": codec.patch * codec.stride,
                }
            },
            "conditioning": {"configs": told},
            "diffusion": {"diffusion_objective": "rf_denoiser"},
        },
    }


def _tokenizer(folder: Path) -> None:
    """One token for each byte of a text, and an end mark."""
    folder.mkdir(parents=True, exist_ok=True)
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    marks = ["<pad>", "</s>", "<unk>"]
    known = {mark: number for number, mark in enumerate([*marks, *letters])}
    made = Tokenizer(models.BPE(known, [], unk_token=marks[2]))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", 1)]
    )
    kind: Any = PreTrainedTokenizerFast
    kind(
        tokenizer_object=made, pad_token=marks[0], eos_token=marks[1], model_max_length=512
    ).save_pretrained(folder)


def _save(state: dict[str, Any], path: Path) -> None:
    save_file({name: tensor.detach().cpu().contiguous() for name, tensor in state.items()}, path)


def _write(path: Path, about: dict[str, Any]) -> None:
    path.write_text(json.dumps(about), encoding="utf-8")
