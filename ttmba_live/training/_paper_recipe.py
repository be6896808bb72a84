"""Recipe (a), the paper's: NFS-woNI learns recordings of moving speakers by loss (5).

Knows the schedule: RAdam at 1e-3, 0.9 of it after every epoch, 16 epochs, six pieces of 0.8 s a
step. Knows no noise injection.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import nn

from ttmba_live.binaural.nfs import NFS, Settings, save_checkpoint
from ttmba_live.errors import InvalidInput
from ttmba_live.training._benchmark import Recording, batch_of, pieces, read_benchmark
from ttmba_live.training._losses import paper_loss
from ttmba_live.training._run import Progress, bar, pick_device


@dataclass(frozen=True)
class PaperOptions:
    """One run of the recipe; the defaults are the paper's."""

    folder: str
    out: str
    channels: int = 128
    width: int = 128
    window: int = 9600
    epochs: int = 16
    batch: int = 6
    seconds: float = 0.8
    rate: float = 1e-3
    decay: float = 0.9
    seed: int = 0
    compute: str = "auto"

    def __post_init__(self) -> None:
        """Refuse pieces that do not hold whole hops or pose rows."""
        samples = self.seconds * 48_000
        if samples % (self.window // 2) or samples % 400 or samples < self.window:
            raise InvalidInput(f"pieces of {self.seconds:g} s are no whole number of hops and rows")


def train_on_benchmark(options: PaperOptions) -> Path:
    """Run, or go on with, the recipe; return the checkpoint's path.

    A run that was stopped goes on after the last whole epoch.

    Raises:
        InvalidInput: for recordings or a folder that cannot be used.
        Unavailable: if a file is missing or cannot be written.
    """
    recordings = read_benchmark(Path(options.folder), "trainset")
    device = pick_device(options.compute)
    torch.manual_seed(options.seed)
    model = NFS(_settings(options)).to(device)
    optimizer = torch.optim.RAdam(model.parameters(), lr=options.rate)
    progress = Progress(model, optimizer, {})
    folder = Path(options.out)
    recipe = {k: v for k, v in asdict(options).items() if k not in {"out", "compute"}}
    progress.resume(folder / "state.pt", recipe)
    steps = math.ceil(len(pieces(recordings, options.seconds)) / options.batch)
    with bar(options.epochs * steps, progress.step, "training") as shown:
        for epoch in range(progress.step // steps, options.epochs):
            for group in optimizer.param_groups:
                group["lr"] = options.rate * options.decay**epoch
            loss = _epoch(progress, options, recordings, epoch, shown.update)
            progress.save(folder / "state.pt", recipe)
            save_checkpoint(folder / "nfs.safetensors", model)
            _note(folder / "log.csv", epoch + 1, loss)
            shown.set_postfix_str(f"loss {loss:.3f}")
    return folder / "nfs.safetensors"


def _epoch(
    progress: Progress,
    options: PaperOptions,
    recordings: list[Recording],
    epoch: int,
    tell: Callable[[], object],
) -> float:
    """Every piece once, in an order that the seed and the epoch decide; the mean loss."""
    found = pieces(recordings, options.seconds)
    order = np.random.default_rng([options.seed, epoch]).permutation(len(found))
    model = progress.model.train()
    device = next(model.parameters()).device
    total = []
    for some in np.array_split(order, math.ceil(len(order) / options.batch)):
        batch = batch_of(recordings, [found[index] for index in some], options.seconds)
        pose, dry, ears = (part.to(device) for part in batch)
        loss = paper_loss(model(pose, dry), ears)
        progress.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        progress.optimizer.step()
        progress.step += 1
        total.append(loss.item())
        tell()
    return sum(total) / len(total)


def _settings(options: PaperOptions) -> Settings:
    return Settings(
        options.channels,
        options.width,
        options.window,
        shift_ms=(-1.0, 1000.0 * options.window / 48_000 / 4),
        training=f"{Path(options.folder).name}, {options.epochs} epochs, seed {options.seed}",
        licence="as the recordings'",
    )


def _note(path: Path, epoch: int, loss: float) -> None:
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        if fresh:
            writer.writerow(["epoch", "loss"])
        writer.writerow([epoch, f"{loss:.5g}"])
