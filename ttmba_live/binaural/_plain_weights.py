"""Pickled weights from a file, without running what a pickle may hold. Knows no network."""

from __future__ import annotations

import pickle
import warnings
from pathlib import Path
from typing import Any

import torch

from ttmba_live.errors import InvalidInput


def read_plain(path: Path) -> Any:
    """What ``torch.save`` wrote, tensors and plain values only, on the CPU.

    Raises `InvalidInput` if the file is damaged, holds more, or is something else.
    """
    try:
        with warnings.catch_warnings():
            # Old pickles make torch warn; they are refused below or read.
            warnings.simplefilter("ignore")
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise InvalidInput(
            f"{path} is not a plain weights file: it is damaged or holds code, which is not run"
        ) from error
    except Exception as error:
        raise InvalidInput(f"{path} is not a PyTorch checkpoint") from error
