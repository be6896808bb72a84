"""The table of renderers that take whole clips, offline. Loads none of them."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ttmba_live.binaural.binauralgrad_files import check_files
from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.generate.model import models_folder
from ttmba_live.setup._network import network
from ttmba_live.setup._table import Entry, Table

if TYPE_CHECKING:
    from ttmba_live.binaural import WholeRenderer

PAPER = "nfs"
"""What "auto" is offline: the paper's network."""


def _nfs(checkpoint: Path | None) -> WholeRenderer:
    model = network(checkpoint)
    from ttmba_live.binaural.nfs.render import Whole

    return Whole(model)


def _look_at_nfs(checkpoint: Path | None) -> str:
    _need_torch()
    if checkpoint is not None and not checkpoint.is_file():
        raise Unavailable(f"cannot read {checkpoint}: no such file")
    return f"weights of {checkpoint or 'MIT KEMAR'}"


def _folder(checkpoint: Path | None) -> Path:
    """Of BinauralGrad's two files."""
    if checkpoint is not None and not checkpoint.is_dir():
        raise InvalidInput(
            f"{checkpoint} is no folder; BinauralGrad's weights are two files in one"
        )
    return checkpoint or models_folder() / "binauralgrad"


def _binauralgrad(checkpoint: Path | None) -> WholeRenderer:
    _need_torch()
    return _diffusion(_folder(checkpoint))


@cache
def _diffusion(folder: Path) -> WholeRenderer:
    from ttmba_live.binaural.binauralgrad import BinauralGrad, load_binauralgrad

    return BinauralGrad(load_binauralgrad(folder))


def _look_at_binauralgrad(checkpoint: Path | None) -> str:
    _need_torch()
    folder = _folder(checkpoint)
    check_files(folder)
    return f"weights in {folder}"


def _need_torch() -> None:
    if importlib.util.find_spec("torch") is None:
        raise Unavailable("the Python package torch is not installed")


WHOLES = Table(
    "renderer",
    Entry(PAPER, "the network, each clip whole, as the paper does", "torch", _nfs, _look_at_nfs),
    Entry(
        "binauralgrad",
        "BinauralGrad, a rival of the paper's: minutes for a second of sound without a GPU",
        "torch and both published files, in a folder (`--checkpoint`)",
        _binauralgrad,
        _look_at_binauralgrad,
        auto=False,
    ),
)
"""Each takes a checkpoint, or None for the usual one."""
