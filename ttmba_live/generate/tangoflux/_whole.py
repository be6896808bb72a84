"""All of the transformer's weights as what is learnt. Knows network and file; knows no loss.

They learn in float32. The text encoder, what embeds durations and the VAE stand still.
"""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from ttmba_live.audio import whole_file
from ttmba_live.generate.model.tuning import Learner
from ttmba_live.generate.tangoflux._folder import MODEL, NEEDED, OWN_VAE
from ttmba_live.generate.tangoflux._network import Network

_PART = "transformer."


class Whole(Learner):
    """A network's transformer that learns, and what it was before."""

    def __init__(self, network: Network, origin: Path | None = None) -> None:
        """``origin`` is the folder that the network was read from."""
        super().__init__()
        self.transformer: Any = network.transformer.float().requires_grad_(requires_grad=True)
        self._origin = origin
        self._before: list[Tensor] = []

    def remember(self) -> None:
        """What is learnt so far is what `as_before` computes with; copies all weights."""
        self._before = [weight.detach().clone() for weight in self.transformer.parameters()]

    @contextlib.contextmanager
    def as_before(self) -> Iterator[None]:
        """For a while the network is what it was when `remember` was called.

        What is computed meanwhile must not want gradients.
        """
        own = [weight.data for weight in self.transformer.parameters()]
        self._take(self._before)
        try:
            yield
        finally:
            self._take(own)

    def _take(self, weights: list[Tensor]) -> None:
        for weight, data in zip(self.transformer.parameters(), weights, strict=True):
            weight.data = data

    def write(self, out: Path, about: dict[str, str]) -> Path:
        """Write a folder that loads as the model's own does, with what was learnt; return it."""
        assert self._origin is not None, "random weights have no folder"
        kept = [name for name in (*NEEDED, OWN_VAE) if (self._origin / name).is_file()]
        for name in kept:
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            if name != MODEL:
                shutil.copyfile(self._origin / name, out / name)
        with safe_open(str(self._origin / MODEL), "pt") as file:
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        for name, value in self.transformer.state_dict().items():
            was = found[_PART + name]
            found[_PART + name] = value.detach().to("cpu", was.dtype).contiguous()
        with whole_file(out / MODEL) as part:
            save_file(found, part, {"about": json.dumps(about)})
        return out
