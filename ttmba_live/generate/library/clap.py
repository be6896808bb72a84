"""What words and sounds mean, as directions that can be compared: transformers' ClapModel.

Knows no index. Loading it loads torch; only who has weights does.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoTokenizer, ClapFeatureExtractor, ClapModel

from ttmba_live.audio import RATE, Samples, resample
from ttmba_live.errors import Unavailable
from ttmba_live.generate.library._meaning import weights_in

Direction = NDArray[np.float32]
"""(dimensions,), of length 1."""

_LONGEST = 10
"""Seconds that the model hears of a sound."""


class Clap:
    """One model. Any thread, one at a time."""

    def __init__(self, folder: Path) -> None:
        """Load it from a folder of the hub's layout; raises `Unavailable`. Takes seconds."""
        weights = weights_in(folder)
        try:
            self._model = ClapModel.from_pretrained(folder, local_files_only=True)
            self._model.eval()  # type: ignore[no-untyped-call]
            self._features = ClapFeatureExtractor.from_pretrained(folder, local_files_only=True)
            self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        except Exception as error:  # whatever these libraries raise for a folder they cannot use
            why = " ".join(str(error).split())[:200]
            raise Unavailable(f"the CLAP model in {folder} cannot be used: {why}") from error
        about = (folder / "config.json").read_bytes() + b"%d" % weights.stat().st_size
        self.identity = hashlib.sha256(about).hexdigest()[:16]
        """By which an index knows whose directions it has."""

    @torch.no_grad()
    def of_words(self, words: str) -> Direction:
        """What words mean."""
        most = self._model.text_model.config.max_position_embeddings - 2
        tokens = self._tokenizer(words, return_tensors="pt", truncation=True, max_length=most)
        return _direction(self._model.get_text_features(**tokens).pooler_output)

    @torch.no_grad()
    def of_sound(self, samples: Samples) -> Direction:
        """What (frames,) at 48 kHz sound like: their loudest ten seconds, if there are more."""
        rate = self._features.sampling_rate
        heard = resample(_loudest(samples), RATE, rate)[: _LONGEST * rate]
        features = self._features(heard, sampling_rate=rate, return_tensors="pt")
        return _direction(self._model.get_audio_features(**features).pooler_output)


def _direction(row: torch.Tensor) -> Direction:
    vector = row[0].float().numpy()
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)


def _loudest(samples: Samples) -> Samples:
    frames = _LONGEST * RATE
    if len(samples) <= frames:
        return samples
    power = np.concatenate([np.zeros(1), np.cumsum(samples.astype(np.float64) ** 2)])
    starts = np.arange(0, len(samples) - frames + 1, RATE // 2)
    first = int(starts[np.argmax(power[starts + frames] - power[starts])])
    return samples[first : first + frames]
