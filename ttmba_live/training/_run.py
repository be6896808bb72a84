"""What both recipes share: state on disk, resuming, seeds, averaging. Knows no loss and no data."""

from __future__ import annotations

import contextlib
import pickle
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from tqdm import tqdm

from ttmba_live.audio import whole_file
from ttmba_live.errors import InvalidInput


@dataclass
class Progress:
    """Where a run stands; all that a later process needs to go on."""

    model: nn.Module
    optimizer: Optimizer
    average: dict[str, Tensor]
    step: int = 0
    left_out: int = 0
    """Steps in a row whose gradients were no numbers, up to now."""

    def save(self, path: Path, recipe: dict[str, Any]) -> None:
        """Write the state, whole, with the options that it belongs to."""
        state = {
            "recipe": recipe,
            "step": self.step,
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "average": self.average,
        }
        with whole_file(path) as part:
            torch.save(state, part)

    def resume(self, path: Path, recipe: dict[str, Any]) -> None:
        """Go on from a state if there is one; refuse one that another recipe left."""
        if not path.is_file():
            return
        try:
            state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        except (pickle.UnpicklingError, RuntimeError, EOFError, OSError) as error:
            raise InvalidInput(f"{path} is not the state of a training run") from error
        if state.get("recipe") != recipe:
            raise InvalidInput(f"{path} belongs to a run with other options; choose another folder")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.average = state["average"]
        self.step = int(state["step"])

    def blend(self, share: float) -> None:
        """Move the averaged weights towards the present ones by ``share``."""
        for name, value in self.model.state_dict().items():
            if value.dtype.is_floating_point and name in self.average:
                self.average[name].lerp_(value.detach().cpu(), share)
            else:
                self.average[name] = value.detach().cpu().clone()

    @contextlib.contextmanager
    def averaged(self) -> Iterator[None]:
        """For a while, the model has the averaged weights."""
        kept = {name: value.clone() for name, value in self.model.state_dict().items()}
        self.model.load_state_dict(self.average)
        training = self.model.training
        self.model.eval()
        try:
            yield
        finally:
            self.model.load_state_dict(kept)
            self.model.train(training)


def bar(total: int, done: int, what: str) -> tqdm[Any]:
    """A progress bar on a terminal, nothing when piped."""
    return tqdm(total=total, initial=done, desc=what, disable=not sys.stderr.isatty())


def pick_device(name: str) -> torch.device:
    """``auto``, ``cpu`` or ``cuda``; raise `InvalidInput` if there is no such thing here."""
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    if name == "cuda" and not torch.cuda.is_available():
        raise InvalidInput("no CUDA device is available; use --compute cpu")
    return torch.device(name)
