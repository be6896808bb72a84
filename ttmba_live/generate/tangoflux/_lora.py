"""TangoFlux's LoRAs: which layers may change, the file, and how its changes reach the weights.

Tensors are called as peft calls them, with the network's names before:
``transformer.….lora_A.weight`` (rank, in), ``….lora_B.weight`` (out, rank). Knows no loss.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._lora import Changes, Lora
from ttmba_live.generate.model._weights import read_with_head, tensors
from ttmba_live.generate.tangoflux._folder import MODEL
from ttmba_live.generate.tangoflux._network import Network

FORMAT = "ttmba-tangoflux-lora-1"

_CHANGED = re.compile(
    r"transformer\.(single_)?transformer_blocks\.\d+\."
    r"(attn\.(to|add)_.*|ff(_context)?\.net\..*|proj_mlp|proj_out)"
)
"""Attention and the layers after it, in all blocks."""

_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def layers_of(network: Network) -> dict[str, nn.Linear]:
    """The layers that may be changed, by name, in order."""
    return {
        name: module
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and _CHANGED.fullmatch(name)
    }


def lora_of(network: Network, rank: int) -> Lora:
    """A LoRA that a network computes with from now on."""
    return Lora(layers_of(network), rank, write_lora)


def write_lora(path: Path, changes: Changes, about: dict[str, str]) -> None:
    """Write the file, whole or not at all; ``about`` goes into its head."""
    tensors = {
        name + ending: matrix
        for name, pair in changes.items()
        for ending, matrix in zip((_DOWN, _UP), pair, strict=True)
    }
    with whole_file(path) as part:
        save_file(tensors, part, {"format": FORMAT, "about": json.dumps(about)})


def read_lora(path: Path) -> Changes:
    """Read the file; raises `Unavailable` or `InvalidInput`."""
    found, head = read_with_head(path)
    if head.get("format") != FORMAT:
        raise InvalidInput(f"{path} has no {FORMAT} head; it is no LoRA of TangoFlux trained here")
    names = {name.removesuffix(_DOWN) for name in found if name.endswith(_DOWN)}
    if {name + ending for name in names for ending in (_DOWN, _UP)} != set(found) or not names:
        raise InvalidInput(f"{path} holds halves of changes")
    return {name: (found[name + _DOWN], found[name + _UP]) for name in sorted(names)}


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


@torch.no_grad()
def put_on(network: Network, folder: Path, path: Path | None) -> None:
    """Read the weights of a folder again, then add a file's changes, if any; raises likewise.

    Weights stay where they are in memory: what was recorded of them as CUDA graphs holds.
    """
    wanted = {f"{name}.weight": layer for name, layer in layers_of(network).items()}
    for name, tensor, _ in tensors(folder / MODEL, network.device, sorted(wanted)):
        wanted[name].weight.copy_(tensor)
    if path is not None:
        merge(network, path)
