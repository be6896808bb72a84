"""Transformers' AST and CLAP as listeners: the set ``modern``; each reads a folder of the hub's."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from ttmba_live.audio import Samples
from ttmba_live.measures._clips import RATE
from ttmba_live.measures._listening import BATCH, Heard, agreements, as_floats, batches


class Ast:
    """The Audio Spectrogram Transformer: class probabilities (N, 527)."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        """Load it; nothing is fetched."""
        from transformers import ASTFeatureExtractor, ASTForAudioClassification

        with warnings.catch_warnings():  # its mel bands are as it was trained, some of them empty
            warnings.simplefilter("ignore", UserWarning)
            self._features: Any = ASTFeatureExtractor.from_pretrained(folder, local_files_only=True)
        loaded: Any = ASTForAudioClassification.from_pretrained(folder, local_files_only=True)
        self._model, self._device = loaded.eval().to(device), device

    @torch.no_grad()
    def __call__(self, clips: Samples, captions: Sequence[str]) -> Heard:
        """Probabilities, a softmax of the scores."""
        del captions
        scores = []
        for some in batches(clips):
            given = self._features(list(some), sampling_rate=RATE, return_tensors="pt")
            scores.append(self._model(**given.to(self._device)).logits.double().softmax(-1))
        return Heard(probabilities=as_floats(scores))


class Clap:
    """LAION's CLAP: embeddings (N, 512) and agreement (N,)."""

    def __init__(self, folder: Path, device: torch.device) -> None:
        """Load it; nothing is fetched."""
        from transformers import AutoTokenizer, ClapFeatureExtractor, ClapModel

        self._features: Any = ClapFeatureExtractor.from_pretrained(folder, local_files_only=True)
        self._tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        loaded: Any = ClapModel.from_pretrained(folder, local_files_only=True)
        self._model, self._device = loaded.eval().to(device), device

    @torch.no_grad()
    def __call__(self, clips: Samples, captions: Sequence[str]) -> Heard:
        """Embeddings and agreement in the space that sound and text share."""
        rate = int(self._features.sampling_rate)
        sounds, texts = [], []
        for some in batches(clips, rate):
            given = self._features(list(some), sampling_rate=rate, return_tensors="pt")
            sounds.append(_pooled(self._model.get_audio_features(**given.to(self._device))))
        for start in range(0, len(captions), BATCH):
            some_words = list(captions[start : start + BATCH])
            tokens = self._tokenizer(
                some_words, padding=True, truncation=True, return_tensors="pt"
            ).to(self._device)
            texts.append(_pooled(self._model.get_text_features(**tokens)))
        together = torch.cat(sounds)
        return Heard(
            embeddings=as_floats(sounds),
            agreement=agreements(together, torch.cat(texts), captions),
        )


def _pooled(features: Any) -> torch.Tensor:
    """The embeddings, which older versions of transformers return bare."""
    return torch.as_tensor(getattr(features, "pooler_output", features))
