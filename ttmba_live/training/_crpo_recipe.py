"""Recipe (e), CRPO: TangoFlux learns which of its own clips CLAP finds closer to the words.

Knows rounds: in each the model makes several clips for every caption, the closest and the farthest
become a pair, and loss (3) prefers the one over the other, beside the model as the round began.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ttmba_live.audio import Samples
from ttmba_live.errors import InvalidInput
from ttmba_live.generate.model.tuning import Tuning
from ttmba_live.generate.tangoflux.tuning import Tuning as TangoFlux
from ttmba_live.generate.tangoflux.tuning import load_tuning
from ttmba_live.training._captioned import captions_of
from ttmba_live.training._flow_losses import preference_loss
from ttmba_live.training._moves import stepped
from ttmba_live.training._run import Progress, bar
from ttmba_live.training._table_log import TableLog
from ttmba_live.training._tuning_recipe import (
    Learnt,
    begun,
    error_of,
    gpu_gib,
    noise_for,
)

Rank = Callable[[str, Samples], float]
"""How well a clip at 48 kHz fits words; more is better."""

COLUMNS = ("step", "round", "better", "worse", "preference", "flow", "gpu_gib")


@dataclass(frozen=True)
class CrpoOptions:
    """One run of the recipe.

    ``data`` is a folder with a file of captions, or such a file; its sounds are not needed.
    ``clap`` is the folder of the model that ranks. ``steps`` are those of a round, ``sampling``
    those of a clip. ``beta`` is that of loss (2), for errors that are means over all numbers of the
    latents.
    """

    data: str
    out: str
    weights: str
    clap: str
    captions: str | None = None
    begin: str | None = None
    rank: int = 16
    full: bool = False
    sparing: bool = False
    rounds: int = 3
    candidates: int = 5
    steps: int = 100
    batch: int = 8
    rate: float = 1e-5
    beta: float = 2000.0
    seconds: float = 10.0
    sampling: int = 25
    guidance: float = 4.5
    seed: int = 0
    compute: str = "auto"

    def __post_init__(self) -> None:
        """Refuse a choice among one."""
        if self.candidates < 2:
            raise InvalidInput(f"--candidates must be at least 2, not {self.candidates}")


@dataclass(frozen=True, eq=False)
class Pair:
    """Two clips of one caption, and how well CLAP finds that they fit."""

    better: Learnt
    worse: Learnt
    scores: tuple[float, float]


def train_crpo(options: CrpoOptions, rank: Rank | None = None) -> Path:
    """Run, or go on with, the recipe; return the path of what was learnt.

    A stopped round begins anew.

    Raises:
        InvalidInput: for options or files that cannot be used.
        Unavailable: if a file is missing or cannot be written.
    """
    captions = sorted(set(_captions(options).values()))
    rank = rank or clap_rank(Path(options.clap))
    out = Path(options.out)
    recipe = {k: v for k, v in asdict(options).items() if k not in {"out", "compute", "rounds"}}
    tuning, progress = begun(options, recipe, load_tuning)
    log = TableLog(out / "log.csv", COLUMNS, progress.step)
    for number in range(progress.step // options.steps, options.rounds):
        pairs = _pairs(tuning, captions, options, rank, number)
        scores = np.mean([pair.scores for pair in pairs], axis=0)
        tuning.learner.remember()
        losses = []
        with bar(options.steps, 0, f"round {number + 1}") as shown:
            for _ in range(options.steps):
                losses.append(_step(tuning, progress, pairs, options))
                shown.update()
        log.add(progress.step, number + 1, *scores, *np.mean(losses, axis=0), gpu_gib())
        progress.save(out / "state.pt", recipe)
    about = {"training": f"CRPO on {len(captions)} captions, {options.rounds} rounds"}
    return tuning.learner.write(out, about)


def _captions(options: CrpoOptions) -> dict[str, str]:
    data = Path(options.data)
    given = options.captions or (None if data.is_dir() else options.data)
    return dict(captions_of(data, given))


def clap_rank(folder: Path) -> Rank:
    """LAION's CLAP in a folder of the hub's layout: the cosine of words and sound."""
    from ttmba_live.generate.library.clap import Clap

    clap = Clap(folder)
    return lambda caption, samples: float(clap.of_words(caption) @ clap.of_sound(samples))


def _pairs(
    tuning: TangoFlux, captions: list[str], options: CrpoOptions, rank: Rank, number: int
) -> list[Pair]:
    """The closest and the farthest clip of each caption, made by the model as it is now."""
    pairs = []
    with bar(len(captions), 0, f"clips of round {number + 1}") as shown:
        for index, caption in enumerate(captions):
            draw = np.random.default_rng([options.seed, number, index])
            seeds = draw.integers(2**31, size=options.candidates).tolist()
            latents = tuning.make(
                caption, options.seconds, seeds, options.sampling, options.guidance
            )
            pairs.append(_ranked(tuning, latents, caption, options.seconds, rank))
            shown.update()
    return pairs


def _ranked(tuning: TangoFlux, latents: Tensor, caption: str, seconds: float, rank: Rank) -> Pair:
    rows = [latents[at : at + 1] for at in range(len(latents))]
    scores = [rank(caption, tuning.sound(row, seconds)) for row in rows]
    best, last = int(np.argmax(scores)), int(np.argmin(scores))
    better, worse = (Learnt(rows[at].cpu(), caption, seconds) for at in (best, last))
    return Pair(better, worse, (scores[best], scores[last]))


def _step(
    tuning: Tuning, progress: Progress, pairs: list[Pair], options: CrpoOptions
) -> tuple[float, float]:
    """Some pairs, each at one place with one noise; the mean losses (2) and (1)."""
    draw = np.random.default_rng([options.seed, progress.step, 1])
    source = torch.Generator().manual_seed(int(draw.integers(2**31)))
    totals = np.zeros(2)
    for at in draw.integers(len(pairs), size=options.batch):
        share = torch.tensor([draw.random()], dtype=torch.float32)
        noise = noise_for(pairs[at].better.latents, source)
        preferred, flow = losses_of(tuning, pairs[at], noise, share, options.beta)
        ((preferred + flow) / options.batch).backward()  # type: ignore[no-untyped-call]
        totals += [preferred.item() / options.batch, flow.item() / options.batch]
    stepped(progress)
    return float(totals[0]), float(totals[1])


def losses_of(
    tuning: Tuning, pair: Pair, noise: Tensor, share: Tensor, beta: float
) -> tuple[Tensor, Tensor]:
    """Losses (2) and (1) of a pair, whose sum is (3); the better clip's alone in (1)."""

    def error(one: Learnt) -> Tensor:
        return error_of(tuning, one, noise, share, one.caption)[None]

    with torch.no_grad(), tuning.learner.as_before():
        better_before, worse_before = error(pair.better), error(pair.worse)
    better, worse = error(pair.better), error(pair.worse)
    return preference_loss(better, worse, better_before, worse_before, beta), better[0]
