"""Microsoft's CLAP of 2022 as a listener: how well a clip fits its caption.

Knows the file's names and the model's own preprocessing: 44.1 kHz, five seconds, shorter clips
repeated, of longer ones a piece drawn by a fixed seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.audio import Samples
from ttmba_live.errors import InvalidInput
from ttmba_live.measures._cnn14 import Cnn14, make_cnn14
from ttmba_live.measures._listening import BATCH, Heard, agreements, batches, read_pth

RATE, HOP, SECONDS, TOKENS = 44_100, 320, 5, 100
_UNUSED = ("logit_scale", "caption_encoder.base.embeddings.position_ids")


class _Projection(nn.Module):
    """Into the common space: A, then a residual through gelu and B, then a layer norm."""

    def __init__(self, width: int, common: int) -> None:
        super().__init__()
        self.linear1 = nn.Linear(width, common, bias=False)
        self.linear2 = nn.Linear(common, common, bias=False)
        self.layer_norm = nn.LayerNorm(common)

    def forward(self, given: Tensor) -> Tensor:
        first = self.linear1(given)
        return torch.as_tensor(self.layer_norm(first + self.linear2(functional.gelu(first))))


class MsClap:
    """The agreement of the set ``paper`` comes from it."""

    def __init__(self, state: Mapping[str, Tensor], text: Path, device: torch.device) -> None:
        """Make it of a state dict and a folder with BERT's config and tokenizer."""
        from transformers import AutoConfig, AutoTokenizer, BertModel

        audio, words = "audio_encoder.", "caption_encoder."
        self._tokenizer: Any = AutoTokenizer.from_pretrained(text, local_files_only=True)
        config = AutoConfig.from_pretrained(text, local_files_only=True)
        pooled = f"{words}base.pooler.dense.weight" in state
        self._device = device
        self._cnn: Cnn14 = make_cnn14(_under(state, f"{audio}base."), HOP).to(device)
        self._bert = _filled(BertModel(config, add_pooling_layer=pooled), state, f"{words}base.")
        self._bert.to(device)
        self._sound, self._text = (
            _projection(state, f"{side}projection.").to(device) for side in (audio, words)
        )

    @torch.no_grad()
    def __call__(self, clips: Samples, captions: Sequence[str]) -> Heard:
        """Agreement (N,)."""
        rng = np.random.default_rng(2022)
        sounds = [
            self._sound(self._cnn(torch.from_numpy(_piece(some, rng)).to(self._device))[0])
            for some in batches(clips, RATE)
        ]
        texts = [
            self._words(captions[start : start + BATCH]) for start in range(0, len(captions), BATCH)
        ]
        return Heard(agreement=agreements(torch.cat(sounds), torch.cat(texts), captions))

    def _words(self, captions: Sequence[str]) -> Tensor:
        tokens = self._tokenizer(
            list(captions), max_length=TOKENS, padding="max_length", truncation=True,
            return_tensors="pt",
        ).to(self._device)  # fmt: skip
        return torch.as_tensor(self._text(self._bert(**tokens)[0][:, 0]))


def _piece(clips: Samples, rng: np.random.Generator) -> Samples:
    """Five seconds of each of (B, N)."""
    frames = SECONDS * RATE
    if clips.shape[1] <= frames:
        return np.tile(clips, (1, -(-frames // clips.shape[1])))[:, :frames]
    starts = rng.integers(clips.shape[1] - frames, size=len(clips))
    return np.stack([clip[at : at + frames] for clip, at in zip(clips, starts, strict=True)])


def _under(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value
        for name, value in state.items()
        if name.startswith(prefix) and name not in _UNUSED
    }


def _projection(state: Mapping[str, Tensor], prefix: str) -> nn.Module:
    shape = state.get(f"{prefix}linear1.weight", torch.empty(0, 0)).shape
    return _filled(_Projection(shape[1], shape[0]), state, prefix)


def _filled(module: nn.Module, state: Mapping[str, Tensor], prefix: str) -> nn.Module:
    try:
        module.load_state_dict(_under(state, prefix))
    except RuntimeError as error:
        raise InvalidInput(
            f"not the weights of CLAP 2022, {prefix}: {' '.join(str(error).split())[:300]}"
        ) from error
    return module.eval().requires_grad_(requires_grad=False)


def load_msclap(path: Path, device: torch.device) -> MsClap:
    """Read the file and the folder ``text`` beside it; raises `Unavailable`, `InvalidInput`."""
    return MsClap(read_pth(path), path.parent / "text", device)
