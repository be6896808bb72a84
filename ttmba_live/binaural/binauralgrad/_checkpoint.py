"""BinauralGrad's two published files to two networks. Runs nothing that a pickle may hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from ttmba_live.binaural._plain_weights import read_plain
from ttmba_live.binaural.binauralgrad._network import Denoiser, sizes_of
from ttmba_live.binaural.binauralgrad_files import FILES, check_files
from ttmba_live.errors import InvalidInput

_STAGES = ((3, 1), (4, 2))
"""Channels that each stage hears and makes."""


@dataclass(frozen=True, eq=False)
class Stages:
    """Both networks, ready to use: the mean of the ears, and the ears themselves."""

    one: Denoiser
    two: Denoiser


def load_binauralgrad(folder: Path | str) -> Stages:
    """Read both stages from a folder: on the CPU, in evaluation mode, without gradients.

    Raises:
        Unavailable: if a file is missing.
        InvalidInput: if a file is no such checkpoint, or that of the other stage.
    """
    folder = Path(folder)
    check_files(folder)
    pairs = zip(FILES, _STAGES, strict=True)
    return Stages(*(_read(folder / name, *wanted) for name, wanted in pairs))


def _read(path: Path, heard: int, made: int) -> Denoiser:
    loaded = read_plain(path)
    state = loaded.get("model") if isinstance(loaded, dict) else None
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise InvalidInput(f"{path} has no weights under 'model'; it is not a BinauralGrad file")
    try:
        sizes = sizes_of(state)
        network = Denoiser(sizes)
        network.load_state_dict(state)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error
    except RuntimeError as error:
        lines = " ".join(str(error).split())
        raise InvalidInput(f"{path} is not a BinauralGrad checkpoint: {lines[:300]}") from error
    if (sizes.heard, sizes.made) != (heard, made):
        raise InvalidInput(
            f"{path} hears {sizes.heard} channels and makes {sizes.made}; expected {heard} and "
            f"{made}: is it the other stage?"
        )
    return network.eval().requires_grad_(requires_grad=False)
