"""Stable Audio 3 as training sees it: sound to latents, places on the way, a differentiable look.

Knows the model and what of it learns; knows no loss, data or optimizer. One thread at a time.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from ttmba_live.audio import RATE, Samples
from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._device import usable
from ttmba_live.generate.model._folder import read_json
from ttmba_live.generate.model._lora import Lora, rank_of
from ttmba_live.generate.model.tuning import Learner
from ttmba_live.generate.stable_audio._folder import check_files, read_config
from ttmba_live.generate.stable_audio._load import load_model
from ttmba_live.generate.stable_audio._lora import lora_of, read_lora
from ttmba_live.generate.stable_audio._model import StableAudio3
from ttmba_live.generate.stable_audio._places import Shift, place_of, shift_of
from ttmba_live.generate.stable_audio._setup import BASES

__all__ = ["Tuning", "load_tuning"]

_NAMED = "stable-audio-3-"

SILENCE, MOST_SILENCE = 4.0, 6.0
"""Seconds after a sound's end that a look hears, too: drawn from an exponential of this mean, at
most so many."""


class Tuning:
    """A loaded base model and its LoRA; see `ttmba_live.generate.model.tuning.Tuning`."""

    def __init__(self, model: StableAudio3, learner: Lora, shift: Shift | None) -> None:
        self._model, self._shift = model, shift
        self.learner: Learner = learner
        self.device = model.device
        self.sparing = False
        model.networks.transformer.enable_gradient_checkpointing()

    @property
    def span(self) -> float:
        """Seconds that one pass can sound."""
        return self._model.span

    @property
    def parameters(self) -> int:
        """Numbers in text encoder and transformer."""
        parts = (self._model.networks.transformer, self._model.reader.encoder)
        return sum(one.numel() for part in parts for one in part.parameters())

    def latents(self, samples: Samples) -> Tensor:
        """Latents (1, channels, frames) of a sound and the silence after it."""
        if not samples.any():
            raise InvalidInput("silence cannot be learnt")
        frames = self._model.frames(len(samples) / RATE + MOST_SILENCE)
        return self._model.encoded([samples], frames).cpu()

    def shape(self, seconds: float) -> tuple[int, ...]:
        """(1, channels, frames)."""
        return 1, self._model.channels, self._model.frames(seconds)

    def example(
        self, latents: Tensor, seconds: float, draw: np.random.Generator
    ) -> tuple[Tensor, float]:
        """A sound with some of the silence after it, as much as the trainer unmasks."""
        heard = self._model.frames(seconds + min(draw.exponential(SILENCE), MOST_SILENCE))
        place = place_of(float(draw.random()))
        if self._shift is not None:
            place = self._shift(place, self._model.frames(_told(seconds)))
        return latents[..., :heard], place

    def look(self, latents: Tensor, share: Tensor, caption: str, seconds: float) -> Tensor:
        """The velocity at (1, channels, frames); see `model.tuning.Tuning.look`."""
        with torch.no_grad():
            given = self._model.conditions([caption], [_told(min(seconds, self.span))])
        networks = self._model.networks
        networks.transformer.gradient_checkpointing = self.sparing
        velocity: Tensor = networks.transformer(
            latents.to(networks.kind), share, return_dict=False, **given
        )[0]
        return velocity.float()


def _told(seconds: float) -> float:
    """The length that the models were told in training: whole seconds, rounded up."""
    return float(math.ceil(round(seconds, 6)))


def load_tuning(folder: Path, device: str, rank: int | None, begin: Path | None = None) -> Tuning:
    """Load a base model to be tuned by a LoRA; see `ttmba_live.generate.model.tuning.Load`.

    What stands still is in bfloat16 on a GPU that has it, else in float32.
    """
    place, folder = usable(device), Path(folder)
    known = folder.name.removeprefix(_NAMED) in BASES
    check_files(folder, folder.name if known else _NAMED + BASES[0])
    fast = place.type == "cuda" and torch.cuda.is_bf16_supported()
    model = load_model(folder, device, "bfloat16" if fast else "float32")
    if read_config(folder).way != "euler":
        raise InvalidInput(
            f"{folder} holds a distilled model; a LoRA is learnt on its base, "
            "`ttmba-live download stable-audio-3-small-sfx-base`, and plays on both"
        )
    transformer: Any = model.networks.transformer
    if begin is not None:
        learnt = read_lora(begin, transformer)
        learner = lora_of(transformer, rank_of(learnt))
        learner.load(learnt)
    elif rank is not None:
        learner = lora_of(transformer, rank)
    else:
        raise InvalidInput("Stable Audio 3 learns by a LoRA alone; leave --full out")
    return Tuning(model, learner, _shift(folder))


def _shift(folder: Path) -> Shift | None:
    path = folder / "model_config.json"
    options = read_json(path)["model"]["diffusion"].get("distribution_shift_options")
    try:
        return shift_of(options)
    except (ValueError, TypeError, AttributeError) as error:
        raise InvalidInput(f"{path}: distribution_shift_options: {error}") from None
