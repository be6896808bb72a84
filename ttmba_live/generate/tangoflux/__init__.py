"""TangoFlux: prompts to clips by a model on the local GPU. Importing this loads no torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.generate.tangoflux._folder import check_files
from ttmba_live.generate.tangoflux._package import PACKAGE
from ttmba_live.generate.tangoflux._setup import Setup, default_folder

if TYPE_CHECKING:
    from ttmba_live.generate.tangoflux._tangoflux import TangoFlux

__all__ = [
    "PACKAGE",
    "Setup",
    "check_files",
    "default_folder",
    "load",
]


def load(folder: str | Path, device: str = "cpu") -> TangoFlux:
    """Load the model from a folder in the hub's layout, onto "cpu", "cuda", "cuda:1" or "mps".

    Raises `Unavailable` for missing files or devices, `InvalidInput` that names a wrong, damaged
    or cut-off file. Nothing is fetched.
    """
    from ttmba_live.generate.tangoflux._tangoflux import load_model

    return load_model(Path(folder), device)
