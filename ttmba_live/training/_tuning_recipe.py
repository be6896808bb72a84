"""Recipe (d): a model learns one's own sounds by loss (1), as a LoRA or in full.

Knows schedule, data and where a run keeps its files; which model it is only whoever loads it knows.
Clips are looked at one by one, since padding would change what the model hears; a step adds the
gradients of several up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np
import torch
from torch import Tensor

from ttmba_live.audio import RATE, read_clip
from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model.tuning import Load, Tuning
from ttmba_live.training._captioned import captions_of, read_captioned
from ttmba_live.training._flow_losses import between, flow_error
from ttmba_live.training._moves import optimizer_of, stepped
from ttmba_live.training._run import Progress, bar, pick_device
from ttmba_live.training._table_log import TableLog

JUDGED, SHARES = 8, (0.1, 0.3, 0.5, 0.7, 0.9)
"""So many clips, each at these shares of noise, say how far the run is; always the same noise."""

Tuned = TypeVar("Tuned", bound=Tuning)

COLUMNS = ("step", "seconds", "loss", "judged", "gpu_gib")


@dataclass(frozen=True)
class TuningOptions:
    """One run of the recipe; equal options make equal weights on one machine.

    ``data`` is a folder of sounds, ``weights`` that of the model, ``captions`` a file where the
    folder has none of its own, ``begin`` a LoRA to go on from. ``full`` lets all weights of the
    transformer learn, where the model can, ``sparing`` keeps little of a look and computes it
    again. ``drop`` is the share of looks without a caption, by which guidance goes on working.
    """

    data: str
    out: str
    weights: str
    captions: str | None = None
    begin: str | None = None
    rank: int = 16
    full: bool = False
    sparing: bool = False
    steps: int = 1000
    batch: int = 8
    rate: float = 1e-4
    drop: float = 0.1
    hold_out: float = 0.0
    seed: int = 0
    save_every: int = 50
    compute: str = "auto"


@dataclass(frozen=True, eq=False)
class Learnt:
    """A sound as latents (1, ...) on the CPU, its caption and its length."""

    latents: Tensor
    caption: str
    seconds: float


def train_model(options: TuningOptions, load: Load) -> Path:
    """Run, or go on with, the recipe for a model; return the path of what was learnt.

    Raises:
        InvalidInput: for options or files that cannot be used.
        Unavailable: if a file is missing or cannot be written.
    """
    folder = Path(options.data)
    sounds = read_captioned(folder, captions_of(folder, options.captions))
    known, held = _parted(len(sounds), options.hold_out, options.seed)
    out = Path(options.out)
    recipe = {k: v for k, v in asdict(options).items() if k not in {"out", "compute", "save_every"}}
    tuning, progress = begun(options, recipe, load)
    with bar(len(sounds), 0, "reading") as shown:
        learnt = []
        for sound in sounds:
            learnt.append(_learnt(tuning, sound.path, sound.caption))
            shown.update()
    judged = [learnt[at] for at in (held if len(held) else known)[:JUDGED]]
    learnt = [learnt[at] for at in known]
    log = TableLog(out / "log.csv", COLUMNS, progress.step)
    if not progress.step:
        log.add(0, 0.0, float("nan"), judge(tuning, judged), gpu_gib())
    about = {"training": f"{folder.name}, {len(learnt)} sounds, seed {options.seed}"}
    began, before, losses = time.monotonic(), progress.step, list[float]()
    with bar(options.steps, progress.step, "training") as shown:
        while progress.step < options.steps:
            losses.append(_step(tuning, progress, learnt, options))
            shown.update()
            shown.set_postfix_str(f"loss {losses[-1]:.4f}")
            if progress.step % options.save_every and progress.step < options.steps:
                continue
            each = (time.monotonic() - began) / (progress.step - before)
            log.add(progress.step, each, float(np.mean(losses)), judge(tuning, judged), gpu_gib())
            losses.clear()
            progress.save(out / "state.pt", recipe)
    return tuning.learner.write(out, about)


class LearnerOptions(Protocol):
    """What runs that tune the model have in common."""

    @property
    def out(self) -> str: ...
    @property
    def weights(self) -> str: ...
    @property
    def begin(self) -> str | None: ...
    @property
    def rank(self) -> int: ...
    @property
    def full(self) -> bool: ...
    @property
    def sparing(self) -> bool: ...
    @property
    def rate(self) -> float: ...
    @property
    def seed(self) -> int: ...
    @property
    def compute(self) -> str: ...


def begun(
    options: LearnerOptions, recipe: dict[str, Any], load: Callable[..., Tuned]
) -> tuple[Tuned, Progress]:
    """The model and where its run stands: at the beginning, or where the same recipe stopped."""
    if options.full and options.begin:
        raise InvalidInput("--begin goes on from a LoRA; --full trains none")
    torch.manual_seed(options.seed)
    tuning = load(
        Path(options.weights), pick_device(options.compute).type,
        None if options.full else options.rank, Path(options.begin) if options.begin else None,
    )  # fmt: skip
    tuning.sparing = options.sparing
    progress = Progress(tuning.learner, optimizer_of(tuning, options.rate), {})
    progress.resume(Path(options.out) / "state.pt", recipe)
    return tuning, progress


def _parted(count: int, hold_out: float, seed: int) -> tuple[list[int], list[int]]:
    """Indices to learn and those never learnt."""
    if not 0.0 <= hold_out < 1.0:
        raise InvalidInput(f"the share to hold out must lie in 0..1, not {hold_out:g}")
    order = np.random.default_rng(seed).permutation(count)
    held = round(hold_out * count)
    return sorted(order[held:].tolist()), sorted(order[:held].tolist())


def _learnt(tuning: Tuning, path: Path, caption: str) -> Learnt:
    clip = read_clip(path)[0].samples
    try:
        return Learnt(tuning.latents(clip), caption, len(clip) / RATE)
    except InvalidInput as error:
        raise InvalidInput(f"{path}: {error}") from error


def _step(
    tuning: Tuning, progress: Progress, learnt: list[Learnt], options: TuningOptions
) -> float:
    """Some clips, drawn by seed and step, at places drawn likewise; the mean loss."""
    draw = np.random.default_rng([options.seed, progress.step])
    source = torch.Generator().manual_seed(int(draw.integers(2**31)))
    total = 0.0
    for at in draw.integers(len(learnt), size=options.batch):
        sound = learnt[at]
        caption = "" if draw.random() < options.drop else sound.caption
        latents, place = tuning.example(sound.latents, sound.seconds, draw)
        part = replace(sound, latents=latents)
        share = torch.tensor([place], dtype=torch.float32)
        loss = error_of(tuning, part, noise_for(latents, source), share, caption) / options.batch
        loss.backward()  # type: ignore[no-untyped-call]
        total += float(loss.detach())
    stepped(progress)
    return total


def noise_for(latents: Tensor, source: torch.Generator) -> Tensor:
    """Standard normal, as many numbers as the latents, drawn on the CPU."""
    return torch.randn(latents.shape, generator=source)


def error_of(tuning: Tuning, sound: Learnt, noise: Tensor, share: Tensor, caption: str) -> Tensor:
    """Loss (1) of one sound at one share of noise (1,); a scalar."""
    latents, noise, part = (one.to(tuning.device) for one in (sound.latents, noise, share))
    velocity = tuning.look(between(latents, noise, part), part, caption, sound.seconds)
    return flow_error(velocity, latents, noise)[0]


@torch.no_grad()
def judge(tuning: Tuning, sounds: list[Learnt]) -> float:
    """Mean loss (1) of some sounds at fixed places with fixed noise."""
    source, found = torch.Generator().manual_seed(0), []
    for sound in sounds:
        draw = np.random.default_rng(0)
        part = replace(sound, latents=tuning.example(sound.latents, sound.seconds, draw)[0])
        for share in SHARES:
            noise = noise_for(part.latents, source)
            found.append(error_of(tuning, part, noise, torch.tensor([share]), sound.caption))
    return float(torch.stack(found).mean())


def gpu_gib() -> float:
    """Most memory that tensors had on the GPU, in GiB; 0 without one."""
    return torch.cuda.max_memory_allocated() / 2**30 if torch.cuda.is_available() else 0.0
