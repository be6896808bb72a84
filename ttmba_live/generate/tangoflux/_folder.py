"""A folder of TangoFlux files: what must be there, and the model's sizes. Loads no weights."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model._folder import need, read_json, read_shapes

MODEL = "tangoflux.safetensors"
VAE = "vae.safetensors"
OWN_VAE = "vae_config.json"
"""There where the autoencoder is another than the published one."""
TEXT = "text_encoder"
NEEDED = ("config.json", MODEL, VAE, f"{TEXT}/config.json", f"{TEXT}/tokenizer.json")
"""Files without which nothing works, relative to the folder."""


@dataclass(frozen=True, slots=True)
class Config:
    """The model's own sizes, as its ``config.json`` names them."""

    num_layers: int
    num_single_layers: int
    in_channels: int
    attention_head_dim: int
    joint_attention_dim: int
    num_attention_heads: int
    audio_seq_len: int
    max_duration: float


def check_files(folder: Path) -> None:
    """Raise `Unavailable` that names what is missing, `InvalidInput` for a file that is not whole.

    Reads only the heads of the weight files: milliseconds.
    """
    folder = Path(folder)
    need(folder, NEEDED, "tangoflux")
    read_config(folder)
    read_shapes(folder / MODEL)
    read_shapes(folder / VAE)


def read_config(folder: Path) -> Config:
    """Read ``config.json``; raises `InvalidInput` for missing or impossible values."""
    path = Path(folder) / "config.json"
    found = read_json(path)
    values: dict[str, Any] = {}
    for field in fields(Config):
        value = found.get(field.name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
            raise InvalidInput(f"{path}: {field.name} must be a positive number, not {value!r}")
        values[field.name] = float(value) if field.name == "max_duration" else int(value)
    return Config(**values)


def read_vae_config(folder: Path) -> dict[str, Any]:
    """Read ``vae_config.json`` where there is one; the published model has none."""
    path = Path(folder) / OWN_VAE
    return read_json(path) if path.exists() else {}
