"""Make-An-Audio 2's two files into modules. Knows names; knows no sampling and no sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel, T5Config, T5EncoderModel

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.make_an_audio._autoencoder import MelDecoder
from ttmba_live.generate.make_an_audio._denoiser import Denoiser, sizes_of
from ttmba_live.generate.make_an_audio._folder import BERT, CHECKPOINT, T5, VOCODER, check_files
from ttmba_live.generate.make_an_audio._model import MakeAnAudio2
from ttmba_live.generate.make_an_audio._text import Projection, Reader
from ttmba_live.generate.make_an_audio._vocoder import Vocoder
from ttmba_live.generate.model._ask import Told, untold
from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._folder import Shapes, read_json
from ttmba_live.generate.model._tokenizer import load_tokenizer
from ttmba_live.generate.model._weights import (
    fill,
    on,
    pickled,
    read_pickled,
    without_storage,
)

NETWORK, AUTOENCODER = "model.diffusion_model.", "first_stage_model."
TEXT = "cond_stage_model."
WORDS, STATES = f"{TEXT}caption_encoder.", f"{TEXT}t5_transformer."

_TIED = {"encoder.embed_tokens.weight": "shared.weight"}
"""A name of T5 that a file may lack."""


def load_model(folder: Path, device: str = "cpu", told: Told = untold) -> MakeAnAudio2:
    """Load it from a folder; raises `Unavailable` or `InvalidInput` that names the file."""
    place, folder = usable(device), Path(folder)
    check_files(folder)
    path = folder / CHECKPOINT
    state = read_pickled(path)
    scale = state.get("scale_factor")
    if scale is None:
        raise InvalidInput(f"{path} has no scale_factor; it is another model's file")
    kind, exact = precision(place), torch.float32
    bert, t5 = _text_models(folder)
    width = state.get(f"{WORDS}projection.linear1.weight")
    if width is None:
        raise InvalidInput(f"{path} has no {WORDS}projection; it is another model's file")
    with without_storage():
        denoiser = _made(path, lambda: Denoiser(sizes_of(_below(state, NETWORK))))
        decoder = _made(path, lambda: MelDecoder(_below(state, AUTOENCODER)))
        projection = Projection(width.shape[1], width.shape[0])
    parts: list[tuple[nn.Module, str, torch.dtype]] = [
        (denoiser, NETWORK, kind),
        (decoder, AUTOENCODER, exact),
        (bert, f"{WORDS}base.", exact),
        (projection, f"{WORDS}projection.", exact),
        (t5, STATES, exact),
    ]
    for number, (module, before, dtype) in enumerate(parts):
        _filled(module, path, state, before, on(place, dtype))
        told((number + 1) / (len(parts) + 1))
    vocoder = load_vocoder(folder / VOCODER, place)
    tokenizers = (load_tokenizer(folder / BERT), load_tokenizer(folder / T5))
    reader = Reader(bert, projection, t5, tokenizers)
    told(1.0)
    return MakeAnAudio2(denoiser, decoder, vocoder, reader, float(scale))


def load_vocoder(path: Path, device: torch.device) -> Vocoder:
    """Load the vocoder alone, in float32; raises likewise."""
    state = folded(read_pickled(path, "generator"))
    with without_storage():
        vocoder: Vocoder = _made(path, lambda: Vocoder(_below(state, "")))
    _filled(vocoder, path, state, "", on(device, torch.float32))
    return vocoder


def folded(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights in place of directions and lengths (weight norm)."""
    found = {}
    for name, tensor in state.items():
        if name.endswith(".weight_g"):
            continue
        if not name.endswith(".weight_v"):
            found[name] = tensor
        elif (length := state.get(f"{name[:-1]}g")) is not None:
            size = tensor.square().sum(dim=(1, 2), keepdim=True).sqrt()
            found[name.removesuffix("_v")] = tensor * (length / size)
    return found


def _below(state: Mapping[str, Tensor], before: str) -> Shapes:
    """Shapes of what begins so, without it."""
    return {
        name.removeprefix(before): tuple(tensor.shape)
        for name, tensor in state.items()
        if name.startswith(before)
    }


def _made(path: Path, make: Callable[[], Any]) -> Any:
    try:
        return make()
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None


def _text_models(folder: Path) -> tuple[Any, Any]:
    """BERT and T5's encoder without storage."""
    with without_storage():
        bert = BertModel(BertConfig(**read_json(folder / BERT / "config.json")), False)
        t5 = T5EncoderModel(T5Config(**read_json(folder / T5 / "config.json")))
    return bert, t5


def _filled(
    module: nn.Module,
    path: Path,
    state: Mapping[str, Tensor],
    before: str,
    bring: Callable[[str, Tensor], Tensor],
) -> None:
    names = {own: before + own for own in module.state_dict()}
    for own, other in _TIED.items():
        if own in names and names[own] not in state:
            names[own] = before + other
    fill(module, path, names, pickled(state, set(names.values())), turn=bring)
