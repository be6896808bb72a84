"""One recipe, (b): NFS-woNI learns a measured head by regressing its responses directly.

Knows the loss, the schedule and where a run keeps its files; the data come from `Interpolated`.
"""

from __future__ import annotations

import csv
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ttmba_live.binaural.head import (
    HERTZ,
    Floats,
    Head,
    Interpolated,
    even_directions,
    read_head,
)
from ttmba_live.binaural.nfs import NFS, Settings, map_directions, save_checkpoint, to_pose
from ttmba_live.errors import InvalidInput
from ttmba_live.training._metrics import Spatial, spatial_errors
from ttmba_live.training._mirror import forget_sideways, is_symmetric, mirror_left, partners
from ttmba_live.training._run import Progress, bar, pick_device

BINS_PER_STEP = 128
AVERAGING = 0.002
WARM_UP = 100
LICENCES = {"MIT_KEMAR": "MIT KEMAR data: free with citation (Gardner and Martin, 1994)"}


@dataclass(frozen=True)
class SofaOptions:
    """One run of the recipe; equal options make equal weights on one machine."""

    sofa: str
    out: str
    channels: int = 128
    width: int = 128
    steps: int = 10_000
    batch: int = 24
    rate: float = 4e-3
    hold_out: float = 0.0
    seed: int = 0
    save_every: int = 500
    compute: str = "auto"


@dataclass(frozen=True, eq=False)
class Batch:
    """Places (B, 3, 1) in metres, complex targets (B, 2, F) without delay, and their hertz (F,)."""

    places: Tensor
    target: Tensor
    hertz: Tensor


def split(head: Head, hold_out: float, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Directions to learn and directions never to be seen, as sorted indices.

    Where a head's sides mirror each other, mirror images go together: else what is held out on
    one side would be learnt on the other.
    """
    if not 0.0 <= hold_out <= 0.5:
        raise InvalidInput(f"the share held out must lie in 0..0.5, not {hold_out:g}")
    order = np.random.default_rng(seed).permutation(len(head.directions))
    partner = partners(head) if is_symmetric(head) else np.arange(len(order))
    wanted, held = round(hold_out * len(order)), np.zeros(len(order), dtype=bool)
    for index in order:
        if held.sum() >= wanted:
            break
        held[[index, partner[index]]] = True
    return np.flatnonzero(~held), np.flatnonzero(held)


def fresh_network(settings: Settings, seed: int) -> NFS:
    """A network that starts as a plain delay and 1/distance, whatever its size."""
    torch.manual_seed(seed)
    model = NFS(settings)
    low, high = settings.shift_ms
    still = math.sqrt(-low / (high - low))
    with torch.no_grad():
        model.enc.omega.fill_(0.5)
        nn.init.normal_(model.lff.conv.weight, std=66.0)
        for branch in (model.lfs, model.rfs):
            blocks = branch.shift.blocks
            for layer in (branch.shift.excitation.conv, *(block.fc_2 for block in blocks)):
                assert layer.bias is not None
                layer.weight.mul_(0.1)
                layer.bias.zero_()
            final = blocks[-1].fc_2.bias
            assert final is not None
            final.fill_(math.log(still / (1.0 - still)))
    _level(model)
    return model


@torch.no_grad()
def _level(model: NFS) -> None:
    """Bring the fresh network's mean level at one metre to that of a plain source."""
    hertz = torch.linspace(200.0, 16_000.0, 64)
    _, rest = model.field(to_pose(model.settings, even_places(64, 1.0)), 1, hertz)
    for ear, branch in enumerate((model.lfs, model.rfs)):
        wanted = branch.project() / rest[:, ear].abs().log().mean().exp()
        branch.project.proj.copy_(wanted.expm1().log().reshape(1, -1, 1))


def draw(
    targets: Interpolated, known: Floats, measured: float, batch: int, key: list[int]
) -> Batch:
    """A batch that depends on ``key`` alone: measured and other directions, near and far."""
    rng = np.random.default_rng(key)
    directions = known[rng.integers(len(known), size=batch)]
    anywhere = rng.random(batch) < 0.6
    free = rng.normal(size=(batch, 3))
    free /= np.linalg.norm(free, axis=1, keepdims=True)
    directions = np.where(anywhere[:, None], free, directions)
    distances = 0.2 * 100.0 ** rng.random(batch)
    distances = np.where(rng.random(batch) < 0.4, measured, distances)
    rest = targets.at(directions, distances)
    bins = np.sort(rng.choice(len(HERTZ), BINS_PER_STEP, replace=False, p=_bin_weights()))
    return Batch(
        torch.from_numpy(directions * distances[:, None]).float().unsqueeze(-1),
        torch.from_numpy(rest[..., bins]).to(torch.complex64),
        torch.from_numpy(HERTZ[bins]).float(),
    )


def _bin_weights() -> Floats:
    """Mostly even to 17 kHz, denser in the bass, thin above."""
    weights = np.where(HERTZ <= 17_000.0, 1.0, 0.3) + 2.0 * np.exp(-HERTZ / 1500.0)
    return np.asarray(weights / weights.sum())


def regression_loss(answer: Tensor, target: Tensor) -> Tensor:
    """Difference of log magnitudes in nepers, and of complex values relative to the target's.

    In notches the second is relative to the response's general level: a phase there is noise.
    """
    size = target.abs()
    level = (answer.abs().clamp(min=1e-9).log() - size.clamp(min=1e-9).log()).abs().mean()
    general = size.square().mean(dim=-1, keepdim=True).sqrt()
    return 2.0 * level + ((answer - target).abs() / torch.maximum(size, 0.3 * general)).mean()


def train_on_head(options: SofaOptions) -> Path:
    """Run, or go on with, the recipe; return the checkpoint's path.

    Raises:
        InvalidInput: for options or files that cannot be used.
        Unavailable: if a file is missing or cannot be written.
    """
    head = read_head(Path(options.sofa))
    learnt, held = split(head, options.hold_out, options.seed)
    targets = Interpolated(head, learnt)
    device = pick_device(options.compute)
    folder = Path(options.out)
    state, result = folder / "state.pt", folder / "nfs.safetensors"
    model = fresh_network(_settings(options, head, targets, len(learnt)), options.seed).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=options.rate, betas=(0.9, 0.98))
    progress = Progress(model, optimizer, {})
    recipe = {k: v for k, v in asdict(options).items() if k not in {"out", "compute", "save_every"}}
    progress.resume(state, recipe)
    ears = (0,) if is_symmetric(head) else (0, 1)
    assert model.delay_map is not None
    model.delay_map.copy_(delay_map(targets))
    started = time.monotonic()
    with bar(options.steps, progress.step, "training") as shown:
        while progress.step < options.steps:
            _step(progress, options, targets, head, learnt, device, ears)
            shown.update()
            if progress.step % options.save_every == 0 or progress.step == options.steps:
                progress.save(state, recipe)
                with progress.averaged():
                    save_checkpoint(result, model)
                    checked = held if len(held) else learnt
                    errors = spatial_errors(model, head, checked)
                _note(folder / "log.csv", progress.step, time.monotonic() - started, errors)
                shown.set_postfix_str(f"LSD {errors.lsd_db:.2f} dB")
    return result


def _step(
    progress: Progress,
    options: SofaOptions,
    targets: Interpolated,
    head: Head,
    learnt: NDArray[np.intp],
    device: torch.device,
    ears: tuple[int, ...],
) -> None:
    share = progress.step / options.steps
    rate = options.rate * max(0.01, 0.5 + 0.5 * math.cos(math.pi * share))
    rate *= min(1.0, (progress.step + 1) / WARM_UP)
    for group in progress.optimizer.param_groups:
        group["lr"] = rate
    key = [options.seed, progress.step]
    batch = draw(targets, head.directions[learnt], head.distance, options.batch, key)
    model = progress.model.train()
    assert isinstance(model, NFS)
    pose = to_pose(model.settings, batch.places.to(device))
    _, answer = model.field(pose, 1, batch.hertz.to(device), ears)
    loss = regression_loss(answer[:, :, 0], batch.target[:, list(ears)].to(device))
    progress.optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    nn.utils.clip_grad_norm_(model.parameters(), 5.0)
    progress.optimizer.step()
    progress.step += 1
    if ears == (0,):
        forget_sideways(model)
        mirror_left(model)
    progress.blend(max(AVERAGING, 10.0 / (10.0 + progress.step)))


def _settings(options: SofaOptions, head: Head, targets: Interpolated, learnt: int) -> Settings:
    return Settings(
        channels=options.channels,
        width=options.width,
        window=9600,
        frame="head",
        shift_ms=(-0.2, 0.2),
        falloff=1.0,
        floor_ms=0.2,
        head_radius=round(targets.radius, 5),
        training=f"{head.name}, {learnt} of {len(head.directions)} directions, "
        f"{options.steps} steps, seed {options.seed}",
        licence=LICENCES.get(head.name[:9], "as the measured head's"),
    )


def _note(path: Path, step: int, seconds: float, errors: Spatial) -> None:
    fresh = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        if fresh:
            writer.writerow(["step", "seconds", "lsd_db", "itd_us", "ild_db"])
        row = (errors.lsd_db, errors.itd_us, errors.ild_db)
        writer.writerow([step, round(seconds), *(round(value, 3) for value in row)])


def delay_map(targets: Interpolated) -> Tensor:
    """The measured head's onsets beyond the ball's: milliseconds (2, 37, 73)."""
    directions = map_directions().double()
    late = targets.late_ms(directions.reshape(-1, 3).numpy()).T
    return torch.from_numpy(late.reshape(2, *directions.shape[:2]))


def even_places(count: int, distance: float) -> Tensor:
    """Places (count, 3, 1) spread evenly at one distance."""
    return torch.from_numpy(even_directions(count) * distance).float().unsqueeze(-1)
