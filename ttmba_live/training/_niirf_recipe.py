"""Recipe (c): NIIRF learns the levels of a measured head; onsets are measured, not learnt.

Knows loss, schedule and where a run keeps its files. As published: RAdam, half a thousand epochs of
batches of sixteen directions, mean square of decibels, the epoch that does best elsewhere. Unlike
it: decibels are the cascade's own, at 48 kHz, from 20 Hz to 20 kHz.
"""

from __future__ import annotations

import copy
import csv
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ttmba_live.audio import RATE, whole_file
from ttmba_live.binaural.head import HERTZ, Head, Interpolated, read_head
from ttmba_live.binaural.niirf import NIIRF, Facts, Sizes, Trained, level_db, save_niirf, sections
from ttmba_live.errors import InvalidInput
from ttmba_live.training._metrics import levels
from ttmba_live.training._run import Progress, bar, pick_device
from ttmba_live.training._sofa_recipe import delay_map, split

LOSS = 0.1
"""Of a square decibel."""

LEARNING_RATE, DECAY, CLIPPED = 5e-4, 1e-6, 10.0
JUDGED = 100
"""Directions, of those neither learnt nor held out, by which the best epoch is chosen."""

BAND = np.flatnonzero((HERTZ >= 20.0) & (HERTZ <= 20_000.0))
"""Where levels are learnt."""


@dataclass(frozen=True)
class NiirfOptions:
    """One run of the recipe; equal options make equal weights on one machine."""

    sofa: str
    out: str
    epochs: int = 500
    batch: int = 16
    directions: int | None = None
    """How many to learn of those not held out; None for all."""
    hold_out: float = 0.0
    seed: int = 0
    hidden: int = 512
    peaks: int = 32
    save_every: int = 25
    compute: str = "auto"


def chosen_directions(
    head: Head, hold_out: float, seed: int, count: int | None
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Directions to learn, and others to judge epochs by, as indices; none is held out."""
    known = split(head, hold_out, seed)[0]
    if count is None:
        return known, known[:0]
    if not 2 <= count <= len(known):
        raise InvalidInput(f"{count} directions wanted; expected 2..{len(known)}")
    order = np.random.default_rng([seed, 1]).permutation(known)
    return np.sort(order[:count]), np.sort(order[count : count + JUDGED])


def train_niirf(options: NiirfOptions) -> Path:
    """Run, or go on with, the recipe; return the checkpoint's path.

    Raises:
        InvalidInput: for options or files that cannot be used.
        Unavailable: if a file is missing or cannot be written.
    """
    head = read_head(Path(options.sofa))
    learnt, judged = chosen_directions(head, options.hold_out, options.seed, options.directions)
    targets = Interpolated(head, learnt)
    facts = Facts(
        RATE,
        round(targets.radius, 5),
        round(head.distance, 3),
        f"{head.name}, {len(learnt)} of {len(head.directions)} directions, "
        f"{options.epochs} epochs, seed {options.seed}",
    )
    device = pick_device(options.compute)
    torch.manual_seed(options.seed)
    network = NIIRF(Sizes(options.peaks, options.hidden)).to(device)
    optimizer = torch.optim.RAdam(network.parameters(), lr=LEARNING_RATE, weight_decay=DECAY)
    progress = Progress(network, optimizer, {})  # its average is the best so far
    folder = Path(options.out)
    recipe = {k: v for k, v in asdict(options).items() if k not in {"out", "compute", "save_every"}}
    progress.resume(folder / "state.pt", recipe)
    known = _Data.of(head, learnt, device)
    others = _Data.of(head, judged if len(judged) else learnt, device)
    log = _Log(folder / "log.csv")
    with bar(options.epochs, progress.step, "epochs") as shown:
        while progress.step < options.epochs:
            loss = _epoch(progress, known, options)
            shown.update()
            log.add(progress.step, loss, others.distance_db(network), progress)
            if progress.step % options.save_every == 0 or progress.step == options.epochs:
                log.write()
                progress.save(folder / "state.pt", recipe)
    best = copy.deepcopy(network).cpu()
    best.load_state_dict(progress.average)
    result = folder / "niirf.safetensors"
    save_niirf(result, Trained(best.eval(), facts, delay_map(targets)))
    return result


@dataclass(frozen=True, eq=False)
class _Data:
    """Directions (N, 3), their levels in decibels (N, 2, F) and the frequencies (F,)."""

    directions: Tensor
    levels: Tensor
    hertz: Tensor

    @classmethod
    def of(cls, head: Head, chosen: NDArray[np.intp], device: torch.device) -> _Data:
        wanted = levels(head.spectra()[chosen])[..., BAND]
        parts = (head.directions[chosen], wanted, HERTZ[BAND])
        return cls(*(torch.from_numpy(part).to(device) for part in parts))

    def difference(self, network: NIIRF, some: slice | Tensor) -> Tensor:
        """Decibels (n, 2, F) by which the cascade differs."""
        cascade = sections(network(self.directions[some]), RATE)
        return level_db(cascade, self.hertz, RATE) - self.levels[some]

    @torch.no_grad()
    def distance_db(self, network: NIIRF) -> float:
        """Log-spectral distance, mean over directions and ears."""
        network.eval()
        apart = self.difference(network, slice(None))
        return float(apart.square().mean(dim=-1).sqrt().mean())


def _epoch(progress: Progress, known: _Data, options: NiirfOptions) -> float:
    """Once through all directions in an order of the epoch's own; the mean loss."""
    key = [options.seed, progress.step]
    order = torch.from_numpy(np.random.default_rng(key).permutation(len(known.directions)))
    batch = max(1, min(options.batch, len(order) // 2))
    network = progress.model.train()
    assert isinstance(network, NIIRF)
    torch.manual_seed(int(np.random.default_rng([*key, 1]).integers(2**31)))  # dropout's
    total, steps = 0.0, len(order) // batch
    for number in range(steps):
        apart = known.difference(network, order[number * batch : (number + 1) * batch])
        loss = LOSS * apart.square().mean()
        progress.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), CLIPPED)
        progress.optimizer.step()
        total += float(loss.detach())
    progress.step += 1
    return total / steps


class _Log:
    """A row for each epoch; keeps the weights of the best one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._started = time.monotonic()
        self._rows: list[list[str]] = []
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as file:
                self._rows = list(csv.reader(file))[1:]

    def add(self, epoch: int, loss: float, distance: float, progress: Progress) -> None:
        self._rows = [row for row in self._rows if int(row[0]) < epoch]
        if all(distance < float(row[3]) for row in self._rows):
            progress.blend(1.0)
        seconds = time.monotonic() - self._started
        self._rows.append([str(epoch), f"{seconds:.0f}", f"{loss:.4f}", f"{distance:.4f}"])

    def write(self) -> None:
        with whole_file(self._path) as part, part.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["epoch", "seconds", "loss", "lsd_db"])
            writer.writerows(self._rows)
