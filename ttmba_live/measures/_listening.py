"""What a network that judges clips promises, and how one is fed. Knows no network by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from ttmba_live.audio import Samples, resample
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.measures._clips import RATE
from ttmba_live.measures._statistics import Floats

BATCH = 8


@dataclass(frozen=True, eq=False)
class Heard:
    """What was heard in N clips; None is what a network does not tell.

    Attributes:
        embeddings: (N, D).
        probabilities: (N, C), each row's sum is 1.
        agreement: (N,) cosine of clip and caption, NaN without a caption.
    """

    embeddings: Floats | None = None
    probabilities: Floats | None = None
    agreement: Floats | None = None

    def joined(self, other: Heard) -> Heard:
        """This, and what the other tells beyond it."""
        return Heard(
            other.embeddings if self.embeddings is None else self.embeddings,
            other.probabilities if self.probabilities is None else self.probabilities,
            other.agreement if self.agreement is None else self.agreement,
        )


class Listener(Protocol):
    """Hears clips (N, frames) at 16 kHz; ``captions`` has N texts, empty where there is none."""

    def __call__(self, clips: Samples, captions: Sequence[str]) -> Heard:
        """Judge all of them."""
        ...


def batches(clips: Samples, rate: int = RATE) -> Iterator[Samples]:
    """Some clips at a time, at another rate if need be, with a bar on a terminal."""
    for start in tqdm(range(0, len(clips), BATCH), desc="listening", disable=None):
        some = clips[start : start + BATCH]
        yield some if rate == RATE else np.ascontiguousarray(resample(some.T, RATE, rate).T)


def as_floats(parts: Sequence[Tensor]) -> Floats:
    """Tensors (B, K) as one array (N, K)."""
    return np.asarray(torch.cat(list(parts)).double().cpu().numpy())


def agreements(sounds: Tensor, texts: Tensor, captions: Sequence[str]) -> Floats:
    """Cosines (N,) of embeddings (N, D), NaN where a caption is empty."""
    cosines = torch.nn.functional.cosine_similarity(sounds, texts, dim=-1).double().cpu().numpy()
    return np.where([bool(caption) for caption in captions], cosines, np.nan)


def read_pth(path: Path) -> dict[str, Tensor]:
    """The tensors under ``model`` in a file that `torch.save` wrote, without running its code.

    PANNs' files keep their sampler's numpy arrays beside the weights; those are let through.
    Raises `Unavailable` if it cannot be read, `InvalidInput` for another kind of file.
    """
    rebuild, single = np.zeros(1).__reduce__()[0], np.float64(0.0).__reduce__()[0]
    kinds = [type(np.dtype(kind)) for kind in "bhilqBHILQfd?"]
    known: list[Any] = [
        (call, f"numpy.{core}.multiarray.{name}")
        for call, name in ((rebuild, "_reconstruct"), (single, "scalar"))
        for core in ("core", "_core")
    ]
    try:
        with torch.serialization.safe_globals([*known, np.ndarray, np.dtype, *kinds]):
            found = torch.load(path, map_location="cpu", weights_only=True)
        state = found["model"]
        return {name: value for name, value in state.items() if isinstance(value, Tensor)}
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except Exception as error:
        raise InvalidInput(f"{path} is damaged or holds more than weights") from error
