"""LoRAs by name: which one a loaded network computes with now. Knows files; samples nothing.

Weights are read again before another LoRA is added, so that none leaves a trace. They stay where
they are in memory: what was recorded of them as CUDA graphs holds.
"""

from __future__ import annotations

from pathlib import Path

import torch

from ttmba_live.errors import GenerationFailed, TtmbaError, did_you_mean
from ttmba_live.generate.model._folder import read_shapes
from ttmba_live.generate.model._weights import tensors
from ttmba_live.generate.tangoflux._folder import LORA, MODEL, lora_names
from ttmba_live.generate.tangoflux._lora import layers_of, merge
from ttmba_live.generate.tangoflux._network import Network


class Wardrobe:
    """A network and the LoRAs it may wear."""

    def __init__(
        self, network: Network, model: Path, loras: Path | None, usual: Path | None
    ) -> None:
        """Put on the ``usual`` one, a file; raises `Unavailable` or `InvalidInput`.

        ``model`` is the folder whose weights the network has, ``loras`` that of the others.
        """
        self._network, self._model, self._loras, self._usual = network, model, loras, usual
        self._worn: str | None = ""
        """A LoRA's name; empty is the usual one, None is none at all."""
        if usual is not None:
            merge(network, usual)

    def check(self, name: str) -> None:
        """Raise `GenerationFailed` if there is none of that name; empty is the usual one."""
        if not name:
            return
        there = lora_names(self._loras)
        if name not in there:
            where = f" in {self._loras}" if self._loras else ""
            raise GenerationFailed(f"no LoRA {name!r}{where}{did_you_mean(name, there)}")
        try:
            read_shapes(self._path(name))
        except TtmbaError as error:
            raise GenerationFailed(str(error)) from error

    def _path(self, name: str) -> Path:
        assert self._loras is not None
        return self._loras / f"{name}{LORA}"

    def wear(self, name: str) -> None:
        """Compute with that one from now on; raises `GenerationFailed`, and wears none then."""
        if name == self._worn:
            return
        self._take_off()
        path = self._path(name) if name else self._usual
        try:
            if path is not None:
                merge(self._network, path)
        except TtmbaError as error:
            self._take_off()
            raise GenerationFailed(str(error)) from error
        self._worn = name

    @torch.no_grad()
    def _take_off(self) -> None:
        layers = layers_of(self._network)
        wanted = {f"{name}.weight": layer for name, layer in layers.items()}
        path = self._model / MODEL
        for name, tensor, _ in tensors(path, self._network.device, sorted(wanted)):
            wanted[name].weight.copy_(tensor)
        self._worn = None
