"""Transformers' AST and CLAP as listeners: the set ``modern``; each reads a folder of the hub's."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ttmba_live.audio import RATE as SOUND
from ttmba_live.audio import Samples
from ttmba_live.measures._clips import RATE
from ttmba_live.measures._listening import Heard, agreements, as_floats, batches


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
    """LAION's CLAP, as the library has it: embeddings (N, 512) and agreement (N,). On the CPU."""

    def __init__(self, folder: Path) -> None:
        """Load it; nothing is fetched."""
        from ttmba_live.generate.library import clap

        self._model = clap.Clap(folder)

    def __call__(self, clips: Samples, captions: Sequence[str]) -> Heard:
        """Embeddings and agreement in the space that sound and text share."""
        sounds = [self._model.of_sound(clip) for some in batches(clips, SOUND) for clip in some]
        none = np.zeros_like(sounds[0])
        texts = [self._model.of_words(words) if words else none for words in captions]
        here, there = (torch.from_numpy(np.stack(rows)) for rows in (sounds, texts))
        return Heard(as_floats([here]), agreement=agreements(here, there, captions))
