"""Stable Audio 3's LoRAs in the layout of its own trainer: the file, and how it changes weights.

A tensor is called ``NAME.parametrizations.weight.0.lora_A`` (rank, in), ``….lora_B`` (out, rank),
``….magnitude`` and so on, after the layer's name in ``model.safetensors`` without its first part.
The head has ``lora_config``: rank, alpha, adapter type, what names were let in and left out. Facts
from github.com/Stability-AI/stable-audio-3. Knows no loss.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._lora import Changes, Lora
from ttmba_live.generate.model._weights import read_with_head
from ttmba_live.generate.stable_audio import _names
from ttmba_live.generate.stable_audio._folder import ADAPTED

_CHANGED = re.compile(
    r"transformer_blocks\.\d+\.((self|cross)_attn\.to_(qkv|q|kv|out)|ff\.proj_(in|out))"
)
"""Attention and feed-forward layers, in all blocks: what is trained here."""

_INCLUDED, _EXCLUDED = ["transformer.layers"], ["to_local_embed"]
"""The same, as the head says it."""

_TENSOR = re.compile(
    rf"(?P<layer>.+){re.escape(ADAPTED)}\d+\.(?P<part>lora_[AB]|magnitude(_[rc])?|M_xs)"
)
_ROWS, _COLUMNS = "magnitude_r", "magnitude_c"
_PARTS = {
    "lora": {"lora_A", "lora_B"},
    "dora-rows": {"lora_A", "lora_B", _ROWS},
    "dora-cols": {"lora_A", "lora_B", _COLUMNS},
    "bora": {"lora_A", "lora_B", _ROWS, _COLUMNS},
}
"""Kinds of adapters and what each layer has of them; a kind with one magnitude calls it just so."""

_LEAST = 1e-12

NOTICE = """\
This Stability AI Model is licensed under the Stability AI Community License,
Copyright © Stability AI Ltd. All Rights Reserved

Powered by Stability AI

{name} is a Derivative Work of a base checkpoint of Stable Audio 3: a LoRA of rank {rank} on the
attention and feed-forward layers of its transformer. Training: {about}
"""
"""What the models' licence asks of whoever passes such a file on, besides a copy of itself."""


@dataclass(frozen=True, eq=False)
class Adapter:
    """What a file holds."""

    kind: str
    scale: float
    """By which the product of both matrices is taken."""
    layers: dict[str, dict[str, Tensor]]
    """A layer's name in the file to its parts."""


def layers_of(transformer: nn.Module) -> dict[str, nn.Linear]:
    """The layers that are trained here, by name, in order."""
    return {
        name: module
        for name, module in transformer.named_modules()
        if isinstance(module, nn.Linear) and _CHANGED.fullmatch(name)
    }


def lora_of(transformer: nn.Module, rank: int) -> Lora:
    """A LoRA that a transformer computes with from now on."""
    layers = layers_of(transformer)

    def write(path: Path, changes: Changes, about: dict[str, str]) -> None:
        write_lora(path, changes, about, layers)
        notice = NOTICE.format(name=path.name, rank=rank, about="; ".join(about.values()))
        with whole_file(path.with_name("NOTICE.txt")) as part:
            part.write_text(notice, encoding="utf-8")

    return Lora(layers, rank, write)


def write_lora(
    path: Path, changes: Changes, about: dict[str, str], layers: Mapping[str, nn.Linear]
) -> None:
    """Write the file, whole or not at all; ``about`` goes into its head."""
    found = {}
    for name, (down, up) in changes.items():
        start = _names.adapted_name(_names.transformer_name(f"{name}.weight")) + ADAPTED + "0."
        found[f"{start}lora_A"] = down
        found[f"{start}lora_B"] = _names.as_in_file(name, up, layers[name].weight).contiguous()
    rank = len(next(iter(changes.values()))[0])
    config = {
        "rank": rank, "alpha": rank, "adapter_type": "lora",
        "include": _INCLUDED, "exclude": _EXCLUDED,
    }  # fmt: skip
    head = {"lora_config": json.dumps(config), "about": json.dumps(about)}
    with whole_file(path) as part:
        save_file(found, part, head)


def read_adapter(path: Path) -> Adapter:
    """Read a file, of whatever kind it is; raises `Unavailable` or `InvalidInput`."""
    found, head = read_with_head(path)
    layers: dict[str, dict[str, Tensor]] = {}
    for name, tensor in found.items():
        match = _TENSOR.fullmatch(name)
        if match is None:
            raise InvalidInput(f"{path} is no LoRA of Stable Audio 3: {name} is in it")
        layers.setdefault(match["layer"], {})[match["part"]] = tensor.float()
    if not layers:
        raise InvalidInput(f"{path} is no LoRA of Stable Audio 3: nothing is in it")
    try:
        config = json.loads(head.get("lora_config", "{}"))
        kind = _kind(str(config.get("adapter_type", "lora")), layers)
        if kind not in _PARTS:
            raise InvalidInput(
                f"{path} is of the kind {kind}, which needs the base model's singular vectors; "
                f"known are {', '.join(_PARTS)}"
            )
        side = _COLUMNS if kind == "dora-cols" else _ROWS
        for parts in layers.values():
            if "magnitude" in parts:
                parts[side] = parts.pop("magnitude").flatten()
        if any(set(parts) != _PARTS[kind] for parts in layers.values()):
            raise InvalidInput(f"{path} holds parts of another kind than {kind}")
        rank = len(next(iter(layers.values()))["lora_A"])
        scale = float(config.get("alpha", rank)) / float(config.get("rank", rank))
    except (ValueError, TypeError, AttributeError, ZeroDivisionError) as error:
        raise InvalidInput(f"{path}: its lora_config cannot be read: {error}") from None
    return Adapter(kind, scale, layers)


def _kind(said: str, layers: Mapping[str, Mapping[str, Tensor]]) -> str:
    """The kind that a head means: "dora" was columns where magnitudes lie (1, in), else rows."""
    if said != "dora":
        return said
    magnitude = next(iter(layers.values())).get("magnitude")
    old = magnitude is not None and magnitude.ndim == 2 and len(magnitude) == 1
    return "dora-cols" if old else "dora-rows"


def read_lora(path: Path, transformer: nn.Module) -> Changes:
    """A plain LoRA of what is trained here, to go on from; raises `Unavailable`, `InvalidInput`."""
    adapter = read_adapter(path)
    if adapter.kind != "lora":
        raise InvalidInput(f"{path} is of the kind {adapter.kind}; only a lora can be gone on from")
    own = {
        _names.adapted_name(_names.transformer_name(f"{name}.weight")): (name, layer.weight)
        for name, layer in layers_of(transformer).items()
    }
    if set(adapter.layers) != set(own):
        raise InvalidInput(f"{path} changes other layers than are trained here")
    changes: Changes = {}
    for other, parts in adapter.layers.items():
        name, weight = own[other]
        up = _names.reordered(name, parts["lora_B"], weight) * adapter.scale
        changes[name] = parts["lora_A"], up
    return changes


@torch.no_grad()
def merge(transformer: nn.Module, duration: nn.Module, path: Path) -> None:
    """Let a file change the weights; raises `Unavailable` or `InvalidInput`."""
    adapter = read_adapter(path)
    own = _adaptable(transformer, duration)
    for other, parts in adapter.layers.items():
        if other not in own:
            raise InvalidInput(f"{path} is of another model: {other} does not fit")
        name, layer = own[other]
        weight: Tensor = layer.weight
        try:
            for part in {"lora_B", _ROWS} & set(parts):
                parts[part] = _names.reordered(name, parts[part], weight)
            there = {part: tensor.to(weight.device) for part, tensor in parts.items()}
            changed = adapted(weight.flatten(1).float(), adapter.scale, there)
            weight.copy_(changed.reshape(weight.shape))
        except RuntimeError:
            raise InvalidInput(f"{path} is of another model: {other} does not fit") from None


def adapted(weight: Tensor, scale: float, parts: Mapping[str, Tensor]) -> Tensor:
    """A weight (out, in) as an adapter's parts change it: added to, then rows, then columns."""
    changed = weight + scale * (parts["lora_B"] @ parts["lora_A"])
    if (rows := parts.get(_ROWS)) is not None:
        changed = rows[:, None] * changed / (changed.norm(dim=1, keepdim=True) + _LEAST)
    if (columns := parts.get(_COLUMNS)) is not None:
        changed = columns * changed / (changed.norm(dim=0, keepdim=True) + _LEAST)
    return changed


def _adaptable(transformer: nn.Module, duration: nn.Module) -> dict[str, tuple[str, Any]]:
    """Every layer that the models' own trainer may change, by its name in the file."""
    found: dict[str, tuple[str, Any]] = {}
    for network, renamed in (
        (transformer, _names.transformer_name),
        (duration, _names.duration_name),
    ):
        for name, module in network.named_modules():
            if isinstance(module, nn.Linear | nn.Conv1d):
                found[_names.adapted_name(renamed(f"{name}.weight"))] = name, module
    return found
