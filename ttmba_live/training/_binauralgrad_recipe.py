"""Recipe (f): BinauralGrad learns recordings of moving speakers, one stage after the other.

Knows loss and schedule: windows of two thirds of a second, noise of a random step, mean square of
what all layers that are listened to predict, and a little of the phase. Stage two hears the
recorded mean of both ears, as published.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from ttmba_live.audio import whole_file
from ttmba_live.binaural.binauralgrad import LEARNT, ROW, Denoiser, Sizes, sixteen_bits, warped
from ttmba_live.binaural.binauralgrad_files import FILES
from ttmba_live.errors import InvalidInput
from ttmba_live.training._benchmark import Recording, read_benchmark
from ttmba_live.training._losses import phase_error
from ttmba_live.training._run import Progress, bar, pick_device
from ttmba_live.training._table_log import TableLog

WINDOW = 32_000
"""Samples of a piece."""

PHASE = 0.01
RATE = 2e-4

COLUMNS = ("step", "loss")


@dataclass(frozen=True)
class BinauralGradOptions:
    """One run of the recipe; published are these sizes, and 300,000 to 700,000 steps of 48."""

    folder: str
    out: str
    channels: int = 128
    layers: int = 30
    steps: int = 300_000
    batch: int = 48
    seed: int = 0
    save_every: int = 500
    compute: str = "auto"


@dataclass(frozen=True, eq=False)
class Heard:
    """A recording: left and right by geometry and dry (3, N), ears (2, N), pose rows (7, T)."""

    sound: Tensor
    ears: Tensor
    rows: Tensor


def train_binauralgrad(options: BinauralGradOptions) -> Path:
    """Run, or go on with, the recipe; return the folder of both files.

    Raises:
        InvalidInput: for recordings or a folder that cannot be used.
        Unavailable: if a file is missing or cannot be written.
    """
    recordings = [_heard(one) for one in read_benchmark(Path(options.folder), "trainset")]
    recordings = [one for one in recordings if one.ears.shape[1] >= WINDOW]
    if not recordings:
        raise InvalidInput(f"{options.folder}: no recording is {WINDOW} samples long")
    for number, name in enumerate(FILES):
        _stage(options, recordings, number, Path(options.out) / name)
    return Path(options.out)


def _heard(recording: Recording) -> Heard:
    rows = min(len(recording.dry), len(recording.ears)) // ROW
    rows = min(rows, len(recording.rows))
    pose = torch.from_numpy(recording.rows[:rows].T.copy())
    dry = torch.from_numpy(recording.dry[None, : rows * ROW])
    ears = torch.from_numpy(recording.ears[: rows * ROW].T.copy())
    return Heard(torch.cat([sixteen_bits(warped(dry, pose)), dry]), ears, pose)


def _stage(options: BinauralGradOptions, recordings: list[Heard], number: int, path: Path) -> None:
    device = pick_device(options.compute)
    torch.manual_seed(options.seed + number)
    sizes = Sizes(3 + number, 1 + number, options.channels, options.layers)
    network = Denoiser(sizes).to(device)
    progress = Progress(network, torch.optim.Adam(network.parameters(), lr=RATE), {})
    recipe = {k: v for k, v in asdict(options).items() if k not in {"out", "compute", "save_every"}}
    state = path.with_suffix(".state")
    progress.resume(state, recipe)
    log = TableLog(path.with_suffix(".csv"), COLUMNS, progress.step)
    losses: list[float] = []
    with bar(options.steps, progress.step, f"stage {number + 1}") as shown:
        while progress.step < options.steps:
            losses.append(_step(progress, recordings, options, number))
            shown.update()
            if progress.step % options.save_every and progress.step < options.steps:
                continue
            log.add(progress.step, float(np.mean(losses)))
            losses.clear()
            progress.save(state, recipe)
    weights = {name: value.detach().cpu() for name, value in network.state_dict().items()}
    with whole_file(path) as part:
        torch.save({"step": progress.step, "model": weights}, part)


def _step(
    progress: Progress, recordings: list[Heard], options: BinauralGradOptions, number: int
) -> float:
    """A batch of windows drawn by seed and step."""
    network = progress.model.train()
    assert isinstance(network, Denoiser)
    device = network.skip_projection.weight.device
    draw = np.random.default_rng([options.seed, number, progress.step])
    chosen = draw.integers(len(recordings), size=options.batch)
    parts = [_window(recordings[at], draw) for at in chosen]
    sound, ears, rows = (torch.stack(part).to(device) for part in zip(*parts, strict=True))
    mean = ears.mean(dim=1, keepdim=True)
    if number:
        sound, target = torch.cat([sound, mean], dim=1), ears
    else:
        target = mean
    steps = torch.from_numpy(draw.integers(len(LEARNT), size=options.batch)).to(device)
    source = torch.Generator().manual_seed(int(draw.integers(2**31)))
    noise = torch.randn(target.shape, generator=source).to(device)
    loss = denoising_loss(network, target, noise, steps, sound, rows.repeat_interleave(ROW, dim=2))
    progress.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    progress.optimizer.step()
    progress.step += 1
    return float(loss.detach())


def denoising_loss(
    network: Denoiser, target: Tensor, noise: Tensor, steps: Tensor, sound: Tensor, pose: Tensor
) -> Tensor:
    """What the network does not see of the noise (B, made, T) that was added at steps (B,).

    The last prediction's mean square, the mean of the earlier ones', and of these a hundredth of
    the phase error of the noisy sound that they would make.
    """
    kept = torch.from_numpy(LEARNT).float().to(target.device)[steps][:, None, None]
    clean, share = kept.sqrt() * target, (1.0 - kept).sqrt()
    noisy = clean + share * noise
    *earlier, last = network.looks(noisy, steps.float(), sound, pose)
    loss = (last - noise).square().mean()
    if not earlier:
        return loss
    within = [
        (look - noise).square().mean() + PHASE * phase_error(clean + share * look, noisy)
        for look in earlier
    ]
    return loss + torch.stack(within).mean()


def _window(heard: Heard, draw: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """A piece that begins with a pose row: sound (3, N), ears (2, N), rows (7, N/400)."""
    first = int(draw.integers(heard.ears.shape[1] // ROW - WINDOW // ROW + 1))
    rows, samples = slice(first, first + WINDOW // ROW), slice(first * ROW, first * ROW + WINDOW)
    return heard.sound[:, samples], heard.ears[:, samples], heard.rows[:, rows]
