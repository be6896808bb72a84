"""Weight files of AudioLDM and AudioLDM 2 into their modules. Knows no sampling and no sound."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import AudioLDM2ProjectionModel, AudioLDM2UNet2DConditionModel, AutoencoderKL
from torch import Tensor, nn
from transformers import (
    ClapTextConfig,
    ClapTextModelWithProjection,
    GPT2Config,
    GPT2Model,
    SpeechT5HifiGan,
    SpeechT5HifiGanConfig,
    T5Config,
    T5EncoderModel,
)

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.audioldm import _names
from ttmba_live.generate.audioldm._folder import (
    CHECKPOINT,
    TEXT,
    WEIGHTS2,
    check_audioldm,
    check_audioldm2,
)
from ttmba_live.generate.audioldm._mel import MelModel
from ttmba_live.generate.audioldm._parts import (
    HEAD_WIDTH,
    SCHEDULE,
    Parts,
    unet_of,
    vae_of,
    vocoder_of,
)
from ttmba_live.generate.audioldm._sampler import Sampler
from ttmba_live.generate.audioldm._text import SpokenReader, T5Reader
from ttmba_live.generate.model._ask import Told, untold
from ttmba_live.generate.model._device import precision, usable
from ttmba_live.generate.model._folder import read_json, read_shapes
from ttmba_live.generate.model._tokenizer import load_tokenizer
from ttmba_live.generate.model._weights import (
    fill,
    on,
    pickled,
    read_pickled,
    tensors,
    without_storage,
)

_OWN = "audioldm_config.json"
"""May say ``head_width`` for a checkpoint of other than the usual one."""

_UNCHANGED = {"mean": 0.0, "scale": 1.0}
"""What transformers' vocoder has beside the original: it leaves a spectrogram as it is."""

_TIED = {"encoder.embed_tokens.weight": "shared.weight"}
"""Names that a file of T5 may lack."""


def load_audioldm(
    folder: Path, device: str = "cpu", sampler: Sampler = "dpm++", told: Told = untold
) -> MelModel:
    """Load the paper's baseline; raises `Unavailable` or `InvalidInput` that names the file."""
    place, folder = usable(device), Path(folder)
    check_audioldm(folder)
    path = folder / CHECKPOINT
    state = read_pickled(path)
    kind = precision(place)
    own = read_json(folder / _OWN) if (folder / _OWN).exists() else {}
    try:
        unet = unet_of(state, int(own.get("head_width", HEAD_WIDTH)))
        vae, vocoder = vae_of(state), vocoder_of(state)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from None
    with without_storage():
        text = T5EncoderModel(T5Config(**read_json(folder / TEXT / "config.json")))
    levels = len(vae.config.block_out_channels)
    exact = torch.float32
    modules: list[tuple[nn.Module, Callable[[str], str], torch.dtype]] = [
        (unet, _names.unet_name, kind),
        (vae, lambda name: _names.vae_name(name, levels), exact),
        (vocoder, _names.vocoder_name, exact),
        (text, _names.text_name, exact if kind == torch.float16 else kind),
    ]
    for number, (module, renamed, dtype) in enumerate(modules):
        _renamed(module, path, state, renamed, on(place, dtype))
        told((number + 1) / (len(modules) + 1))
    scale = state.get("scale_factor")
    if scale is None:
        raise InvalidInput(f"{path} has no scale_factor; it is another model's file")
    reader = T5Reader(text, load_tokenizer(folder / TEXT), kind)
    told(1.0)
    return MelModel("audioldm", Parts(unet, vae, vocoder, float(scale), SCHEDULE), reader, sampler)


def _renamed(
    module: nn.Module,
    path: Path,
    state: Mapping[str, Tensor],
    renamed: Callable[[str], str],
    bring: Callable[[str, Tensor], Tensor],
) -> None:
    """Fill a module from the checkpoint under its names there."""
    shapes = {own: tensor.shape for own, tensor in module.state_dict().items()}
    names = {own: _names.settled(renamed(own), state) for own in shapes}
    given: dict[str, Tensor] = {}
    for own, value in _UNCHANGED.items():
        if own in names and names[own] not in state:
            given[own] = bring(own, torch.full(shapes[own], value))
            del names[own]

    def turn(own: str, tensor: Tensor) -> Tensor:
        if tensor.ndim == 4 and len(shapes[own]) == 2:  # a 1 x 1 kernel is a matrix
            tensor = tensor[:, :, 0, 0]
        return bring(own, tensor)

    fill(module, path, names, pickled(state, names.values()), turn=turn, given=given)


def load_audioldm2(
    folder: Path, device: str = "cpu", sampler: Sampler = "dpm++", told: Told = untold
) -> MelModel:
    """Load AudioLDM 2 from a folder in the hub's layout; raises likewise."""
    place, folder = usable(device), Path(folder)
    check_audioldm2(folder)
    kind = precision(place)
    parts: dict[str, Any] = {}
    for number, part in enumerate(WEIGHTS2):
        dtype = kind if part == "unet" else torch.float32
        parts[part] = _part(folder / part, part, on(place, dtype))
        told((number + 1) / (len(WEIGHTS2) + 1))
    schedule = read_json(folder / "scheduler" / "scheduler_config.json")
    known = {name: schedule[name] for name in SCHEDULE if name in schedule}
    tokenizers = (load_tokenizer(folder / "tokenizer"), load_tokenizer(folder / "tokenizer_2"))
    reader = SpokenReader(parts, tokenizers, kind)
    scale = float(parts["vae"].config.scaling_factor)
    made = Parts(parts["unet"], parts["vae"], parts["vocoder"], scale, SCHEDULE | known)
    told(1.0)
    return MelModel("audioldm2", made, reader, sampler)


def _made(part: str, config: dict[str, Any]) -> Any:
    """One of AudioLDM 2's parts without storage, in the sizes that its configuration names."""
    plain = {name: value for name, value in config.items() if not name.startswith("_")}
    make: dict[str, Callable[[], Any]] = {
        "unet": lambda: AudioLDM2UNet2DConditionModel(**plain),  # type: ignore[no-untyped-call]
        "vae": lambda: AutoencoderKL(**plain),  # type: ignore[no-untyped-call]
        "projection_model": lambda: AudioLDM2ProjectionModel(**plain),  # type: ignore[no-untyped-call]
        "vocoder": lambda: SpeechT5HifiGan(SpeechT5HifiGanConfig(**config)),
        "language_model": lambda: GPT2Model(GPT2Config(**config)),
        "text_encoder_2": lambda: T5EncoderModel(T5Config(**config)),
        "text_encoder": lambda: ClapTextModelWithProjection(
            ClapTextConfig(
                **{**config["text_config"], "projection_dim": config.get("projection_dim", 512)}
            )
        ),
    }
    with without_storage():
        return make[part]()


def _part(folder: Path, part: str, bring: Callable[[str, Tensor], Tensor]) -> Any:
    """Load one of AudioLDM 2's parts; raises `InvalidInput` that names its file."""
    try:
        module = _made(part, read_json(folder / "config.json"))
    except (TypeError, ValueError, KeyError) as error:
        raise InvalidInput(
            f"{folder / 'config.json'} does not describe a {part}: {error}"
        ) from None
    path = folder / WEIGHTS2[part]
    there = read_shapes(path, floats=False)
    names = {}
    for own in module.state_dict():
        options = (own, f"transformer.{own}", _TIED.get(own, own))
        names[own] = next((name for name in options if name in there), own)
    fill(module, path, names, tensors(path, torch.device("cpu"), names.values()), turn=bring)
    return module
