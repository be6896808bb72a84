"""PANNs' Cnn14 at 16 kHz as a listener: embeddings and AudioSet's 527 classes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from ttmba_live.audio import Samples
from ttmba_live.measures._cnn14 import Cnn14, make_cnn14
from ttmba_live.measures._listening import Heard, as_floats, batches, read_pth

HOP = 160


class Panns:
    """Frechet distance, divergence and inception score of the set ``paper`` come from it."""

    def __init__(self, network: Cnn14, device: torch.device) -> None:
        """Put it on a device."""
        self._network, self._device = network.to(device), device

    @torch.no_grad()
    def __call__(self, clips: Samples, captions: Sequence[str]) -> Heard:
        """Embeddings (N, 2048) and class probabilities, a softmax of the scores as the tool has."""
        del captions
        heard = [self._network(torch.from_numpy(b).to(self._device)) for b in batches(clips)]
        embeddings, scores = zip(*heard, strict=True)
        return Heard(as_floats(embeddings), as_floats([s.double().softmax(-1) for s in scores]))


def load_panns(path: Path, device: torch.device) -> Panns:
    """Read a file of PANNs' layout; raises `Unavailable` and `InvalidInput`."""
    return Panns(make_cnn14(read_pth(path), HOP), device)
