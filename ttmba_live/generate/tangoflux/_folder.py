"""A folder of TangoFlux files: what must be there, whether it is whole. Loads no torch, no weights.

Light enough for ``doctor`` and the daemon's own process; weights are read elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput, Unavailable

MODEL = "tangoflux.safetensors"
VAE = "vae.safetensors"
TEXT = "text_encoder"
NEEDED = ("config.json", MODEL, VAE, f"{TEXT}/config.json", f"{TEXT}/tokenizer.json")
"""Files without which nothing works, relative to the folder."""

_BYTES = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2}
_SAMPLED = 64
_BLOCK = 1 << 16

Shapes = dict[str, tuple[int, ...]]


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
    lacking = [name for name in NEEDED if not (folder / name).is_file()]
    if lacking:
        raise Unavailable(
            f"{folder} lacks {', '.join(lacking)}; `ttmba-live download` fetches TangoFlux"
        )
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
    path = Path(folder) / "vae_config.json"
    return read_json(path) if path.exists() else {}


def read_json(path: Path) -> dict[str, Any]:
    """Read an object from a JSON file; raises `Unavailable` or `InvalidInput`."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise InvalidInput(f"{path} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise InvalidInput(f"{path} must hold a JSON object")
    return found


def read_shapes(path: Path) -> Shapes:
    """Names and shapes in a safetensors file, from its head alone.

    Raises `Unavailable` if it cannot be read, `InvalidInput` if it is cut off or of another kind.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = _head(path, file.read(8), size)
            text = file.read(head)
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror or error}") from error
    try:
        entries = json.loads(text)
        entries.pop("__metadata__", None)
        shapes = {name: tuple(entry["shape"]) for name, entry in entries.items()}
        kinds = {entry["dtype"] for entry in entries.values()}
        end = max((entry["data_offsets"][1] for entry in entries.values()), default=0)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise InvalidInput(f"{path} is not a safetensors file") from error
    if size != 8 + head + end:
        raise InvalidInput(
            f"{path} is damaged: {size} bytes where its head says {8 + head + end}; fetch it again"
        )
    if odd := kinds - set(_BYTES):
        raise InvalidInput(
            f"{path} holds {', '.join(sorted(odd))}; expected floating-point weights"
        )
    return shapes


def _head(path: Path, first: bytes, size: int) -> int:
    """Length of the JSON head, checked against the file's size."""
    if len(first) < 8:
        raise InvalidInput(f"{path} is damaged: {size} bytes; fetch it again")
    length = int(struct.unpack("<Q", first)[0])
    if length > 100_000_000:
        raise InvalidInput(f"{path} is not a safetensors file")
    if length > size - 8:
        raise InvalidInput(f"{path} is damaged: it ends within its head; fetch it again")
    return length


def fingerprint(folder: Path) -> str:
    """A short hash that differs between models: all small files, and samples of the weights.

    Reads about 8 MB, so it can be asked at every start. Raises `Unavailable`.
    """
    digest = hashlib.sha256()
    folder = Path(folder)
    try:
        for name in (*NEEDED, "vae_config.json"):
            path = folder / name
            if name not in NEEDED and not path.exists():
                continue
            size = path.stat().st_size
            digest.update(f"{name} {size}\n".encode())
            with path.open("rb") as file:
                for part in range(_SAMPLED):
                    file.seek(max(size - _BLOCK, 0) * part // (_SAMPLED - 1))
                    digest.update(file.read(_BLOCK))
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror or error}") from error
    return digest.hexdigest()[:16]
