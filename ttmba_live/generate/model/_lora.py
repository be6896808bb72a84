"""LoRA: changes of low rank to a network's layers, learnt beside them. Knows no model, no loss.

Two matrices a layer, (rank, in) and (out, rank); their product is added to the weight, without a
factor.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model.tuning import Learner

Changes = dict[str, tuple[Tensor, Tensor]]
"""A layer's name to (rank, in) and (out, rank)."""

Write = Callable[[Path, Changes, dict[str, str]], None]
"""Writes a file in a model's layout, whole or not at all; the words go into its head."""


class _Change(nn.Module):
    """Of one layer; nothing at first."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        down = torch.randn(rank, layer.in_features) / layer.in_features**0.5
        self.down = nn.Parameter(down)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))


class Lora(Learner):
    """Changes that a loaded network computes with from now on.

    Parameters are float32 where the layers are; drawn from torch's own generator.
    """

    def __init__(self, layers: Mapping[str, nn.Linear], rank: int, write: Write) -> None:
        """``write`` knows the model's layout of files."""
        super().__init__()
        self.names = list(layers)
        self._write = write
        self.changes = nn.ModuleList(_Change(layer, rank) for layer in layers.values())
        self.to(next(iter(layers.values())).weight.device)
        self._used: Literal["own", "before"] = "own"
        self._before: list[tuple[Tensor, Tensor] | None] = [None] * len(layers)
        for number, layer in enumerate(layers.values()):
            layer.register_forward_hook(self._hook(number))

    def _hook(self, number: int) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], Tensor]:
        def add(_: nn.Module, given: tuple[Tensor, ...], out: Tensor) -> Tensor:
            pair = self._before[number] if self._used == "before" else self.pair(number)
            if pair is None:
                return out
            down, up = (part.to(out.dtype) for part in pair)
            return out + functional.linear(functional.linear(given[0], down), up)

        return add

    def pair(self, number: int) -> tuple[Tensor, Tensor]:
        """One layer's (rank, in) and (out, rank)."""
        change = self.changes[number]
        assert isinstance(change, _Change)
        return change.down, change.up

    def remember(self) -> None:
        """What is learnt so far is what `as_before` computes with; it was nothing until then."""
        self._before = [
            tuple(part.detach().clone() for part in self.pair(number))  # type: ignore[misc]
            for number in range(len(self.names))
        ]

    @contextlib.contextmanager
    def as_before(self) -> Iterator[None]:
        """For a while, the network is what it was when `remember` was called."""
        self._used = "before"
        try:
            yield
        finally:
            self._used = "own"

    def save(self, path: Path, about: dict[str, str]) -> None:
        """Write the file, whole or not at all; ``about`` goes into its head."""
        found: Changes = {}
        for number, name in enumerate(self.names):
            down, up = (part.detach().cpu().contiguous() for part in self.pair(number))
            found[name] = down, up
        self._write(path, found, about)

    def write(self, out: Path, about: dict[str, str]) -> Path:
        """Write what was learnt into a folder; return the file."""
        path = out / "lora.safetensors"
        self.save(path, about)
        return path

    def load(self, changes: Changes) -> None:
        """Go on from what a file holds; raises `InvalidInput` if its rank or layers differ."""
        if set(changes) != set(self.names):
            raise InvalidInput("the LoRA changes other layers than are trained here")
        with torch.no_grad():
            for number, name in enumerate(self.names):
                for own, other in zip(self.pair(number), changes[name], strict=True):
                    if own.shape != other.shape:
                        raise InvalidInput(f"the LoRA has another shape at {name}")
                    own.copy_(other)


def rank_of(changes: Changes) -> int:
    """Of what a file holds."""
    return len(next(iter(changes.values()))[0])
