"""A folder of weight files: what must be there, whether it is whole. Loads no torch, no weights.

Light enough for ``doctor`` and the daemon's own process; weights are read elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ttmba_live.errors import InvalidInput, Unavailable

_FLOATS = frozenset({"F64", "F32", "F16", "BF16"})
_SAMPLED = 64
_BLOCK = 1 << 16

Shapes = dict[str, tuple[int, ...]]

LORA = ".safetensors"
"""How a LoRA's file ends."""


def need(folder: Path, names: Iterable[str], model: str) -> None:
    """Raise `Unavailable` that names the files which ``folder`` lacks, and what fetches them."""
    folder = Path(folder)
    names = list(names)
    lacking = [name for name in names if not (folder / name).is_file()]
    if lacking == names:
        raise Unavailable(f"no weights in {folder}; `ttmba-live download {model}` fetches them")
    if lacking:
        raise Unavailable(
            f"{folder} lacks {', '.join(lacking)}; `ttmba-live download {model}` fetches them"
        )


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


def read_shapes(path: Path, *, floats: bool = True) -> Shapes:
    """Names and shapes in a safetensors file, from its head alone.

    With ``floats`` there must be nothing but floating-point weights. Raises `Unavailable` if it
    cannot be read, `InvalidInput` if it is cut off or of another kind.
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
    if floats and (odd := kinds - _FLOATS):
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


def lora_names(folder: Path | None) -> list[str]:
    """What LoRAs are called that lie in a folder; none if there is no such folder."""
    if folder is None or not folder.is_dir():
        return []
    return sorted(path.name.removesuffix(LORA) for path in folder.glob(f"*{LORA}"))


def fingerprint(folder: Path, names: Iterable[str]) -> str:
    """A short hash that differs between models: samples of all its files.

    Reads about 4 MB of each large one, so it can be asked at every start. Raises `Unavailable`.
    """
    digest = hashlib.sha256()
    folder = Path(folder)
    try:
        for name in names:
            path = folder / name
            size = path.stat().st_size
            digest.update(f"{name} {size}\n".encode())
            with path.open("rb") as file:
                for part in range(_SAMPLED):
                    file.seek(max(size - _BLOCK, 0) * part // (_SAMPLED - 1))
                    digest.update(file.read(_BLOCK))
    except OSError as error:
        raise Unavailable(f"cannot read {folder}: {error.strerror or error}") from error
    return digest.hexdigest()[:16]
