"""LoRA: changes of low rank to the transformer's weights, learnt beside them, kept in a small file.

Knows layers' names and the file; knows no loss. Tensors are called as peft calls them, with the
network's names before: ``transformer.….lora_A.weight`` (rank, in), ``….lora_B.weight`` (out, rank);
their product is added to the weight, without a factor.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.tangoflux._network import Network

FORMAT = "ttmba-tangoflux-lora-1"

_CHANGED = re.compile(
    r"transformer\.(single_)?transformer_blocks\.\d+\."
    r"(attn\.(to|add)_.*|ff(_context)?\.net\..*|proj_mlp|proj_out)"
)
"""Attention and the layers after it, in all blocks."""

_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"

Changes = dict[str, tuple[Tensor, Tensor]]
"""A layer's name to (rank, in) and (out, rank)."""


def layers_of(network: Network) -> dict[str, nn.Linear]:
    """The layers that may be changed, by name, in order."""
    return {
        name: module
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and _CHANGED.fullmatch(name)
    }


class _Change(nn.Module):
    """Of one layer; nothing at first."""

    def __init__(self, layer: nn.Linear, rank: int) -> None:
        super().__init__()
        down = torch.randn(rank, layer.in_features) / layer.in_features**0.5
        self.down = nn.Parameter(down)
        self.up = nn.Parameter(torch.zeros(layer.out_features, rank))


class Lora(nn.Module):
    """Changes that a loaded network computes with from now on.

    Parameters are float32 on the network's device; drawn from torch's own generator.
    """

    def __init__(self, network: Network, rank: int) -> None:
        super().__init__()
        layers = layers_of(network)
        self.names = list(layers)
        self.changes = nn.ModuleList(_Change(layer, rank) for layer in layers.values())
        self.to(network.device)
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
        tensors = {}
        for number, name in enumerate(self.names):
            for ending, matrix in zip((_DOWN, _UP), self.pair(number), strict=True):
                tensors[name + ending] = matrix.detach().cpu().contiguous()
        with whole_file(path) as part:
            save_file(tensors, part, {"format": FORMAT, "about": json.dumps(about)})

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


def read_lora(path: Path) -> Changes:
    """Read the file; raises `Unavailable` or `InvalidInput`."""
    if not path.is_file():
        raise Unavailable(f"cannot read {path}: no such file")
    try:
        with safe_open(str(path), "pt") as file:
            head = dict(file.metadata() or {})
            found = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InvalidInput(f"{path} is not a safetensors file") from error
    if head.get("format") != FORMAT:
        raise InvalidInput(f"{path} has no {FORMAT} head; it is no LoRA of TangoFlux trained here")
    names = {name.removesuffix(_DOWN) for name in found if name.endswith(_DOWN)}
    if {name + ending for name in names for ending in (_DOWN, _UP)} != set(found) or not names:
        raise InvalidInput(f"{path} holds halves of changes")
    return {name: (found[name + _DOWN], found[name + _UP]) for name in sorted(names)}


def rank_of(changes: Changes) -> int:
    """Of what `read_lora` found."""
    return len(next(iter(changes.values()))[0])


@torch.no_grad()
def merge(network: Network, path: Path) -> None:
    """Add a file's changes to a network's weights; raises `Unavailable` or `InvalidInput`."""
    layers = layers_of(network)
    for name, (down, up) in read_lora(path).items():
        layer = layers.get(name)
        if layer is None or (up.shape[0], down.shape[1]) != tuple(layer.weight.shape):
            raise InvalidInput(f"{path} is of another model: {name} does not fit")
        more = (up.float() @ down.float()).to(layer.weight.device)
        layer.weight.copy_(layer.weight.float() + more)
