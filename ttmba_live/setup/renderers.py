"""The table of renderers: what makes two ears, on stage and offline. Loads none of them."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.errors import Unavailable
from ttmba_live.setup._field import baked_bank, exact_bank, field_path, shipped
from ttmba_live.setup._table import AUTO, Entry, Table

if TYPE_CHECKING:
    from ttmba_live.binaural import Renderer


def _nfs(checkpoint: Path | None, hop: int) -> Renderer:
    bank = baked_bank(checkpoint)
    from ttmba_live.binaural.stream import Stream

    return Stream(bank, hop)


def _exact(checkpoint: Path | None, hop: int) -> Renderer:
    bank = exact_bank(checkpoint)
    from ttmba_live.binaural.stream import Stream

    return Stream(bank, hop)


def _sphere(checkpoint: Path | None, hop: int) -> Renderer:
    del checkpoint
    from ttmba_live.binaural.sphere import Sphere  # with it comes scipy.signal, for a second

    return Sphere(hop)


def _look_at_nfs(checkpoint: Path | None, hop: int) -> str:
    del hop
    _need("numba")
    if field_path(checkpoint).is_file():
        return _weights(checkpoint)
    _need("torch")
    return f"{_weights(checkpoint)}; the first start prepares the head, which takes some 20 s"


def _look_at_exact(checkpoint: Path | None, hop: int) -> str:
    del hop
    _need("numba")
    _need("torch")
    field_path(checkpoint)  # which reads it
    return _weights(checkpoint)


def _look_at_sphere(checkpoint: Path | None, hop: int) -> str:
    del checkpoint, hop
    return "needs no weights"


def _weights(checkpoint: Path | None) -> str:
    return f"weights of {checkpoint or f'MIT KEMAR ({shipped().name})'}"


def _need(package: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise Unavailable(f"the Python package {package} is not installed")


RENDERERS = Table(
    "renderer",
    Entry(
        "nfs",
        "the network, baked once for each checkpoint",
        "numba; torch for the first start with a checkpoint",
        _nfs,
        _look_at_nfs,
    ),
    Entry(
        "exact",
        "the network itself, which takes milliseconds for every place",
        "numba and torch",
        _exact,
        _look_at_exact,
        auto=False,
    ),
    Entry(
        "sphere",
        "a spherical head: no pinna, so front and back sound alike",
        "",
        _sphere,
        _look_at_sphere,
    ),
)
"""Each takes a checkpoint, or None for the head that ships, and a hop in frames."""

WHOLE = "nfs"
"""Offline, the network takes each clip whole, as the paper does; on stage it is baked."""

OFFLINE = {"live": "nfs", "exact": "exact", "sphere": "sphere"}
"""Offline names of the renderers that go hop by hop, as on stage."""

OFFLINE_CHOICES = (AUTO, WHOLE, *OFFLINE)
"""What ``render`` and ``binauralize`` may be asked for; "auto" is the network."""
