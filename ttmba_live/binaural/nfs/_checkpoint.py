"""Weights to and from files: the published ``.pt`` and this project's ``.safetensors``.

Knows both formats and trusts neither: pickles are read without running them, shapes and names
are checked. Knows nothing of sound.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from ttmba_live.audio import whole_file
from ttmba_live.binaural._plain_weights import read_plain
from ttmba_live.binaural.nfs._network import NFS
from ttmba_live.binaural.nfs._settings import Settings
from ttmba_live.errors import InvalidInput, Unavailable

FORMAT = "ttmba-nfs-1"
"""The header's ``format``; another number would mean other tensors."""

_DERIVED = re.compile(r"analysis_window|synthesis_window|[lr]fs\.omega|inject_noise\..*")
"""Published tensors that are computed here, or dropped: the noise injection."""


def default_weights() -> Path:
    """The weights that ship with the package: MIT KEMAR, see ``docs/weights.md``."""
    return Path(str(resources.files("ttmba_live.binaural.nfs") / "weights" / "kemar.safetensors"))


def load_checkpoint(path: Path | str | None = None) -> NFS:
    """Read a network, ready to render: on the CPU, in evaluation mode, without gradients.

    Args:
        path: published ``.pt`` or own ``.safetensors``; None for the shipped weights.

    Raises:
        Unavailable: if there is no such file.
        InvalidInput: if it is not an NFS checkpoint, with the reason.
    """
    path = default_weights() if path is None else Path(path)
    if not path.is_file():
        raise Unavailable(f"cannot read {path}: no such file")
    own = path.suffix.lower() == ".safetensors"
    settings, tensors = _read_own(path) if own else _read_published(path)
    model = NFS(settings)
    _fill(model, tensors, path)
    return model.eval().requires_grad_(False)


def save_checkpoint(path: Path | str, model: NFS) -> None:
    """Write a network as ``.safetensors``, whole or not at all; its `Settings` go in the header."""
    tensors = {
        name: tensor.detach().cpu().contiguous()
        for name, tensor in model.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    header = {"format": FORMAT, "settings": json.dumps(asdict(model.settings))}
    with whole_file(Path(path)) as part:
        save_file(tensors, part, header)


def _read_own(path: Path) -> tuple[Settings, dict[str, Tensor]]:
    try:
        with safe_open(path, framework="pt") as file:
            header = dict(file.metadata() or {})
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError) as error:
        raise InvalidInput(f"{path} is not a safetensors file") from error
    if header.get("format") != FORMAT:
        raise InvalidInput(f"{path} has no {FORMAT} header; it is not an NFS checkpoint")
    return _settings(header.get("settings", ""), path), tensors


def _settings(text: str, path: Path) -> Settings:
    try:
        given: dict[str, Any] = json.loads(text)
        low, high = given.pop("shift_ms")
        return Settings(**given, shift_ms=(float(low), float(high)))
    except (ValueError, TypeError, KeyError, InvalidInput) as error:
        raise InvalidInput(f"{path} has a header that cannot be used: {error}") from error


def _read_published(path: Path) -> tuple[Settings, dict[str, Tensor]]:
    loaded = read_plain(path)
    state = loaded.get("nfs") if isinstance(loaded, dict) else None
    if not isinstance(state, dict):
        raise InvalidInput(f"{path} has no entry 'nfs'; it is not an NFS checkpoint")
    if not all(isinstance(value, Tensor) for value in state.values()):
        raise InvalidInput(f"{path}: 'nfs' holds something that is no tensor")
    tensors = {str(name).removeprefix("module."): value for name, value in state.items()}
    return _published_settings(tensors, path), tensors


def _published_settings(tensors: Mapping[str, Tensor], path: Path) -> Settings:
    try:
        channels = tensors["lfs.project.proj"].shape[1]
        width, window = tensors["lff.conv.weight"].shape[0], tensors["analysis_window"].shape[0]
    except (KeyError, IndexError, AttributeError) as error:
        raise InvalidInput(f"{path} lacks the tensors that tell an NFS network's size") from error
    quarter_ms = 1000.0 * window / 48_000 / 4
    return Settings(channels, width, window, shift_ms=(-1.0, quarter_ms), training="published")


def _fill(model: NFS, tensors: Mapping[str, Tensor], path: Path) -> None:
    given = {name: value for name, value in tensors.items() if not _DERIVED.fullmatch(name)}
    wanted = model.state_dict()
    needed = {name for name in wanted if not name.endswith("num_batches_tracked")}
    if missing := sorted(needed - given.keys()):
        raise InvalidInput(f"{path} lacks {missing[0]} and {len(missing) - 1} other tensors")
    if unknown := sorted(given.keys() - wanted.keys()):
        raise InvalidInput(f"{path} holds {unknown[0]}, which is no part of NFS")
    for name, value in given.items():
        if value.shape != wanted[name].shape:
            raise InvalidInput(f"{path}: {name} must have shape {tuple(wanted[name].shape)}")
        if not torch.isfinite(value).all():
            raise InvalidInput(f"{path}: {name} holds NaN or infinite numbers")
    model.load_state_dict(dict(given), strict=False)
